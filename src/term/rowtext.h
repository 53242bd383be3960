/* SPDX-License-Identifier: ISC */
#ifndef TERM_ROWTEXT_H
#define TERM_ROWTEXT_H

#include <stddef.h>

#include "base/buf.h"

/*
 * What stands on the terminal's current row, followed from what is written to
 * it: at a shell's prompt that is the prompt, and the end of output that had no
 * newline. Zero-initialise, rowtext_free() to end.
 */
struct rowtext {
	struct buf text;
	unsigned char state;	/* within an escape sequence */
	size_t sequence;	/* where it begins */
};

/* Text longer than this on one row is forgotten from the front. */
enum { ROWTEXT_MAX = 4096 };

void rowtext_feed(struct rowtext *r, const char *p, size_t n);
void rowtext_free(struct rowtext *r);

/*
 * The row as a prompt for libedit, appended to *out: valid UTF-8 without
 * control characters, escape sequences between two bytes of \1, of a wrapped
 * line on a screen of `cols` columns the last row.
 */
void rowtext_prompt(const struct rowtext *r, unsigned cols, struct buf *out);

#endif
