/* SPDX-License-Identifier: ISC */
#ifndef KERNEL_ENDING_H
#define KERNEL_ENDING_H

#include <poll.h>
#include <stdbool.h>

#include "kernel/supervisor.h"

/*
 * The end of a guarded tree, and the record of it. The kernel tells how the
 * shell ended only once its parent has waited for it, which is after the
 * tree's last process left the filter: so the record waits for that, a little.
 */

/* The filter has no user any more: close the listener, start to wait. */
void ending_begin(struct supervisor *s, struct pollfd *shell);

/* How long poll(2) may sleep, in milliseconds (-1: for ever), given what
 * others want. */
int ending_tick(const struct supervisor *s, int others);

/* Write the record when the status is known, or will not be. Returns true
 * when nothing is awaited. */
bool ending_look(struct supervisor *s, struct pollfd *shell);

/* Write it now. */
void ending_write(struct supervisor *s);

#endif
