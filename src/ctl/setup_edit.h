/* SPDX-License-Identifier: ISC */
#ifndef CTL_SETUP_EDIT_H
#define CTL_SETUP_EDIT_H

#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"

/*
 * The text of settings file `file` with env.NAME set to `value`, into *out:
 * only the bytes of that member are put in or changed, in the style (indent,
 * line ends, spacing) of what stands around it. Empty text stands for no
 * settings. Returns 0, or -1 with *e naming line and column: not JSON, not an
 * object, "env" no object, or a key that stands twice.
 */
int setup_edit(const char *file, const char *text, size_t len,
    const char *name, const char *value, struct buf *out, struct err *e);

/*
 * What changes from `old` to `new`, for a person: one hunk of lines with "-"
 * and "+", two lines of context; secrets masked, control characters visible.
 */
void setup_diff(const struct buf *old, const struct buf *new,
    struct buf *out);

#endif
