/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "analyse/walk_int.h"

/*
 * The end of a process of its own (a subshell, a part of a pipeline, a child
 * shell): its variables are gone, the files it wrote are not.
 */
void
walk_leave(struct walk *w, size_t mark)
{
	struct delta *d = state_pop(&w->st, mark);

	for (; d != NULL; d = d->next)
		if (d->slot->kind == SLOT_FILE || d->slot->kind == SLOT_COPY)
			state_set(&w->st, d->slot, d->obj);
}

/* The same, and what it printed is kept. */
void
walk_leave_printed(struct walk *w, size_t mark)
{
	void *cap = w->cap->obj;

	walk_leave(w, mark);
	if (w->cap->obj != cap)
		state_set(&w->st, w->cap, cap);
}

void
walk_leave_subshell(struct walk *w, size_t mark)
{
	void *in = w->in->obj;

	walk_leave_printed(w, mark);
	if (w->in->obj != in)
		state_set(&w->st, w->in, in);
}

static void
endless(struct walk *w, const struct active *a, struct span span)
{
	/* What a condition may stop is a loop like any other. */
	if (w->branches != a->branches || w->processes <= a->processes)
		return;
	if (w->origin == ORIGIN_STARTUP || w->endless)
		return;
	w->endless = true;
	walk_emit(w, EFFECT_UNKNOWN, span)->unknown = UNKNOWN_ENDLESS;
}

/* A function that starts itself in processes of its own, without any
 * condition on the way, never comes to an end: a fork bomb. */
void
walk_check_endless(struct walk *w, const void *body, struct span span)
{
	const struct active *p;

	for (p = w->active; p != NULL; p = p->prev)
		if (p->body == body) {
			endless(w, p, span);
			return;
		}
}

struct late {
	struct late *next;
	const char *abs;
	const struct value *path;
};

void
walk_late_script(struct walk *w, const struct value *path)
{
	const char *const *abs = walk_abs(w, path, true);
	struct late *l;

	if (w->processes == 0 || abs == NULL || abs[0] == NULL ||
	    w->where != WHERE_LOCAL)
		return;
	l = arena_alloc(w->a, sizeof *l);
	l->abs = abs[0];
	l->path = path;
	l->next = w->late;
	w->late = l;
}

void
walk_late(struct walk *w, const char *abs)
{
	struct late *all = w->late;
	const struct late *l;
	size_t mark = state_mark(&w->st);

	w->late = NULL;
	for (l = all; l != NULL; l = l->next)
		if (strcmp(l->abs, abs) == 0) {
			walk_script(w, l->path, NULL, 0, false);
			walk_leave(w, mark);
			break;
		}
	w->late = all;
}
