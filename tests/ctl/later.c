/* SPDX-License-Identifier: ISC */
/*
 * Preloaded: the clock since boot is $LATER seconds ahead, so that every
 * terminal is that much older.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <time.h>

int
clock_gettime(clockid_t id, struct timespec *ts)
{
	static int (*next)(clockid_t, struct timespec *);
	const char *later = getenv("LATER");
	int r;

	if (next == NULL)
		*(void **)&next = dlsym(RTLD_NEXT, "clock_gettime");
	r = next(id, ts);
	if (r == 0 && id == CLOCK_BOOTTIME && later != NULL)
		ts->tv_sec += atol(later);
	return r;
}
