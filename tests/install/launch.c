/* SPDX-License-Identifier: ISC */
/*
 * usage: launch [-0 NAME] [-b SIG] [-c FD] [-i SIG] [-k SIG:WHEN] [-n NICE]
 *               [-s] [-t] RESULT PROGRAM ARGS...
 *
 * Run PROGRAM with argv[0] NAME, signals blocked (-b) or ignored (-i),
 * descriptors closed (-c), another nice value, in a session of its own (-s)
 * or with a timer running (-t); send it SIG once the file WHEN exists (-k).
 * Write "pid N" and "exit N" or "signal N" to RESULT.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static void
die(const char *what)
{
	fprintf(stderr, "launch: %s: %s\n", what, strerror(errno));
	_exit(99);
}

struct plan {
	const char *name;
	const char *when;
	int signal;
	int nice;
	int closed[3], nclosed;
	sigset_t blocked, ignored;
	int session, timer;
};

static void
become(const struct plan *plan, char **argv)
{
	struct itimerval timer = { .it_value = { .tv_sec = 1000 } };
	const char *program = argv[0];
	int i;

	/* Whoever runs the tests may ignore some: nohup, a script's `&`. */
	for (i = 1; i < NSIG; i++)
		signal(i, sigismember(&plan->ignored, i) == 1 ? SIG_IGN :
		    SIG_DFL);
	sigprocmask(SIG_SETMASK, &plan->blocked, NULL);
	if (plan->nice != 0 && setpriority(PRIO_PROCESS, 0, plan->nice) == -1)
		die("setpriority");
	if (plan->session && setsid() == -1)
		die("setsid");
	if (plan->timer && setitimer(ITIMER_REAL, &timer, NULL) == -1)
		die("setitimer");
	if (plan->name != NULL)
		argv[0] = (char *)plan->name;
	for (i = 0; i < plan->nclosed; i++)
		close(plan->closed[i]);
	execv(program, argv);
	_exit(98);
}

/* At most 60 seconds: a program that never gets there is a failed test. */
static void
wait_for(const char *name)
{
	const struct timespec pause = { .tv_nsec = 5 * 1000 * 1000 };
	int i;

	for (i = 0; i < 12000 && access(name, F_OK) == -1; i++)
		nanosleep(&pause, NULL);
}

static int
number_at(const char *s)
{
	return (int)strtol(s, NULL, 10);
}

static void
parse(int argc, char **argv, struct plan *plan)
{
	int option;

	while ((option = getopt(argc, argv, "+0:b:c:i:k:n:st")) != -1)
		switch (option) {
		case '0':
			plan->name = optarg;
			break;
		case 'b':
			sigaddset(&plan->blocked, number_at(optarg));
			break;
		case 'c':
			if (plan->nclosed < 3)
				plan->closed[plan->nclosed++] =
				    number_at(optarg);
			break;
		case 'i':
			sigaddset(&plan->ignored, number_at(optarg));
			break;
		case 'k':
			plan->signal = number_at(optarg);
			plan->when = strchr(optarg, ':');
			break;
		case 'n':
			plan->nice = number_at(optarg);
			break;
		case 's':
			plan->session = 1;
			break;
		case 't':
			plan->timer = 1;
			break;
		default:
			_exit(99);
		}
}

int
main(int argc, char **argv)
{
	struct plan plan = { .signal = 0 };
	FILE *result;
	int status;
	pid_t pid;

	sigemptyset(&plan.blocked);
	sigemptyset(&plan.ignored);
	parse(argc, argv, &plan);
	if (argc - optind < 2)
		return 99;
	pid = fork();
	if (pid == -1)
		die("fork");
	if (pid == 0)
		become(&plan, argv + optind + 1);
	if (plan.when != NULL) {
		wait_for(plan.when + 1);
		kill(pid, plan.signal);
	}
	if (waitpid(pid, &status, 0) != pid)
		die("waitpid");
	if ((result = fopen(argv[optind], "w")) == NULL)
		die(argv[optind]);
	fprintf(result, "pid %d\n", (int)pid);
	if (WIFSIGNALED(status))
		fprintf(result, "signal %d\n", WTERMSIG(status));
	else
		fprintf(result, "exit %d\n", WEXITSTATUS(status));
	return fclose(result) == 0 ? 0 : 99;
}
