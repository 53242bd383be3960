/* SPDX-License-Identifier: ISC */
#ifndef POLICY_STATEFILE_H
#define POLICY_STATEFILE_H

#include "base/buf.h"
#include "base/err.h"

enum { STATEFILE_MAX = 65536 };

/*
 * Small records in a folder of their own below the state folder. It MUST
 * hold for folder and file: opened once without following a symlink, and
 * that descriptor is looked at; owned by the user; not writable by group or
 * others; the file regular, with one link, and at most STATEFILE_MAX bytes.
 */

/* Open STATE/NAME. Returns a descriptor, or -1 (e->code ENOENT: not there). */
int statefile_folder(const char *state, const char *name, struct err *e);

/* Read FILE in that folder into *out (appended). Returns 0 or -1. */
int statefile_read(int folder, const char *file, struct buf *out,
    struct err *e);

/* Write STATE/NAME/FILE as a whole, making the folders (0700) as needed. */
int statefile_write(const char *state, const char *name, const char *file,
    const struct buf *text, struct err *e);

#endif
