/* SPDX-License-Identifier: ISC */
#ifndef SHELL_COMMAND_H
#define SHELL_COMMAND_H

#include "analyse/invoke.h"

/*
 * The command personality: -c, script files and scripts on standard input.
 * Judge, record, then become the real bash in this pid with the argv, file
 * descriptors, environment and signal dispositions we were started with; or
 * write the refusal to standard error. Returns only with an exit status.
 *
 * Where the managed state is out of this process's reach it becomes `managed`
 * first, the program that reaches it; NULL in that program itself.
 */
int command_main(const struct invoke *inv, char **argv,
    const char *managed);

/* Become the real bash with `argv`. Returns an exit status on failure. */
int command_exec(const char *shell, char **argv);

#endif
