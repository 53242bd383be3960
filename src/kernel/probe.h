/* SPDX-License-Identifier: ISC */
#ifndef KERNEL_PROBE_H
#define KERNEL_PROBE_H

#include <stdbool.h>

#include "policy/context.h"

/*
 * What this process could enforce here, found by asking the kernel: a dozen
 * system calls, nothing is started and nothing changes.
 */
struct probe {
	enum tier tier;
	bool scope;		/* Landlock can scope signals */
	bool needs_nnp;		/* the filter needs NO_NEW_PRIVS first */
	const char *reason;	/* why not `full`, or NULL */
	const char *cure;	/* what would make it so, or NULL */
};

/*
 * `may_nnp`: may this session lose its set-user-id programs? Without that,
 * and without CAP_SYS_ADMIN, there are no gates.
 */
void probe(struct probe *p, bool may_nnp);

/*
 * Has someone else's seccomp listener (WSL, another sandbox) taken the one
 * place that a process has? gates_start() then fails with EBUSY; this finds out
 * beforehand, in a child, and changes *p. For reports: it costs a fork.
 */
void probe_listener(struct probe *p);

#define PROBE_FOREIGN	"another program's seccomp listener is there " \
	"already (EBUSY), as under WSL or in another sandbox"
#define PROBE_FOREIGN_CURE	"start the session outside of that program; " \
	"for WSL: networkingMode=nat in .wslconfig"

/* "full", "unverified", "line-only". */
const char *tier_name(enum tier t);

#endif
