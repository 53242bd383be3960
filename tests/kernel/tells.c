/* SPDX-License-Identifier: ISC */
/* Status 0 when the kernel tells how a process ended to those that are not
 * its parent: Linux 6.15 and later. */
#include <sys/wait.h>
#include <unistd.h>

#include "kernel/uapi.h"

int
main(void)
{
	struct uapi_pidfd_info info = { .mask = UAPI_PIDFD_INFO_EXIT };
	pid_t pid = fork();
	int fd, status;

	if (pid == 0)
		_exit(7);
	fd = (int)syscall(SYS_pidfd_open, pid, 0);
	if (pid < 0 || fd < 0 || waitpid(pid, &status, 0) != pid)
		return 1;
	return ioctl(fd, UAPI_PIDFD_GET_INFO, &info) != 0 ||
	    (info.mask & UAPI_PIDFD_INFO_EXIT) == 0;
}
