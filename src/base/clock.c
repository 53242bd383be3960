/* SPDX-License-Identifier: ISC */
#include "base/clock.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static int64_t
now(clockid_t id)
{
	struct timespec ts;

	if (clock_gettime(id, &ts) != 0)
		return 0;
	return (int64_t)ts.tv_sec * 1000000000 + ts.tv_nsec;
}

int64_t
clock_wall(void)
{
	return now(CLOCK_REALTIME);
}

int64_t
clock_boot(void)
{
#ifdef CLOCK_BOOTTIME
	return now(CLOCK_BOOTTIME);
#else
	return now(CLOCK_MONOTONIC);
#endif
}

int
clock_boot_id(char *out, size_t size)
{
	/* One boot outlives every process of it: read once. */
	static char known[37];
	ssize_t n;
	int fd;

	if (size < sizeof known)
		return -1;
	if (known[0] == '\0') {
		fd = open("/proc/sys/kernel/random/boot_id",
		    O_RDONLY | O_CLOEXEC);
		if (fd < 0)
			return -1;
		n = read(fd, out, 36);
		close(fd);
		if (n != 36)
			return -1;
		memcpy(known, out, 36);
	}
	memcpy(out, known, sizeof known);
	return 0;
}

/*
 * Civil date of a day number, days since 1970-01-01. gmtime_r() reads
 * /etc/localtime first, on every start. Years begin in March here, so that
 * the leap day is the last one; 400 years have 146,097 days.
 */
static void
civil(int64_t days, int *year, int *month, int *day)
{
	int64_t z = days + 719468;
	int64_t era = (z >= 0 ? z : z - 146096) / 146097;
	int64_t doe = z - era * 146097;
	int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	int64_t mp = (5 * doy + 2) / 153;

	*day = (int)(doy - (153 * mp + 2) / 5 + 1);
	*month = (int)(mp < 10 ? mp + 3 : mp - 9);
	*year = (int)(yoe + era * 400 + (*month <= 2));
}

static void
digits(char *out, size_t n, int64_t value)
{
	for (; n > 0; value /= 10)
		out[--n] = (char)('0' + value % 10);
}

void
clock_format(int64_t wall, char *out, size_t size)
{
	static const char form[] = "0000-00-00T00:00:00.000000Z";
	int64_t sec = wall / 1000000000, micro = wall % 1000000000 / 1000;
	int64_t days, rest;
	int year, month, day;

	if (micro < 0) {
		micro += 1000000;
		sec--;
	}
	days = sec / 86400;
	rest = sec % 86400;
	if (rest < 0) {
		rest += 86400;
		days--;
	}
	civil(days, &year, &month, &day);
	if (size < sizeof form)
		return;
	/* 64 bits of nanoseconds end in 2262. */
	memcpy(out, form, sizeof form);
	digits(out, 4, year);
	digits(out + 5, 2, month);
	digits(out + 8, 2, day);
	digits(out + 11, 2, rest / 3600);
	digits(out + 14, 2, rest / 60 % 60);
	digits(out + 17, 2, rest % 60);
	digits(out + 20, 6, micro);
}

int
clock_duration(const char *s, int64_t *ns)
{
	const int64_t most = (int64_t)3650 * 86400;
	int64_t total = 0, n, unit;

	if (*s == '\0')
		return -1;
	while (*s != '\0') {
		if (*s < '0' || *s > '9')
			return -1;
		for (n = 0; *s >= '0' && *s <= '9'; s++) {
			n = n * 10 + (*s - '0');
			if (n > most)
				return -1;
		}
		switch (*s++) {
		case 's':
			unit = 1;
			break;
		case 'm':
			unit = 60;
			break;
		case 'h':
			unit = 3600;
			break;
		case 'd':
			unit = 86400;
			break;
		default:
			return -1;
		}
		if (n > most / unit)
			return -1;
		total += n * unit;
		if (total > most)
			return -1;
	}
	if (total == 0)
		return -1;
	*ns = total * 1000000000;
	return 0;
}
