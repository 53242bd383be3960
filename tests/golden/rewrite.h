/* SPDX-License-Identifier: ISC */
#ifndef TESTS_GOLDEN_REWRITE_H
#define TESTS_GOLDEN_REWRITE_H

#include "base/arena.h"

/*
 * Ways to write the same command differently. Each returns the new text, or
 * NULL when it does not apply to this one: a rewrite that would change what
 * runs is none.
 */
struct rewrite {
	const char *name;
	const char *(*make)(struct arena *a, const char *text);
};

/* What is refused stays refused. */
extern const struct rewrite same_meaning[];	/* name NULL at the end */

/* The text is only mentioned: nothing of it runs. */
extern const struct rewrite mention[];

#endif
