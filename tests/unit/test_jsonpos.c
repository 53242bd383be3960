/* base/jsonpos: a message names the line and column a person sees. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/jsonpos.h"

static const char doc[] =
    "{\n"
    "  \"a\": 1,\n"
    "  \"b\": { \"x\": [10, \"}\\\"]\", {\"deep\": true}],\n"
    "         \"\\u0078y\": null },\n"
    "  \"\xc3\xa9\": 1, \"z\": 2, \"a\": 3\n"
    "}\n";

static void
finds_values_by_path(void **state)
{
	static const struct {
		const char *path[5];
		int rc;
		unsigned line, column;
	} t[] = {
		{ { NULL }, 0, 1, 1 },
		{ { "a", NULL }, 0, 2, 8 },
		{ { "b", "x", NULL }, 0, 3, 15 },
		{ { "b", "x", "[1]", NULL }, 0, 3, 20 },
		{ { "b", "x", "[2]", "deep", NULL }, 0, 3, 37 },
		{ { "b", "xy", NULL }, 0, 4, 21 },
		{ { "z", NULL }, 0, 5, 16 },
		{ { "b", "x", "[3]", NULL }, -1, 3, 15 },
		{ { "nothing", NULL }, -1, 1, 1 },
		{ { "a", "b", NULL }, -1, 2, 8 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof t / sizeof t[0]; i++) {
		unsigned line = 0, column = 0;

		assert_int_equal(jsonpos_find(doc, strlen(doc), t[i].path,
		    &line, &column), t[i].rc);
		assert_int_equal(line, t[i].line);
		assert_int_equal(column, t[i].column);
	}
}

static void
finds_the_key_too(void **state)
{
	const char *path[] = { "b", "xy", NULL };
	unsigned line, column;

	(void)state;
	assert_int_equal(jsonpos_find_key(doc, strlen(doc), path, &line,
	    &column), 0);
	assert_int_equal(line, 4);
	assert_int_equal(column, 10);
}

static void
finds_duplicates(void **state)
{
	static const char two[] =
	    "[{\"k\":{\"k\":1,\"\\u006b\":2},\"l\":\"k\"},\n{\"k\":1,\"k\":1}]";
	struct buf key = { 0 };
	unsigned line, column;

	(void)state;
	assert_int_equal(jsonpos_duplicate(doc, strlen(doc), 0, &key, &line,
	    &column), 1);
	assert_string_equal(key.data, "a");
	assert_int_equal(line, 5);
	assert_int_equal(column, 19);
	assert_int_equal(jsonpos_duplicate(doc, strlen(doc), 1, &key, &line,
	    &column), 0);
	buf_reset(&key);
	assert_int_equal(jsonpos_duplicate(two, strlen(two), 0, &key, &line,
	    &column), 1);
	assert_string_equal(key.data, "k");
	assert_int_equal(line, 1);
	assert_int_equal(column, 14);
	assert_int_equal(jsonpos_duplicate(two, strlen(two), 1, &key, &line,
	    &column), 1);
	assert_int_equal(line, 2);
	assert_int_equal(jsonpos_duplicate(two, strlen(two), 2, &key, &line,
	    &column), 0);
	buf_free(&key);
}

static void
garbage_is_not_found(void **state)
{
	static const char *const bad[] = { "", "{", "{\"a", "{\"a\":", "[[[[",
	    "}", "{\"a\\", "\"\\", "{\"b\":{\"a\":]}", "{,}", "{\"x\" 1}" };
	const char *path[] = { "a", "b", NULL };
	char nul[] = "{\"b\":\0\0,\"a\":1}";
	struct buf key = { 0 };
	unsigned line, column;

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		assert_int_equal(jsonpos_find(bad[i], strlen(bad[i]), path,
		    &line, &column), -1);
		assert_int_equal(jsonpos_duplicate(bad[i], strlen(bad[i]), 0,
		    &key, &line, &column), 0);
	}
	assert_int_equal(jsonpos_find(nul, sizeof nul, path, &line, &column),
	    -1);
	buf_free(&key);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_values_by_path),
		cmocka_unit_test(finds_the_key_too),
		cmocka_unit_test(finds_duplicates),
		cmocka_unit_test(garbage_is_not_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
