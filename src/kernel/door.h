/* SPDX-License-Identifier: ISC */
#ifndef KERNEL_DOOR_H
#define KERNEL_DOOR_H

#include <stdbool.h>
#include <sys/types.h>

#include "kernel/gates.h"

/*
 * A session's first supervisor keeps a door open: later commands of the same
 * session hand it their listener, and it forks their supervisor. They start
 * sooner, and a pid 1 that never reaps (a container without init) is left
 * with one zombie for a session instead of one for each command.
 *
 * The door is a socket in the abstract name space whose name holds user,
 * session, policy and program: a changed policy or a new version is another
 * door. Who answers at it is checked: nobody from inside a guarded tree.
 */
struct door_order {
	pid_t shell;		/* who ordered */
	int listener;		/* its filter's, close-on-exec */
	enum tier tier;
	bool scope, nnp;
	char line[17];		/* id of the line's record */
	char text[GATES_TEXT];
};

/* Open the door. Returns the descriptor to poll, or -1: somebody has it. */
int door_open(const struct gates_config *c);

/* A connection to the session's door, or -1 when there is none to trust. */
int door_connect(const struct gates_config *c);

/* Order a supervisor for this process. 0 or -1 (errno). */
int door_order(int fd, const struct gates_config *c, int listener);

/* Take one order in. Returns 0, or -1 when it is none to follow. */
int door_take(int door, struct door_order *out);

#endif
