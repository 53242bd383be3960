/* SPDX-License-Identifier: ISC */
#include "shell/managed.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "base/exitcode.h"

extern char **environ;

/* The group is void in a process that may gain nothing by an exec. */
static const char *
why_void(void)
{
	if (prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1)
		return "this process has NO_NEW_PRIVS (it runs in an agent's "
		    "sandbox, or below a guarded shell): start it outside. "
		    "For a sandbox the owner can set record.unreachable to "
		    "spill in the policy";
	return "the program lost its set-group-id bit (an upgrade does "
	    "that), is being traced, or lies on a file system that is "
	    "mounted nosuid. Root mends the first with: platectl setup "
	    "managed";
}

int
managed_become(const struct policy *p, const char *program, char **argv)
{
	if (program == NULL) {
		dprintf(STDERR_FILENO, "bashplate: the managed state %s is "
		    "out of reach, so nothing ran: %s\n", p->state_dir,
		    why_void());
		return EXITCODE_FAULT;
	}
	execve(program, argv, environ);
	dprintf(STDERR_FILENO, "bashplate: cannot start %s: %s; nothing ran. "
	    "Install bashplate again, then: platectl setup managed\n", program,
	    strerror(errno));
	return EXITCODE_FAULT;
}
