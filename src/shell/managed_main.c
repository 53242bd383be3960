/* SPDX-License-Identifier: ISC */
/*
 * What bin/bashplate becomes in a managed install: the same personality, with
 * the group of the state. It decides, logs, is forked from for the supervisor,
 * and becomes bash without any of it.
 *
 * Whoever starts it may be hostile. It MUST hold:
 *  1. The group is lowered before anything else, and raised only around what
 *     opens or changes the state.
 *  2. The environment is data: no library looks at it. The program is static
 *     where that can be had, sets no locale and loads nothing.
 *  3. No path comes from the caller but those that the line itself names, and
 *     they are read as the account reads them.
 *  4. What it execs has neither group nor capability.
 *  5. Where it has not got the group, nothing runs.
 */
#include <unistd.h>

#include "analyse/invoke.h"
#include "base/exitcode.h"
#include "base/io.h"
#include "base/stategroup.h"
#include "shell/command.h"
#include "shell/managed.h"

extern char **environ;

int
main(int argc, char **argv)
{
	struct invoke inv;
	char **whole;

	if (argc < 1 || stategroup_begin() != 0 ||
	    (whole = stategroup_environ(argc, argv)) == NULL)
		return EXITCODE_FAULT;
	/* bash gets what we were given, and it is judged with the line. */
	environ = whole;
	if (io_hold_closed() != 0)
		return EXITCODE_FAULT;
	invoke_parse(argc, argv, isatty(STDIN_FILENO) != 0,
	    isatty(STDERR_FILENO) != 0, &inv);
	if (inv.would == INVOKE_INTERACTIVE)
		return managed_become(NULL, PKGLIBEXECDIR
		    "/bashplate-interactive", argv);
	return command_main(&inv, argv, NULL);
}
