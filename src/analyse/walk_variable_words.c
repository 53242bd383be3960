/* SPDX-License-Identifier: ISC */
/* What the value of a variable is as words, where it is known and where not. */
#include <string.h>

#include "analyse/walk_variable.h"

enum { WORDS = 256 };

struct value *
variable_value(struct adding *d, const char *name)
{
	const struct var *x = var_get(d->w, name, strlen(name));

	if (x == NULL || !x->exported || x->v == NULL)
		return NULL;
	/* Another machine has an environment of its own. */
	if (d->w->where != WHERE_LOCAL && !value_exact(x->v))
		return NULL;
	if (x->v->nalt > d->readings)
		d->readings = x->v->nalt;
	if ((x->v->flags & VALUE_ENVIRON) == 0)
		d->ambient = false;
	d->names = d->names == NULL ? name :
	    arena_printf(d->w->a, "%s, %s", d->names, name);
	return x->v;
}

static bool
blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n';
}

static void
split(struct adding *d, const char *s, size_t n, enum tool_added_how how,
    struct fields *f)
{
	const char *t = arena_strndup(d->w->a, s, n), *plus;
	size_t len;

	/* LESS='-R +!cmd' is a command of less up to the end. */
	if (how == ADDED_LETTERS && (plus = strchr(t, '+')) != NULL &&
	    (plus == t || blank(plus[-1]))) {
		split(d, t, (size_t)(plus - t), how, f);
		fields_add(d->w, f, value_const(d->w->a, plus,
		    strlen(plus)));
		return;
	}
	d->quotes = d->quotes || strpbrk(t, "\"'\\") != NULL;
	if (!d->bare) {
		walk_split_words(d->w, t, f);
		return;
	}
	for (; *(t += strspn(t, " \t\n")) != '\0' && f->n < WORDS; t += len) {
		len = strcspn(t, " \t\n");
		fields_add(d->w, f, value_const(d->w->a, t, len));
	}
}

void
variable_anything(struct adding *d, enum tool_added_how how,
    struct fields *f)
{
	struct value *v = value_hole(d->w->a, "-", how != ADDED_PAIRS &&
	    how != ADDED_EACH, "", 0);

	v->flags |= VALUE_MANY;
	fields_add(d->w, f, v);
	if (how != ADDED_WORDS)
		return;
	v = value_unknown(d->w->a);
	v->flags |= VALUE_MANY;
	fields_add(d->w, &d->end, v);
}

void
variable_words(struct adding *d, const struct value *v,
    enum tool_added_how how, struct fields *f)
{
	const struct valtext *t = &v->alt[d->reading < v->nalt ? d->reading :
	    v->nalt - 1];
	size_t n = t->prelen, from = 0;
	struct value *part;

	if (!t->hole) {
		split(d, t->pre, n, how, f);
		return;
	}
	while (n > 0 && !blank(t->pre[n - 1]))
		n--;
	split(d, t->pre, n, how, f);
	while (from < t->suflen && !blank(t->suf[from]))
		from++;
	if (n < t->prelen) {
		part = value_hole(d->w->a, t->pre + n, t->prelen - n, t->suf,
		    from);
		part->alt[0].digits = t->digits;
		fields_add(d->w, f, part);
	}
	if (!t->digits || n == t->prelen)
		variable_anything(d, how, f);
	split(d, t->suf + from, t->suflen - from, how, f);
}
