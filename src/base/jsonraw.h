/* SPDX-License-Identifier: ISC */
#ifndef BASE_JSONRAW_H
#define BASE_JSONRAW_H

#include <stddef.h>

#include <cjson/cJSON.h>

/*
 * Parse JSON text that buf_json() wrote: its \udcXX escapes (bytes that are
 * not UTF-8) become those bytes again, which cJSON alone would refuse. The
 * text in `s` is changed in place. Exactly one value must fill it, blanks
 * apart. NULL when it is not that; free with cJSON_Delete().
 */
cJSON *jsonraw_parse(char *s, size_t n);

/* The same for text that must stay as it is. */
cJSON *jsonraw_parse_copy(const char *s, size_t n);

/* String member of an object, or NULL when absent or of another type. */
const char *jsonraw_string(const cJSON *object, const char *key);

/* Decimal number in a string member (64 bits do not fit a JSON number).
 * Returns 0, or -1 when it is not there or not such a number. */
int jsonraw_int64(const cJSON *object, const char *key, long long *out);

/* A string member with its NUL into out[0..size). Returns 0, or -1 when it is
 * not there or does not fit. */
int jsonraw_copy(char *out, size_t size, const cJSON *object,
    const char *key);

/* Which of the n names a string member is, or -1. */
int jsonraw_word(const cJSON *object, const char *key,
    const char *const *names, int n);

#endif
