/* SPDX-License-Identifier: ISC */
#ifndef KERNEL_SCOPE_H
#define KERNEL_SCOPE_H

#include <stdbool.h>

/*
 * The Landlock domain of a guarded tree: it restricts no file, but the kernel
 * lets nobody in it signal, trace, or look into the memory and descriptors of
 * a process outside, the supervisor first of all. Signal scoping is ABI 6,
 * Linux 6.12. A domain is never left.
 */

/* Can this kernel scope signals? */
bool scope_possible(void);

/* Enter a new domain. Needs NO_NEW_PRIVS or CAP_SYS_ADMIN. 0 or -1. */
int scope_enter(void);

#endif
