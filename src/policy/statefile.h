/* SPDX-License-Identifier: ISC */
#ifndef POLICY_STATEFILE_H
#define POLICY_STATEFILE_H

#include <sys/types.h>

#include "base/buf.h"
#include "base/err.h"

enum { STATEFILE_MAX = 65536 };

/* An owner: this user or, in the shared state, the group's (stategroup.h). */
#define STATEFILE_OWN	((uid_t)-1)

/*
 * Small records in a folder of their own below the state folder. It MUST
 * hold for folder and file: opened once without following a symlink, and
 * that descriptor is looked at; owned by the user and not writable by group or
 * others, or in the shared state the group's and closed to others; the file regular, with one link, and at most STATEFILE_MAX bytes.
 */

/* Open STATE/NAME. Returns a descriptor, or -1 (e->code ENOENT: not there). */
int statefile_folder(const char *state, const char *name, struct err *e);

/* Read FILE in that folder into *out (appended). Returns 0 or -1. */
int statefile_read(int folder, const char *file, struct buf *out,
    struct err *e);

/* The same for records of `owner` instead of this user. */
int statefile_folder_of(const char *state, const char *name, uid_t owner,
    struct err *e);
int statefile_read_of(int folder, const char *file, uid_t owner,
    struct buf *out, struct err *e);

/* Write STATE/NAME/FILE as a whole, making the folders (0700) as needed. */
int statefile_write(const char *state, const char *name, const char *file,
    const struct buf *text, struct err *e);

/* With another mode; the folders are 0755 when others may read it. */
int statefile_write_mode(const char *state, const char *name,
    const char *file, const struct buf *text, mode_t mode, struct err *e);

/* The mode of a file or folder that would be `own` were it not shared. */
mode_t statefile_mode(mode_t own);

/* mkdir -p of a folder below the state. Returns 0 or -1. */
int statefile_mkdirs(const char *path, struct err *e);

/* unlinkat(2) of a file in it. */
int statefile_unlink(int folder, const char *file);

/* Remove it for good (fsync of the folder). One that is not there is no
 * error. */
int statefile_remove(const char *state, const char *name, const char *file,
    struct err *e);

#endif
