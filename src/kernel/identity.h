/* SPDX-License-Identifier: ISC */
#ifndef KERNEL_IDENTITY_H
#define KERNEL_IDENTITY_H

#include "analyse/tool.h"
#include "kernel/target.h"

/*
 * Which known tool is this file a copy of, whatever its name? The tools that
 * lie on the command's PATH and in the system's folders are remembered by
 * what their files begin with: the first 4 KiB, which in an ELF file hold the
 * entry point, the segments and the build id (without what strip(1) changes),
 * and for any other file together with its size. So links, copies, stripped
 * copies and copies with something behind them are known; a program that was
 * built anew, packed or patched in front is not, nor one that its owner made
 * unreadable.
 */
enum {
	IDENTITY_FILES = 2048,	/* remembered at most */
	IDENTITY_TOOLS = 3	/* more that are alike: one program with many
				   names, which goes by argv[0] */
};

/*
 * The tools whose files are like `f`. Made once for each process, from the
 * PATH in `environ`; then a call costs one read. Returns their number, 0 also
 * when the file cannot be read.
 */
int identity_find(const struct target_file *f, char *const *environ,
    const struct tool *out[IDENTITY_TOOLS]);

#endif
