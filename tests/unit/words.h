/* SPDX-License-Identifier: ISC */
#ifndef TESTS_WORDS_H
#define TESTS_WORDS_H

#include <string.h>

#include "analyse/value.h"

/*
 * Words for tables of tests. In one word `?` at the end is unknown, `A?` has
 * a known head, `a|b` is one of two, `_` stands for a blank.
 */
static inline struct value *
words_one(struct arena *a, const char *s, size_t n)
{
	char *t = arena_strndup(a, s, n), *bar;

	for (char *c = t; *c != '\0'; c++) {
		if (*c == '_')
			*c = ' ';
	}
	if ((bar = strchr(t, '|')) != NULL)
		return value_either(a, value_const(a, t, (size_t)(bar - t)),
		    value_const(a, bar + 1, strlen(bar + 1)));
	if (n > 0 && t[n - 1] == '?')
		return value_join(a, value_const(a, t, n - 1),
		    value_unknown(a));
	return value_const(a, t, n);
}

/* The words of `line`; *argc is set. */
static inline struct value **
words_of(struct arena *a, const char *line, unsigned *argc)
{
	struct value **argv = arena_array(a, strlen(line) / 2 + 2,
	    sizeof *argv);

	*argc = 0;
	while (*line != '\0') {
		size_t n = strcspn(line, " ");

		argv[(*argc)++] = words_one(a, line, n);
		line += n;
		line += strspn(line, " ");
	}
	return argv;
}

#endif
