/* SPDX-License-Identifier: ISC */
/* What the shell keeps besides variables: $1 and on, its options, stdin. */
#include "analyse/walk_state.h"

struct args *
args_get(struct walk *w)
{
	return w->args->obj;
}

/* A word that may be several makes those behind it others. */
void
args_set(struct walk *w, struct value **v, unsigned n, bool open)
{
	struct args *x = arena_alloc(w->a, sizeof *x);
	unsigned i;

	for (i = 0; i < n; i++)
		if ((v[i]->flags & VALUE_MANY) != 0) {
			n = i;
			open = true;
		}
	x->v = v;
	x->n = n;
	x->open = open;
	state_set(&w->st, w->args, x);
}

struct optobj {
	unsigned bits;
};

unsigned
opts_get(const struct walk *w)
{
	const struct optobj *o = w->opts->obj;

	return o == NULL ? 0 : o->bits;
}

void
opts_set(struct walk *w, unsigned set, unsigned clear)
{
	struct optobj *o = arena_alloc(w->a, sizeof *o);

	o->bits = (opts_get(w) | set) & ~clear;
	state_set(&w->st, w->opts, o);
}

void
opts_back(struct walk *w, void *old, bool maybe)
{
	const struct optobj *o = old;
	const unsigned set = OPT_ERREXIT | OPT_ALLEXPORT | OPT_NOGLOB |
	    OPT_NOBRACE | OPT_POSIX;
	unsigned was = o == NULL ? 0 : o->bits & set;
	void *end = w->opts->obj;

	opts_set(w, was, set & ~was);
	if (maybe)
		state_set(&w->st, w->opts, opts_merge(w, w->opts->obj, end));
}

/* Options of one of two ways: those that make a word safer must be sure. */
void *
opts_merge(struct walk *w, void *x, void *y)
{
	const unsigned sure = OPT_ERREXIT | OPT_NOGLOB | OPT_POSIX_SH;
	const struct optobj *p = x, *q = y;
	unsigned a = p == NULL ? 0 : p->bits, b = q == NULL ? 0 : q->bits;
	struct optobj *o;

	if (a == b)
		return x;
	o = arena_alloc(w->a, sizeof *o);
	o->bits = ((a | b) & ~sure) | (a & b);
	return o;
}

struct input *
input_get(const struct walk *w)
{
	return w->in->obj;
}
