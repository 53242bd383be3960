/* SPDX-License-Identifier: ISC */
#ifndef ANALYSE_STATE_H
#define ANALYSE_STATE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

/*
 * What the symbolic shell knows at one point of the text: one table of named
 * slots whose objects are immutable, and a trail of what each change replaced.
 * A subshell is a mark and a pop; a branch is a pop whose delta is joined with
 * the other branch. Cost is that of the changes made, not of the table.
 */
enum slot_kind {
	SLOT_VAR,
	SLOT_FUNCTION,
	SLOT_ALIAS,
	SLOT_FILE,		/* what this line wrote to a path */
	SLOT_COPY,		/* what it copied there: a path */
	SLOT_CWD,
	SLOT_OLDPWD,
	SLOT_DIRS,
	SLOT_ARGS,
	SLOT_INPUT,
	SLOT_OUTPUT,
	SLOT_TRAPS,
	SLOT_OPTIONS,
	SLOT_KINDS
};

struct slot {
	struct slot *next;		/* in its bucket */
	struct slot *same;		/* of the same kind */
	enum slot_kind kind;
	const char *name;
	void *obj;
	unsigned stamp;
	bool loose;			/* something unseen changes it again
					   and again; never taken back */
};

struct undo {
	struct slot *slot;
	void *old;
};

struct delta {
	struct delta *next;
	struct slot *slot;
	void *obj;
};

enum { STATE_BUCKETS = 1024 };

struct state {
	struct arena *a;
	struct slot *bucket[STATE_BUCKETS];
	struct slot *all[SLOT_KINDS];
	struct undo *trail;
	size_t ntrail, cap;
	unsigned stamp;
	/* An object that stands for x or y; NULL is "not set". */
	void *(*merge)(void *ctx, enum slot_kind kind, void *x, void *y);
	void *ctx;
};

/* The slot of that name, made when missing if `make`, else NULL. */
struct slot *state_slot(struct state *st, enum slot_kind kind,
    const char *name, size_t n, bool make);

/* Replace the slot's object; state_pop() can take it back. */
void state_set(struct state *st, struct slot *s, void *obj);

/* Here; for the calls below. */
size_t state_mark(const struct state *st);

/* Go back to `mark` and return what had changed since, or NULL. */
struct delta *state_pop(struct state *st, size_t mark);

/* What has changed since `mark`; nothing is taken back. */
struct delta *state_since(struct state *st, size_t mark);

/* Make the changes of `d` again. */
void state_apply(struct state *st, const struct delta *d);

/*
 * The state since `mark` is one outcome, `d` on top of that mark another:
 * afterwards every slot that either of them changed holds both.
 */
void state_join(struct state *st, size_t mark, const struct delta *d);

/* Make every slot of that kind what `fn` returns for it. */
void state_each(struct state *st, enum slot_kind kind,
    void *(*fn)(void *ctx, struct slot *s));

#endif
