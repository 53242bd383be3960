/* SPDX-License-Identifier: ISC */
#ifndef ANALYSE_GITCONFIG_H
#define ANALYSE_GITCONFIG_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

/*
 * Git's configuration as text; see git-config(1), "Syntax". Section and
 * variable names are lower case in `key` ("remote.origin.url"), sub-sections
 * as they are. In the order of the files: the last value counts.
 */
struct gitvar {
	struct gitvar *next;
	const char *key;
	const char *value;	/* "" for a name alone, which means true */
};

struct gitconfig {
	struct gitvar *head, **tail;
	bool includes;		/* it names other files: more may be set */
	bool broken;		/* git itself would stop at it */
};

void gitconfig_init(struct gitconfig *c);

/* Append what `text` says. Strings live in `a`. Pure, linear in the text. */
void gitconfig_parse(struct arena *a, struct gitconfig *c, const char *text,
    size_t len);

/* The value that counts, or NULL. */
const char *gitconfig_get(const struct gitconfig *c, const char *key);

#endif
