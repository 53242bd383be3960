/* SPDX-License-Identifier: ISC */
#ifndef CTL_SETUP_COMMANDS_H
#define CTL_SETUP_COMMANDS_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/err.h"

/*
 * Claude Code's slash commands /release-window and /qualify-senior: small
 * files of text that run a line which the guard takes for a request.
 */

/* The folder for them: of the managed settings below `root`, or the user's.
 * NULL when HOME is unset. */
const char *setup_commands_folder(struct arena *a, bool managed,
    const char *root);

/* Is one of them not there? A file of that name with other text is the
 * user's own and counts as there. */
bool setup_commands_missing(struct arena *a, const char *folder);

/* Name those that would be made, or removed, on stdout. */
void setup_commands_show(struct arena *a, const char *folder, bool remove);

/* Make those that are missing. Returns 0 or -1. */
int setup_commands_write(struct arena *a, const char *folder, bool managed,
    struct err *e);

/* Remove those that are as we made them, and a folder that is then empty. */
void setup_commands_remove(struct arena *a, const char *folder);

#endif
