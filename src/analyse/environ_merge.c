/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "analyse/walk_state.h"

static void *
merge_var(struct walk *w, struct var *x, struct var *y)
{
	struct var *r = arena_alloc(w->a, sizeof *r);
	unsigned i;

	if (x == NULL && y == NULL)
		return NULL;
	if (x == NULL || y == NULL) {
		*r = x == NULL ? *y : *x;
		r->maybe_unset = true;
		return r;
	}
	*r = *x;
	r->exported = x->exported || y->exported;
	r->readonly = x->readonly || y->readonly;
	r->maybe_unset = x->maybe_unset || y->maybe_unset;
	r->open = x->open || y->open;
	if (x->v != NULL && y->v != NULL)
		r->v = x->v == y->v ? x->v : value_either(w->a, x->v, y->v);
	else {
		r->v = x->v != NULL ? x->v : y->v;
		r->maybe_unset = true;
	}
	if (!x->array && !y->array)
		return r;
	/* What both begin with is sure; behind it there may be more. */
	r->array = true;
	r->open = r->open || x->nelem != y->nelem || x->array != y->array;
	r->nelem = x->nelem < y->nelem ? x->nelem : y->nelem;
	if (x->array != y->array)
		r->nelem = 0;
	r->elem = arena_array(w->a, r->nelem + 1u, sizeof *r->elem);
	for (i = 0; i < r->nelem; i++) {
		if (strcmp(x->elem[i].key, y->elem[i].key) != 0) {
			r->open = true;
			r->nelem = i;
			break;
		}
		r->elem[i] = x->elem[i];
		r->elem[i].v = value_either(w->a, x->elem[i].v, y->elem[i].v);
	}
	return r;
}

static void *
merge_func(struct walk *w, struct func *x, struct func *y)
{
	struct func *f, *c, *head = NULL;
	unsigned n = 0;

	for (f = x; f != NULL; f = f->next) {
		c = arena_alloc(w->a, sizeof *c);
		*c = *f;
		c->maybe = c->maybe || y == NULL;
		c->next = head;
		head = c;
	}
	for (f = y; f != NULL && n < 64; f = f->next, n++) {
		for (c = head; c != NULL; c = c->next)
			if (c->body == f->body)
				break;
		if (c != NULL)
			continue;
		c = arena_alloc(w->a, sizeof *c);
		*c = *f;
		c->maybe = c->maybe || x == NULL;
		c->next = head;
		head = c;
	}
	return head;
}

static void *
merge_traps(struct walk *w, struct trap *x, struct trap *y)
{
	struct trap *head = x, *c, *t;

	for (; y != NULL; y = y->next) {
		for (t = x; t != NULL; t = t->next)
			if (t->text == y->text)
				break;
		if (t != NULL)
			continue;
		c = arena_alloc(w->a, sizeof *c);
		*c = *y;
		c->next = head;
		head = c;
	}
	return head;
}

static void *
merge_input(struct walk *w, struct input *x, struct input *y)
{
	struct input *r = arena_alloc(w->a, sizeof *r);

	if (x != NULL && y != NULL && x->kind == y->kind &&
	    x->kind <= INPUT_NULL)
		return x;
	r->kind = INPUT_TEXT;
	r->text = value_unknown(w->a);
	if (x != NULL && x->text != NULL)
		r->text->flags |= x->text->flags;
	if (y != NULL && y->text != NULL)
		r->text->flags |= y->text->flags;
	return r;
}

/* What both have in one place is one of two; behind it there may be more. */
static void *
merge_args(struct walk *w, const struct args *x, const struct args *y)
{
	struct args *r = arena_alloc(w->a, sizeof *r);
	unsigned i;

	r->open = true;
	if (x == NULL || y == NULL)
		return r;
	r->n = x->n < y->n ? x->n : y->n;
	r->open = x->open || y->open || x->n != y->n;
	r->v = arena_array(w->a, r->n + 1u, sizeof *r->v);
	for (i = 0; i < r->n; i++)
		r->v[i] = x->v[i] == y->v[i] ? x->v[i] :
		    value_either(w->a, x->v[i], y->v[i]);
	return r;
}

/* The state's merge callback: an object that stands for x or y. */
void *
environ_merge(void *ctx, enum slot_kind kind, void *x, void *y)
{
	struct walk *w = ctx;

	switch (kind) {
	case SLOT_VAR:
		return merge_var(w, x, y);
	case SLOT_FUNCTION:
		return merge_func(w, x, y);
	case SLOT_TRAPS:
		return merge_traps(w, x, y);
	case SLOT_INPUT:
		return merge_input(w, x, y);
	case SLOT_ARGS:
		return merge_args(w, x, y);
	case SLOT_OPTIONS:
		return opts_merge(w, x, y);
	case SLOT_ALIAS:
	case SLOT_COPY:
	case SLOT_DIRS:
		return x != NULL ? x : y;
	case SLOT_FILE:
	case SLOT_CWD:
	case SLOT_OLDPWD:
	case SLOT_OUTPUT:
	case SLOT_KINDS:
		break;
	}
	if (x == NULL || y == NULL) {
		struct value *v = value_unknown(w->a);
		v->flags |= ((struct value *)(x != NULL ? x : y))->flags;
		return v;
	}
	return value_either(w->a, x, y);
}
