/* SPDX-License-Identifier: ISC */
/* The prefix key: what is taken, what passes through byte for byte. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "term/keys.h"

struct seen {
	struct buf passed;
	struct buf commands;
};

static void
pass(void *ctx, const char *p, size_t n)
{
	struct seen *s = ctx;

	buf_add(&s->passed, p, n);
}

static bool
command(void *ctx, char key)
{
	struct seen *s = ctx;

	if (strchr("wcl?", key) == NULL)
		return false;
	buf_char(&s->commands, key);
	return true;
}

static const struct keys_ops ops = { pass, command };

/* Feed `in` in pieces of `step` bytes, then say that no more comes. */
static void
feed(const char *in, size_t n, size_t step, struct seen *s)
{
	struct keys *k = keys_new(0x1d, "xterm", &ops, s);
	size_t i;

	assert_non_null(k);
	buf_str(&s->passed, "");
	buf_str(&s->commands, "");
	for (i = 0; i < n; i += step)
		keys_feed(k, in + i, n - i < step ? n - i : step);
	keys_flush(k);
	keys_free(k);
}

static void
check(const char *in, const char *passed, const char *commands)
{
	struct seen s;
	size_t step;

	for (step = 1; step <= strlen(in); step++) {
		memset(&s, 0, sizeof s);
		feed(in, strlen(in), step, &s);
		assert_string_equal(s.passed.data, passed);
		assert_string_equal(s.commands.data, commands);
		buf_free(&s.passed);
		buf_free(&s.commands);
	}
}

static void
test_known_keys_are_taken(void **state)
{
	(void)state;
	check("ab\035wcd\035?e", "abcde", "w?");
	check("\035l", "", "l");
}

static void
test_unknown_keys_pass(void **state)
{
	(void)state;
	check("a\035zb", "a\035zb", "");
	check("a\035\035b", "a\035b", "");
	check("\035\r", "\035\r", "");
	check("\035\033[Ax", "\035\033[Ax", "");
	check("\035\033OPx", "\035\033OPx", "");
	check("\035\303\251x", "\035\303\251x", "");
	check("\035\033", "\035\033", "");
	/* Alt-w is not w. */
	check("\035\033wx", "\035\033wx", "");
}

static void
test_the_prefix_twice_then_a_key(void **state)
{
	(void)state;
	check("\035\035\035wq", "\035q", "w");
}

static void
test_a_paste_holds_no_keys(void **state)
{
	(void)state;
	check("\033[200~a\035wb\033[201~\035wc", "\033[200~a\035wb\033[201~c",
	    "w");
	/* Not the marks of a paste, only alike. */
	check("\033[20\035wx", "\033[20x", "w");
}

static void
test_every_byte_passes(void **state)
{
	struct seen s = { { 0 }, { 0 } };
	char all[255];
	size_t i, n = 0;

	(void)state;
	for (i = 0; i < 256; i++)
		if (i != 0x1d)
			all[n++] = (char)i;
	feed(all, n, n, &s);
	assert_int_equal(s.passed.len, n);
	assert_memory_equal(s.passed.data, all, n);
	assert_string_equal(s.commands.data, "");
	buf_free(&s.passed);
	buf_free(&s.commands);
}

static void
test_a_long_sequence_is_bounded(void **state)
{
	struct seen s = { { 0 }, { 0 } };
	char in[600];

	(void)state;
	memset(in, '1', sizeof in);
	memcpy(in, "\035\033[", 3);
	feed(in, sizeof in, 7, &s);
	assert_int_equal(s.passed.len, sizeof in);
	assert_memory_equal(s.passed.data, in, sizeof in);
	buf_free(&s.passed);
	buf_free(&s.commands);
}

static void
test_names_of_the_prefix(void **state)
{
	(void)state;
	assert_int_equal(keys_prefix("^]"), 0x1d);
	assert_int_equal(keys_prefix("^a"), 1);
	assert_int_equal(keys_prefix("C-b"), 2);
	assert_int_equal(keys_prefix("\034"), 0x1c);
	assert_int_equal(keys_prefix("^["), -1);
	assert_int_equal(keys_prefix("^M"), -1);
	assert_int_equal(keys_prefix("x"), -1);
	assert_int_equal(keys_prefix(""), -1);
	assert_int_equal(keys_prefix("M-x"), -1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_known_keys_are_taken),
		cmocka_unit_test(test_unknown_keys_pass),
		cmocka_unit_test(test_the_prefix_twice_then_a_key),
		cmocka_unit_test(test_a_paste_holds_no_keys),
		cmocka_unit_test(test_every_byte_passes),
		cmocka_unit_test(test_a_long_sequence_is_bounded),
		cmocka_unit_test(test_names_of_the_prefix)
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
