/* SPDX-License-Identifier: ISC */
/* The history of typed lines: what is kept, and in which files. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/buf.h"
#include "term/linehist.h"

static char dir[256], path[300];

static int
set_up(void **state)
{
	const char *tmp = getenv("TMPDIR");

	(void)state;
	(void)snprintf(dir, sizeof dir, "%s/bp-hist.XXXXXX",
	    tmp != NULL ? tmp : "/tmp");
	if (mkdtemp(dir) == NULL)
		return -1;
	(void)snprintf(path, sizeof path, "%s/history", dir);
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	(void)unlink(path);
	return rmdir(dir);
}

static void
take(void *ctx, const char *text)
{
	buf_printf(ctx, "[%s]", text);
}

static void
expect_loaded(const char *size, const char *want)
{
	struct linehist h;
	struct buf b = { 0 };
	struct err e = { 0 };

	assert_int_equal(linehist_init(&h, path, NULL, size), 0);
	assert_int_equal(linehist_load(&h, take, &b, &e), 0);
	assert_string_equal(b.data != NULL ? b.data : "", want);
	linehist_free(&h);
	buf_free(&b);
}

static void
test_kept(void **state)
{
	struct linehist h;
	struct stat st;

	(void)state;
	assert_int_equal(linehist_init(&h, path, NULL, NULL), 0);
	assert_true(linehist_add(&h, "one"));
	assert_false(linehist_add(&h, "one"));
	assert_false(linehist_add(&h, " blank"));
	assert_false(linehist_add(&h, ""));
	assert_true(linehist_add(&h, "two\nlines \\n \\"));
	assert_true(linehist_add(&h, "one"));
	linehist_free(&h);
	expect_loaded(NULL, "[one][two\nlines \\n \\][one]");
	expect_loaded("junk", "[one][two\nlines \\n \\][one]");
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	expect_loaded("1", "[one]");
}

static void
test_control(void **state)
{
	struct linehist h;

	(void)state;
	assert_int_equal(linehist_init(&h, path, "ignoredups", NULL), 0);
	assert_true(linehist_add(&h, " blank"));
	assert_false(linehist_add(&h, " blank"));
	linehist_free(&h);
	assert_int_equal(linehist_init(&h, path, "", NULL), 0);
	assert_true(linehist_add(&h, "x"));
	assert_true(linehist_add(&h, "x"));
	linehist_free(&h);
	/* No history at all. */
	assert_int_equal(linehist_init(&h, path, NULL, "0"), 0);
	assert_null(h.path);
	linehist_free(&h);
}

static void
test_shortened(void **state)
{
	struct linehist h;
	struct stat st;
	char line[32];
	int i;

	(void)state;
	assert_int_equal(linehist_init(&h, path, NULL, "10"), 0);
	for (i = 0; i < 100; i++) {
		(void)snprintf(line, sizeof line, "line %d", i);
		assert_true(linehist_add(&h, line));
	}
	linehist_free(&h);
	expect_loaded("2", "[line 98][line 99]");
	assert_int_equal(stat(path, &st), 0);
	assert_true(st.st_size < 40);
}

static void
refused(void)
{
	struct linehist h;
	struct err e = { 0 };

	assert_int_equal(linehist_init(&h, path, NULL, NULL), 0);
	assert_int_equal(linehist_load(&h, take, NULL, &e), -1);
	assert_non_null(strstr(e.msg, "is not used"));
	assert_true(linehist_add(&h, "x"));
	linehist_free(&h);
}

static void
test_unsafe(void **state)
{
	char other[320];
	struct stat st;

	(void)state;
	assert_int_equal(mkfifo(path, 0600), 0);
	refused();
	assert_int_equal(unlink(path), 0);
	(void)snprintf(other, sizeof other, "%s/other", dir);
	assert_int_equal(symlink(other, path), 0);
	refused();
	assert_int_equal(stat(other, &st), -1);
	assert_int_equal(unlink(path), 0);
	fclose(fopen(path, "w"));
	assert_int_equal(chmod(path, 0620), 0);
	refused();
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_size, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_kept, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_control, set_up,
		    tear_down),
		cmocka_unit_test_setup_teardown(test_shortened, set_up,
		    tear_down),
		cmocka_unit_test_setup_teardown(test_unsafe, set_up,
		    tear_down),
	};

	return cmocka_run_group_tests_name("linehist", tests, NULL, NULL);
}
