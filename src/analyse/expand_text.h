/* SPDX-License-Identifier: ISC */
#ifndef ANALYSE_EXPAND_TEXT_H
#define ANALYSE_EXPAND_TEXT_H

#include "analyse/value.h"

/* Whose backslashes they are: each reads octal and quotes in its own way. */
enum text_escapes {
	TEXT_ANSI,		/* $'..' and ${x@E} */
	TEXT_ECHO,		/* echo -e */
	TEXT_PERCENT_B,		/* printf %b */
	TEXT_FORMAT		/* the format of printf */
};

/* The character set that \u is written in. */
enum text_locale { TEXT_OTHER, TEXT_ASCII, TEXT_UTF8 };

/*
 * s with its escapes decoded; unknown where that hangs on a locale that is
 * not known. *stop is set at a \c behind which nothing is printed.
 */
struct value *text_unescape(struct arena *a, const char *s, size_t n,
    enum text_escapes mode, enum text_locale locale, bool *stop);

/* Is each byte one character in every locale? */
bool text_is_ascii(const char *s, size_t n);

/* s so that the shell reads it as one word. */
struct value *text_quote(struct arena *a, const char *s, size_t n);

/* s as printf %q writes it: backslashes, or $'..' where bytes need it. */
struct value *text_backslash(struct arena *a, const char *s, size_t n);

/* base64 and hex decoders; NULL when it is neither. */
struct value *text_base64(struct arena *a, const char *s, size_t n);
struct value *text_hex(struct arena *a, const char *s, size_t n);

#endif
