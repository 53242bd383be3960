/* SPDX-License-Identifier: ISC */
/* invoke: what only a terminal or a foreign bash would show. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "analyse/invoke.h"

#define MAXARGS 8

static struct invoke
parse(bool in_tty, bool err_tty, const char *line)
{
	static char copy[256];
	static char *argv[MAXARGS + 1];
	struct invoke inv;
	char *word;
	int argc = 0;

	strncpy(copy, line, sizeof(copy) - 1);
	for (word = strtok(copy, " "); word != NULL && argc < MAXARGS;
	    word = strtok(NULL, " "))
		argv[argc++] = word;
	argv[argc] = NULL;
	invoke_parse(argc, argv, in_tty, err_tty, &inv);
	return inv;
}

static void
a_terminal_makes_it_interactive(void **state)
{
	struct invoke inv;

	(void)state;
	assert_int_equal(parse(true, true, "bash").kind, INVOKE_INTERACTIVE);
	assert_int_equal(parse(true, true, "-bash").kind, INVOKE_INTERACTIVE);
	assert_int_equal(parse(true, true, "bash -s a").kind,
	    INVOKE_INTERACTIVE);
	assert_int_equal(parse(true, false, "bash").kind, INVOKE_STDIN);
	assert_false(parse(true, false, "bash").interactive);
	assert_int_equal(parse(true, false, "bash -i").kind,
	    INVOKE_INTERACTIVE);
	assert_int_equal(parse(false, true, "bash").kind, INVOKE_STDIN);
	inv = parse(false, true, "bash -i");
	assert_int_equal(inv.kind, INVOKE_STDIN);
	assert_true(inv.interactive);
	inv = parse(true, true, "bash -c x");
	assert_int_equal(inv.kind, INVOKE_COMMAND);
	assert_false(inv.interactive);
	assert_int_equal(parse(true, true, "bash f").kind, INVOKE_FILE);
}

static void
a_bad_option_still_shows_the_text(void **state)
{
	struct invoke inv;

	(void)state;
	inv = parse(false, false, "bash --new -c x");
	assert_int_equal(inv.kind, INVOKE_BAD);
	assert_int_equal(inv.would, INVOKE_COMMAND);
	assert_string_equal(inv.text, "x");
	assert_string_equal(inv.bad, "--new");
	inv = parse(false, false, "bash -o newer -c x y");
	assert_int_equal(inv.kind, INVOKE_BAD);
	assert_int_equal(inv.would, INVOKE_COMMAND);
	assert_string_equal(inv.arg0, "y");
	inv = parse(false, false, "bash --new f");
	assert_int_equal(inv.would, INVOKE_FILE);
	inv = parse(false, false, "bash --rcfile");
	assert_int_equal(inv.would, INVOKE_BAD);
	inv = parse(false, false, "bash -c");
	assert_int_equal(inv.would, INVOKE_BAD);
	inv = parse(false, false, "bash -c x");
	assert_int_equal(inv.kind, INVOKE_COMMAND);
	assert_null(inv.bad);
}

static void
modes_and_files(void **state)
{
	struct invoke inv;

	(void)state;
	inv = parse(false, false, "bash --rcfile a --init-file b --norc -i");
	assert_string_equal(inv.rcfile, "b");
	assert_true(inv.norc);
	assert_true(inv.aliases);
	inv = parse(false, false, "bash -O expand_aliases -c x");
	assert_true(inv.aliases);
	inv = parse(false, false, "bash -c x");
	assert_false(inv.aliases);
	inv = parse(false, false, "");
	assert_int_equal(inv.kind, INVOKE_STDIN);
	assert_null(inv.arg0);
	assert_int_equal(inv.nargs, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_terminal_makes_it_interactive),
		cmocka_unit_test(a_bad_option_still_shows_the_text),
		cmocka_unit_test(modes_and_files),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
