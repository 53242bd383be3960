/* SPDX-License-Identifier: ISC */
#ifndef SHELL_GATING_H
#define SHELL_GATING_H

#include <stdbool.h>

#include "audit/guard.h"
#include "base/err.h"
#include "kernel/gates.h"
#include "kernel/lines.h"

/* The kernel gates of one command, between its verdict and its exec. */

/*
 * Set g->tier to what this session gets here: an agent's takes what the
 * machine gives, a person's own never loses sudo to it.
 */
void gating_probe(struct guard *g, const struct invoke *inv);

/*
 * Are we within the gates of a person's session, and an agent's command? Its
 * own line is then judged by itself, for its own session; the gates around it
 * know whose it is.
 */
bool gating_other_session(const struct guard *g);

/*
 * Are the gates of an outer bashplate live around us? Its supervisor judges
 * what we exec; we only have to become the real shell.
 */
bool gating_inside(void);

/*
 * Start the gates for g->tier and join the session. `j` is what the line was
 * judged to be, `line` its record's id: what a window or an approval lifted
 * stays lifted for what the line starts.
 * Returns 0: exec the shell now. 1: no gates could be had after all; g->tier
 * says so now, and the line is to be judged again. -1 with *e: the policy
 * demands more than there is.
 */
int gating_begin(struct guard *g, const struct judgement *j,
    const char *line, char **argv, struct err *e);

/*
 * The same for a prompt, whose session never gets NO_NEW_PRIVS, nor the
 * Landlock scope, which no window could lift for a line. Nothing is recorded:
 * whether the gates start shows later, and gating_note() writes it down.
 * *reason and *cure are static text or NULL.
 */
void gating_probe_prompt(struct guard *g, const char **reason,
    const char **cure);

/*
 * In the process that becomes the inner shell `shell`; `guarded` is
 * bin/bashplate: start the gates for
 * g->tier and join. 0, or -1 with *why; then nothing has changed, unless the
 * filter is there already and the exec fails.
 */
int gating_begin_prompt(struct guard *g, const struct lines *lines,
    const char *shell, const char *guarded, char **argv, struct err *why);

/* Join the session without gates of its own. */
void gating_join(const struct guard *g);

/* Record what is enforced in this session, and why no more. */
void gating_note(const struct guard *g, const char *reason, const char *cure);

#endif
