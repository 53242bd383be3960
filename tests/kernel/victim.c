/* SPDX-License-Identifier: ISC */
/*
 * usage: victim FILE SECONDS: somebody else's process. A signal that would
 * end it does, and FILE then says which one and who sent it, so that a test
 * that finds it dead can tell whose work that was. FILE.up is there once no
 * signal is missed.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static void
describe(FILE *out, pid_t pid, const char *what)
{
	char path[48], text[512];
	size_t n, i;
	FILE *in;

	snprintf(path, sizeof path, "/proc/%d/%s", (int)pid, what);
	in = fopen(path, "r");
	n = in != NULL ? fread(text, 1, sizeof text - 1, in) : 0;
	if (in != NULL)
		fclose(in);
	for (i = 0; i < n; i++)
		if (text[i] == '\0' || text[i] == '\n')
			text[i] = ' ';
	text[n] = '\0';
	fprintf(out, " %s: %s\n", what, text);
}

int
main(int argc, char **argv)
{
	struct timespec left = { 0, 0 };
	char up[4096];
	siginfo_t info;
	sigset_t all;
	FILE *out;
	int sig;

	if (argc != 3)
		return 2;
	left.tv_sec = atol(argv[2]);
	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, NULL);
	snprintf(up, sizeof up, "%s.up", argv[1]);
	out = fopen(up, "w");
	if (out == NULL || fclose(out) != 0)
		return 1;
	sig = sigtimedwait(&all, &info, &left);
	out = fopen(argv[1], "w");
	if (out == NULL)
		return 1;
	if (sig < 0)
		fprintf(out, "nobody in time\n");
	else {
		fprintf(out, "signal %d, code %d, from pid %d uid %d\n", sig,
		    info.si_code, (int)info.si_pid, (int)info.si_uid);
		describe(out, info.si_pid, "stat");
		describe(out, info.si_pid, "cmdline");
	}
	fclose(out);
	if (sig > 0) {
		signal(sig, SIG_DFL);
		sigprocmask(SIG_UNBLOCK, &all, NULL);
		raise(sig);
	}
	return 1;
}
