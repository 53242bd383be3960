/* SPDX-License-Identifier: ISC */
#ifndef CTL_SETUP_PLACE_H
#define CTL_SETUP_PLACE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"

enum { SETUP_FILE_MAX = 4 * 1024 * 1024 };

/*
 * Where Claude Code's settings lie and where bashplate is. `root` ("" in
 * life) is put in front of the paths that belong to the machine, so that
 * tests need not touch it.
 */
struct setup_place {
	const char *title;	/* "project settings" */
	const char *path;
	bool managed;		/* root's: an agent cannot write it */
};

/*
 * Every settings file whose "env" the client reads, in rising rank: a later
 * one beats an earlier one, each beats the process environment. A NULL path
 * ends the list. Files that do not exist are listed too. `project` is the
 * folder that the client is started in. `flag` is the file or text given to
 * --settings, or NULL.
 */
const struct setup_place *setup_places(struct arena *a, const char *root,
    const char *project, const char *flag);

/* The two files that set-up may write. The user's is NULL without a HOME. */
const char *setup_managed(struct arena *a, const char *root);
const char *setup_user(struct arena *a);

/* bashplate as installed, else the one beside this program; NULL: neither. */
const char *setup_program(struct arena *a, const char *root);

/* Is `path`, symlinks followed, the very file that setup_program() names or
 * the one beside this program? */
bool setup_is_ours(struct arena *a, const char *root, const char *path);

/*
 * The text of a place, appended. Returns 1, 0 when there is no such file, or
 * -1 when it cannot be read.
 */
int setup_read(const struct setup_place *p, struct buf *out, struct err *e);

/*
 * Text of env.NAME in settings text that passed setup_json_check(). Returns
 * 1, 0 when it is not set, or -1 when it is something else than text; then
 * *out receives its JSON as it is written.
 */
int setup_env(const char *text, size_t len, const char *name,
    struct buf *out);

#endif
