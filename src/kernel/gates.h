/* SPDX-License-Identifier: ISC */
#ifndef KERNEL_GATES_H
#define KERNEL_GATES_H

#include "analyse/walk.h"
#include "base/err.h"
#include "policy/context.h"
#include "policy/grant.h"
#include "policy/policy.h"
#include "policy/session.h"

/*
 * Starting the kernel gates for the process that becomes bash. A supervisor
 * is forked off, detached and without descriptors of ours; then this process
 * takes the filter and hands its listener over. Policy, session and rules are
 * those that judged the line: the supervisor has them from the fork.
 */
struct gates_ops {
	/* The grants that hold now for what a line started that was judged
	 * at `judged`; `approved` is what an approval lifted of it. */
	void (*grants)(void *ctx, struct arena *a, int64_t judged,
	    const char *const *approved, struct grants *out);
	/* In the supervisor: the dispositions of a daemon. Returns a
	 * descriptor that becomes readable with SIGCHLD. */
	int (*signals)(void *ctx);
};

enum { GATES_TEXT = 1024 };

struct gates_config {
	const struct policy *policy;
	const char *state;		/* where the log is, or NULL */
	const struct session *session;	/* NULL: none */
	const struct walk_world *world;
	const char *line;		/* id of the line's record */
	char text[GATES_TEXT];		/* its start, for who is asked */
	int64_t judged;			/* when, ns since boot */
	const char *const *approved;	/* what an approval lifted, or NULL */
	enum tier tier;			/* wanted, see probe.h */
	bool scope;			/* the Landlock scope as well */
	bool nnp;			/* the tree will have NO_NEW_PRIVS */
	char **argv;			/* ours: the supervisor blanks its copy
					   so that no `pkill -f` fits it */
	const struct gates_ops *ops;
	void *ctx;
};

/*
 * Returns 0 when the gates are live in this process, which then must exec
 * c->policy->shell. -1 with *why (e->code EBUSY: somebody else's listener)
 * when they are not: nothing has changed but, perhaps, NO_NEW_PRIVS.
 */
int gates_start(const struct gates_config *c, struct err *why);

#endif
