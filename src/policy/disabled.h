/* SPDX-License-Identifier: ISC */
#ifndef POLICY_DISABLED_H
#define POLICY_DISABLED_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/err.h"

/*
 * The owner's emergency exit: root switches the guard off for a while, the
 * floor included. SYSCONFDIR/bashplate/disabled/until, root's, in folders that
 * are root's. Looked at only where a command would be refused, so it costs
 * nothing else.
 */
#define DISABLED_MAX (INT64_C(3600) * 1000000000)	/* ns */

/* Is it in force? False for a record that is not root's, is too long, of
 * another boot, over, or from the future by either clock. */
bool disabled_now(void);

/* Switch it off for `ns` from now (DISABLED_MAX at most), or on again. */
int disabled_begin(int64_t ns, struct err *e);
int disabled_end(struct err *e);

/* The same for another folder and owner, for tests. */
bool disabled_in(const char *folder, uid_t owner);
int disabled_begin_in(const char *folder, int64_t ns, struct err *e);

#endif
