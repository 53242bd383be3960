/* SPDX-License-Identifier: ISC */
#ifndef AUDIT_SPILL_H
#define AUDIT_SPILL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "policy/policy.h"

/*
 * Where records go when the log is out of reach: in an agent's own sandbox
 * everything but a few folders is read-only, and a managed log's group is
 * void. With policy record.unreachable "spill" they go to a small log in a
 * folder of the account, which `platectl log import` puts behind the real one,
 * each as a record of kind "spill": whoever may write that folder may have
 * made it up, so none is ever taken for a record of another kind.
 */
enum { SPILL_BYTES = 8 * 1024 * 1024 };

/* How its folder's name begins; the account's number follows. */
#define SPILL_PREFIX	"bashplate-spill-"

/* Is the state on a file system that can only be read here? */
bool spill_needed(const char *state);

/*
 * The folder, made if it is not there, or NULL with the reason in *e: the
 * policy says refuse, there is no place that can be written, or it is full.
 * For a process that is confined (base/confined.h). In a managed install
 * TMPDIR counts below /tmp, /var/tmp and /run/user only, where the import
 * looks.
 */
const char *spill_open(struct arena *a, const struct policy *p,
    struct err *e);

struct spill_count {
	unsigned folders;
	unsigned long records, unsound;
	uint64_t dropped;	/* bytes beyond SPILL_BYTES */
};

/*
 * Move what was spilled by `uid` ((uid_t)-1: by any account, for root) to the
 * log of `p`, and remove it there. `folder`: what lies in it or one
 * deeper; NULL: in the places for temporary files. Returns 0, or -1 when the log cannot be written: what is not moved
 * stays where it is.
 */
int spill_import(struct arena *a, const struct policy *p, uid_t uid,
    const char *folder, struct spill_count *out, struct err *e);

/* How many folders wait for that. */
unsigned spill_waiting(struct arena *a, uid_t uid);

#endif
