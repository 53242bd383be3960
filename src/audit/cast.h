/* SPDX-License-Identifier: ISC */
#ifndef AUDIT_CAST_H
#define AUDIT_CAST_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

/*
 * A recording of what a terminal showed, as asciicast v2: STATE/casts/NAME,
 * mode 0600, one JSON line each. What was typed is not in it. Off unless the
 * owner's policy says record.io. Secrets in it are masked (audit/cast_mask.h);
 * a line is written when it is over.
 * https://docs.asciinema.org/manual/asciicast/v2/
 */
enum {
	CAST_BYTES = 64 * 1024 * 1024,	/* a recording ends there, visibly */
	CAST_DAYS = 30			/* older ones are removed at a start */
};

struct cast;

struct cast_start {
	const char *state;	/* folder */
	const char *session;	/* its id, part of the name */
	unsigned cols, rows;
	const char *shell, *term;	/* may be NULL */
	size_t limit;		/* bytes; 0: CAST_BYTES */
};

/* Begin a recording. NULL with *e filled. Nothing is kept of *s. */
struct cast *cast_open(const struct cast_start *s, struct err *e);

/* End it; NULL is allowed. */
void cast_close(struct cast *c);

/* Bytes the terminal showed just now. Half a character waits for its rest;
 * what is no UTF-8 becomes U+FFFD. */
void cast_shown(struct cast *c, const char *p, size_t n);

void cast_resized(struct cast *c, unsigned cols, unsigned rows);

/* A mark that a viewer sees, on a line of its own. */
void cast_mark(struct cast *c, const char *text);

/* Write what is held. Returns 0, or -1 once the file took no more (*e): the
 * recording is then over. */
int cast_flush(struct cast *c, struct err *e);

#endif
