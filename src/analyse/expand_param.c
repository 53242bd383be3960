/* SPDX-License-Identifier: ISC */
#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "analyse/expand_list.h"

static struct value *
number_value(struct walk *w)
{
	return value_number(w->a);
}

static struct value *
from_number(struct walk *w, long long n)
{
	const char *s = arena_printf(w->a, "%lld", n);

	return value_const(w->a, s, strlen(s));
}

static struct value *
positional(struct walk *w, const char *name, size_t n)
{
	struct args *g = args_get(w);
	unsigned long k = 0;
	size_t i;

	for (i = 0; i < n && k < 1000000; i++)
		k = k * 10 + (unsigned long)(name[i] - '0');
	if (k == 0)
		return w->arg0;
	if (list_globbed(g, k - 1))
		return value_unknown(w->a);
	if (k <= g->n)
		return g->v[k - 1];
	return g->open ? value_unknown(w->a) : NULL;
}

static struct value *
special(struct walk *w, const struct param *p)
{
	const char *s;

	switch (p->name[0]) {
	case '#':
		return args_get(w)->open || list_globbed(args_get(w), SIZE_MAX) ?
		    number_value(w) : from_number(w, args_get(w)->n);
	case '?':
		return number_value(w);
	case '$':
		if (w->world->pid <= 0)
			return value_own_pid(w->a);
		s = arena_printf(w->a, "%ld", (long)w->world->pid);
		return value_const(w->a, s, strlen(s));
	case '!':
		return value_own_pid(w->a);
	case '-':
		return value_unknown(w->a);
	default:
		return NULL;
	}
}

static void
lookup(struct walk *w, const struct param *p, struct param_result *r)
{
	struct args *g = args_get(w);
	struct var *x;
	bool star = false;

	memset(r, 0, sizeof *r);
	if (p->subscript != NULL && list_whole(p->subscript, &star)) {
		list_of_var(w, var_get(w, p->name, p->namelen), r);
		r->star = star;
		return;
	}
	if (p->namelen == 1 && (p->name[0] == '@' || p->name[0] == '*')) {
		r->list = g->v;
		r->n = g->n;
		r->open = g->open;
		r->star = p->name[0] == '*';
		return;
	}
	if (p->subscript != NULL)
		r->v = list_element(w, p->name, p->namelen, p->subscript);
	else if (isdigit((unsigned char)p->name[0]))
		r->v = positional(w, p->name, p->namelen);
	else if (p->namelen == 1 && strchr("#?$!-", p->name[0]) != NULL)
		r->v = special(w, p);
	else {
		x = var_get(w, p->name, p->namelen);
		/* All of an array to zsh, its first element to bash. */
		if (w->zsh && x != NULL && x->array &&
		    p->op != PARAM_SUBSTR) {
			list_of_var(w, x, r);
			r->star = true;
			return;
		}
		r->v = var_is_element(w, p->name, p->namelen) ?
		    value_unknown(w->a) : var_value(w, p->name, p->namelen);
		if (x != NULL && x->maybe_unset && r->v != NULL &&
		    (p->op == PARAM_PLAIN || p->op >= PARAM_SUBSTR))
			r->v = value_either(w->a, r->v,
			    value_const(w->a, "", 0));
	}
}

/* ${#x}, ${#a[@]}, ${#}. */
static struct value *
length_of(struct walk *w, const struct param_result *r)
{
	const char *t;
	long long n = 0;
	unsigned i;

	if (r->v == NULL && (r->list != NULL || r->open || r->n > 0)) {
		for (i = 0; i < r->n; i++)
			if ((r->list[i]->flags & VALUE_GLOB) != 0)
				return number_value(w);
		return r->open || r->maybe ? number_value(w) :
		    from_number(w, r->n);
	}
	if (r->v == NULL)
		return from_number(w, 0);
	if ((t = value_text(r->v)) == NULL)
		return number_value(w);
	if (!text_is_ascii(t, strlen(t)) && expand_locale(w) != TEXT_UTF8)
		return number_value(w);
	for (; *t != '\0'; t++)
		n += ((unsigned char)*t & 0xc0) != 0x80;
	return from_number(w, n);
}

/* ${!x}: the parameter whose name x holds, which *to becomes. */
static void
indirect(struct walk *w, const struct param *p, struct param_result *r,
    struct param *to)
{
	struct param q = *p;
	struct var *x;
	struct slot *s;
	struct parse_result pr;
	const char *t = r->v == NULL ? NULL : value_text(r->v);
	char *text;
	struct word *word;

	s = state_slot(&w->st, SLOT_VAR, p->name, p->namelen, false);
	x = s == NULL ? NULL : s->obj;
	if (x != NULL && x->nameref && x->v != NULL) {
		t = value_text(x->v);
		if (t != NULL && (s = state_slot(&w->st, SLOT_VAR, t,
		    strlen(t), false)) != NULL && s->obj != NULL &&
		    ((struct var *)s->obj)->nameref)
			t = var_name(w, p->name, p->namelen);
		r->v = t == NULL ? x->v : value_const(w->a, t, strlen(t));
		return;
	}
	if (t == NULL || *t == '\0') {
		if (r->v != NULL || r->open)
			r->v = value_unknown(w->a);
		return;
	}
	text = arena_printf(w->a, "${%s}", t);
	word = parse_expansions(w->a, text, strlen(text), &pr);
	if (word == NULL || word->parts == NULL ||
	    word->parts->kind != PART_PARAM ||
	    word->parts->param->op != PARAM_PLAIN ||
	    word->parts->param->indirect || word->parts->param->length) {
		r->v = value_unknown(w->a);
		return;
	}
	q = *word->parts->param;
	lookup(w, &q, r);
	to->name = q.name;
	to->namelen = q.namelen;
	to->subscript = q.subscript;
}

/* The word behind an operator where the list is not used: of several words
 * that it may be nobody knows which. */
static void
list_word(struct walk *w, const struct param *p, bool quoted,
    struct param_result *r)
{
	struct value *v = quoted && p->arg != NULL ? expand_parts(w,
	    p->arg->parts) : expand_value(w, p->arg);

	if (expand_has_list(p->arg) || (!quoted && expand_has_quotes(p->arg))) {
		r->n = 0;
		r->open = true;
		r->maybe = false;
	} else
		r->v = v;
}

/* Is the list null for an operator with a colon, or without one? */
static enum expand_null
list_null(const struct param *p, const struct param_result *r)
{
	unsigned i;

	if (r->n == 0)
		return r->open ? NULL_MAYBE : NULL_SURE;
	if (r->maybe)
		return NULL_MAYBE;
	for (i = 0; p->colon && i < r->n; i++)
		if (!value_may_be(r->list[i], ""))
			return NULL_NOT;
	if (!p->colon)
		return NULL_NOT;
	/* Empty words are as good as none where nothing stands between. */
	return r->n == 1 && !r->open && value_text(r->list[0]) != NULL ?
	    NULL_SURE : NULL_MAYBE;
}

static void
list_operator(struct walk *w, const struct param *p, bool quoted,
    struct param_result *r)
{
	enum expand_null null;
	struct value **v;
	unsigned i;

	switch (p->op) {
	case PARAM_PLAIN:
		return;
	case PARAM_SUBSTR:
		list_slice(w, p, r);
		return;
	case PARAM_DEFAULT:
	case PARAM_ASSIGN:
	case PARAM_ALT:
		null = list_null(p, r);
		if (null == NULL_MAYBE) {
			(void)expand_value(w, p->arg);
			r->n = 0;
			r->open = true;
			r->maybe = false;
		} else if ((null == NULL_SURE) == (p->op != PARAM_ALT))
			list_word(w, p, quoted, r);
		else if (p->op == PARAM_ALT && r->n > 0) {
			r->n = 0;
			r->v = value_const(w->a, "", 0);
		}
		return;
	case PARAM_ERROR:
		(void)expand_value(w, p->arg);
		return;
	case PARAM_TRANSFORM:
		/* The declaration of it, or all of its keys. */
		if (strchr("AKk", p->transform) != NULL) {
			r->n = 0;
			r->open = true;
			return;
		}
		/* FALLTHROUGH */
	default:
		v = arena_array(w->a, r->n + 1, sizeof *v);
		for (i = 0; i < r->n; i++)
			v[i] = expand_operator(w, p, r->list[i], quoted);
		r->list = v;
	}
}

void
expand_plain(struct walk *w, const struct param *p, struct param_result *out)
{
	struct param q = *p;

	/* What lookup() adds for a plain one would count as a value. */
	q.op = PARAM_DEFAULT;
	lookup(w, &q, out);
	if (out->v == NULL && (out->list != NULL || out->open ||
	    q.subscript != NULL || q.name[0] == '@' || q.name[0] == '*'))
		out->star = true;
	else
		out->star = false;
}

/* bash gives up on a bad one, but may have expanded a subscript before. */
static void
bad_operand(struct walk *w, const struct param *p)
{
	size_t mark = state_mark(&w->st);

	(void)expand_parts(w, p->arg->parts);
	state_join(&w->st, mark, state_pop(&w->st, mark));
}

void
expand_param(struct walk *w, const struct param *p, bool quoted,
    struct param_result *out)
{
	struct param to = *p;
	bool list;

	if (p->op == PARAM_BAD && p->arg != NULL)
		bad_operand(w, p);
	if (p->op == PARAM_PREFIX || p->op == PARAM_KEYS) {
		list_names(w, p, out);
		return;
	}
	lookup(w, p, out);
	list = out->v == NULL && (out->list != NULL || out->open ||
	    (p->namelen == 1 && (p->name[0] == '@' || p->name[0] == '*')) ||
	    (p->subscript != NULL && list_whole(p->subscript, &out->star)));
	if (p->length) {
		out->v = length_of(w, out);
		return;
	}
	if (p->indirect && !list) {
		indirect(w, p, out, &to);
		list = out->v == NULL && (out->list != NULL || out->open);
	}
	if (list) {
		list_operator(w, &to, quoted, out);
		return;
	}
	out->v = expand_operator(w, &to, out->v, quoted);
	if (out->v == NULL)
		out->v = value_const(w->a, "", 0);
}
