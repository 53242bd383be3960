/* SPDX-License-Identifier: ISC */
/*
 * Which line of a session a process belongs to, and which use of an approval
 * is for it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/clock.h"
#include "kernel/lines.h"
#include "policy/grant.h"

static void
a_line_is_found_by_time(void **state)
{
	struct lines *l = lines_new();
	struct line got;
	int64_t before = clock_boot(), first, second;
	char id[17];
	int i;

	(void)state;
	assert_non_null(l);
	assert_false(lines_find(l, clock_boot(), 1, &got));
	lines_add(l, "1111111111111111", "make deploy", 11);
	first = clock_boot();
	assert_false(lines_find(l, before - 1, 1, &got));
	assert_true(lines_find(l, first, 1, &got));
	assert_string_equal(got.id, "1111111111111111");
	assert_string_equal(got.text, "make deploy");
	lines_add(l, "", NULL, 0);
	second = clock_boot();
	assert_true(lines_find(l, second, 1, &got));
	assert_string_equal(got.id, "");
	/* What was started before keeps its line. */
	assert_true(lines_find(l, got.at - 1, 1, &got));
	assert_string_equal(got.id, "1111111111111111");
	for (i = 0; i < LINES_KEPT - 2; i++) {
		snprintf(id, sizeof id, "%016d", i);
		lines_add(l, id, "x", 1);
	}
	assert_true(lines_find(l, clock_boot(), 1, &got));
	assert_string_equal(got.id, id);
	/* Forgotten, and never mistaken for a later one. */
	assert_false(lines_find(l, first, 1, &got));
	lines_free(l);
}

static void
a_long_text_is_cut_and_says_so(void **state)
{
	struct lines *l = lines_new();
	struct line got;
	char text[3 * GATES_TEXT];

	(void)state;
	assert_non_null(l);
	memset(text, 'y', sizeof text);
	lines_add(l, "1", text, sizeof text);
	assert_true(lines_find(l, clock_boot(), 1, &got));
	assert_int_equal(strlen(got.text), GATES_TEXT - 1);
	assert_string_equal(got.text + GATES_TEXT - 7, " [...]");
	lines_free(l);
}

/* --- uses of an approval ---------------------------------------------------*/

struct scene {
	char dir[512];
	struct window w;
	pid_t shell;		/* starts a process for each byte it reads */
	int ask, answer;
};

static int
remove_one(const char *path, const struct stat *st, int flag, struct FTW *f)
{
	(void)st;
	(void)flag;
	(void)f;
	return remove(path);
}

/* Longer than the steps in which the kernel tells when a process began: that
 * time goes by is what is tested. */
static void
let_time_pass(void)
{
	const struct timespec t = { 0, 50 * 1000 * 1000 };

	(void)nanosleep(&t, NULL);
}

static void
be_shell(int in, int out)
{
	char byte;
	pid_t pid;

	while (read(in, &byte, 1) == 1) {
		pid = fork();
		if (pid == 0) {
			close(out);
			/* Should nobody end it. */
			(void)alarm(60);
			(void)pause();
			_exit(0);
		}
		if (write(out, &pid, sizeof pid) != (ssize_t)sizeof pid)
			break;
	}
	_exit(0);
}

static int
set_up(void **state)
{
	struct scene *s = calloc(1, sizeof *s);
	const char *tmp = getenv("TMPDIR");
	int to[2], from[2];

	snprintf(s->dir, sizeof s->dir, "%s/bp-lines.XXXXXX",
	    tmp != NULL ? tmp : "/tmp");
	assert_non_null(mkdtemp(s->dir));
	s->w.kind = GRANT_APPROVAL;
	s->w.times = 5;
	memcpy(s->w.id, "0123456789abcdef", 17);
	assert_int_equal(pipe(to), 0);
	assert_int_equal(pipe(from), 0);
	s->shell = fork();
	assert_true(s->shell >= 0);
	if (s->shell == 0) {
		close(to[1]);
		close(from[0]);
		be_shell(to[0], from[1]);
	}
	close(to[0]);
	close(from[1]);
	s->ask = to[1];
	s->answer = from[0];
	*state = s;
	return 0;
}

static int
tear_down(void **state)
{
	struct scene *s = *state;

	close(s->ask);
	close(s->answer);
	(void)kill(s->shell, SIGKILL);
	(void)waitpid(s->shell, NULL, 0);
	(void)nftw(s->dir, remove_one, 8, FTW_DEPTH | FTW_PHYS);
	free(s);
	return 0;
}

/* The shell starts a process. */
static pid_t
started(struct scene *s)
{
	pid_t pid = -1;

	assert_int_equal(write(s->ask, "f", 1), 1);
	assert_int_equal(read(s->answer, &pid, sizeof pid), sizeof pid);
	assert_true(pid > 0);
	return pid;
}

/* How many hits are lifted for `pid`; checks what they are. */
static int
lifted(const struct scene *s, pid_t pid)
{
	struct arena *a = arena_new(1 << 20);
	const char *const *hit;
	int n = 0;

	assert_non_null(a);
	assert_int_equal(setjmp(*arena_catch(a)), 0);
	hit = grant_taken(a, s->dir, pid);
	for (; hit != NULL && hit[n] != NULL; n++)
		assert_string_equal(hit[n], n % 2 == 0 ? "a/b: rm x" :
		    "c/d: two\nlines");
	arena_free(a);
	return n;
}

static const char *const hits[] = { "a/b: rm x", "c/d: two\nlines", NULL };

static void
taken_at_a_prompt_it_is_for_the_line(void **state)
{
	struct scene *s = *state;
	const struct grant_use use = { hits, true };
	pid_t before = started(s), during, after;

	assert_int_equal(lifted(s, before), 0);
	let_time_pass();
	assert_int_equal(grant_consume(s->dir, &s->w, &use, NULL), 1);
	let_time_pass();
	during = started(s);
	assert_int_equal(lifted(s, during), 2);
	/* The shell itself: `exec program`. */
	assert_int_equal(lifted(s, s->shell), 2);
	/* In the background since an earlier line. */
	assert_int_equal(lifted(s, before), 0);
	/* Nobody else's. */
	assert_int_equal(lifted(s, getppid()), 0);
	let_time_pass();
	grant_taken_over(s->dir);
	let_time_pass();
	after = started(s);
	assert_int_equal(lifted(s, after), 0);
	assert_int_equal(lifted(s, s->shell), 0);
	assert_int_equal(lifted(s, during), 2);
	(void)kill(before, SIGKILL);
	(void)kill(during, SIGKILL);
	(void)kill(after, SIGKILL);
}

static void
taken_by_a_command_it_is_for_all_it_starts(void **state)
{
	struct scene *s = *state;
	const struct grant_use use = { hits, false };
	pid_t old = started(s);

	let_time_pass();
	assert_int_equal(grant_consume(s->dir, &s->w, &use, NULL), 1);
	/* This process took it: the shell was there before. */
	assert_int_equal(lifted(s, getpid()), 2);
	assert_int_equal(lifted(s, s->shell), 0);
	assert_int_equal(lifted(s, old), 0);
	(void)kill(old, SIGKILL);
}

static void
a_use_that_says_nothing_lifts_nothing(void **state)
{
	struct scene *s = *state;

	assert_int_equal(grant_consume(s->dir, &s->w, NULL, NULL), 1);
	assert_int_equal(lifted(s, getpid()), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_line_is_found_by_time),
		cmocka_unit_test(a_long_text_is_cut_and_says_so),
		cmocka_unit_test_setup_teardown(
		    taken_at_a_prompt_it_is_for_the_line, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
		    taken_by_a_command_it_is_for_all_it_starts, set_up,
		    tear_down),
		cmocka_unit_test_setup_teardown(
		    a_use_that_says_nothing_lifts_nothing, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
