/* SPDX-License-Identifier: ISC */
/*
 * What the guard adds to one command: plain bash and bashplate take turns in
 * one run, so that a busy machine slows both alike.
 */
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define LONG_LINE 10240

extern char **environ;

enum { PLAIN, GUARDED, NSHELLS };

struct series {
	double *ms;
	long peak_kib;
};

struct bench {
	const char *shell[NSHELLS];
	int runs;
	posix_spawn_file_actions_t quiet;
};

static void
die(const char *what, const char *detail)
{
	fprintf(stderr, "startup: %s: %s\n", what, detail);
	exit(1);
}

static double
now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec * 1e3 + (double)ts.tv_nsec / 1e6;
}

static void
run_once(const struct bench *b, const char *shell, const char *text,
    double *ms, long *peak_kib)
{
	char dash_c[] = "-c";
	char *argv[] = { (char *)shell, dash_c, (char *)text, NULL };
	struct rusage usage;
	double start;
	int error, status;
	pid_t pid;

	start = now_ms();
	error = posix_spawn(&pid, shell, &b->quiet, NULL, argv, environ);
	if (error != 0)
		die(shell, strerror(error));
	if (wait4(pid, &status, 0, &usage) != pid)
		die(shell, strerror(errno));
	*ms = now_ms() - start;
	if (status != 0)
		die(shell, "the command did not exit with 0; run it by hand");
	if (usage.ru_maxrss > *peak_kib)
		*peak_kib = usage.ru_maxrss;
}

static int
compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double
percentile(const struct series *s, int runs, int percent)
{
	return s->ms[(runs - 1) * percent / 100];
}

static void
report(const struct bench *b, const char *name, const struct series *s)
{
	static const int percents[] = { 50, 99 };
	double plain, guarded;
	size_t i;

	for (i = 0; i < sizeof(percents) / sizeof(percents[0]); i++) {
		plain = percentile(&s[PLAIN], b->runs, percents[i]);
		guarded = percentile(&s[GUARDED], b->runs, percents[i]);
		printf("%-18s p%d   bash %7.3f ms   bashplate %7.3f ms"
		    "   added %+7.3f ms   ratio %5.2f\n", i == 0 ? name : "",
		    percents[i], plain, guarded, guarded - plain,
		    guarded / plain);
	}
	printf("%-18s peak  bash %7ld KiB  bashplate %7ld KiB"
	    "  added %+7ld KiB  ratio %5.2f\n", "", s[PLAIN].peak_kib,
	    s[GUARDED].peak_kib, s[GUARDED].peak_kib - s[PLAIN].peak_kib,
	    (double)s[GUARDED].peak_kib / (double)s[PLAIN].peak_kib);
}

static void
measure(const struct bench *b, const char *name, const char *text)
{
	struct series s[NSHELLS] = { { NULL, 0 }, { NULL, 0 } };
	double ignored;
	int i, k;

	for (k = 0; k < NSHELLS; k++) {
		s[k].ms = calloc((size_t)b->runs, sizeof(*s[k].ms));
		if (s[k].ms == NULL)
			die("calloc", strerror(errno));
		for (i = 0; i < 5; i++)
			run_once(b, b->shell[k], text, &ignored,
			    &s[k].peak_kib);
	}
	for (i = 0; i < b->runs; i++)
		for (k = 0; k < NSHELLS; k++)
			run_once(b, b->shell[(i + k) % NSHELLS], text,
			    &s[(i + k) % NSHELLS].ms[i],
			    &s[(i + k) % NSHELLS].peak_kib);
	for (k = 0; k < NSHELLS; k++)
		qsort(s[k].ms, (size_t)b->runs, sizeof(*s[k].ms), compare);
	report(b, name, s);
	for (k = 0; k < NSHELLS; k++)
		free(s[k].ms);
}

/* A line of `size` bytes made of commands that cost bash little. */
static void
make_line(char *line, size_t size)
{
	static const char piece[] = "test -n \"$HOME/work file\" && : 'a b' c; ";
	size_t i;

	for (i = 0; i + sizeof(piece) - 1 <= size; i += sizeof(piece) - 1)
		memcpy(line + i, piece, sizeof(piece) - 1);
	if (i < size) {
		memset(line + i, 'x', size - i);
		line[i] = '#';
	}
	line[size] = '\0';
}

static int
positive(const char *s)
{
	char *end;
	long n = strtol(s, &end, 10);

	if (*s == '\0' || *end != '\0' || n < 1 || n > 1000000)
		die(s, "a number from 1 to 1000000 was expected");
	return (int)n;
}

int
main(int argc, char **argv)
{
	static char line[LONG_LINE + 1];
	struct bench b = { .runs = 1000 };
	int option;

	while ((option = getopt(argc, argv, "n:")) != -1)
		if (option == 'n')
			b.runs = positive(optarg);
		else
			optind = argc + 1;
	if (argc - optind != 2) {
		fputs("usage: startup [-n RUNS] BASH BASHPLATE\n", stderr);
		return 2;
	}
	b.shell[PLAIN] = argv[optind];
	b.shell[GUARDED] = argv[optind + 1];
	if (posix_spawn_file_actions_init(&b.quiet) != 0 ||
	    posix_spawn_file_actions_addopen(&b.quiet, 0, "/dev/null",
	    O_RDONLY, 0) != 0 ||
	    posix_spawn_file_actions_addopen(&b.quiet, 1, "/dev/null",
	    O_WRONLY, 0) != 0)
		die("posix_spawn", strerror(errno));
	printf("%d runs each, taking turns; %s against %s\n", b.runs,
	    b.shell[GUARDED], b.shell[PLAIN]);
	measure(&b, "-c true", "true");
	make_line(line, 100);
	measure(&b, "-c, 100 bytes", line);
	make_line(line, LONG_LINE);
	measure(&b, "-c, 10 KiB", line);
	return 0;
}
