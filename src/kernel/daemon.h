/* SPDX-License-Identifier: ISC */
#ifndef KERNEL_DAEMON_H
#define KERNEL_DAEMON_H

#include "kernel/gates.h"

/*
 * A freshly forked supervisor becomes a daemon: a session of its own, no
 * descriptor of the command but `sock`, a command line that no pattern fits,
 * not dumpable. Returns the descriptor that becomes readable with SIGCHLD,
 * or -1.
 */
int daemon_become(const struct gates_config *c, int sock);

/* The filter's listener, which comes over that socket: blocks until it does.
 * Returns it, or -1 when the shell's process gave up. */
int daemon_listener(void);

#endif
