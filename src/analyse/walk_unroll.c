/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "analyse/walk_loop.h"

/* Rounds walked one by one, so that each has its own values. */
enum { UNROLL_MAX = 16 };

struct unroll {
	struct rewind start;
	size_t mark;
	enum jump jump;
	unsigned rounds, file_steps;
};

static struct unroll
unroll_begin(struct walk *w, unsigned rounds)
{
	struct unroll u = { effects_mark(w), state_mark(&w->st), w->jump,
	    w->rounds, w->file_steps };

	w->jump = JUMP_NONE;
	w->rounds = (w->rounds == 0 ? 1 : w->rounds) * rounds;
	return u;
}

/*
 * Not when a round may leave the loop, or the line is too deep in loops for
 * this: then all is as it was at the beginning, and walk_loop() must do it.
 */
static bool
unroll_end(struct walk *w, const struct unroll *u, bool good)
{
	good = good && !w->stopped;
	w->jump = u->jump;
	w->rounds = u->rounds;
	if (good)
		return true;
	w->stopped = false;
	w->file_steps = u->file_steps;
	(void)state_pop(&w->st, u->mark);
	effects_rewind(w, u->start);
	return false;
}

static bool
unroll_fits(const struct walk *w, unsigned rounds)
{
	return (w->rounds == 0 ? 1 : w->rounds) * rounds <= 2 * UNROLL_MAX;
}

/* How a round ended: by break for sure, or perhaps by one of them. */
static enum jump
round_end(struct walk *w)
{
	enum jump how = w->stopped ? JUMP_MAYBE : w->jump;

	w->jump = JUMP_NONE;
	return how;
}

bool
walk_unroll_for(struct walk *w, const struct node *n, const struct fields *f)
{
	enum jump how = JUMP_NONE;
	struct unroll u;
	unsigned i;

	if (n->kind != NODE_FOR || f->n > UNROLL_MAX || !unroll_fits(w, f->n))
		return false;
	for (i = 0; i < f->n; i++)
		if (value_text(f->v[i]) == NULL ||
		    (f->v[i]->flags & (VALUE_MANY | VALUE_GLOB)) != 0)
			return false;
	u = unroll_begin(w, f->n);
	for (i = 0; i < f->n && how != JUMP_MAYBE && how != JUMP_BREAK; i++) {
		loop_set_item(w, n, f->v[i]);
		walk_body(w, n->body);
		how = round_end(w);
	}
	return unroll_end(w, &u, how != JUMP_MAYBE);
}

/* Is there another round: 1, 0, or -1 when that is not known? */
static int
goes_on(struct walk *w, const struct node *n)
{
	if (n->kind == NODE_ARITH_FOR)
		return n->arith[1] == NULL ? 1 :
		    walk_arith_word(w, n->arith[1]);
	walk_body(w, n->cond);
	return n->kind == NODE_UNTIL && w->truth >= 0 ? !w->truth : w->truth;
}

bool
walk_unroll_while(struct walk *w, const struct node *n)
{
	enum jump how = JUMP_NONE;
	struct unroll u;
	struct delta *d;
	size_t mark;
	bool same;
	int i, on = 1;

	if (!unroll_fits(w, UNROLL_MAX))
		return false;
	u = unroll_begin(w, UNROLL_MAX);
	w->branches++;
	for (i = 0; i <= UNROLL_MAX; i++) {
		mark = state_mark(&w->st);
		on = goes_on(w, n);
		if (on != 1 || w->jump != JUMP_NONE || w->stopped)
			break;
		walk_body(w, n->body);
		how = round_end(w);
		if (how == JUMP_MAYBE || how == JUMP_BREAK)
			break;
		if (n->kind == NODE_ARITH_FOR)
			(void)walk_arith_word(w, n->arith[2]);
		/* Like this it would go on for ever. */
		d = state_pop(&w->st, mark);
		same = loop_settled(d);
		state_apply(&w->st, d);
		if (same)
			break;
	}
	w->branches--;
	return unroll_end(w, &u, how == JUMP_BREAK || (on == 0 &&
	    w->jump == JUMP_NONE));
}
