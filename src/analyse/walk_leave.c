/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "analyse/walk_loop.h"

/*
 * Ways out: break, continue and return, perhaps taken or for sure. The state
 * in which they leave is kept, and joined where they lead to; what stands
 * behind a sure one is dead: its commands count, what it sets does not.
 */
void
walk_dead_begin(struct walk *w, struct dead *d)
{
	d->mark = state_mark(&w->st);
	d->stopped = w->stopped;
	d->out = w->jump_out;
	d->jump = w->jump;
	d->failed = w->cd_failed;
	d->leaves = w->leaves;
	d->returns = w->frame == NULL ? NULL : w->frame->leaves;
	d->locals = w->active == NULL ? NULL : w->active->locals;
	w->jump = JUMP_NONE;
	w->branches++;
}

void
walk_dead_end(struct walk *w, const struct dead *d)
{
	w->branches--;
	(void)state_pop(&w->st, d->mark);
	w->stopped = d->stopped;
	w->jump = d->jump;
	w->jump_out = d->out;
	w->cd_failed = d->failed;
	w->leaves = d->leaves;
	if (w->frame != NULL)
		w->frame->leaves = d->returns;
	if (w->active != NULL)
		w->active->locals = d->locals;
}

void
walk_dead(struct walk *w, const struct node *n,
    void (*walk)(struct walk *, const struct node *))
{
	struct dead d;

	walk_dead_begin(w, &d);
	walk(w, n);
	walk_dead_end(w, &d);
}

void
walk_jump_unsure(struct walk *w)
{
	/* Where return leads to is kept apart. */
	if (w->jump > JUMP_MAYBE)
		w->jump = w->jump == JUMP_RETURN ? JUMP_NONE : JUMP_MAYBE;
}

bool
walk_gone(const struct walk *w)
{
	return w->stopped || w->jump > JUMP_MAYBE;
}

void
walk_frame_begin(struct walk *w, struct frame *f)
{
	*f = (struct frame){ w->frame, NULL, state_mark(&w->st), w->subs,
	    w->jump };
	w->frame = f;
	w->jump = JUMP_NONE;
}

void
walk_frame_end(struct walk *w, const struct frame *f)
{
	const struct leave *l;
	bool gone = w->jump == JUMP_RETURN;

	/* What came to its end is not among them when it always returns. */
	l = f->leaves;
	if (gone && l != NULL) {
		(void)state_pop(&w->st, f->mark);
		state_apply(&w->st, l->d);
		l = l->next;
	}
	for (; l != NULL; l = l->next)
		state_join(&w->st, f->mark, l->d);
	w->frame = f->prev;
	w->jump = f->jump;
}

/* Here the loop, or what return ends, may be left. */
static struct leave *
leaving(struct walk *w, struct leave *next, size_t mark, bool breaks)
{
	struct leave *l = arena_alloc(w->a, sizeof *l);

	l->next = next;
	l->d = state_since(&w->st, mark);
	l->breaks = breaks;
	return l;
}

void
walk_return(struct walk *w, struct call *c)
{
	struct frame *f = w->frame;
	(void)c;

	if (f == NULL) {
		if (w->origin == ORIGIN_LINE && w->depth == 0)
			w->stopped = true;
		return;
	}
	/* In a subshell it ends that. */
	if (f->subs == w->subs)
		f->leaves = leaving(w, f->leaves, f->mark, true);
	if (w->jump == JUMP_NONE)
		w->jump = JUMP_RETURN;
}

void
walk_jump(struct walk *w, struct call *c)
{
	const char *t = value_text(c->argv[0]);
	bool breaks = t != NULL && strcmp(t, "break") == 0;

	/* Outside of loops it says so and does nothing. */
	if (w->level == 0)
		return;
	t = c->argc > 1 ? value_text(c->argv[1]) : "1";
	if (t == NULL || strcmp(t, "1") != 0) {
		w->jump_out = true;
		w->jump = JUMP_MAYBE;
		return;
	}
	w->leaves = leaving(w, w->leaves, w->loop_mark, breaks);
	if (w->jump == JUMP_NONE)
		w->jump = breaks ? JUMP_BREAK : JUMP_CONTINUE;
}

struct leaving
leaves_begin(struct walk *w)
{
	struct leaving out = { w->leaves, w->loop_mark };

	w->leaves = NULL;
	w->loop_mark = state_mark(&w->st);
	return out;
}

void
leaves_end(struct walk *w, const struct leaving *out)
{
	w->leaves = out->leaves;
	w->loop_mark = out->mark;
}

void
leaves_join(struct walk *w, size_t mark, bool breaks)
{
	struct leave *l, **at = &w->leaves;

	while ((l = *at) != NULL) {
		if (l->breaks != breaks) {
			at = &l->next;
			continue;
		}
		*at = l->next;
		state_join(&w->st, mark, l->d);
	}
}
