/* SPDX-License-Identifier: ISC */
#ifndef ANALYSE_PATTERN_H
#define ANALYSE_PATTERN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

/*
 * Shell patterns in text form: a backslash makes the next byte literal,
 * everything else is as bash reads it (* ? [..] and, with `extglob`,
 * ?( *( +( @( !( ).
 */

/* Does all of s match? 1 or 0, or -1 when it takes too many steps to say. */
int pattern_match(const char *pat, size_t pn, const char *s, size_t sn);

/* The same for one of many: at most *left steps, which it takes from it. */
int pattern_match_within(const char *pat, size_t pn, const char *s, size_t sn,
    unsigned *left);

/* Is there anything in it that is not literal? */
bool pattern_has(const char *pat, size_t n);

/* Length of the literal head: up to the first byte that is a pattern. */
size_t pattern_head(const char *pat, size_t n);

/* The text without its backslashes. */
char *pattern_decode(struct arena *a, const char *pat, size_t n, size_t *len);

/* The text with each byte that could be a pattern made literal. */
char *pattern_encode(struct arena *a, const char *s, size_t n, size_t *len);

#endif
