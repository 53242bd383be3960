/* SPDX-License-Identifier: ISC */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Growable byte string on the heap. Zero-initialise to start, buf_free() to
 * end. A failed allocation sets `failed`, which sticks; appends after that do
 * nothing, so a caller may check once at the end. `data` is always NUL
 * terminated when not NULL; `len` does not count that NUL.
 */
struct buf {
	char *data;
	size_t len;
	size_t cap;
	bool failed;
};

void buf_free(struct buf *b);
void buf_reset(struct buf *b);
void buf_add(struct buf *b, const void *p, size_t n);
void buf_str(struct buf *b, const char *s);
void buf_char(struct buf *b, char c);
/* In decimal. */
void buf_number(struct buf *b, int64_t n);
void buf_printf(struct buf *b, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/*
 * Append `s` as a JSON string with its quotes. Control bytes, DEL, bidi and
 * zero-width characters become \uXXXX; bytes that are not valid UTF-8 become
 * \udcXX (a lone low surrogate, Python's surrogateescape), so that every
 * command line is valid JSON text and can be got back byte for byte.
 */
void buf_json(struct buf *b, const char *s, size_t n);

/* ,"key":["..",".."] of a NULL ended list; NULL is an empty one. */
void buf_json_list(struct buf *b, const char *key, const char *const *s);

/*
 * Append `s` for a terminal: control, bidi and zero-width characters and
 * invalid UTF-8 as visible \xHH or \u{HEX}; a newline as \n. At most `max`
 * bytes are appended, then an ellipsis "...".
 */
void buf_visible(struct buf *b, const char *s, size_t n, size_t max);

#endif
