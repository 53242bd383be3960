/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "analyse/walk_int.h"

/*
 * trap. The text of a trap is read where it is set, when the shell ends, and
 * at each exit; one that may run earlier also with what its variables held in
 * between.
 */
enum { TRAPS_MAX = 64, TRAIL_MAX = 8192 };

/*
 * DEBUG, ERR and RETURN run again and again: a variable that they set may be
 * anything from now on. What else they change is not followed.
 */
static void
again(struct walk *w, const struct delta *d, struct span span)
{
	bool more = false;

	for (; d != NULL; d = d->next) {
		if (d->slot->obj == NULL)
			more = more || d->slot->kind == SLOT_FUNCTION;
		else if (d->slot->kind == SLOT_VAR)
			d->slot->loose = strcmp(d->slot->name, "FUNCNAME") != 0;
		else if (d->slot->kind != SLOT_TRAPS &&
		    d->slot->kind != SLOT_INPUT)
			more = true;
	}
	if (more)
		walk_unknown(w, UNKNOWN_SHELL, NULL, span);
}

/* Does it run before the shell ends? */
static bool
comes_early(const struct call *c, unsigned at, bool *repeats)
{
	bool early = false;
	const char *s;
	unsigned i;

	*repeats = false;
	for (i = at; i < c->argc; i++) {
		s = value_text(c->argv[i]);
		early = early || s == NULL || (strcmp(s, "EXIT") != 0 &&
		    strcmp(s, "0") != 0);
		*repeats = *repeats || (s != NULL && (strcmp(s, "DEBUG") ==
		    0 || strcmp(s, "ERR") == 0 || strcmp(s, "RETURN") == 0));
	}
	return early;
}

void
walk_trap(struct walk *w, struct call *c)
{
	unsigned at = walk_operands(c), i;
	struct trap *t;
	const char *s;
	size_t mark;
	bool repeats;

	if (at + 1 >= c->argc)
		return;
	s = value_text(c->argv[at]);
	if (s != NULL && (*s == '\0' || strcmp(s, "-") == 0)) {
		/* Back to the default: the one set before is gone. */
		for (i = at + 1; i < c->argc; i++)
			if (value_text(c->argv[i]) == NULL)
				return;
		return;
	}
	t = arena_alloc(w->a, sizeof *t);
	t->text = arena_alloc(w->a, sizeof *t->text);
	*t->text = *c->argv[at];
	if (t->text->span.len == 0)
		t->text->span = c->span;
	t->origin = w->origin;
	t->file = w->file;
	t->early = comes_early(c, at + 1, &repeats);
	t->next = w->traps->obj;
	state_set(&w->st, w->traps, t);
	mark = state_mark(&w->st);
	t->mark = mark;
	if (!repeats)
		return;
	walk_text_value(w, t->text, SHELL_SELF);
	walk_jump_unsure(w);
	again(w, state_since(&w->st, mark), c->span);
}

/*
 * Let each variable be what it has been since `mark` as well. Returns whether
 * that is more than it is now.
 */
static bool
as_in_between(struct walk *w, size_t mark)
{
	size_t i, end = state_mark(&w->st);
	struct undo u;
	void *m;
	bool more = false;

	if (end > TRAIL_MAX && mark < end - TRAIL_MAX) {
		var_havoc(w);
		return true;
	}
	for (i = mark; i < end; i++) {
		u = w->st.trail[i];
		/* That it was unset before it was set first says little. */
		if (u.old == NULL || u.slot->obj == NULL || u.old ==
		    u.slot->obj || (u.slot->kind != SLOT_VAR &&
		    u.slot->kind != SLOT_FUNCTION &&
		    u.slot->kind != SLOT_CWD))
			continue;
		m = environ_merge(w, u.slot->kind, u.slot->obj, u.old);
		state_set(&w->st, u.slot, m);
		more = true;
	}
	return more;
}

static void
run_traps(struct walk *w, struct trap *t, const struct trap *until, bool early)
{
	unsigned n = 0;

	for (; t != NULL && t != until && n < TRAPS_MAX; t = t->next, n++) {
		if (early && !t->early &&
		    (opts_get(w) & OPT_ERREXIT) == 0)
			continue;
		w->origin = t->origin;
		w->file = t->file;
		walk_text_value(w, t->text, SHELL_SELF);
	}
}

void
walk_traps(struct walk *w, struct trap *until)
{
	struct trap *t = w->traps->obj, *last;
	enum origin origin = w->origin;
	const char *file = w->file;
	enum jump jump = w->jump;
	size_t mark;
	bool early = (opts_get(w) & OPT_ERREXIT) != 0;

	if (t == until)
		return;
	for (last = t; last->next != NULL && last->next != until;
	    last = last->next)
		early = early || last->early;
	early = early || last->early;
	state_set(&w->st, w->traps, NULL);
	run_traps(w, t, until, false);
	mark = state_mark(&w->st);
	if (early && last->mark < mark && as_in_between(w, last->mark))
		run_traps(w, t, until, true);
	(void)state_pop(&w->st, mark);
	w->jump = jump;
	w->origin = origin;
	w->file = file;
}

void
walk_traps_now(struct walk *w)
{
	size_t mark = state_mark(&w->st);
	bool stopped = w->stopped;

	w->leaving = true;
	walk_traps(w, NULL);
	w->leaving = false;
	w->stopped = stopped;
	(void)state_pop(&w->st, mark);
}
