/* SPDX-License-Identifier: ISC */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stddef.h>
#include <stdint.h>

/* Nanoseconds since the epoch, CLOCK_REALTIME: an operator can step it. */
int64_t clock_wall(void);

/* Nanoseconds since boot with sleep counted, CLOCK_BOOTTIME: nobody can. */
int64_t clock_boot(void);

/*
 * The kernel's boot id (36 characters and a NUL) into `out`, which holds at
 * least 37 bytes. Returns 0, or -1 where /proc has none.
 */
int clock_boot_id(char *out, size_t size);

/*
 * RFC 3339 in UTC with microseconds ("2026-01-31T08:05:00.000001Z") of a
 * wall time in nanoseconds; `out` holds at least 32 bytes.
 */
void clock_format(int64_t wall, char *out, size_t size);

/*
 * Read "90s", "30m", "2h", "7d" or a sum like "1h30m" into nanoseconds.
 * Returns 0, or -1 for anything else, for zero, and above ten years.
 */
int clock_duration(const char *s, int64_t *ns);

#endif
