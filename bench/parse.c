/* SPDX-License-Identifier: ISC */
/*
 * parse LINES-FILE: what reading a line costs inside the process, next to
 * `bash -n` and shfmt on the same text in the same run, and how long a hostile
 * text of 1 MiB keeps us.
 */
#include <fcntl.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "analyse/walk.h"
#include "base/arena.h"
#include "base/io.h"
#include "syntax/parse.h"
#include "../tests/unit/hostile.h"

enum { ROUNDS = 7 };

static double
now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec * 1e6 + (double)ts.tv_nsec / 1e3;
}

/* Parse, and with `walk` find the effects, too; microseconds. */
static double
once(const char *s, size_t n, bool walk, const char **how)
{
	static char *const none[] = { NULL };
	struct walk_world world = { .environ = none, .cwd = "/w",
	    .home = "/h", .pid = 42 };
	struct parse_opts opts = { 0 };
	struct arena *a = arena_new((size_t)256 << 20);
	const struct effects *list;
	struct parse_result res;
	double t = now();

	*how = "answered";
	if (a == NULL || setjmp(*arena_catch(a)) != 0) {
		*how = "memory limit";
	} else if (walk) {
		list = walk_text(a, s, n, NULL, &world);
		if (list->status != EFFECTS_OK)
			*how = list->message;
	} else {
		parse_text(a, s, n, &opts, &res);
		if (res.status != PARSE_OK)
			*how = res.message;
	}
	t = now() - t;
	if (strcmp(*how, "answered") != 0) {
		static char copy[128];

		snprintf(copy, sizeof copy, "%s", *how);
		*how = copy;
	}
	arena_free(a);
	return t;
}

static int
by_size(const void *x, const void *y)
{
	double a = *(const double *)x, b = *(const double *)y;

	return a < b ? -1 : a > b;
}

/* The median of rounds of about 20 ms. */
static double
median(const char *s, size_t n, bool walk)
{
	double t[ROUNDS], start;
	const char *how;
	int i, k;

	for (i = 0; i < ROUNDS; i++) {
		start = now();
		for (k = 0; now() - start < 20e3; k++)
			once(s, n, walk, &how);
		t[i] = (now() - start) / k;
	}
	qsort(t, ROUNDS, sizeof t[0], by_size);
	return t[ROUNDS / 2];
}

/* Seconds of `argv` in its own process; -1 when it cannot run. */
static double
process(char *const argv[])
{
	double best = -1, t;
	int i, fd, status;
	pid_t pid;

	for (i = 0; i < 5; i++) {
		t = now();
		pid = fork();
		if (pid == 0) {
			fd = open("/dev/null", O_RDWR);
			if (dup2(fd, 1) >= 0 && dup2(fd, 2) >= 0)
				execvp(argv[0], argv);
			_exit(127);
		}
		if (pid < 0 || waitpid(pid, &status, 0) < 0 ||
		    (WIFEXITED(status) && WEXITSTATUS(status) == 127))
			return -1;
		t = now() - t;
		if (best < 0 || t < best)
			best = t;
	}
	return best;
}

static void
peers(const char *path, size_t bytes)
{
	static char bash[] = "bash", n[] = "-n", shfmt[] = "shfmt", ln[] = "-ln",
	    lang[] = "bash", none[] = "/dev/null";
	char *file = (char *)path;
	char *b[] = { bash, n, file, NULL }, *b0[] = { bash, n, none, NULL };
	char *f[] = { shfmt, ln, lang, file, NULL };
	char *f0[] = { shfmt, ln, lang, none, NULL };
	double t = process(b) - process(b0);

	printf("  %-12s %8.1f MB/s, its start left out\n", "bash -n",
	    (double)bytes / t);
	if (process(f0) < 0) {
		printf("  shfmt is not installed\n");
		return;
	}
	t = process(f) - process(f0);
	printf("  %-12s %8.1f MB/s, its start left out\n", "shfmt",
	    (double)bytes / t);
}

/* `size` bytes of everyday lines. */
static void
everyday(const struct buf *lines, size_t size, struct buf *out)
{
	size_t at = 0, end;

	buf_reset(out);
	while (out->len < size) {
		for (end = at; end < lines->len && lines->data[end] != '\n';
		    end++)
			continue;
		if (end > at && lines->data[at] != '%' && lines->data[at] != '#') {
			buf_add(out, lines->data + at, end - at);
			buf_str(out, "\n");
		}
		at = end + 1 < lines->len ? end + 1 : 0;
	}
}

static void
rows(void)
{
	static const struct {
		const char *name, *text;
	} lines[] = {
		{ "20 B", "git status --short" },
		{ "100 B", "cd \"$HOME/src\" && make -j2 CFLAGS='-O2 -g' check "
		    "2>&1 | tee build.log | grep -n 'warning:' || true" },
		{ "1 KB", NULL },
		{ "100 KB", NULL },
	};
	struct buf b = { 0 };
	size_t i, k, n = sizeof lines / sizeof lines[0];

	printf("%-8s %12s %12s  microseconds a line, median\n", "line",
	    "parse", "with walk");
	for (i = 0; i < n; i++) {
		buf_reset(&b);
		if (lines[i].text != NULL) {
			buf_str(&b, lines[i].text);
		} else {
			k = i == 2 ? 1024 : 100 * 1024;
			while (b.len < k)
				buf_str(&b, "cp -a \"$SRC/part one\" ./out/; ");
		}
		printf("%-8s %12.1f %12.1f\n", lines[i].name,
		    median(b.data, b.len, false), median(b.data, b.len, true));
	}
	buf_free(&b);
}

int
main(int argc, char **argv)
{
	char path[] = "/tmp/bench-parse.XXXXXX";
	struct buf lines = { 0 }, b = { 0 };
	const char *how;
	struct err e;
	double t;
	int fd, i;

	if (argc != 2 || io_read_file(argv[1], 1 << 24, 0, &lines, &e) < 0)
		return 2;
	rows();
	everyday(&lines, 500 * 1024, &b);
	t = median(b.data, b.len, false);
	printf("%zu KB of everyday lines\n  %-12s %8.1f MB/s\n", b.len / 1024,
	    "parse", (double)b.len / t);
	fd = mkstemp(path);
	if (fd < 0 || write(fd, b.data, b.len) != (ssize_t)b.len)
		return 1;
	close(fd);
	peers(path, b.len);
	unlink(path);
	printf("hostile texts of 1 MiB, parse and walk\n");
	for (i = 0; i < HOSTILE; i++) {
		hostile_text(&hostile[i], PARSE_MAX_TEXT, &b);
		t = once(b.data, b.len, true, &how);
		printf("  %8.1f ms  %-36s %s\n", t / 1e3, hostile[i].name, how);
	}
	buf_free(&b);
	buf_free(&lines);
	return 0;
}
