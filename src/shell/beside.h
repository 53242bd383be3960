/* SPDX-License-Identifier: ISC */
#ifndef SHELL_BESIDE_H
#define SHELL_BESIDE_H

#include <stddef.h>

/*
 * A file of this installation: at `installed` when `mode` (access(2)) is
 * granted there, else, for a tree that was moved or staged as a whole, at
 * `relative` to the folder above that of this program, else, for a build
 * tree, at `built` (may be NULL) in the program's own folder. Only the
 * program's own place counts, no variable and no working folder. Returns
 * `out`, or `installed` when it is nowhere.
 */
const char *beside(const char *installed, const char *relative,
    const char *built, int mode, char *out, size_t size);

#endif
