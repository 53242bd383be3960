/* SPDX-License-Identifier: ISC */
#ifndef BASE_HEX_H
#define BASE_HEX_H

#include <stddef.h>

/* The value of a digit, either case; -1 when it is none. */
int hex_value(int c);

/* Lower case digits of n bytes and a NUL into `out` (2 * n + 1 bytes). */
void hex_digits(const unsigned char *p, size_t n, char *out);

/* Back again: exactly 2 * n lower case digits in hex[0..len), no fewer, into
 * `out`. Returns 0 or -1. */
int hex_bytes(const char *hex, size_t len, unsigned char *out, size_t n);

#endif
