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
	ssize_t n;
	int fd;

	if (size < 37)
		return -1;
	fd = open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -1;
	n = read(fd, out, 36);
	close(fd);
	if (n != 36)
		return -1;
	out[36] = '\0';
	return 0;
}

void
clock_format(int64_t wall, char *out, size_t size)
{
	time_t sec = (time_t)(wall / 1000000000);
	struct tm tm;
	char date[24];

	gmtime_r(&sec, &tm);
	strftime(date, sizeof date, "%Y-%m-%dT%H:%M:%S", &tm);
	snprintf(out, size, "%s.%06dZ", date,
	    (int)(wall % 1000000000 / 1000));
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
