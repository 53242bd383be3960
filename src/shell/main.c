/* SPDX-License-Identifier: ISC */
/* The shell: takes exactly bash's arguments, and is bash afterwards. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "analyse/invoke.h"
#include "base/exitcode.h"
#include "base/io.h"
#include "shell/beside.h"
#include "shell/command.h"

extern char **environ;

static int
become_interactive(char **argv)
{
	char path[PATH_MAX];
	const char *program = beside(PKGLIBEXECDIR "/bashplate-interactive",
	    "libexec/bashplate/bashplate-interactive",
	    "bashplate-interactive", X_OK, path, sizeof path);

	execve(program, argv, environ);
	dprintf(STDERR_FILENO, "bashplate: cannot start %s: %s; nothing ran. "
	    "Install bashplate again\n", program, strerror(errno));
	return EXITCODE_FAULT;
}

int
main(int argc, char **argv)
{
	struct invoke inv;

	if (argc < 1 || io_hold_closed() != 0)
		return EXITCODE_FAULT;
	invoke_parse(argc, argv, isatty(STDIN_FILENO) != 0,
	    isatty(STDERR_FILENO) != 0, &inv);
	/* An option that another build of bash may know starts no bash that
	 * nobody watches. */
	if (inv.would == INVOKE_INTERACTIVE)
		return become_interactive(argv);
	return command_main(&inv, argv, PKGLIBEXECDIR "/bashplate-managed");
}
