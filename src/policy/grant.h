/* SPDX-License-Identifier: ISC */
#ifndef POLICY_GRANT_H
#define POLICY_GRANT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/arena.h"
#include "base/err.h"
#include "policy/rule.h"
#include "policy/session.h"

/*
 * A window lifts the block set for one session, within its scope, until the
 * first of its two clocks ends, it is closed, or its session dies.
 */
struct window {
	char id[17];
	char session[17];
	uid_t uid;		/* who opened it */
	char operator_name[64];
	int64_t opened_wall, until_wall;	/* ns since the epoch */
	int64_t opened_boot, until_boot;	/* ns since boot */
	char boot[37];
	const char *reason;
	const char *const *scope;	/* packs or rule ids, "*"; NULL ended */
	const char *shut;	/* why it does not count, NULL while open */
};

struct grants {
	const struct window *window;
	size_t nwindow;
};

struct grant_now {
	int64_t wall, boot;
	char boot_id[37];
};

void grant_now(struct grant_now *now);

/*
 * All windows that lie under `state` for session `id` (every session for
 * NULL), open or not; a record that cannot be trusted is listed with `shut`
 * saying why, never as open. Returns 0, or -1 when the folder cannot be read
 * (then there are no grants: strict).
 */
int grant_load(struct arena *a, const char *state, const char *id,
    const struct grant_now *now, struct grants *out, struct err *e);

/* The open window that lifts `r` in these grants, or NULL. */
const struct window *grant_covers(const struct grants *g,
    const struct rule *r);

/*
 * Write a new window. The caller fills session, uid, operator_name, reason,
 * scope and the length as until_wall - opened_wall; id, boot id and both
 * clocks are set here from now on. Returns 0 or -1.
 */
int grant_open(const char *state, struct window *w, struct err *e);

/* Close by id, or all of a session. Returns how many closed, -1 on error. */
int grant_close(const char *state, const char *id, const char *session,
    struct err *e);

#endif
