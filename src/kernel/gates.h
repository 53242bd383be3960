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
struct gates_line;
struct lines;

struct gates_ops {
	/* The grants that hold now for what that line started. */
	void (*grants)(void *ctx, struct arena *a,
	    const struct gates_line *line, struct grants *out);
	/* In the supervisor: the dispositions of a daemon. Returns a
	 * descriptor that becomes readable with SIGCHLD. */
	int (*signals)(void *ctx);
};

enum { GATES_TEXT = 1024 };

/* What a process of the tree belongs to. */
struct gates_line {
	const struct session *session;	/* NULL: none */
	const char *id;			/* of the line's record, or NULL */
	const char *text;		/* its start */
	int64_t judged;			/* when, ns since boot */
	const char *const *approved;	/* what an approval lifted, or NULL */
	bool person;			/* who reads its messages is one */
	bool at_prompt;			/* ... at a prompt that takes typed
					   release-window itself */
	bool strict;			/* nothing is lifted for it */
};

struct gates_config {
	const struct policy *policy;
	const char *state;		/* where the log is, or NULL */
	const struct session *session;	/* NULL: none */
	const struct walk_world *world;
	/* A session of a person: its lines come later, and are here. Never
	 * NO_NEW_PRIVS then. Else NULL. */
	const struct lines *lines;
	const char *shell;		/* NULL: the policy's */
	const char *guarded;		/* with `lines`: bin/bashplate */
	const char *line;		/* id of the line's record, or NULL */
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
 * that shell. -1 with *why (e->code EBUSY: somebody else's listener)
 * when they are not: nothing has changed but, perhaps, NO_NEW_PRIVS.
 */
int gates_start(const struct gates_config *c, struct err *why);

#endif
