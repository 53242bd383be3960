/* SPDX-License-Identifier: ISC */
/* What stands on the terminal's row becomes the prompt. */
#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "term/rowtext.h"

static const struct {
	const char *written;
	unsigned cols;
	const char *prompt;
} cases[] = {
	{ "$ ", 80, "$ " },
	{ "output\r\n$ ", 80, "$ " },
	{ "no newline$ ", 80, "no newline$ " },
	{ "progress 10%\rdone\r\n\r\nhost$ ", 80, "host$ " },
	{ "ab\b\bcd$ ", 80, "cd$ " },
	{ "a\tb$ ", 80, "a       b$ " },
	{ "x\033[2J\033[H$ ", 80, "$ " },
	{ "\033]0;title\a$ ", 80, "$ " },
	{ "\033]0;title\033\\$ ", 80, "$ " },
	{ "\033(B$ ", 80, "$ " },
	{ "\033[K\033[?25h$ ", 80, "$ " },
	/* A colour stands between marks; the last one before its blank. */
	{ "\033[32mh\033[0m$ ", 80, "\1\033[32m\1h\1\033[0m\1$ " },
	{ "\033[1m\033[32mh$ \033[0m", 80,
	    "\1\033[1m\033[32m\1h$\1\033[0m\1 " },
	{ "\033[32m>\033[0m", 80, "\1\033[32m\1>\1\033[0m\1" },
	/* Of a wrapped line the last row. */
	{ "0123456789abc$ ", 10, "abc$ " },
	{ "01234567\xe4\xb8\xad$ ", 9, "\xe4\xb8\xad$ " },
	{ "0123456789", 10, "0123456789" },
	{ "\xff\xe4\xb8$ ", 80, "$ " },
	{ "", 80, "" },
};

static void
test_prompts(void **state)
{
	struct rowtext r;
	struct buf out;
	size_t i, k;

	(void)state;
	for (i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		memset(&r, 0, sizeof r);
		memset(&out, 0, sizeof out);
		for (k = 0; cases[i].written[k] != '\0'; k++)
			rowtext_feed(&r, cases[i].written + k, 1);
		rowtext_prompt(&r, cases[i].cols, &out);
		assert_string_equal(out.data != NULL ? out.data : "",
		    cases[i].prompt);
		rowtext_free(&r);
		buf_free(&out);
	}
}

static void
test_a_row_without_end_is_bounded(void **state)
{
	struct rowtext r = { 0 };
	struct buf out = { 0 };
	int i;

	(void)state;
	for (i = 0; i < 100000; i++)
		rowtext_feed(&r, i % 7 == 0 ? "\033[1m" : "xyz", 3);
	assert_true(r.text.len <= ROWTEXT_MAX);
	rowtext_prompt(&r, 80, &out);
	rowtext_free(&r);
	buf_free(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_prompts),
		cmocka_unit_test(test_a_row_without_end_is_bounded),
	};

	if (setlocale(LC_CTYPE, "C.UTF-8") == NULL)
		return 77;
	return cmocka_run_group_tests_name("rowtext", tests, NULL, NULL);
}
