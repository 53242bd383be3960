/* SPDX-License-Identifier: ISC */
/*
 * usage: flip thread|shared|path|traced TIMES GOOD BAD PROGRAM [OTHER]
 * Exec PROGRAM TIMES times with argv[1] changing between GOOD and BAD (of the
 * same length) while it does so: by a thread, or by another process through
 * shared memory. `path`: the program's own path changes between PROGRAM and
 * OTHER instead. `traced`: as shared, under a tracer. Prints how the execs ended.
 */
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static volatile char *where;
static const char *good, *bad;
static size_t length;

static void
flip_for_ever(void)
{
	size_t i;

	for (;;) {
		for (i = 0; i < length; i++)
			where[i] = bad[i];
		for (i = 0; i < length; i++)
			where[i] = good[i];
	}
}

static void *
in_thread(void *arg)
{
	(void)arg;
	flip_for_ever();
	return NULL;
}

/* The tracer hands on every signal but that of the exec. */
static pid_t
wait_for(pid_t pid, int *status)
{
	pid_t r;

	while ((r = waitpid(pid, status, 0)) == pid && WIFSTOPPED(*status))
		ptrace(PTRACE_CONT, pid, NULL, WSTOPSIG(*status) == SIGTRAP ?
		    NULL : (void *)(long)WSTOPSIG(*status));
	return r;
}

static void
attempt(int thread, char *path, char **args)
{
	pthread_t t;
	volatile int spin;

	if (thread)
		pthread_create(&t, NULL, in_thread, NULL);
	for (spin = 0; spin < (int)(getpid() % 977) * 40; spin++)
		;
	execve(path, args, environ);
	_exit(errno == EACCES ? 126 : 127);
}

int
main(int argc, char **argv)
{
	int times, ran = 0, refused = 0, killed = 0, other = 0, status, i;
	int thread, path_too;
	char *page, *args[4];
	pid_t helper = 0, pid;

	if (argc < 6)
		return 2;
	thread = strcmp(argv[1], "thread") == 0;
	path_too = strcmp(argv[1], "path") == 0;
	times = atoi(argv[2]);
	good = path_too ? argv[5] : argv[3];
	bad = path_too && argc > 6 ? argv[6] : argv[4];
	length = strlen(good);
	if (strlen(bad) != length)
		return 2;
	page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED |
	    MAP_ANONYMOUS, -1, 0);
	where = page;
	strcpy(page, good);
	args[0] = argv[5];
	args[1] = path_too ? argv[3] : page;
	args[2] = NULL;
	if (!thread && (helper = fork()) == 0)
		flip_for_ever();
	for (i = 0; i < times; i++) {
		pid = fork();
		if (pid == 0 && strcmp(argv[1], "traced") == 0)
			ptrace(PTRACE_TRACEME, 0, NULL, NULL);
		if (pid == 0)
			attempt(thread, path_too ? page : argv[5], args);
		if (wait_for(pid, &status) != pid)
			continue;
		if (WIFSIGNALED(status))
			killed++;
		else if (WEXITSTATUS(status) == 126)
			refused++;
		else if (WEXITSTATUS(status) == 0)
			ran++;
		else
			other++;
	}
	if (helper > 0)
		kill(helper, SIGKILL);
	printf("ran %d refused %d killed %d other %d\n", ran, refused, killed,
	    other);
	return 0;
}
