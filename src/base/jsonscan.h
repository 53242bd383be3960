/* SPDX-License-Identifier: ISC */
#ifndef BASE_JSONSCAN_H
#define BASE_JSONSCAN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

/*
 * Going over JSON text by its bytes, for what cJSON does not keep. Nothing
 * here fails on any bytes: false where something else stands.
 */
struct jsonscan {
	const char *text;
	size_t len;
	size_t off;
};

/* To the next byte that is no blank. */
void jsonscan_blank(struct jsonscan *s);

/* Past blanks and one `c`. */
bool jsonscan_take(struct jsonscan *s, char c);

/* Past a string: the raw bytes between the quotes are [*start, *start + *n). */
bool jsonscan_string(struct jsonscan *s, size_t *start, size_t *n);

/* Past one scalar or one whole container, brackets inside strings apart. */
bool jsonscan_skip(struct jsonscan *s);

/* Append what the raw bytes of a string mean. */
void jsonscan_decode(struct buf *b, const char *p, size_t n);

#endif
