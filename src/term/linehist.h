/* SPDX-License-Identifier: ISC */
#ifndef TERM_LINEHIST_H
#define TERM_LINEHIST_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

/*
 * A history of typed lines in a file: one a line, oldest first, a newline and a
 * backslash written as \n and \\. The file is its account's alone (mode 0600);
 * one that is a link, no regular file, another's, or that others may write is
 * neither read nor written. Several sessions may share it.
 */
struct linehist {
	char *path;		/* NULL: nothing is kept */
	unsigned max;		/* lines */
	bool ignore_space;	/* lines that begin with a blank */
	bool ignore_dups;	/* the same as the one before */
	char *last;
};

/* The most lines and the most bytes that are kept. */
enum { LINEHIST_MAX = 10000, LINEHIST_BYTES = 4 * 1024 * 1024 };

/*
 * `path` may be NULL. `control` and `size` are HISTCONTROL and HISTSIZE as bash
 * reads them, or NULL: ignoreboth and 1000. Returns 0, or -1 (out of memory).
 */
int linehist_init(struct linehist *h, const char *path, const char *control,
    const char *size);
void linehist_free(struct linehist *h);

/* Call `take` for each line in the file, oldest first. Returns 0, or -1 (*e):
 * then the file is left alone from now on. No file is no error. */
int linehist_load(struct linehist *h,
    void (*take)(void *ctx, const char *text), void *ctx, struct err *e);

/* Does this line belong into a history? If so it is in the file afterwards.
 * What cannot be written is lost: the line itself is not. */
bool linehist_add(struct linehist *h, const char *text);

#endif
