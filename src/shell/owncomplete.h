/* SPDX-License-Identifier: ISC */
#ifndef SHELL_OWNCOMPLETE_H
#define SHELL_OWNCOMPLETE_H

#include <stddef.h>

#include "base/buf.h"

/*
 * Complete the word of a POSIX shell's line that ends at `cursor`: where a
 * command stands its name, from the shell's own words and `path` (a PATH; may
 * be NULL), else a file name, relative to `cwd`. Appends to *insert what is to
 * be put in there, quoted as the word is, or, when there is a choice that adds
 * nothing, to *choice the names, sorted, one a line. Nothing is run and no
 * file is read but folders. At most OWNCOMPLETE_NAMES names are looked at.
 */
enum { OWNCOMPLETE_NAMES = 50000 };

void owncomplete(const char *line, size_t cursor, const char *cwd,
    const char *path, struct buf *insert, struct buf *choice);

#endif
