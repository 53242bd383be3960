/* SPDX-License-Identifier: ISC */
#ifndef ANALYSE_IMPLICIT_GIT_H
#define ANALYSE_IMPLICIT_GIT_H

#include "analyse/gitconfig.h"
#include "analyse/implicit.h"

/* What implicit_git.c knows of a repository, and where its remotes lie. */

enum { GIT_REMOTES_MAX = 32 };

struct repo {
	struct gitconfig conf;
	const char *top;	/* where relative paths of remotes begin */
	const char *branch;	/* HEAD, or NULL: detached */
};

/* Variable SECTION.SUB.NAME, or NULL. */
const char *git_get(struct walk *w, const struct repo *r,
    const char *section, const char *sub, const char *name);

/* implicit_remote.c: add the remotes that lie at the same place as `remote`,
 * which may itself be a URL, at most GIT_REMOTES_MAX. */
void git_same_place(struct walk *w, const struct repo *r, const char *remote,
    struct norm *n, unsigned argc);

#endif
