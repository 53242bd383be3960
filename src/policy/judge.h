/* SPDX-License-Identifier: ISC */
#ifndef POLICY_JUDGE_H
#define POLICY_JUDGE_H

#include "analyse/effect.h"
#include "analyse/envelope.h"
#include "analyse/invoke.h"
#include "analyse/walk.h"
#include "base/arena.h"
#include "policy/context.h"
#include "policy/decide.h"
#include "policy/grant.h"
#include "policy/policy.h"
#include "policy/session.h"
#include "policy/verdict.h"

/* Everything that was found out about one line: input of the refusal, the
 * log record and explain. */
struct judgement {
	const char *text;	/* the whole judged text */
	size_t len;
	struct envelope envelope;
	const struct effects *effects;
	struct verdict verdict;
	/* Of a refusal that a person could lift; see audit/ask.h. */
	const char *ask;	/* id of the request, or NULL */
	const char *ask_note;	/* what a person said who denied it */
	const char *ask_failed;	/* why it was not filed */
	bool ask_denied, ask_nobody;	/* nobody here is qualified */
	enum judged_what what;
	bool at_prompt;		/* a person typed it at the guarded prompt,
				   which takes release-window itself */
	/* At a gate: what an approval is bound to, as in struct context, and
	 * the approval that let it pass, not taken yet; or NULL. */
	const char *part, *cwd;
	const struct window *use;
};

/*
 * Fill *ctx for `policy`: project (git top level of cwd, else cwd, never /,
 * home or a parent of it), real paths of home and scratch folders, the
 * guard's own files. Does I/O once; `session` may be NULL.
 */
void judge_context(struct arena *a, const struct policy *policy,
    const struct walk_world *world, const struct session *session,
    struct context *ctx);

/*
 * The git top level above `cwd`, else `cwd`; NULL for the root, `home` and
 * what lies above it. `home` is a real path or NULL.
 */
const char *judge_project(struct arena *a, const char *cwd, const char *home);

/*
 * Parse, walk and decide one text. No I/O but reading named files, and
 * `bash -n` about a text that our own parser rejects.
 */
void judge_text(struct arena *a, const char *text, size_t len,
    const struct invoke *inv, const struct walk_world *world,
    const struct policy *policy, const struct grants *grants,
    const struct context *ctx, struct judgement *out);

#endif
