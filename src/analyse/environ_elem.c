/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "analyse/walk_state.h"

/* Elements of arrays. */
enum { ELEM_MAX = 256 };

struct var *
var_array(struct walk *w, const char *name, size_t n)
{
	struct var *x = var_edit(w, name, n);

	if (x->array)
		return x;
	x->array = true;
	x->nelem = 0;
	if (x->v != NULL && x->maybe_unset) {
		x->open = true;
		x->v = NULL;
	} else if (x->v != NULL) {
		x->elem = arena_alloc(w->a, sizeof *x->elem);
		x->elem[0].key = "0";
		x->elem[0].v = x->v;
		x->nelem = 1;
	}
	return x;
}

/* Are its elements 0, 1, 2 and so on? Then another one stands behind them. */
static bool
dense(const struct var *x)
{
	return !x->assoc && (x->nelem == 0 ||
	    strtoll(x->elem[x->nelem - 1].key, NULL, 10) + 1 ==
	    (long long)x->nelem);
}

/* Does a word that may be several stand where `key` counts to? */
static bool
counts_words(const struct var *x, const char *key)
{
	unsigned i;

	for (i = 0; !x->assoc && i < x->nelem; i++) {
		if ((x->elem[i].v->flags & (VALUE_MANY | VALUE_GLOB)) != 0)
			return true;
		if (strcmp(x->elem[i].key, key) == 0)
			break;
	}
	return false;
}

/* Any element of x may be v now, and there may be another one. */
static void
any_elem(struct walk *w, struct var *x, struct value *v)
{
	struct elem *e;
	unsigned i;

	x->open = true;
	x->v = x->v == NULL ? NULL : value_either(w->a, x->v, v);
	if (!dense(x))
		x->nelem = 0;
	e = arena_array(w->a, x->nelem + 1u, sizeof *e);
	for (i = 0; i < x->nelem; i++) {
		/* Which of the words that this one is? */
		if ((x->elem[i].v->flags & (VALUE_MANY | VALUE_GLOB)) != 0) {
			x->nelem = i;
			break;
		}
		e[i] = x->elem[i];
		e[i].v = value_either(w->a, x->elem[i].v, v);
	}
	x->elem = e;
}

/* The tables of bash itself: aliases, and where programs are. */
static void
own_table(struct walk *w, const char *name, const char *key, struct value *v)
{
	bool cmds = strcmp(name, "BASH_CMDS") == 0;

	if (strcmp(name, "DIRSTACK") == 0)
		state_set(&w->st, w->dirs, NULL);
	if (!cmds && strcmp(name, "BASH_ALIASES") != 0)
		return;
	if (key == NULL) {
		w->any_alias = true;
		return;
	}
	if (cmds)
		key = arena_printf(w->a, "hash %s", key);
	state_set(&w->st, state_slot(&w->st, SLOT_ALIAS, key, strlen(key),
	    true), v);
}

void
var_elem(struct walk *w, const char *name, size_t n, const char *key,
    struct value *v)
{
	struct var *x = var_array(w, name, n);
	struct elem *e;
	unsigned i, at;

	v = var_cast(w, x, v);
	own_table(w, var_name(w, name, n), key, v);
	x = var_edit(w, name, n);
	if (key != NULL && (x->readonly || counts_words(x, key)))
		key = NULL;
	if (key == NULL) {
		any_elem(w, x, v);
		return;
	}
	for (i = 0; i < x->nelem; i++)
		if (strcmp(x->elem[i].key, key) == 0)
			break;
	/* Set one by one, each costs a copy of those before it. */
	if (x->nelem >= ELEM_MAX && i == x->nelem) {
		x->open = true;
		if (!dense(x))
			x->nelem = 0;
		return;
	}
	at = i;
	if (at == x->nelem && !x->assoc)
		for (at = x->nelem; at > 0; at--)
			if (strtoll(x->elem[at - 1].key, NULL, 10) <
			    strtoll(key, NULL, 10))
				break;
	e = arena_array(w->a, x->nelem + 1, sizeof *e);
	if (at > 0)
		memcpy(e, x->elem, at * sizeof *e);
	e[at].key = key;
	e[at].v = v;
	if (i == x->nelem) {
		if (x->nelem > at)
			memcpy(e + at + 1, x->elem + at,
			    (x->nelem - at) * sizeof *e);
		x->nelem++;
	} else if (x->nelem > at + 1)
		memcpy(e + at + 1, x->elem + at + 1,
		    (x->nelem - at - 1) * sizeof *e);
	x->elem = e;
	if (strcmp(key, "0") == 0)
		x->v = v;
}
