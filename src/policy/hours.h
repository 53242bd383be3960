/* SPDX-License-Identifier: ISC */
#ifndef POLICY_HOURS_H
#define POLICY_HOURS_H

#include <stdint.h>

#include "base/err.h"

/*
 * When windows may be open: "[DAYS ]HH:MM-HH:MM[ ZONE]", such as
 * "Mon-Fri 09:00-18:00 Europe/Berlin", "Sat,Sun 10:00-12:00" or "22:00-06:00"
 * (which ends on the day after). DAYS are those on which it begins; without
 * ZONE the times are the machine's own.
 */
struct hours {
	unsigned days;		/* bit 1 << tm_wday of each */
	int from, to;		/* minutes since midnight; to > 1440: the day
				   after */
	char zone[64];		/* "" is the machine's */
};

/* Returns 0, or -1 with *why set to static text. */
int hours_parse(const char *s, struct hours *out, const char **why);

/*
 * Is wall time `now` (ns) inside one of the spans (NULL ended; NULL as a
 * whole: always)? Returns 1 with *end, the wall time at which they end
 * together (INT64_MAX: never), 0 when it is outside, -1 when a time zone is
 * not known here. Daylight saving is the zone's. Changes TZ for a moment, so
 * for a program with one thread whose environment nobody inherits.
 */
int hours_inside(const char *const *list, int64_t now, int64_t *end,
    struct err *e);

/*
 * The next moment (wall time, ns) after `now` at which the machine's clock
 * shows "HH:MM". Returns 0, or -1 when `text` is no such time.
 */
int hours_next(const char *text, int64_t now, int64_t *out);

#endif
