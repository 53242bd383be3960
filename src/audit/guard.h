/* SPDX-License-Identifier: ISC */
#ifndef AUDIT_GUARD_H
#define AUDIT_GUARD_H

#include "audit/record.h"
#include "base/arena.h"
#include "base/err.h"
#include "policy/judge.h"

/*
 * What both personalities need to judge, record and refuse. One guard per
 * process; guard_line() may be called again and again (interactive), each
 * time with an arena of its own.
 */
struct guard {
	struct arena *arena;		/* lives as long as the guard */
	const struct policy *policy;
	const char *state;		/* folder, NULL: nowhere to log, or out of
					   reach (policy->out_of_reach) */
	const char *spill;	/* where records go instead, or NULL; spill.h */
	struct session session;
	bool have_session;
	struct walk_world world;
	bool prompt;	/* lines of a shell that another process is */
	bool peek;	/* only asks: what is judged here is judged again where
			   it runs, so no use of an approval is taken */
	/* What watches the line when it runs: TIER_LINE_ONLY until
	 * gating_probe() finds more. */
	enum tier tier;
	bool scope, needs_nnp;
	bool inside;	/* by the gates of a session around this one */
	bool took;	/* a use of an approval, for the last line */
};

/* Memory for judging one line. */
enum { GUARD_LINE_MEMORY = 256 * 1024 * 1024 };

/*
 * Load the policy, join the session. Returns 0, or -1 when the guard cannot
 * work at all (*e says why); a broken policy is not such a case, see
 * guard->policy->broken.
 */
int guard_open(struct guard *g, struct err *e);

void guard_close(struct guard *g);

/* The grants that hold now; none unless all is well: strict is the default. */
void guard_grants(struct guard *g, struct arena *a, struct grants *grants);

/*
 * Judge `text`, then record the verdict. When it cannot be recorded the
 * verdict becomes a refusal of layer log. On return j->verdict.kind is final.
 * `id` receives the record's id (17 bytes) or "".
 */
void guard_line(struct guard *g, struct arena *a, const char *text,
    size_t len, const struct invoke *inv, struct judgement *j, char *id);

/* As guard_line() for a script that comes from a pipe and cannot be seen. */
void guard_unseen_stdin(struct guard *g, struct arena *a,
    struct judgement *j, char *id);

/*
 * One message for each mistake of a broken policy into *out. Nothing is
 * written when it is sound.
 */
void guard_policy_problems(const struct guard *g, struct buf *out);

#endif
