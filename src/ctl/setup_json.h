/* SPDX-License-Identifier: ISC */
#ifndef CTL_SETUP_JSON_H
#define CTL_SETUP_JSON_H

#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"

/*
 * Another program's settings file, read as that program reads it: strict JSON
 * (RFC 8259, a byte order mark allowed), of two equal keys the last. cJSON is
 * more lenient, and a file that only we can read would be a wrong answer.
 * Works on byte offsets, so that a change can leave all other bytes alone.
 */
enum { SETUP_JSON_DEPTH = 200 };

/*
 * Is text[0..len) one JSON value? Returns 0, or -1 with *e saying
 * "FILE:LINE:COLUMN: what was expected".
 */
int setup_json_check(const char *file, const char *text, size_t len,
    struct err *e);

/* One member of an object; all are byte offsets into the text. */
struct setup_member {
	size_t key;		/* its first quote */
	size_t key_end;		/* past its last quote */
	size_t value, end;	/* [value, end) */
	unsigned times;		/* how often this key stands there */
};

/*
 * The member `key` of the object that begins at `object` (an offset of its
 * "{" in text that passed setup_json_check()). Returns 1, or 0 when there is
 * none; `key` NULL gives the first member of the object.
 */
int setup_json_member(const char *text, size_t len, size_t object,
    const char *key, struct setup_member *out);

/* Offset of the outermost value. */
size_t setup_json_root(const char *text, size_t len);

/*
 * The string [value, end) without quotes and escapes, appended. Returns 0,
 * or -1 when it is not a string.
 */
int setup_json_string(const char *text, size_t value, size_t end,
    struct buf *out);

#endif
