/* SPDX-License-Identifier: ISC */
/* What the guard says on a narrow screen. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "shell/wrap.h"

static const struct {
	const char *text;
	unsigned cols;
	const char *shown;
} cases[] = {
	{ "short\n", 80, "short\n" },
	{ "", 80, "" },
	{ "a\n\nb", 80, "a\n\nb" },
	{ "  why:     A container of that name may be somebody's\n", 40,
	    "  why:     A container of that name may\n"
	    "           be somebody's\n" },
	{ "bashplate: the first line is indented by two columns", 40,
	    "bashplate: the first line is indented by\n  two columns" },
	/* Just as wide as the screen. */
	{ "0123456789 0123456789 0123456789", 32,
	    "0123456789 0123456789 0123456789" },
	/* A word that has no room anywhere is the terminal's. */
	{ "  what:    0123456789012345678901234567890123456789 x", 30,
	    "  what:    0123456789012345678901234567890123456789\n"
	    "           x" },
	{ "0123456789 0123456789 0123456789", 20,
	    "0123456789 0123456789 0123456789" },
	/* Colours take no room, a character of three bytes takes one. */
	{ "\033[1;31m0123456789 0123456789 01234567\033[0m", 30,
	    "\033[1;31m0123456789 0123456789 01234567\033[0m" },
	{ "\xe2\x80\xa6\xe2\x80\xa6\xe2\x80\xa6 0123456789 0123456789 01234",
	    31, "\xe2\x80\xa6\xe2\x80\xa6\xe2\x80\xa6 0123456789 0123456789 "
	    "01234" },
	{ "  x:       \033[32mone\033[0m two three four five six seven", 34,
	    "  x:       \033[32mone\033[0m two three four five\n"
	    "           six seven" },
};

static void
test_wrap(void **state)
{
	struct buf out = { 0 };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		buf_reset(&out);
		wrap_text(cases[i].text, cases[i].cols, &out);
		assert_false(out.failed);
		assert_string_equal(out.data == NULL ? "" : out.data,
		    cases[i].shown);
	}
	buf_free(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_wrap) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
