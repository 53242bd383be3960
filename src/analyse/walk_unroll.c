/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "analyse/walk_loop.h"

/*
 * Rounds walked one by one, so that each has its own values. Where one may
 * have been left by break or continue, the state it was left in is kept, and
 * joined where the loop goes on or ends.
 */
enum { UNROLL_MAX = 16, UNROLL_ALL = 512, UNROLL_DEEP = 4 };

struct unroll {
	struct rewind start;
	size_t mark;
	unsigned file_steps, done;
	struct leaving out;
};

static struct unroll
unroll_begin(struct walk *w)
{
	struct unroll u = { effects_mark(w), state_mark(&w->st),
	    w->file_steps, 0, leaves_begin(w) };

	return u;
}

/*
 * Not when a round may leave the loops around as well, or the line has walked
 * too many: then all is as it was at the beginning, and walk_loop() must do
 * it. A file's steps count as those of one round.
 */
static bool
unroll_end(struct walk *w, const struct unroll *u, bool good)
{
	enum jump how = w->jump;

	good = good && !w->stopped && !w->jump_out;
	/* Who broke out of it did not return. */
	if (w->leaves != NULL && how == JUMP_RETURN)
		how = JUMP_NONE;
	if (good)
		leaves_join(w, u->mark, true);
	w->jump = good && how == JUMP_RETURN ? how : JUMP_NONE;
	leaves_end(w, &u->out);
	if (u->done > 0)
		w->file_steps = u->file_steps + (w->file_steps -
		    u->file_steps) / u->done;
	if (good)
		return true;
	w->stopped = false;
	w->jump_out = false;
	w->file_steps = u->file_steps;
	(void)state_pop(&w->st, u->mark);
	effects_rewind(w, u->start);
	return false;
}

/* Is there room for so many more rounds? The limits of a line are far. */
static bool
unroll_fits(const struct walk *w, unsigned rounds)
{
	return w->rounds + rounds <= UNROLL_ALL && w->level <= UNROLL_DEEP &&
	    w->out->count < WALK_MAX_EFFECTS / 4 &&
	    w->steps < WALK_MAX_STEPS / 4;
}

/* How a round ended. */
static enum jump
round_end(struct walk *w, struct unroll *u)
{
	enum jump how = w->jump;

	if (how != JUMP_RETURN)
		w->jump = JUMP_NONE;
	w->rounds++;
	u->done++;
	if (how != JUMP_BREAK && how != JUMP_RETURN)
		leaves_join(w, u->mark, false);
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
	u = unroll_begin(w);
	for (i = 0; i < f->n && how < JUMP_BREAK && !w->jump_out && !w->stopped;
	    i++) {
		loop_set_item(w, n, f->v[i]);
		walk_body(w, n->body);
		how = round_end(w, &u);
	}
	return unroll_end(w, &u, true);
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
	struct unroll u = unroll_begin(w);
	struct delta *d;
	size_t mark;
	bool same = false;
	int i, on = 1;

	w->branches++;
	for (i = 0; i <= UNROLL_MAX && !same && unroll_fits(w, 1); i++) {
		mark = state_mark(&w->st);
		on = goes_on(w, n);
		if (on != 1 || w->jump != JUMP_NONE || w->stopped)
			break;
		walk_body(w, n->body);
		how = round_end(w, &u);
		if (how >= JUMP_BREAK || w->jump_out || w->stopped)
			break;
		if (n->kind == NODE_ARITH_FOR)
			(void)walk_arith_word(w, n->arith[2]);
		/* Like this it would go on for ever. */
		d = state_pop(&w->st, mark);
		same = loop_settled(d);
		state_apply(&w->st, d);
	}
	w->branches--;
	return unroll_end(w, &u, how >= JUMP_BREAK || (on == 0 &&
	    w->jump == JUMP_NONE));
}
