/* SPDX-License-Identifier: ISC */
#include "policy/hours.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define SECOND INT64_C(1000000000)

enum { DAY = 24 * 60, CHAIN_MAX = 64 };

static const char *const day_name[] = { "sun", "mon", "tue", "wed", "thu",
    "fri", "sat" };

/* Weekday at *s, which is moved behind it; -1 for none. */
static int
read_day(const char **s)
{
	int d;

	for (d = 0; d < 7; d++)
		if (strncasecmp(*s, day_name[d], 3) == 0 &&
		    !isalpha((unsigned char)(*s)[3])) {
			*s += 3;
			return d;
		}
	return -1;
}

static int
read_days(const char **s, unsigned *out)
{
	int a, b;

	*out = 0;
	for (;;) {
		a = b = read_day(s);
		if (a >= 0 && **s == '-') {
			(*s)++;
			b = read_day(s);
		}
		if (a < 0 || b < 0)
			return -1;
		for (; a != b; a = (a + 1) % 7)
			*out |= 1u << a;
		*out |= 1u << b;
		if (**s != ',')
			return 0;
		(*s)++;
	}
}

/* "HH:MM" at *s into minutes; 24:00 is allowed. */
static int
read_time(const char **s, int *out)
{
	const char *t = *s;
	int h, m;

	if (!isdigit((unsigned char)t[0]) || !isdigit((unsigned char)t[1]) ||
	    t[2] != ':' || !isdigit((unsigned char)t[3]) ||
	    !isdigit((unsigned char)t[4]))
		return -1;
	h = (t[0] - '0') * 10 + t[1] - '0';
	m = (t[3] - '0') * 10 + t[4] - '0';
	if (m > 59 || h * 60 + m > DAY)
		return -1;
	*out = h * 60 + m;
	*s = t + 5;
	return 0;
}

static int
read_zone(const char *s, struct hours *out)
{
	const char *p;

	for (p = s; *p != '\0'; p++)
		if (!isalnum((unsigned char)*p) && strchr("/_+-", *p) == NULL)
			return -1;
	if (*s == '/' || p - s >= (long)sizeof out->zone)
		return -1;
	memcpy(out->zone, s, (size_t)(p - s) + 1);
	return 0;
}

int
hours_parse(const char *s, struct hours *out, const char **why)
{
	memset(out, 0, sizeof *out);
	out->days = 0x7f;
	if (isalpha((unsigned char)*s)) {
		*why = "the days are not read";
		if (read_days(&s, &out->days) != 0 || *s++ != ' ')
			return -1;
	}
	*why = "the times are not read";
	if (read_time(&s, &out->from) != 0 || *s++ != '-' ||
	    read_time(&s, &out->to) != 0)
		return -1;
	if (out->to <= out->from)
		out->to += DAY;
	*why = "the time zone is not read";
	if (*s == ' ')
		return s[1] == '\0' ? -1 : read_zone(s + 1, out);
	return *s == '\0' ? 0 : -1;
}

static void
zone_set(const char *zone)
{
	if (zone != NULL)
		setenv("TZ", zone, 1);
	else
		unsetenv("TZ");
	tzset();
}

/* A name that the C library does not find would silently mean UTC. */
static int
zone_known(const char *zone)
{
	char path[128];

	if (strcmp(zone, "UTC") == 0)
		return 1;
	snprintf(path, sizeof path, "/usr/share/zoneinfo/%s", zone);
	return access(path, R_OK) == 0;
}

/* Wall time (s) of `minutes` after the midnight that begins the day which
 * lies `days` after that of *day. */
static time_t
moment(const struct tm *day, int days, int minutes)
{
	struct tm t = { .tm_year = day->tm_year, .tm_mon = day->tm_mon,
	    .tm_mday = day->tm_mday + days + minutes / DAY,
	    .tm_hour = minutes % DAY / 60, .tm_min = minutes % 60,
	    .tm_isdst = -1 };

	return mktime(&t);
}

/* End of the span of `h` that holds `at`, or 0. The zone is set. */
static time_t
span_end(const struct hours *h, time_t at)
{
	struct tm day;
	time_t end;
	int d, wday;

	if (localtime_r(&at, &day) == NULL)
		return 0;
	for (d = -1; d <= 0; d++) {
		wday = (day.tm_wday + d + 7) % 7;
		if ((h->days & 1u << wday) == 0 ||
		    at < moment(&day, d, h->from))
			continue;
		end = moment(&day, d, h->to);
		if (at < end)
			return end;
	}
	return 0;
}

/* The latest end of the spans that hold `at`, 0 for none. */
static int
any_end(const char *const *list, time_t at, time_t *out, struct err *e)
{
	const char *old = getenv("TZ"), *why;
	char keep[256] = "";
	struct hours h;
	time_t end;
	int r = 0;

	if (old != NULL)
		snprintf(keep, sizeof keep, "%s", old);
	*out = 0;
	for (; *list != NULL && r == 0; list++) {
		if (hours_parse(*list, &h, &why) != 0)
			continue;	/* the policy is broken then */
		if (h.zone[0] != '\0' && !zone_known(h.zone)) {
			r = err_set(e, ENOENT, "the time zone \"%s\" of the "
			    "policy's releaseWindow.hours is not known on "
			    "this machine", h.zone);
			break;
		}
		if (h.zone[0] != '\0')
			zone_set(h.zone);
		end = span_end(&h, at);
		if (end > *out)
			*out = end;
		if (h.zone[0] != '\0')
			zone_set(old != NULL ? keep : NULL);
	}
	return r;
}

int
hours_inside(const char *const *list, int64_t now, int64_t *end,
    struct err *e)
{
	time_t at = (time_t)(now / SECOND), next;
	int i;

	*end = INT64_MAX;
	if (list == NULL)
		return 1;
	*end = 0;
	for (i = 0; i < CHAIN_MAX; i++) {
		if (any_end(list, at, &next, e) != 0)
			return -1;
		if (next == 0)
			break;
		/* Spans that touch make one. */
		at = next;
		*end = (int64_t)next * SECOND;
	}
	if (i == CHAIN_MAX)
		*end = INT64_MAX;
	return i > 0;
}

int
hours_next(const char *text, int64_t now, int64_t *out)
{
	time_t at = (time_t)(now / SECOND), then;
	struct tm day;
	int minutes;

	if (read_time(&text, &minutes) != 0 || *text != '\0' ||
	    localtime_r(&at, &day) == NULL)
		return -1;
	then = moment(&day, 0, minutes);
	if (then <= at)
		then = moment(&day, 1, minutes);
	if (then <= at)
		return -1;
	*out = (int64_t)then * SECOND;
	return 0;
}
