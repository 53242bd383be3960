/* SPDX-License-Identifier: ISC */
#ifndef TERM_PROCINFO_H
#define TERM_PROCINFO_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* What the kernel says of another process (proc(5)); no state. */

/* Its working directory into `out`. Returns 0, or -1 where /proc does not
 * say. */
int procinfo_cwd(pid_t pid, char *out, size_t size);

/* Its parent, or -1. */
pid_t procinfo_parent(pid_t pid);

/*
 * A number that changes when the process runs another program: where its
 * stack and arguments lie. 0 where the kernel does not say.
 */
uint64_t procinfo_image(pid_t pid);

#endif
