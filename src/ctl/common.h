/* SPDX-License-Identifier: ISC */
#ifndef CTL_COMMON_H
#define CTL_COMMON_H

#include <stdbool.h>
#include <stdio.h>

#include "audit/record.h"
#include "base/arena.h"
#include "ctl/command.h"
#include "policy/judge.h"

/* What most commands need. */
struct ctl {
	struct arena *arena;
	const struct policy *policy;
	struct walk_world world;
};

/* Load the policy: `only` is --policy FILE or NULL. Prints why and returns
 * the exit status when that fails, else 0. */
int ctl_open(struct ctl *c, const char *only);
void ctl_close(struct ctl *c);

/* Each mistake as "FILE:LINE:COLUMN: message"; errors only, or warnings
 * too. */
void ctl_problems(const struct policy *p, bool warnings, FILE *out);

/* What `check` and `explain` are asked by. */
struct ctl_question {
	const char *policy;
	enum tier tier;
	bool json;
};

/*
 * Its options: p(olicy), t(ier), f(ormat) with value `v`. Returns 0, or the
 * exit status after saying what is wrong.
 */
int ctl_question_option(const struct ctl_command *cmd, int c, const char *v,
    struct ctl_question *q);

/* Judge one text as the line gate would, with no window open. */
void ctl_judge(const struct ctl *c, struct arena *a, const char *text,
    size_t len, enum tier tier, struct judgement *out);

bool ctl_allowed(const struct judgement *j);

/* "line-only", "unverified" or "full". ctl_tier() returns -1 for others. */
const char *ctl_tier_name(enum tier t);
int ctl_tier(const char *name, enum tier *out);

/* "text" or "json". Returns 0, or -1 for another word. */
int ctl_format(const char *name, bool *json);

/* The state folder, or NULL after saying that there is none, or that this
 * process does not reach it. */
const char *ctl_state(const struct ctl *c);

/* Write and empty the buffer. */
void ctl_flush(struct buf *b, FILE *out);

/* "5 minutes left", "2h05m": `ns` for people. */
const char *ctl_duration(struct arena *a, int64_t ns);

/* Add a record to the log; a failure is told on stderr. Returns 0 or -1. */
int ctl_record(const struct ctl *c, enum record_kind kind,
    const struct session *s, const char *event, const char *window,
    const char *detail);

/* The same for what has to do with a grant. */
int ctl_record_grant(const struct ctl *c, enum record_kind kind,
    const struct session *s, const char *event,
    const struct record_grant *grant);
void ctl_record_window(const struct window *w, struct record_grant *out);

/*
 * Is this inside a guarded session? By the mark that every process of one
 * carries (kernel/member.h), and by session_inside(). *why is static text.
 */
bool ctl_inside(const char *state, const char **why);

/*
 * Whose sessions, requests, windows and records may be shown to this account,
 * and closed by it: (uid_t)-1, everybody's, for root and for an operator that
 * counts, and where the state is its own anyway; else its own.
 */
uid_t ctl_sees(const struct ctl *c);
bool ctl_sees_window(const struct ctl *c, const struct window *w);

/*
 * Ask the person at the terminal whether to do what was shown; `yes` answers
 * for them. False with a line saying that nothing was changed.
 */
bool ctl_agreed(const char *command, const char *question, bool yes);

/* Is there anybody who may open windows? */
bool ctl_anyone(void);

#endif
