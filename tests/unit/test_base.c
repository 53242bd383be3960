/* SPDX-License-Identifier: ISC */
/* base/: strings that are shown or logged cannot forge anything. */
#include <errno.h>
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/io.h"

static void
json_escapes_what_could_forge(void **state)
{
	struct buf b = { 0 };

	(void)state;
	buf_json(&b, "a\"\\\n\x1b\xe2\x80\xae\xff\xc3\xa9", 11);
	assert_string_equal(b.data,
	    "\"a\\\"\\\\\\n\\u001b\\u202e\\udcff\xc3\xa9\"");
	buf_free(&b);
}

static void
visible_escapes_and_cuts(void **state)
{
	struct buf b = { 0 };

	(void)state;
	buf_visible(&b, "a\nb\x1b[2J\xe2\x80\xae", 10, 100);
	assert_string_equal(b.data, "a\\nb\\x1b[2J\\u{202e}");
	buf_reset(&b);
	buf_visible(&b, "abcdefgh", 8, 4);
	assert_string_equal(b.data, "abcd...");
	buf_free(&b);
}

static void
numbers_and_formats_of_any_length(void **state)
{
	static const int64_t all[] = { 0, 7, -1, INT64_MAX, INT64_MIN };
	struct buf b = { 0 };
	char want[400];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof all / sizeof *all; i++) {
		buf_reset(&b);
		buf_number(&b, all[i]);
		snprintf(want, sizeof want, "%" PRId64, all[i]);
		assert_string_equal(b.data, want);
	}
	buf_free(&b);
	/* On each side of what the first allocation holds. */
	for (i = 250; i < 262; i++) {
		snprintf(want, sizeof want, "%*d", (int)i, 42);
		buf_printf(&b, "%*d", (int)i, 42);
		assert_string_equal(b.data, want);
		assert_int_equal(b.len, i);
		buf_free(&b);
	}
}

static void
durations(void **state)
{
	int64_t ns;

	(void)state;
	assert_int_equal(clock_duration("1h30m", &ns), 0);
	assert_true(ns == INT64_C(5400) * 1000000000);
	assert_int_equal(clock_duration("", &ns), -1);
	assert_int_equal(clock_duration("0s", &ns), -1);
	assert_int_equal(clock_duration("5", &ns), -1);
	assert_int_equal(clock_duration("99999999999999999999h", &ns), -1);
	assert_int_equal(clock_duration("-1h", &ns), -1);
}

static void
dates_are_those_of_the_calendar(void **state)
{
	char out[40], want[40];
	struct tm tm;
	time_t t;

	(void)state;
	for (t = -5000000000; t < 9000000000; t += 86400 * 13 + 4567) {
		gmtime_r(&t, &tm);
		strftime(want, sizeof want, "%Y-%m-%dT%H:%M:%S.000000Z", &tm);
		clock_format((int64_t)t * 1000000000, out, sizeof out);
		assert_string_equal(out, want);
	}
	clock_format(1767225599999999999, out, sizeof out);
	assert_string_equal(out, "2025-12-31T23:59:59.999999Z");
}

static void
arena_meets_its_limit(void **state)
{
	struct arena *a = arena_new(100000);
	volatile int n = 0;

	(void)state;
	if (setjmp(*arena_catch(a)) == 0)
		for (;; n++)
			arena_alloc(a, 1000);
	assert_in_range(n, 90, 100);
	arena_free(a);
}

static void
heads_of_proc_files(void **state)
{
	char whole[4096], cut[6];
	ssize_t n = io_read_head("/proc/self/status", whole, sizeof whole);

	(void)state;
	assert_true(n > 100);
	assert_int_equal(strlen(whole), n);
	assert_int_equal(io_read_head("/proc/self/status", cut, sizeof cut),
	    5);
	assert_string_equal(cut, "Name:");
	assert_int_equal(io_read_head("/dev/null", cut, sizeof cut), 0);
	assert_string_equal(cut, "");
	errno = 0;
	assert_int_equal(io_read_head("/proc/self/none", cut, sizeof cut),
	    -1);
	assert_int_equal(errno, ENOENT);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(json_escapes_what_could_forge),
		cmocka_unit_test(visible_escapes_and_cuts),
		cmocka_unit_test(numbers_and_formats_of_any_length),
		cmocka_unit_test(durations),
		cmocka_unit_test(dates_are_those_of_the_calendar),
		cmocka_unit_test(arena_meets_its_limit),
		cmocka_unit_test(heads_of_proc_files),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
