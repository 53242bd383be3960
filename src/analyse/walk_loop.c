/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "analyse/walk_loop.h"

struct rewind
effects_mark(const struct walk *w)
{
	return (struct rewind){ w->out->tail, w->out->count, w->endless };
}

void
effects_rewind(struct walk *w, struct rewind m)
{
	w->out->tail = m.tail;
	*m.tail = NULL;
	w->out->count = m.count;
	w->endless = m.endless;
}

/* Make every slot that `d` changed wide enough for any round of a loop. */
static void
widen(struct walk *w, const struct delta *d, bool final)
{
	void *old, *m;

	for (; d != NULL; d = d->next) {
		old = d->slot->obj;
		if (old == d->obj)
			continue;
		m = environ_merge(w, d->slot->kind, old, d->obj);
		if (final && d->slot->kind == SLOT_VAR) {
			struct var *x = arena_alloc(w->a, sizeof *x);
			*x = *(struct var *)m;
			m = x;
			if (x->v != NULL) {
				struct value *v = value_unknown(w->a);
				v->flags = x->v->flags;
				x->v = v;
				v->flags &= ~(unsigned)VALUE_GLOB;
			}
			x->open = x->array;
		} else if (final && d->slot->kind == SLOT_ARGS) {
			struct args *g = arena_alloc(w->a, sizeof *g);
			g->open = true;
			m = g;
		} else if (final && (d->slot->kind == SLOT_CWD ||
		    d->slot->kind == SLOT_OUTPUT) && m != NULL) {
			struct value *v = value_unknown(w->a);
			v->flags = ((struct value *)m)->flags;
			m = v;
		}
		state_set(&w->st, d->slot, m);
	}
}

static bool
same_value(const struct value *x, const struct value *y)
{
	unsigned i;

	if (x == y)
		return true;
	if (x == NULL || y == NULL || x->nalt != y->nalt ||
	    x->flags != y->flags)
		return false;
	for (i = 0; i < x->nalt; i++)
		if (x->alt[i].hole != y->alt[i].hole ||
		    x->alt[i].digits != y->alt[i].digits ||
		    x->alt[i].own != y->alt[i].own ||
		    strcmp(x->alt[i].pre, y->alt[i].pre) != 0 ||
		    strcmp(x->alt[i].suf, y->alt[i].suf) != 0)
			return false;
	return true;
}

/* Is x one of all the texts that y may be? */
static bool
is_any(const struct value *x, const struct value *y)
{
	const unsigned more = VALUE_QUOTED | VALUE_ENVIRON | VALUE_NUMBER;
	unsigned i;

	for (i = 0; x != NULL && y != NULL && i < y->nalt; i++)
		if (y->alt[i].hole && !y->alt[i].digits &&
		    y->alt[i].prelen + y->alt[i].suflen == 0)
			return (x->flags & ~(y->flags | more)) == 0;
	return false;
}

bool
loop_settled(const struct delta *d)
{
	const struct var *x, *y;

	for (; d != NULL; d = d->next) {
		if (d->obj == d->slot->obj)
			continue;
		if (d->slot->kind == SLOT_INPUT ||
		    d->slot->kind == SLOT_TRAPS)
			continue;
		if (d->slot->kind != SLOT_VAR || d->obj == NULL ||
		    d->slot->obj == NULL)
			return false;
		x = d->obj;
		y = d->slot->obj;
		if (!x->array && !y->array && is_any(x->v, y->v))
			continue;
		if (!same_value(x->v, y->v) || x->nelem != y->nelem ||
		    x->array != y->array || (x->array && x->elem != y->elem))
			return false;
	}
	return true;
}

/* Is every slot that `d` changed one that `seen` changed before? */
static bool
no_more(const struct delta *d, const struct delta *seen)
{
	const struct delta *s;

	for (; d != NULL; d = d->next) {
		if (d->obj == d->slot->obj)
			continue;
		for (s = seen; s != NULL && s->slot != d->slot; s = s->next)
			continue;
		if (s == NULL)
			return false;
	}
	return true;
}

/* Rounds until nothing new is changed; from then on nothing is known. */
enum { ROUNDS_MAX = 8 };

/*
 * A loop: `round` is walked until what it changes no longer changes what it
 * does: what a round leaves opens ways for the next one, which change more.
 * Only the effects of the last walk stay; it starts from a state that stands
 * for every round.
 */
static void
walk_loop(struct walk *w, void (*round)(struct walk *, const struct node *,
    void *), const struct node *n, void *ctx)
{
	struct rewind start = effects_mark(w);
	struct delta *d, *seen = NULL;
	size_t mark;
	bool left;
	int i;

	struct leaving out = leaves_begin(w);

	if (w->loops >= WALK_DEEP_LOOP)
		var_havoc(w);
	w->loops++;
	w->branches++;
	for (i = 0;; i++) {
		mark = w->loop_mark = state_mark(&w->st);
		w->jump = JUMP_NONE;
		w->leaves = NULL;
		round(w, n, ctx);
		left = walk_gone(w) && w->jump != JUMP_CONTINUE;
		leaves_join(w, mark, false);
		d = state_pop(&w->st, mark);
		if (i > ROUNDS_MAX || loop_settled(d) ||
		    (i > 1 && no_more(d, seen)) || w->loops > WALK_DEEP_LOOP)
			break;
		effects_rewind(w, start);
		widen(w, d, i > 0);
		if (i == ROUNDS_MAX)
			var_havoc(w);
		seen = i == 0 ? NULL : d;
	}
	w->loops--;
	w->branches--;
	w->stopped = false;
	/* No round at all is possible too. */
	mark = state_mark(&w->st);
	if (!left)
		state_apply(&w->st, d);
	state_join(&w->st, mark, NULL);
	leaves_join(w, mark, true);
	leaves_end(w, &out);
	w->jump = JUMP_NONE;
}

int
walk_arith_word(struct walk *w, const struct word *word)
{
	const char *t;

	if (word == NULL)
		return -1;
	t = value_text(expand_arith_value(w, expand_parts(w, word->parts)));
	return t == NULL ? -1 : strcmp(t, "0") != 0;
}

void
loop_set_item(struct walk *w, const struct node *n, struct value *v)
{
	size_t len = strlen(n->name);
	struct slot *s;
	struct var *x;

	(void)var_get(w, n->name, len);
	s = state_slot(&w->st, SLOT_VAR, n->name, len, true);
	if (s->obj == NULL || !((struct var *)s->obj)->nameref) {
		var_assign(w, n->name, len, v);
		return;
	}
	x = arena_alloc(w->a, sizeof *x);
	*x = *(struct var *)s->obj;
	x->v = v;
	state_set(&w->st, s, x);
	/* What is set through it may then be any of them. */
	if (value_text(v) == NULL)
		var_any(w);
}

struct forctx {
	struct value *item;
};

static void
for_round(struct walk *w, const struct node *n, void *ctx)
{
	struct forctx *f = ctx;

	if (f->item != NULL)
		loop_set_item(w, n, f->item);
	walk_body(w, n->body);
}

static void
walk_for(struct walk *w, const struct node *n)
{
	struct fields f = { NULL, 0, 0 };
	struct args *g = args_get(w);
	struct forctx ctx = { NULL };
	struct value *v;
	unsigned i;

	if (n->has_in)
		expand_words(w, n->words, &f);
	else {
		for (i = 0; i < g->n; i++)
			fields_add(w, &f, g->v[i]);
		if (g->open)
			fields_add(w, &f, value_unknown(w->a));
	}
	for (i = 0; i < f.n; i++) {
		v = arena_alloc(w->a, sizeof *v);
		*v = *f.v[i];
		v->flags &= ~(unsigned)VALUE_MANY;
		ctx.item = ctx.item == NULL ? v :
		    value_either(w->a, ctx.item, v);
		if (ctx.item->alt[0].hole && ctx.item->nalt == 1 && i > 64)
			break;
	}
	if (n->kind == NODE_SELECT && ctx.item != NULL) {
		var_assign(w, "REPLY", 5, value_unknown(w->a));
		/* An answer that is none of the numbers. */
		ctx.item = value_either(w->a, ctx.item, value_const(w->a, "",
		    0));
	}
	if (f.n == 0 || walk_unroll_for(w, n, &f))
		return;
	walk_loop(w, for_round, n, &ctx);
}

static void
while_round(struct walk *w, const struct node *n, void *ctx)
{
	(void)ctx;
	walk_body(w, n->cond);
	walk_body(w, n->body);
}

static void
arith_round(struct walk *w, const struct node *n, void *ctx)
{
	(void)ctx;
	(void)walk_arith_word(w, n->arith[1]);
	walk_body(w, n->body);
	(void)walk_arith_word(w, n->arith[2]);
}

void
walk_loops(struct walk *w, const struct node *n)
{
	enum jump jump = w->jump;
	bool out = w->jump_out;

	w->jump = JUMP_NONE;
	w->jump_out = false;
	w->level++;
	switch (n->kind) {
	case NODE_FOR:
	case NODE_SELECT:
		walk_for(w, n);
		break;
	case NODE_ARITH_FOR:
		(void)walk_arith_word(w, n->arith[0]);
		if (!walk_unroll_while(w, n))
			walk_loop(w, arith_round, n, NULL);
		break;
	default:
		if (!walk_unroll_while(w, n))
			walk_loop(w, while_round, n, NULL);
	}
	w->level--;
	/* A break ends this loop; `break 2` perhaps those around it. */
	if (w->jump_out)
		w->jump = JUMP_MAYBE;
	else if (w->jump != JUMP_RETURN || jump != JUMP_NONE)
		w->jump = jump;
	w->jump_out = w->jump_out || out;
}
