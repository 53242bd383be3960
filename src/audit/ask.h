/* SPDX-License-Identifier: ISC */
#ifndef AUDIT_ASK_H
#define AUDIT_ASK_H

#include "audit/guard.h"

/*
 * A refusal that a person could lift becomes a request: file it, log it, and
 * set j->ask and what goes with it. Also for a line by which the session asks
 * for a window. `a` keeps the texts. Nothing happens for any other verdict.
 */
void ask_person(struct guard *g, struct arena *a, struct judgement *j);

/* The same where a gate refused a part of a line that runs. */
struct ask_part {
	const char *state;		/* NULL: nowhere to ask */
	const struct policy *policy;
	const struct session *session;	/* NULL: nobody who could ask */
	uid_t uid;
	const char *cwd;	/* or NULL */
	enum judged_what what;
	const char *part;	/* see struct context */
	const char *from;	/* the line, for who decides */
	struct grant_use use;	/* for ask_take() */
};
void ask_about(const struct ask_part *p, struct arena *a,
    struct judgement *j);

/*
 * Take one use of an approval and log it. False when none is left, another
 * was quicker, or it cannot be noted: then it lifts nothing.
 */
bool ask_take(const struct ask_part *p, const struct window *w,
    const char *command);

#endif
