/* SPDX-License-Identifier: ISC */
#ifndef CTL_POLICY_H
#define CTL_POLICY_H

#include "ctl/common.h"

/*
 * The verbs of `platectl policy`. `file` is NULL for the policy that is in
 * force: root's managed one, or one's own. Each returns the exit status.
 */
int policy_init(const struct ctl *c, const char *file);
int policy_edit(const struct ctl *c, const char *file);
int policy_diff(const struct ctl *c, const char *file);
int policy_rollback(const struct ctl *c, const char *file);

/* Mistakes, then the effective value of each key with its origin. */
int policy_check(const struct ctl *c, bool json);

/* What the lines of the log would have met under FILE. `since` is a
 * duration such as 7d, or NULL for all of it. */
int policy_try(const struct ctl *c, const char *file, const char *since,
    bool json);

/* The file that is meant without FILE, or NULL after saying why not. */
const char *policy_own_path(const struct ctl *c);

/* "platectl: policy: PATH: TEXT" on stderr; returns EXITCODE_FAULT. */
int policy_fault(const char *path, const char *text);

/* The text of the starter policy with its comments. */
void policy_starter(struct buf *b);

#endif
