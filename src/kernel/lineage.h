/* SPDX-License-Identifier: ISC */
#ifndef KERNEL_LINEAGE_H
#define KERNEL_LINEAGE_H

#include <stdbool.h>
#include <sys/types.h>

/*
 * Which processes of a tree run a program whose doings its words do not tell:
 * make, a script file, node. What such a program does in the folder it works
 * in is like what it does in the session's project; what the line's own shell
 * starts, or a `sh -c` whose text is known, is not. When the table is full
 * the oldest entry is forgotten, which is the strict side.
 */
enum { LINEAGE_MAX = 1024 };

struct lineage {
	pid_t program[LINEAGE_MAX];
	unsigned next;
};

/* `pid` becomes such a program now, or something else. */
void lineage_note(struct lineage *l, pid_t pid, bool program);

/* Is `pid`, or a process above it below `shell`, such a program? */
bool lineage_below(const struct lineage *l, pid_t pid, pid_t shell);

#endif
