/* SPDX-License-Identifier: ISC */
#ifndef BASE_JSONPOS_H
#define BASE_JSONPOS_H

#include <stddef.h>

#include "base/buf.h"

/*
 * Where a value stands in JSON text, for messages. cJSON keeps no positions,
 * takes the first of two equal keys in silence and reads past garbage; these
 * functions read the text a second time, only when they are asked. Lines and
 * columns count from 1, columns in characters. Nothing here allocates but
 * jsonpos_duplicate(). No call fails on any bytes: text that is not JSON is
 * "not found".
 */

/* Containers deeper than this are not followed. */
enum { JSONPOS_DEPTH = 200 };

/*
 * Position of the value at `path`: keys, or "[3]" for an element of an array;
 * NULL ended; an empty path is the whole value. Returns 0, or -1 when there
 * is no such value (then *line and *column are those of the deepest container
 * that was found).
 */
int jsonpos_find(const char *text, size_t len, const char *const *path,
    unsigned *line, unsigned *column);

/* As jsonpos_find(), but the position of the last key and not of its value.
 * For an array element the same as jsonpos_find(). */
int jsonpos_find_key(const char *text, size_t len, const char *const *path,
    unsigned *line, unsigned *column);

/* Position of byte `off` (cJSON's error pointer minus text). */
void jsonpos_at(const char *text, size_t len, size_t off, unsigned *line,
    unsigned *column);

/*
 * The `nth` (from 0) key that stands twice in one object, in text order.
 * Escapes count as what they mean. Returns 1 with the position of the later
 * one and *key (decoded, appended), 0 when there is none, -1 when out of
 * memory.
 */
int jsonpos_duplicate(const char *text, size_t len, unsigned nth,
    struct buf *key, unsigned *line, unsigned *column);

/*
 * Lines of the elements of the array at `path`, in one pass: at most `max`
 * are written to line[]. Returns how many.
 */
size_t jsonpos_lines(const char *text, size_t len, const char *const *path,
    unsigned *line, size_t max);

#endif
