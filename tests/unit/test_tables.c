/* SPDX-License-Identifier: ISC */
/* What shells print of themselves, and what of it a line gets to see. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "shell/tables.h"

static struct tables *
told(const char *aliases, const char *functions, const char *variables)
{
	struct tables *t = tables_new();

	assert_non_null(t);
	assert_false(tables_known(t));
	tables_take(t, TABLES_ALIAS, aliases, strlen(aliases));
	tables_take(t, TABLES_FUNCTION, functions, strlen(functions));
	tables_take(t, TABLES_VARIABLE, variables, strlen(variables));
	assert_true(tables_known(t));
	return t;
}

/* The chosen texts, a '|' after each. */
static void
chosen(struct tables *t, const char *line, const char *want)
{
	struct buf b = { 0 };
	size_t i;

	buf_str(&b, "");
	tables_select(t, line, strlen(line), &b);
	for (i = 0; i < b.len; i++)
		if (b.data[i] == '\0')
			b.data[i] = '|';
	assert_string_equal(b.data, want);
	buf_free(&b);
}

static void
test_bash(void **state)
{
	struct tables *t = told("alias a='it'\\''s'\nalias b='two\nlines'\n",
	    "f () \n{ \n    cat <<X\ng () \n{ \n}\nX\n\n}\n"
	    "h () \n{ \n    f\n}\ndeclare -fx h\nlast () \n{ \n    :\n}\n",
	    "declare -- x=\"a\\$b\"\ndeclare -a arr=([0]=\"1\")\n"
	    "declare -i __bashplate_seq=\"7\"\ndeclare -x E\n");

	(void)state;
	chosen(t, "echo no", "");
	chosen(t, "a; b", "alias a='it'\\''s'|alias b='two\nlines'|");
	chosen(t, "last", "last () \n{ \n    :\n}\n|");
	/* What it needs comes first. */
	chosen(t, "h", "f () \n{ \n    cat <<X\ng () \n{ \n}\nX\n\n}\n|"
	    "h () \n{ \n    f\n}\ndeclare -fx h\n|");
	chosen(t, "g", "");
	chosen(t, "echo $x \"${arr[0]}\" $__bashplate_seq",
	    "declare -- x=\"a\\$b\"|declare -a arr=([0]=\"1\")|");
	assert_true(tables_named(t, "x | h", 5));
	assert_false(tables_named(t, "x", 1));
	tables_free(t);
}

static void
test_zsh(void **state)
{
	struct tables *t = told("alias a='it'\\''s'\nalias plain=ls\n",
	    "_lazy () {\n\t# undefined\n\tbuiltin autoload -XUz\n}\n"
	    "f () {\n\tcat <<X\ng () {\n}\nX\n}\n"
	    "h () {\n\tf\n}\n",
	    "declare -- x=$'two\\nlines'\n");

	(void)state;
	chosen(t, "a plain", "alias a='it'\\''s'|alias plain=ls|");
	chosen(t, "h", "f () {\n\tcat <<X\ng () {\n}\nX\n}\n|"
	    "h () {\n\tf\n}\n|");
	/* Not known before it is looked for. */
	chosen(t, "_lazy", "");
	assert_false(tables_named(t, "_lazy", 5));
	chosen(t, "${x}", "declare -- x=$'two\\nlines'|");
	tables_free(t);
}

static void
test_new_ones_take_the_place(void **state)
{
	static const char now[] = "alias c=d\n";
	struct tables *t = told("alias a=b\n", "", "");

	(void)state;
	tables_take(t, TABLES_ALIAS, now, strlen(now));
	chosen(t, "a c", "alias c=d|");
	tables_free(t);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_bash),
		cmocka_unit_test(test_zsh),
		cmocka_unit_test(test_new_ones_take_the_place)
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
