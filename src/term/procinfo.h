/* SPDX-License-Identifier: ISC */
#ifndef TERM_PROCINFO_H
#define TERM_PROCINFO_H

#include <stdbool.h>
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

/*
 * A shell that reads lines from the terminal of the shell `outer`, among
 * `pid` and its first children: its file is named as one, its words are
 * options alone, none of them -c, its standard input is that terminal, and it
 * is no mere fork of `outer`. Returns its number, or 0.
 */
pid_t procinfo_bare_shell(pid_t pid, pid_t outer);

#endif
