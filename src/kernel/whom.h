/* SPDX-License-Identifier: ISC */
#ifndef KERNEL_WHOM_H
#define KERNEL_WHOM_H

#include <sys/types.h>

#include "audit/record.h"
#include "base/arena.h"

/* Naming who a signal would reach: `target` > 0 a process, < 0 a group. */

/*
 * For who reads a refusal: "pid 4711 (node server.js), owner alice, since
 * 2026-01-31T08:05:00". Fills the target's members of *r.
 */
const char *whom_describe(struct arena *a, pid_t target,
    struct record_signal *r);

/*
 * What an approval is bound to: every process it would reach, with its start
 * in the kernel's own clock: "pid 4711 (node server.js), owner alice, started
 * 153.17 s after boot". NULL when one cannot be read, when there is none, or
 * more than an approval should be for.
 */
const char *whom_exactly(struct arena *a, pid_t target);

#endif
