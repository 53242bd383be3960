/* SPDX-License-Identifier: ISC */
#ifndef SHELL_GATING_H
#define SHELL_GATING_H

#include <stdbool.h>

#include "audit/guard.h"
#include "base/err.h"

/* The kernel gates of one command, between its verdict and its exec. */

/*
 * Set g->tier to what this session gets here: an agent's takes what the
 * machine gives, a person's own never loses sudo to it.
 */
void gating_probe(struct guard *g, const struct invoke *inv);

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

#endif
