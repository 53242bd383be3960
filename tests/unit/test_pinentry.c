/* SPDX-License-Identifier: ISC */
/*
 * How long a pinentry program, and the person in front of it, are waited for.
 * Ten minutes are not waited here: poll() and the clock of pinentry.c are this
 * test's own (the linker's --wrap), and nothing of the product can be asked
 * for another clock.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "ctl/passphrase.h"

enum { SECOND = 1000, PERSON = 600 * SECOND, PROGRAM = 20 * SECOND };

int __real_poll(struct pollfd *p, nfds_t n, int ms);
int __wrap_poll(struct pollfd *p, nfds_t n, int ms);
int64_t __wrap_clock_boot(void);

/* The test's clock, and how the next long wait passes on it. */
static int64_t now;
static int answers_after;	/* ms; -1: never; 0: at once */
static int longest;		/* wait that was asked for, ms */

static char folder[4096], program[4200];

static void
touch(const char *name)
{
	FILE *f = fopen(name, "w");

	assert_non_null(f);
	fclose(f);
}

int64_t
__wrap_clock_boot(void)
{
	return now;
}

/*
 * What there is to read is read. Once the program has said, by a file, that
 * nothing more will come by itself, the wait passes on the clock alone.
 */
int
__wrap_poll(struct pollfd *p, nfds_t n, int ms)
{
	int r, tries;

	if (n == 0)
		return __real_poll(p, n, ms);
	if (ms > longest)
		longest = ms;
	for (tries = 0; tries < 60 * SECOND / 5; tries++) {
		if ((r = __real_poll(p, n, 0)) != 0)
			return r;
		if (access("waiting", F_OK) == 0 && answers_after < 0) {
			now += ms * INT64_C(1000000);
			return 0;
		}
		if (access("waiting", F_OK) == 0) {
			now += answers_after * INT64_C(1000000);
			answers_after = -1;
			unlink("waiting");
			touch("go");
		}
		(void)__real_poll(NULL, 0, 5);
	}
	fail_msg("the program does nothing");
	return -1;
}

static void
write_program(const char *text)
{
	FILE *f = fopen(program, "w");

	assert_non_null(f);
	fputs("#!/bin/sh\n", f);
	fputs(text, f);
	assert_int_equal(fclose(f), 0);
	assert_int_equal(chmod(program, 0755), 0);
	unlink("waiting");
	unlink("go");
	now = INT64_C(1000000000);
	longest = 0;
}

static int
set_up(void **state)
{
	const char *tmp = getenv("TMPDIR");

	snprintf(folder, sizeof folder, "%s/bp-pinentry.XXXXXX",
	    tmp != NULL && *tmp == '/' ? tmp : "/tmp");
	(void)state;
	if (mkdtemp(folder) == NULL || chdir(folder) != 0)
		return -1;
	snprintf(program, sizeof program, "%s/pin", folder);
	return 0;
}

static int
tear_down(void **state)
{
	static const char *const names[] = { "pin", "waiting", "go", "fifo" };

	(void)state;
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		unlink(names[i]);
	return chdir("/") != 0 || rmdir(folder) != 0 ? -1 : 0;
}

/* Nothing of it is left: no child, not even a zombie. */
static bool
gone(void)
{
	return waitpid(-1, NULL, WNOHANG) == -1 && errno == ECHILD;
}

/* Nobody ever writes to it: who opens it to read waits. */
static void
make_fifo(void)
{
	unlink("fifo");
	assert_int_equal(mkfifo("fifo", 0600), 0);
}

#define GREETS "echo OK hello\nwhile read -r word rest; do\n" \
	"case $word in GETPIN) break;; *) echo OK;; esac\ndone\n"
/* Until the test says so. */
#define WAITS ": > waiting\nuntil [ -e go ]; do sleep 0.02; done\n"
/* As a dialog that nobody looks at: it does not notice its end of file. */
#define HANGS ": > waiting\nexec cat fifo\n"

static int
ask(char *text, size_t *len, struct err *e)
{
	return pinentry_ask(program, "Passphrase:", "Window of 5m", text, len,
	    e);
}

static void
answers_at_once(void **state)
{
	char text[PASSPHRASE_MAX];
	struct err e = { 0 };
	size_t len;

	(void)state;
	answers_after = 0;
	write_program(GREETS "echo D four%25stones\necho OK\n");
	assert_int_equal(ask(text, &len, &e), 0);
	assert_int_equal(len, 11);
	assert_string_equal(text, "four%stones");
	assert_int_equal(longest, PERSON);
}

static void
answers_in_the_last_second(void **state)
{
	char text[PASSPHRASE_MAX];
	struct err e = { 0 };
	size_t len;

	(void)state;
	answers_after = PERSON - SECOND;
	write_program(GREETS WAITS "echo D late\necho OK\n");
	assert_int_equal(ask(text, &len, &e), 0);
	assert_string_equal(text, "late");
}

static void
never_answers(void **state)
{
	char text[PASSPHRASE_MAX];
	struct err e = { 0 };
	size_t len;
	int64_t began;

	(void)state;
	answers_after = -1;
	write_program(GREETS HANGS);
	make_fifo();
	began = now;
	assert_int_equal(ask(text, &len, &e), -1);
	assert_int_equal(e.code, ETIMEDOUT);
	assert_non_null(strstr(e.msg, "does not answer"));
	assert_int_equal(longest, PERSON);
	assert_int_equal((now - began) / 1000000, PERSON);
	assert_true(gone());
}

/* The bound is on the whole answer, not on each piece of it. */
static void
half_an_answer_wins_no_time(void **state)
{
	char text[PASSPHRASE_MAX];
	struct err e = { 0 };
	size_t len;
	int64_t began;

	(void)state;
	answers_after = PERSON - SECOND;
	write_program(GREETS WAITS "printf 'D ha'\n" HANGS);
	make_fifo();
	began = now;
	assert_int_equal(ask(text, &len, &e), -1);
	assert_int_equal(e.code, ETIMEDOUT);
	assert_int_equal((now - began) / 1000000, PERSON);
	assert_true(gone());
}

static void
never_greets(void **state)
{
	char text[PASSPHRASE_MAX];
	struct err e = { 0 };
	size_t len;

	(void)state;
	answers_after = -1;
	write_program("exec cat fifo\n");
	make_fifo();
	touch("waiting");
	assert_int_equal(ask(text, &len, &e), -1);
	assert_int_equal(e.code, ETIMEDOUT);
	assert_int_equal(longest, PROGRAM);
	assert_true(gone());
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(answers_at_once),
		cmocka_unit_test(answers_in_the_last_second),
		cmocka_unit_test(never_answers),
		cmocka_unit_test(half_an_answer_wins_no_time),
		cmocka_unit_test(never_greets)
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
