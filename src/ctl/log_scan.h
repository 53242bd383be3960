/* SPDX-License-Identifier: ISC */
#ifndef CTL_LOG_SCAN_H
#define CTL_LOG_SCAN_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

/* Called for each line that begins like a record; others are counted. */
typedef void log_line(void *arg, const char *line, size_t n);

struct log_scan {
	log_line *each;
	void *arg;
	const char *since;	/* skip rotated files older than this; "" */
	uint64_t other;		/* out: lines that are no record */
};

/* Read the whole log, rotated files first. Returns 0 or -1. */
int log_scan(const char *state, struct log_scan *s, struct err *e);

/* As log_scan(), then wait for what comes, across rotations. Returns only
 * when the log cannot be read. */
int log_follow(const char *state, struct log_scan *s, struct err *e);

/* The id of the window that was opened last, into id[17]. -1: none was. */
int log_last_window(const char *state, char *id, struct err *e);

#endif
