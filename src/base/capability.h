/* SPDX-License-Identifier: ISC */
#ifndef BASE_CAPABILITY_H
#define BASE_CAPABILITY_H

#include <stdbool.h>
#include <stdint.h>

/* Capabilities of this process, by the numbers of linux/capability.h. */
bool capability_has(int cap);

/* Give up all but those of `keep` (a bit each, below 32) for good. Returns 0
 * or -1. */
int capability_keep(uint32_t keep);

/*
 * Those that the program file gave are not in force until they are woken, and
 * rest again; root's stay in force. Returns 0 or -1.
 */
int capability_rest(void);
int capability_wake(void);

#endif
