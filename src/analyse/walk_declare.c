/* SPDX-License-Identifier: ISC */
#include <ctype.h>
#include <string.h>

#include "analyse/walk_int.h"

/* declare, typeset, local, export and readonly. */
struct attrs {
	bool array, assoc, integer, nameref, upper, lower, export, unexport;
	bool no_integer, no_case, no_ref;	/* +i +u +n */
	bool func, print, readonly;
};

static void
declare_flags(const char *t, struct attrs *at)
{
	bool on = *t == '-';

	for (t++; *t != '\0'; t++) {
		switch (*t) {
		case 'a':
			at->array = on;
			break;
		case 'A':
			at->array = at->assoc = on;
			break;
		case 'i':
			at->integer = on;
			at->no_integer = !on;
			break;
		case 'n':
			at->nameref = on;
			at->no_ref = !on;
			break;
		case 'u':
		case 'l':
		case 'c':
			/* Two of them at once are none. */
			at->no_case = !on || at->no_case || at->upper ||
			    at->lower;
			at->upper = *t != 'l' && !at->no_case;
			at->lower = *t != 'u' && !at->no_case;
			break;
		case 'r':
			at->readonly = on;
			break;
		case 'x':
			at->export = on;
			at->unexport = !on;
			break;
		case 'f':
		case 'F':
			at->func = true;
			break;
		case 'p':
			at->print = true;
			break;
		default:
			break;
		}
	}
}

/* The variable outside of the function, which may be set from inside. */
static struct var *
outer(struct walk *w, const struct var *old)
{
	struct var *x = arena_alloc(w->a, sizeof *x);

	if (old != NULL)
		*x = *old;
	x->v = value_unknown(w->a);
	x->maybe_unset = true;
	x->nelem = 0;
	x->open = x->array;
	return x;
}

/* The nameref itself: it becomes one of the variable that `to` names, of the
 * one whose name it holds for NULL, or none any more. */
static void
set_ref(struct walk *w, const char *name, size_t n, struct value *to, bool on)
{
	struct slot *s;
	struct var *x = arena_alloc(w->a, sizeof *x);
	struct local *l;
	const char *t;

	(void)var_get(w, name, n);
	s = state_slot(&w->st, SLOT_VAR, name, n, true);
	if (s->obj != NULL)
		*x = *(struct var *)s->obj;
	if (!on && !x->nameref)
		return;
	if (to != NULL) {
		x->v = to;
		x->maybe_unset = false;
	}
	x->nameref = on;
	t = !on || x->v == NULL ? NULL : walk_plain_text(w, x->v);
	/* Its own name: bash takes the one outside of the function. */
	if (x->maybe_unset || (t != NULL && strlen(t) == n &&
	    memcmp(t, name, n) == 0)) {
		var_any(w);
		x->v = value_unknown(w->a);
		for (l = w->active == NULL ? NULL : w->active->locals;
		    l != NULL; l = l->next)
			if (l->slot == s)
				l->old = outer(w, l->old);
	}
	state_set(&w->st, s, x);
	if (on)
		walk_nameref(w, x->v);
}

/* `local -`: the options are those of now again when the function ends. */
static void
local_options(struct walk *w)
{
	struct local *l = arena_alloc(w->a, sizeof *l);

	l->slot = w->opts;
	l->old = w->opts->obj;
	l->maybe = w->branches > w->active->branches;
	l->next = w->active->locals;
	w->active->locals = l;
}

/* A local variable is exported as the one that it hides. */
static void
hide(struct var *x, const struct var *old)
{
	if (old == NULL)
		return;
	x->exported = old->exported;
	x->hidden = old->exported && old->v != NULL && !old->array ? old->v :
	    old->hidden;
}

static void
apply_attrs(struct walk *w, const char *name, size_t n,
    const struct attrs *at, bool local)
{
	struct var *x;

	if (local) {
		struct local *l = arena_alloc(w->a, sizeof *l);
		struct slot *s;
		(void)var_get(w, name, n);
		s = state_slot(&w->st, SLOT_VAR, name, n, true);
		/* Of a nameref that is local already, what it stands for. */
		if ((x = s->obj) != NULL && x->nameref && !at->nameref)
			var_any(w);
		if (w->active != NULL) {
			l->slot = s;
			l->old = s->obj;
			l->maybe = w->branches > w->active->branches;
			l->next = w->active->locals;
			w->active->locals = l;
		}
		x = arena_alloc(w->a, sizeof *x);
		if (s->obj != NULL && ((struct var *)s->obj)->nameref &&
		    !at->nameref) {
			x->v = value_unknown(w->a);
			x->nameref = true;
		} else if (s->obj != NULL && ((struct var *)s->obj)->readonly)
			*x = *(struct var *)s->obj;
		hide(x, s->obj);
		state_set(&w->st, s, x);
	}
	if (at->no_ref)
		set_ref(w, name, n, NULL, false);
	if (at->nameref || !(at->array || at->integer || at->upper ||
	    at->lower || at->export || at->unexport || at->no_integer ||
	    at->no_case))
		return;
	x = at->array ? var_array(w, name, n) : var_edit(w, name, n);
	x->assoc = x->assoc || at->assoc;
	x->integer = (x->integer && !at->no_integer) || at->integer;
	if (at->upper || at->lower || at->no_case) {
		x->upper = at->upper;
		x->lower = at->lower;
	}
	if (at->export)
		x->exported = true;
	if (at->unexport)
		x->exported = false;
}

static const struct assign *
array_for(const struct call *c, unsigned i, const char *name, size_t n)
{
	const struct assign *d;
	const struct word *word = walk_word_at(c, i);

	for (d = c->decl; d != NULL; d = d->next)
		if (strlen(d->name) == n && memcmp(d->name, name, n) == 0 &&
		    (word == NULL || (word->span.off == d->span.off &&
		    word->span.len == d->span.len)))
			return d;
	return NULL;
}

static struct value *
after(struct walk *w, const struct value *v, size_t n)
{
	struct value *r = arena_alloc(w->a, sizeof *r);
	unsigned i;

	*r = *v;
	r->alt = arena_array(w->a, v->nalt, sizeof *r->alt);
	for (i = 0; i < v->nalt; i++) {
		r->alt[i] = v->alt[i];
		r->alt[i].pre += n;
		r->alt[i].prelen -= n;
	}
	return r;
}

/* How much of "name=" or "name+=" all alternatives share; 0 when none. */
static size_t
assigned_head(const struct value *v, size_t *name, bool *append)
{
	const char *t = v->alt[0].pre;
	size_t n = 0, k;
	unsigned i;

	while (isalnum((unsigned char)t[n]) || t[n] == '_')
		n++;
	*name = n;
	*append = t[n] == '+';
	k = n + *append;
	if (n == 0 || t[k] != '=')
		return 0;
	k++;
	for (i = 1; i < v->nalt; i++)
		if (v->alt[i].prelen < k ||
		    memcmp(v->alt[i].pre, t, k) != 0)
			return 0;
	return k;
}

/* export and readonly do that with -a only. */
static bool
sets_arrays(const struct call *c)
{
	const char *t = value_text(c->argv[0]);

	return t == NULL || (strcmp(t, "export") != 0 &&
	    strcmp(t, "readonly") != 0);
}

static void
declare_one(struct walk *w, const struct call *c, unsigned i,
    const struct attrs *at, bool local)
{
	struct value *v = c->argv[i];
	const struct assign *d;
	const char *t = v->alt[0].pre;
	size_t n, k;
	bool append;
	struct effect *e;
	struct var *x;
	char *name;
	long long num;

	if (v->alt[0].hole && v->alt[0].prelen == 0) {
		if (!at->print)
			var_any(w);
		return;
	}
	k = assigned_head(v, &n, &append);
	if (n < strlen(t) && t[n] == '[') {
		if (walk_plain_text(w, v) != NULL)
			t = walk_plain_text(w, v);
		(void)expand_arith(w, t, strcspn(t, "="), &num);
		var_elem(w, t, n, NULL, value_unknown(w->a));
		return;
	}
	if (n == 0) {
		if (local && strcmp(t, "-") == 0 && w->active != NULL)
			local_options(w);
		return;
	}
	name = arena_strndup(w->a, t, n);
	apply_attrs(w, name, n, at, local);
	if (at->nameref) {
		set_ref(w, name, n, k == 0 ? NULL : after(w, v, k), true);
		return;
	}
	if (k == 0) {
		if (at->readonly)
			var_edit(w, name, n)->readonly = true;
		if (at->export && (x = var_get(w, name, n))->v != NULL) {
			e = walk_emit(w, EFFECT_ASSIGN, c->span);
			e->name = name;
			e->value = x->v;
		}
		return;
	}
	x = var_get(w, name, n);
	if ((d = array_for(c, i, name, n)) != NULL)
		walk_assign(w, d, c->span);
	else if ((at->array || (x != NULL && x->array && sets_arrays(c))) &&
	    walk_array_text(w, name, append, after(w, v, k), c->span))
		return;
	else
		walk_set(w, name, after(w, v, k), append, c->span);
	if (at->readonly)
		var_edit(w, name, n)->readonly = true;
}

/* NULL: one that nobody knows, so each of them may be. */
static void
export_function(struct walk *w, const char *name, bool on)
{
	struct slot *s;
	struct func *f, *copy, *all;

	for (s = w->st.all[SLOT_FUNCTION]; s != NULL; s = s->same) {
		if (name != NULL && strcmp(s->name, name) != 0)
			continue;
		for (all = NULL, f = s->obj; f != NULL; f = f->next) {
			copy = arena_alloc(w->a, sizeof *copy);
			*copy = *f;
			copy->next = all;
			copy->exported = on;
			copy->maybe = f->maybe || name == NULL;
			all = copy;
		}
		state_set(&w->st, s, all);
	}
}

void
walk_declare(struct walk *w, const char *name, struct call *c)
{
	struct attrs at = { 0 };
	bool local = strcmp(name, "local") == 0 || (w->active != NULL &&
	    (strcmp(name, "declare") == 0 || strcmp(name, "typeset") == 0));
	const char *t;
	unsigned i;

	/* Outside a function bash only complains. */
	if (strcmp(name, "local") == 0 && w->active == NULL)
		return;
	at.export = strcmp(name, "export") == 0;
	at.readonly = strcmp(name, "readonly") == 0;
	for (i = 1; i < c->argc; i++) {
		t = value_text(c->argv[i]);
		if (t == NULL || (*t != '-' && *t != '+') || t[1] == '\0')
			break;
		if (strcmp(t, "--") == 0) {
			i++;
			break;
		}
		if (strcmp(name, "export") == 0 && *t == '-') {
			if (strchr(t, 'n') != NULL) {
				at.export = false;
				at.unexport = true;
			}
			if (strchr(t, 'f') != NULL)
				at.func = true;
			continue;
		}
		if (strchr(t, 'g') != NULL)
			local = false;
		declare_flags(t, &at);
	}
	if (at.func) {
		for (; i < c->argc && (at.export || at.unexport); i++)
			export_function(w, value_text(c->argv[i]), at.export);
		return;
	}
	for (; i < c->argc; i++)
		declare_one(w, c, i, &at, local);
}
