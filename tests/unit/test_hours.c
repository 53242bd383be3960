/* SPDX-License-Identifier: ISC */
/* When windows may be open: spans, time zones, daylight saving. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "policy/hours.h"

#define SECOND INT64_C(1000000000)

/* Wall time of a moment in UTC. */
static int64_t
utc(int year, int month, int day, int hour, int minute)
{
	struct tm t = { .tm_year = year - 1900, .tm_mon = month - 1,
	    .tm_mday = day, .tm_hour = hour, .tm_min = minute };

	return (int64_t)timegm(&t) * SECOND;
}

static void
what_is_read(void **state)
{
	static const char *const good[] = { "09:00-18:00", "Mon-Fri "
	    "09:00-18:00", "sat,SUN 10:00-24:00", "22:00-06:00 UTC",
	    "Fri-Mon 00:00-24:00 Europe/Berlin", NULL };
	static const char *const bad[] = { "", "9-18", "09:00", "9:00-18:00",
	    "09:00-25:00", "09:60-10:00", "Mon-Fri", "Monday 09:00-10:00",
	    "Mon- 09:00-10:00", "09:00-18:00 ", "09:00-18:00 /etc/x",
	    "09:00-18:00 a b", "09:00-18:00x", "Mon,,Tue 09:00-10:00", NULL };
	struct hours h;
	const char *why;
	int i;

	(void)state;
	for (i = 0; good[i] != NULL; i++)
		assert_int_equal(hours_parse(good[i], &h, &why), 0);
	for (i = 0; bad[i] != NULL; i++)
		if (hours_parse(bad[i], &h, &why) == 0)
			fail_msg("%s", bad[i]);
	hours_parse("Fri-Mon 22:00-06:00 UTC", &h, &why);
	assert_int_equal(h.days, 1 << 5 | 1 << 6 | 1 << 0 | 1 << 1);
	assert_int_equal(h.from, 22 * 60);
	assert_int_equal(h.to, 30 * 60);
}

static void
in_or_out(const char *span, int64_t at, int inside, int64_t until)
{
	const char *const list[] = { span, NULL };
	struct err e = { 0 };
	int64_t end;

	assert_int_equal(hours_inside(list, at, &end, &e), inside);
	if (inside == 1)
		assert_true(end == until);
}

/* 2026-01-05 is a Monday. */
static void
days_and_nights(void **state)
{
	(void)state;
	in_or_out("Mon-Fri 09:00-18:00 UTC", utc(2026, 1, 5, 8, 59), 0, 0);
	in_or_out("Mon-Fri 09:00-18:00 UTC", utc(2026, 1, 5, 9, 0), 1,
	    utc(2026, 1, 5, 18, 0));
	in_or_out("Mon-Fri 09:00-18:00 UTC", utc(2026, 1, 5, 18, 0), 0, 0);
	in_or_out("Mon-Fri 09:00-18:00 UTC", utc(2026, 1, 4, 12, 0), 0, 0);
	/* A night belongs to the day on which it begins. */
	in_or_out("Fri 22:00-06:00 UTC", utc(2026, 1, 10, 5, 59), 1,
	    utc(2026, 1, 10, 6, 0));
	in_or_out("Fri 22:00-06:00 UTC", utc(2026, 1, 9, 5, 59), 0, 0);
	in_or_out("Fri 22:00-06:00 UTC", utc(2026, 1, 10, 22, 30), 0, 0);
	in_or_out("Mon 00:00-24:00 UTC", utc(2026, 1, 5, 23, 59), 1,
	    utc(2026, 1, 6, 0, 0));
}

static void
spans_that_touch(void **state)
{
	static const char *const two[] = { "Mon 09:00-12:00 UTC",
	    "Mon 12:00-13:00 UTC", "Mon 14:00-15:00 UTC", NULL };
	static const char *const always[] = { "00:00-24:00 UTC", NULL };
	int64_t end;

	(void)state;
	assert_int_equal(hours_inside(two, utc(2026, 1, 5, 10, 0), &end,
	    NULL), 1);
	assert_true(end == utc(2026, 1, 5, 13, 0));
	assert_int_equal(hours_inside(always, utc(2026, 1, 5, 10, 0), &end,
	    NULL), 1);
	assert_true(end == INT64_MAX);
	assert_int_equal(hours_inside(NULL, 0, &end, NULL), 1);
	assert_true(end == INT64_MAX);
}

/* Berlin: UTC+1, from 2026-03-29 01:00 UTC on UTC+2, from 2026-10-25 01:00
 * UTC on UTC+1 again. */
static void
daylight_saving(void **state)
{
	static const char span[] = "09:00-18:00 Europe/Berlin";

	(void)state;
	if (access("/usr/share/zoneinfo/Europe/Berlin", R_OK) != 0) {
		print_message("no time zones (Debian: tzdata)\n");
		skip();
	}
	in_or_out(span, utc(2026, 1, 5, 8, 0), 1, utc(2026, 1, 5, 17, 0));
	in_or_out(span, utc(2026, 1, 5, 7, 59), 0, 0);
	in_or_out(span, utc(2026, 7, 6, 7, 0), 1, utc(2026, 7, 6, 16, 0));
	in_or_out(span, utc(2026, 7, 6, 16, 0), 0, 0);
	/* The night that is an hour short, and the one that is longer. */
	in_or_out("22:00-06:00 Europe/Berlin", utc(2026, 3, 28, 22, 0), 1,
	    utc(2026, 3, 29, 4, 0));
	in_or_out("22:00-06:00 Europe/Berlin", utc(2026, 10, 24, 22, 0), 1,
	    utc(2026, 10, 25, 5, 0));
	/* 02:30 does not exist on that night: the span still ends. */
	in_or_out("01:00-02:30 Europe/Berlin", utc(2026, 3, 29, 0, 30), 1,
	    utc(2026, 3, 29, 1, 30));
}

static void
unknown_zones_are_closed(void **state)
{
	static const char *const list[] = { "00:00-24:00 Mars/Base", NULL };
	struct err e = { 0 };
	int64_t end;

	(void)state;
	assert_int_equal(hours_inside(list, utc(2026, 1, 5, 8, 0), &end, &e),
	    -1);
	assert_non_null(strstr(e.msg, "Mars/Base"));
}

static void
until_a_time_of_day(void **state)
{
	int64_t at;

	(void)state;
	setenv("TZ", "UTC", 1);
	tzset();
	assert_int_equal(hours_next("18:00", utc(2026, 1, 5, 17, 0), &at), 0);
	assert_true(at == utc(2026, 1, 5, 18, 0));
	assert_int_equal(hours_next("18:00", utc(2026, 1, 5, 18, 0), &at), 0);
	assert_true(at == utc(2026, 1, 6, 18, 0));
	assert_int_equal(hours_next("6pm", utc(2026, 1, 5, 18, 0), &at), -1);
	assert_int_equal(hours_next("18:00x", utc(2026, 1, 5, 18, 0), &at),
	    -1);
	/* The zone of the policy leaves the machine's alone. */
	in_or_out("09:00-18:00 Europe/Berlin", utc(2026, 7, 6, 20, 0), 0, 0);
	assert_string_equal(getenv("TZ"), "UTC");
	if (access("/usr/share/zoneinfo/Europe/Berlin", R_OK) != 0)
		return;
	setenv("TZ", "Europe/Berlin", 1);
	tzset();
	assert_int_equal(hours_next("18:00", utc(2026, 7, 6, 12, 0), &at), 0);
	assert_true(at == utc(2026, 7, 6, 16, 0));
	assert_int_equal(hours_next("12:00", utc(2026, 3, 28, 12, 0), &at),
	    0);
	assert_true(at == utc(2026, 3, 29, 10, 0));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_read),
		cmocka_unit_test(days_and_nights),
		cmocka_unit_test(spans_that_touch),
		cmocka_unit_test(daylight_saving),
		cmocka_unit_test(unknown_zones_are_closed),
		cmocka_unit_test(until_a_time_of_day),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
