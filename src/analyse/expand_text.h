/* SPDX-License-Identifier: ISC */
#ifndef ANALYSE_EXPAND_TEXT_H
#define ANALYSE_EXPAND_TEXT_H

#include "analyse/value.h"

/* $'..' escapes decoded, as ${x@E}, printf %b (text_echo) and echo -e do. */
struct value *text_ansi(struct arena *a, const char *s, size_t n);

/* As echo -e: also \0NNN; *stop is set at a \c. */
struct value *text_echo(struct arena *a, const char *s, size_t n, bool *stop);

/* s so that the shell reads it as one word. */
struct value *text_quote(struct arena *a, const char *s, size_t n);

/* base64 and hex decoders; NULL when it is neither. */
struct value *text_base64(struct arena *a, const char *s, size_t n);
struct value *text_hex(struct arena *a, const char *s, size_t n);

#endif
