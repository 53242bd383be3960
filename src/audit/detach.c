/* SPDX-License-Identifier: ISC */
#include "audit/detach.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static void
let_go(int keep)
{
	int fd = open("/dev/null", O_RDWR), i;
	struct rlimit r;
	int most = 1024;

	for (i = 0; i <= 2; i++)
		if (i != keep)
			dup2(fd, i);
	if (keep > 2) {
		dup2(keep, 3);
		keep = 3;
	}
	if (close_range(keep > 2 ? 4 : 3, ~0U, 0) != 0) {
		if (getrlimit(RLIMIT_NOFILE, &r) == 0 &&
		    r.rlim_cur < 65536)
			most = (int)r.rlim_cur;
		for (i = keep > 2 ? 4 : 3; i < most; i++)
			close(i);
	}
}

int
detach(void (*work)(void *arg), void *arg, int keep)
{
	pid_t pid = fork();
	int status;

	if (pid < 0)
		return -1;
	if (pid > 0) {
		while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
			;
		return 0;
	}
	setsid();
	if (fork() != 0)
		_exit(0);
	let_go(keep);
	if (chdir("/") != 0)
		_exit(1);
	setpriority(PRIO_PROCESS, 0, 19);
	work(arg);
	_exit(0);
}
