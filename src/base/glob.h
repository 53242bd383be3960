/* SPDX-License-Identifier: ISC */
#ifndef BASE_GLOB_H
#define BASE_GLOB_H

#include <stdbool.h>
#include <stddef.h>

enum glob_flags {
	GLOB_PLAIN = 0,
	GLOB_PATHS = 1 << 0,	/* only ** crosses a slash */
	GLOB_FOLD = 1 << 1	/* ASCII case does not count */
};

/* A pattern of more elements than this matches only itself. */
enum { GLOB_MAX = 512 };

/*
 * Does all of s[0..n) match `pattern`: * ? [a-z] [!x], backslash quotes one
 * character? Time is linear in n for a given pattern, whatever the text.
 * With GLOB_PATHS "**" and "?" and "*" are as in .gitignore: a leading
 * doublestar with its slash also matches nothing.
 */
bool glob_match(const char *pattern, const char *s, size_t n,
    unsigned flags);

/* Has `s` a character that is special in a pattern? */
bool glob_has_magic(const char *s);

#endif
