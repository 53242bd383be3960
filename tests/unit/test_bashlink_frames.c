/* SPDX-License-Identifier: ISC */
/* What is heard on the link at all, and what it carries beside lines. */
#include "bashlink_world.h"

static void
test_tables_in_one_piece(void **state)
{
	static const char *const broken[] = { "", "mark", "mark;", "mark;a",
	    "mark;amarkf", ";a", "m" };
	struct world *w = *state;
	size_t i;

	begin(w);
	(void)frame(w, 'T', "mark;alias a\nmarkf ()\nmarkdeclare mark");
	assert_string_equal(w->tables.data,
	    "Aalias a\n|Ff ()\n|Vdeclare mark|");
	buf_reset(&w->tables);
	buf_str(&w->tables, "");
	for (i = 0; i < sizeof broken / sizeof broken[0]; i++)
		(void)frame(w, 'T', broken[i]);
	assert_string_equal(w->tables.data, "");
	(void)frame(w, 'V', "x");
	assert_string_equal(w->tables.data, "Vx|");
}

static void
test_numbers_only_grow(void **state)
{
	struct world *w = *state;

	begin(w);
	put(w, 'L', 1, "-ls");
	bashlink_ready(w->link);
	assert_int_equal(verdict(w, 1), '1');
	assert_string_equal(w->judged.data, "");
}

static void
test_a_stranger_is_not_heard(void **state)
{
	struct world *w = *state;
	pid_t pid;

	begin(w);
	pid = fork();
	if (pid == 0) {
		put(w, 'L', 100, "-ls");
		/* A grandchild is no substitution of the shell's. */
		pid = fork();
		if (pid == 0)
			put(w, 'P', 101, "    8  ls\n");
		else
			(void)waitpid(pid, NULL, 0);
		_exit(0);
	}
	bashlink_ready(w->link);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	bashlink_ready(w->link);
	assert_int_equal(verdict(w, 0), '-');
	assert_int_equal(parsed(w, 8, "BAD"), '1');
}

static void
test_half_a_frame_of_a_child_does_not_mix(void **state)
{
	struct world *w = *state;
	pid_t pid;

	begin(w);
	assert_int_equal(send(w->shell, "L50;-B", 6, 0), 6);
	pid = fork();
	if (pid == 0) {
		(void)!send(w->shell, "L60;-ls", 8, 0);
		_exit(0);
	}
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	assert_int_equal(send(w->shell, "AD", 3, 0), 3);
	bashlink_ready(w->link);
	assert_int_equal(verdict(w, 50), '1');
	assert_string_equal(w->judged.data, "BAD|");
}

static void
test_too_long_is_refused(void **state)
{
	struct world *w = *state;
	size_t i, n = 3 * 1024 * 1024;
	char *p = malloc(n), c;

	begin(w);
	memset(p, 'x', n);
	memcpy(p, "L40;-", 5);
	for (i = 0; i < n; i += 4096) {
		assert_int_equal(send(w->shell, p + i, 4096, 0), 4096);
		bashlink_ready(w->link);
	}
	c = '\0';
	assert_int_equal(send(w->shell, &c, 1, 0), 1);
	bashlink_ready(w->link);
	assert_int_equal(verdict(w, 40), '1');
	assert_string_equal(w->judged.data, "");
	w->seq = 40;
	assert_int_equal(line(w, "ls"), '0');
	free(p);
}

/* A text of 1 MiB is judged. */
static void
test_a_mebibyte_is_not_too_long(void **state)
{
	struct world *w = *state;
	size_t i, n = 5 + 1024 * 1024 + 1, part;
	char *p = malloc(n);

	begin(w);
	memset(p, 'x', n);
	memcpy(p, "L40;=", 5);
	p[n - 1] = '\0';
	for (i = 0; i < n; i += part) {
		part = n - i < 4096 ? n - i : 4096;
		assert_int_equal(send(w->shell, p + i, part, 0), part);
		bashlink_ready(w->link);
	}
	assert_int_equal(verdict(w, 40), '5');
	assert_int_equal(w->judged.len, 1024 * 1024 + 1);
	free(p);
}

static void
test_garbage_is_ignored(void **state)
{
	static const char junk[] = "\0\0x\0L\0L;\0L;-ls\0Lx;-ls\0P-1;\0;;\0"
	    "\377\376\0L99999999999999999999999\0";
	struct world *w = *state;

	begin(w);
	assert_int_equal(send(w->shell, junk, sizeof junk, 0), sizeof junk);
	bashlink_ready(w->link);
	assert_int_equal(verdict(w, 0), '-');
	assert_int_equal(line(w, "ls"), '0');
}

/* The shell waits until it is done, then forgets the text. */
static void
test_own_commands(void **state)
{
	struct world *w = *state;

	begin(w);
	assert_int_equal(line(w, "OWN"), '3');
	bashlink_own_done(w->link);
	assert_int_equal(verdict(w, w->seq), '2');
	bashlink_own_done(w->link);
	assert_int_equal(verdict(w, w->seq), '-');
	assert_int_equal(parsed(w, 8, "OWN"), '3');
	bashlink_own_done(w->link);
	assert_int_equal(verdict(w, w->seq), '1');
	assert_int_equal(w->refusals, 0);
	assert_int_equal(line(w, "ls"), '0');
}

static void
test_status_for_the_prompt(void **state)
{
	struct world *w = *state;
	char b[64];
	ssize_t n;

	begin(w);
	put(w, 'W', 77, "");
	bashlink_ready(w->link);
	n = recv(w->shell, b, sizeof b, MSG_DONTWAIT);
	assert_int_equal(n, sizeof "W77 9m left");
	assert_string_equal(b, "W77 9m left");
	/* A number of its own: those of the lines go on. */
	assert_int_equal(line(w, "ls"), '0');
}

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(test_tables_in_one_piece),
		T(test_numbers_only_grow),
		T(test_a_stranger_is_not_heard),
		T(test_half_a_frame_of_a_child_does_not_mix),
		T(test_too_long_is_refused),
		T(test_a_mebibyte_is_not_too_long),
		T(test_garbage_is_ignored),
		T(test_own_commands),
		T(test_status_for_the_prompt)
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
