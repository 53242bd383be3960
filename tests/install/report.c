/* SPDX-License-Identifier: ISC */
/*
 * usage: report FILE: write to FILE all that a process gets from the one that
 * started it, and append the process id to FILE.pid. FILE is opened only when
 * everything has been looked at.
 */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>

extern char **environ;

static char *text;
static size_t text_len;

static void
report_fds(FILE *out)
{
	struct stat st;
	int fd, flags;

	for (fd = 0; fd < 1024; fd++) {
		flags = fcntl(fd, F_GETFD);
		if (flags == -1 || fstat(fd, &st) == -1)
			continue;
		fprintf(out, "fd %d type %o flags %x mode %x", fd,
		    st.st_mode & S_IFMT, (unsigned)flags,
		    (unsigned)fcntl(fd, F_GETFL));
		if (S_ISREG(st.st_mode) || S_ISCHR(st.st_mode))
			fprintf(out, " inode %ju:%ju at %jd",
			    (uintmax_t)st.st_dev, (uintmax_t)st.st_ino,
			    (intmax_t)lseek(fd, 0, SEEK_CUR));
		fputc('\n', out);
	}
}

static void
report_signals(FILE *out)
{
	struct sigaction act;
	sigset_t mask;
	int s;

	sigprocmask(SIG_SETMASK, NULL, &mask);
	for (s = 1; s < NSIG; s++) {
		if (sigaction(s, NULL, &act) == -1)
			continue;
		if (act.sa_handler != SIG_DFL)
			fprintf(out, "signal %d ignored\n", s);
		if (sigismember(&mask, s) == 1)
			fprintf(out, "signal %d blocked\n", s);
	}
}

static void
report_limits(FILE *out)
{
	struct rlimit limit;
	int i;

	for (i = 0; i < RLIM_NLIMITS; i++) {
		if (getrlimit((__rlimit_resource_t)i, &limit) != 0)
			continue;
		/* The one limit that is meant to differ: the cookie of a
		 * session's members, in a limit that the kernel ignores. */
		if (i == RLIMIT_LOCKS && limit.rlim_max >> 62 == 1)
			limit.rlim_cur = limit.rlim_max = RLIM_INFINITY;
		fprintf(out, "rlimit %d %ju %ju\n", i,
		    (uintmax_t)limit.rlim_cur, (uintmax_t)limit.rlim_max);
	}
}

static void
report_timers(FILE *out)
{
	struct itimerval timer;
	int which;

	for (which = ITIMER_REAL; which <= ITIMER_PROF; which++)
		if (getitimer((__itimer_which_t)which, &timer) == 0)
			fprintf(out, "timer %d %s\n", which,
			    timer.it_value.tv_sec > 0 ? "set" : "unset");
}

static void
report_ids(FILE *out)
{
	char cwd[4096];
	mode_t mask;
	int death = 0, reaper = 0;

	fprintf(out, "cwd %s\n", getcwd(cwd, sizeof(cwd)) != NULL ? cwd :
	    strerror(errno));
	mask = umask(0);
	umask(mask);
	fprintf(out, "umask %03o\n", (unsigned)mask);
	fprintf(out, "nice %d scheduler %d\n", getpriority(PRIO_PROCESS, 0),
	    sched_getscheduler(0));
	fprintf(out, "uid %d %d gid %d %d\n", (int)getuid(), (int)geteuid(),
	    (int)getgid(), (int)getegid());
	fprintf(out, "leader of group %d of session %d\n",
	    getpgrp() == getpid(), getsid(0) == getpid());
	prctl(PR_GET_PDEATHSIG, &death);
	prctl(PR_GET_CHILD_SUBREAPER, &reaper);
	fprintf(out, "dumpable %d pdeathsig %d subreaper %d slack %d\n",
	    prctl(PR_GET_DUMPABLE), death, reaper, prctl(PR_GET_TIMERSLACK));
}

static int
compare(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void
report_environment(FILE *out)
{
	size_t n = 0, i;

	while (environ[n] != NULL)
		n++;
	qsort(environ, n, sizeof(*environ), compare);
	for (i = 0; i < n; i++)
		fprintf(out, "env %s\n", environ[i]);
}

int
main(int argc, char **argv)
{
	char name[4096];
	FILE *out;

	if (argc != 2 || (out = open_memstream(&text, &text_len)) == NULL)
		return 2;
	report_fds(out);
	report_signals(out);
	report_limits(out);
	report_timers(out);
	report_ids(out);
	report_environment(out);
	fclose(out);
	if ((out = fopen(argv[1], "w")) == NULL)
		return 3;
	fwrite(text, 1, text_len, out);
	fclose(out);
	snprintf(name, sizeof(name), "%s.pid", argv[1]);
	if ((out = fopen(name, "a")) == NULL)
		return 3;
	fprintf(out, "%d\n", (int)getpid());
	fclose(out);
	return 0;
}
