/* SPDX-License-Identifier: ISC */
/*
 * What the kernel itself takes for a gated and verified exec: the filter of
 * the product, and supervisors that decide nothing. Each kind does what the
 * one before does and one thing more, all take turns in one run, and the
 * difference between two rows is the price of that thing. What the product
 * adds to the last row is its own.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "kernel/filter.h"
#include "kernel/uapi.h"

enum kind {
	PLAIN,			/* no filter */
	NOTIFY,			/* every exec waits for a word of ours */
	TRACED,			/* ... and stops before its first instruction */
	HANDED,			/* ... and another process took the request */
	KINDS
};

static const char *const name[KINDS] = { "plain", "notified", "traced",
	"traced, by two processes" };

struct bench {
	enum kind kind;
	int notify, children, orders[2];
	pid_t shell, worker;
	unsigned long execs;
	bool over;
};

struct order {
	uint64_t id;
	pid_t tid;
	bool exec;
};

static void
die(const char *what)
{
	fprintf(stderr, "floor: %s: %s\n", what, strerror(errno));
	exit(1);
}

static double
now_us(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec * 1e6 + (double)ts.tv_nsec / 1e3;
}

/* Of processor, by us and by those who have ended. */
static double
used_us(void)
{
	static const int whose[] = { RUSAGE_SELF, RUSAGE_CHILDREN };
	struct rusage u;
	double us = 0;
	int i;

	for (i = 0; i < 2; i++) {
		if (getrusage(whose[i], &u) != 0)
			die("getrusage");
		us += (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) * 1e6 +
		    (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec);
	}
	return us;
}

static void
go_on(const struct bench *b, uint64_t id)
{
	struct seccomp_notif_resp r = { .id = id,
	    .flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE };

	(void)ioctl(b->notify, SECCOMP_IOCTL_NOTIF_SEND, &r);
}

static void
admit(struct bench *b, const struct order *o)
{
	b->execs += o->exec;
	if (o->exec && b->kind != NOTIFY)
		(void)ptrace(PTRACE_SEIZE, o->tid, NULL, PTRACE_O_TRACEEXEC);
	go_on(b, o->id);
}

static bool
take(const struct bench *b, struct order *o)
{
	union {
		struct seccomp_notif n;
		char room[512];
	} u;
	enum filter_call call;

	memset(&u, 0, sizeof u);
	if (ioctl(b->notify, SECCOMP_IOCTL_NOTIF_RECV, &u.n) != 0)
		return false;
	call = filter_call(u.n.data.arch, u.n.data.nr);
	*o = (struct order){ u.n.id, (pid_t)u.n.pid,
	    call == CALL_EXEC || call == CALL_EXECAT };
	return true;
}

static void
reap(struct bench *b)
{
	struct signalfd_siginfo info[8];
	int status;
	pid_t pid;

	(void)!read(b->children, info, sizeof info);
	while ((pid = waitpid(-1, &status, WNOHANG | __WALL)) > 0) {
		if (WIFSTOPPED(status))
			(void)ptrace(PTRACE_DETACH, pid, NULL, NULL);
		else if (pid == b->shell)
			b->over = true;
	}
}

static void
work(const struct bench *b)
{
	struct pollfd p = { .fd = b->notify, .events = POLLIN };
	struct order o;

	prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
	while (poll(&p, 1, -1) == 1 && (p.revents & POLLIN) != 0)
		if (take(b, &o) && write(b->orders[1], &o, sizeof o) !=
		    (ssize_t)sizeof o)
			break;
	_exit(0);
}

static void
supervise(struct bench *b)
{
	struct pollfd p[3] = { { b->notify, POLLIN, 0 },
	    { b->children, POLLIN, 0 }, { -1, POLLIN, 0 } };
	struct order o;

	if (b->kind == HANDED) {
		if (pipe2(b->orders, O_CLOEXEC) != 0)
			die("pipe");
		b->worker = fork();
		if (b->worker == 0)
			work(b);
		p[0].events = 0;
		p[2].fd = b->orders[0];
	}
	while (!b->over && poll(p, 3, -1) > 0) {
		if (p[1].revents != 0)
			reap(b);
		if (p[2].revents != 0 &&
		    read(b->orders[0], &o, sizeof o) == (ssize_t)sizeof o)
			admit(b, &o);
		if ((p[0].revents & POLLIN) != 0 && take(b, &o))
			admit(b, &o);
		if ((p[0].revents & POLLHUP) != 0)
			p[0].fd = -1;
	}
	if (b->kind != HANDED)
		return;
	kill(b->worker, SIGKILL);
	waitpid(b->worker, NULL, 0);
	close(b->orders[0]);
	close(b->orders[1]);
}

/* In the child: the descriptor's number goes through the pipe, and we fetch
 * the descriptor itself. */
static void
become(enum kind kind, int to, char *const argv[], const sigset_t *old)
{
	struct filter_opts opts = { .gate_trace = false };
	struct err e = { 0 };
	int fd;

	sigprocmask(SIG_SETMASK, old, NULL);
	if (kind != PLAIN) {
		fd = filter_install(&opts, &e);
		if (fd < 0 && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0)
			fd = filter_install(&opts, &e);
		if (fd < 0 || write(to, &fd, sizeof fd) != sizeof fd)
			_exit(125);
	}
	execv(argv[0], argv);
	_exit(127);
}

static int
fetch(pid_t pid, int from)
{
	int pidfd = (int)syscall(SYS_pidfd_open, pid, 0), number, fd;

	if (pidfd < 0 || read(from, &number, sizeof number) != sizeof number)
		die("the shell's filter");
	fd = (int)syscall(SYS_pidfd_getfd, pidfd, number, 0);
	if (fd < 0)
		die("pidfd_getfd");
	close(pidfd);
	return fd;
}

/* Microseconds of wall clock, and of processor of both sides. */
static void
run(enum kind kind, char *const argv[], double *wall, double *cpu,
    unsigned long *execs)
{
	struct bench b = { .kind = kind, .notify = -1 };
	sigset_t chld, old;
	int number[2];
	double start;

	sigemptyset(&chld);
	sigaddset(&chld, SIGCHLD);
	sigprocmask(SIG_BLOCK, &chld, &old);
	b.children = signalfd(-1, &chld, SFD_CLOEXEC | SFD_NONBLOCK);
	if (b.children < 0 || pipe2(number, O_CLOEXEC) != 0)
		die("signalfd, pipe");
	*cpu = -used_us();
	start = now_us();
	b.shell = fork();
	if (b.shell < 0)
		die("fork");
	if (b.shell == 0)
		become(kind, number[1], argv, &old);
	if (kind != PLAIN)
		b.notify = fetch(b.shell, number[0]);
	supervise(&b);
	*wall = now_us() - start;
	*cpu += used_us();
	*execs = b.execs;
	if (b.notify >= 0)
		close(b.notify);
	close(b.children);
	close(number[0]);
	close(number[1]);
	sigprocmask(SIG_SETMASK, &old, NULL);
}

static int
compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

int
main(int argc, char **argv)
{
	enum { MAX = 1000 };
	static double wall[KINDS][MAX], cpu[KINDS][MAX];
	unsigned long execs = 1, n;
	int runs = argc > 1 ? atoi(argv[1]) : 0, i, k, mid;

	if (argc < 3 || runs < 1 || runs > MAX || argv[2][0] != '/') {
		fputs("usage: floor RUNS /PROGRAM [ARG]...\n", stderr);
		return 2;
	}
	for (i = 0; i < runs; i++)
		for (k = 0; k < KINDS; k++) {
			run((enum kind)((i + k) % KINDS), argv + 2,
			    &wall[(i + k) % KINDS][i],
			    &cpu[(i + k) % KINDS][i], &n);
			execs = n > execs ? n : execs;
		}
	mid = (runs - 1) / 2;
	for (k = 0; k < KINDS; k++) {
		qsort(wall[k], (size_t)runs, sizeof wall[k][0], compare);
		qsort(cpu[k], (size_t)runs, sizeof cpu[k][0], compare);
	}
	for (k = 0; k < KINDS; k++)
		printf("%-26s %8.1f ms   ratio %.2f (fastest %.2f)"
		    "   per exec %+6.1f us, processor %+6.1f us\n", name[k],
		    wall[k][mid] / 1e3, wall[k][mid] / wall[0][mid],
		    wall[k][0] / wall[0][0],
		    (wall[k][mid] - wall[0][mid]) / (double)execs,
		    (cpu[k][mid] - cpu[0][mid]) / (double)execs);
	return 0;
}
