/* SPDX-License-Identifier: ISC */
#ifndef TERM_MARKER_H
#define TERM_MARKER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

/*
 * Finds, in what a child writes to its terminal, a text that stands between
 * two marks which nobody can guess. All else passes unchanged and in order;
 * only bytes that may be the begin of a mark wait for the next ones.
 * Zero-initialise, marker_free() to end.
 */
struct marker {
	char mark[48];
	size_t len;
	size_t matched;
	bool inside;
	struct buf found;	/* between the marks, so far */
};

/* Room for what stands between the marks. */
enum { MARKER_MAX = 8192 };

/* A new mark, in hexadecimal between an escape sequence that draws nothing.
 * What was half found is forgotten. Returns 0 or -1 (no random numbers). */
int marker_renew(struct marker *m);

/*
 * Feed bytes. `pass` gets what is not ours, `found` the text between two
 * marks; where a question was asked twice, twice.
 */
void marker_feed(struct marker *m, const char *p, size_t n,
    void (*pass)(void *ctx, const char *p, size_t n),
    void (*found)(void *ctx, const char *p, size_t n), void *ctx);

void marker_free(struct marker *m);

#endif
