/* SPDX-License-Identifier: ISC */
/*
 * bashplate on a terminal: what bin/bashplate becomes when bash would be
 * interactive. A program of its own, since it needs libraries and locale that
 * the program before every single command does not pay for. In a managed
 * install it has the group of the state (base/stategroup.h), and under the
 * helper the capabilities of the gates: they rest until the inner shell's
 * process needs them, and are gone once that runs.
 */
#include <unistd.h>

#include "analyse/invoke.h"
#include "base/capability.h"
#include "base/exitcode.h"
#include "base/io.h"
#include "base/stategroup.h"
#include "shell/person.h"

int
main(int argc, char **argv)
{
	struct invoke inv;

	if (argc < 1 || stategroup_begin() != 0 || capability_rest() != 0 ||
	    io_hold_closed() != 0)
		return EXITCODE_FAULT;
	invoke_parse(argc, argv, isatty(STDIN_FILENO) != 0,
	    isatty(STDERR_FILENO) != 0, &inv);
	return person_main(&inv, argv, stategroup_environ(argc, argv));
}
