/* SPDX-License-Identifier: ISC */
#include "kernel/daemon.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "kernel/uapi.h"

enum { SOCK_FD = 3 };

static int
keep_only(int sock)
{
	int null, i;

	if (dup2(sock, SOCK_FD) < 0)
		return -1;
	/* An inherited end of a pipe would keep its reader waiting. */
	if (syscall(SYS_close_range, SOCK_FD + 1, ~0u, 0) != 0)
		return -1;
	null = open("/dev/null", O_RDWR);
	if (null < 0)
		return -1;
	for (i = 0; i < 3; i++)
		if (null != i && dup2(null, i) < 0)
			return -1;
	if (null > 2)
		close(null);
	return 0;
}

/* Our copy of the command line would let `pkill -f` find us. */
static void
blank(char **argv)
{
	char *end = argv[0], *at = argv[0];
	int i;

	if (at == NULL)
		return;
	for (i = 0; argv[i] != NULL; i++)
		if (argv[i] == end)
			end = argv[i] + strlen(argv[i]) + 1;
	memset(at, 0, (size_t)(end - at));
	strncpy(at, "bashplate: gates", (size_t)(end - at) - 1);
}

static void
raise_limits(void)
{
	struct rlimit rl;

	/* Limits are for the command, not for its supervisor. */
	if (getrlimit(RLIMIT_NOFILE, &rl) == 0 && rl.rlim_cur < rl.rlim_max) {
		rl.rlim_cur = rl.rlim_max;
		(void)setrlimit(RLIMIT_NOFILE, &rl);
	}
}

int
daemon_become(const struct gates_config *c, int sock)
{
	int children;

	if (setsid() < 0 || keep_only(sock) != 0 || chdir("/") != 0)
		return -1;
	children = c->ops->signals(c->ctx);
	if (children < 0)
		return -1;
	blank(c->argv);
	raise_limits();
	(void)prctl(PR_SET_NAME, "bashplate-gates", 0, 0, 0);
	/* Same-uid processes outside the scope: no ptrace, no /proc/PID/mem. */
	return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0 ? children : -1;
}

int
daemon_listener(void)
{
	int fd;
	char room[CMSG_SPACE(sizeof fd)], byte;
	struct iovec io = { &byte, 1 };
	struct msghdr m = { .msg_iov = &io, .msg_iovlen = 1,
	    .msg_control = room, .msg_controllen = sizeof room };
	struct cmsghdr *c;
	ssize_t n;

	do
		n = recvmsg(SOCK_FD, &m, MSG_CMSG_CLOEXEC);
	while (n < 0 && errno == EINTR);
	c = n == 1 ? CMSG_FIRSTHDR(&m) : NULL;
	if (c == NULL || c->cmsg_type != SCM_RIGHTS)
		return -1;
	memcpy(&fd, CMSG_DATA(c), sizeof fd);
	close(SOCK_FD);
	return fd;
}
