/* SPDX-License-Identifier: ISC */
#ifndef CTL_LOG_PRINT_H
#define CTL_LOG_PRINT_H

#include <stddef.h>

#include "base/buf.h"

/*
 * One record as one line for a person's terminal: when, session, what became
 * of it, the rule or window, and what it was about. Whatever is in the log,
 * nothing of it moves the cursor.
 */
void log_print(const char *line, size_t n, struct buf *out);

/* What a record is about: command, argv, SQL, reason ...; at most `max`
 * bytes. */
void log_print_subject(const char *line, size_t n, size_t max,
    struct buf *out);

#endif
