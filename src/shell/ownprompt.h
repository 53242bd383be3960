/* SPDX-License-Identifier: ISC */
#ifndef SHELL_OWNPROMPT_H
#define SHELL_OWNPROMPT_H

#include <stddef.h>

#include "base/buf.h"

/*
 * Append what busybox shows for a PS1: \w \W \u \h \H \$ \n \e \[ \] \\ and
 * octal, and $PWD, $USER, $HOME. A command in it is not run: it stands there as
 * it is written. `cwd` may be NULL. Newlines may have come as CR LF.
 */
void ownprompt_expand(const char *ps1, size_t n, const char *cwd,
    struct buf *out);

#endif
