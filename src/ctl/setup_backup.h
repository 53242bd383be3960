/* SPDX-License-Identifier: ISC */
#ifndef CTL_SETUP_BACKUP_H
#define CTL_SETUP_BACKUP_H

#include <limits.h>
#include <stdbool.h>
#include <sys/types.h>

#include "base/buf.h"
#include "base/err.h"

/*
 * What a settings file was before set-up changed it, in the state folder:
 * STATE/setup/NAME.before holds its bytes, STATE/setup/NAME.json says which
 * file that was and what set-up made of it. It MUST hold:
 *  1. Both are written, in that order, before the settings file is changed.
 *  2. Folder and files pass statefile.h's checks before they are believed.
 */
struct setup_backup {
	char file[PATH_MAX];
	bool existed;		/* false: set-up made the file */
	mode_t mode;		/* of the file before */
	char before[65];	/* hash of its bytes before */
	char after[65];		/* hash of what set-up made of it */
};

/* hash.h's fingerprint of the bytes, as hex. */
void setup_hash(const struct buf *text, char out[65]);

/* Returns 0 or -1. */
int setup_backup_write(const char *state, const char *name,
    const struct setup_backup *b, const struct buf *before, struct err *e);

/* Returns 1 with the bytes appended to *before, 0 when there is no backup,
 * or -1 when it cannot be trusted or read. */
int setup_backup_read(const char *state, const char *name,
    struct setup_backup *out, struct buf *before, struct err *e);

int setup_backup_remove(const char *state, const char *name, struct err *e);

#endif
