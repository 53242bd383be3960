/* SPDX-License-Identifier: ISC */
/*
 * What a process of the same account can do to another one:
 *	attach PID	says of each way whether it worked
 *	attach -t PROGRAM [ARGUMENT...]	starts it with a tracer from the start
 *	attach -i TEXT	types it into its own terminal
 *	attach -k PID	kills it through a pidfd
 *	attach -d NAME SECONDS	poses at the abstract socket NAME, as the
 *			session's supervisor; says what came in
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

static int
say(const char *what, int ok)
{
	printf("%s: %s\n", what, ok ? "worked" : strerror(errno));
	return ok;
}

/* An address that every process has: its stack, from /proc/PID/stat. */
static unsigned long
address(pid_t pid)
{
	unsigned long start = 0, end = 0;
	char path[40], line[512];
	FILE *f;

	snprintf(path, sizeof path, "/proc/%d/maps", (int)pid);
	f = fopen(path, "re");
	while (f != NULL && fgets(line, sizeof line, f) != NULL)
		if (strstr(line, "[stack]") != NULL &&
		    sscanf(line, "%lx-%lx", &start, &end) == 2)
			break;
	if (f != NULL)
		fclose(f);
	/* Not to be read: the calls fail before they look at it. */
	return end != 0 ? end - 64 : 4096;
}

static void
memory(pid_t pid)
{
	unsigned long at = address(pid);
	char path[40], byte[16] = "";
	struct iovec here = { byte, 1 }, there = { (void *)at, 1 };
	int fd;

	snprintf(path, sizeof path, "/proc/%d/mem", (int)pid);
	fd = open(path, O_RDWR | O_CLOEXEC);
	say("mem", fd >= 0 && pread(fd, byte, 1, (off_t)at) == 1 &&
	    pwrite(fd, byte, 1, (off_t)at) == 1);
	if (fd >= 0)
		close(fd);
	say("readv", process_vm_readv(pid, &here, 1, &there, 1, 0) == 1);
	say("writev", process_vm_writev(pid, &here, 1, &there, 1, 0) == 1);
	snprintf(path, sizeof path, "/proc/%d/environ", (int)pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	say("environ", fd >= 0 && read(fd, byte, 1) >= 0);
	if (fd >= 0)
		close(fd);
}

static void
descriptors(pid_t pid)
{
	char path[40];
	int pidfd = (int)syscall(SYS_pidfd_open, pid, 0), fd, i;
	int got = -1;

	/* Which are open is not known: the first that there is. */
	for (i = 0; got < 0 && i < 8 && pidfd >= 0; i++) {
		got = (int)syscall(SYS_pidfd_getfd, pidfd, i, 0);
		if (got < 0 && errno != EBADF)
			break;
	}
	say("getfd", got >= 0);
	snprintf(path, sizeof path, "/proc/%d/fd", (int)pid);
	fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	say("fd", fd >= 0);
}

static void
trace(pid_t pid)
{
	say("seize", ptrace(PTRACE_SEIZE, pid, NULL, NULL) == 0);
	(void)ptrace(PTRACE_INTERRUPT, pid, NULL, NULL);
	if (waitpid(pid, NULL, __WALL) == pid)
		(void)ptrace(PTRACE_DETACH, pid, NULL, NULL);
}

static int
under_tracer(char **argv)
{
	pid_t pid = fork(), got;
	int status = 0;

	if (pid == 0) {
		if (ptrace(PTRACE_TRACEME, 0, NULL, NULL) != 0)
			_exit(124);
		execv(argv[0], argv);
		_exit(127);
	}
	while ((got = waitpid(-1, &status, __WALL)) > 0)
		if (got == pid && (WIFEXITED(status) || WIFSIGNALED(status)))
			break;
		else if (WIFSTOPPED(status))
			(void)ptrace(PTRACE_CONT, got, NULL,
			    WSTOPSIG(status) == SIGTRAP ? 0 :
			    (long)WSTOPSIG(status));
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

static int
pose(const char *name, int seconds)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX };
	char data[256], room[256];
	struct iovec io = { data, sizeof data };
	struct msghdr m = { .msg_iov = &io, .msg_iovlen = 1,
	    .msg_control = room, .msg_controllen = sizeof room };
	struct pollfd p = { .events = POLLIN };
	size_t n = strlen(name);
	int fd;

	if (n + 1 > sizeof a.sun_path)
		return 2;
	memcpy(a.sun_path + 1, name, n);
	p.fd = socket(AF_UNIX, SOCK_SEQPACKET, 0);
	if (bind(p.fd, (struct sockaddr *)&a, (socklen_t)(offsetof(
	    struct sockaddr_un, sun_path) + 1 + n)) != 0 ||
	    listen(p.fd, 4) != 0)
		return 1;
	puts("posing");
	fflush(stdout);
	if (poll(&p, 1, seconds * 1000) != 1)
		return 0;
	fd = accept(p.fd, NULL, NULL);
	puts("connected");
	if (recvmsg(fd, &m, 0) > 0 && CMSG_FIRSTHDR(&m) != NULL)
		puts("handed over");
	return 0;
}

static int
type(const char *text)
{
	int ok = 1;

	for (; ok && *text != '\0'; text++)
		ok = ioctl(STDIN_FILENO, TIOCSTI, text) == 0;
	say("type", ok);
	return 0;
}

int
main(int argc, char **argv)
{
	pid_t pid;

	if (argc > 2 && strcmp(argv[1], "-t") == 0)
		return under_tracer(argv + 2);
	if (argc == 3 && strcmp(argv[1], "-i") == 0)
		return type(argv[2]);
	if (argc == 3 && strcmp(argv[1], "-k") == 0) {
		say("kill", syscall(SYS_pidfd_send_signal, syscall(
		    SYS_pidfd_open, atoi(argv[2]), 0), SIGKILL, NULL, 0) == 0);
		return 0;
	}
	if (argc == 4 && strcmp(argv[1], "-d") == 0)
		return pose(argv[2], atoi(argv[3]));
	if (argc != 2)
		return 2;
	pid = atoi(argv[1]);
	memory(pid);
	descriptors(pid);
	trace(pid);
	return 0;
}
