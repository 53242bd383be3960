/* SPDX-License-Identifier: ISC */
#ifndef SHELL_BESIDE_H
#define SHELL_BESIDE_H

#include <stddef.h>

/*
 * A file of this installation where `mode` (access(2)) is granted: for a build
 * tree `built` (may be NULL) in the folder of this program, for one that was
 * installed, moved or staged as a whole `relative` to the folder above that,
 * so that a staged tree never runs with parts of another one; else, or when
 * it is nowhere, `installed`. Only the program's own place counts, no variable
 * and no working folder. Returns `out` or `installed`.
 */
const char *beside(const char *installed, const char *relative,
    const char *built, int mode, char *out, size_t size);

#endif
