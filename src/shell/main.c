/* SPDX-License-Identifier: ISC */
/* The shell: takes exactly bash's arguments, and is bash afterwards. */
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "analyse/invoke.h"
#include "base/exitcode.h"
#include "shell/command.h"
#include "shell/person.h"

/*
 * A closed descriptor 0, 1 or 2 would be taken by the first file that we
 * open, and a log opened as 2 would receive error messages. Placeholders keep
 * them; close-on-exec gives bash the closed ones that its caller meant.
 */
static int
hold_closed_descriptors(void)
{
	int fd;

	do {
		fd = open("/dev/null", O_RDWR | O_CLOEXEC);
		if (fd < 0)
			return -1;
	} while (fd <= STDERR_FILENO);
	close(fd);
	return 0;
}

int
main(int argc, char **argv)
{
	struct invoke inv;

	if (argc < 1 || hold_closed_descriptors() != 0)
		return EXITCODE_FAULT;
	invoke_parse(argc, argv, isatty(STDIN_FILENO) != 0,
	    isatty(STDERR_FILENO) != 0, &inv);
	/* An option that another build of bash may know starts no bash that
	 * nobody watches. */
	if (inv.would == INVOKE_INTERACTIVE)
		return person_main(&inv, argv);
	return command_main(&inv, argv);
}
