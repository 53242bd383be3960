/* SPDX-License-Identifier: ISC */
#ifndef BASE_STATEGROUP_H
#define BASE_STATEGROUP_H

#include <stdbool.h>
#include <sys/types.h>

/*
 * The private group of the managed state. Programs that are installed
 * set-group-id keep it as their saved group and act as the real one; it is
 * raised around the few calls that open or change state, and nothing else:
 * /proc of the account's own processes is closed to a process whose group is
 * another (proc(5), ptrace(2) "PTRACE_MODE_FSCREDS"). What they exec never has
 * it: execve(2) copies the effective group into the saved one.
 *
 * Without the bit, and in the personal layout, all of this does nothing and
 * makes no system call.
 */

/*
 * First thing in main() of such a program. Lowers the group, makes the process
 * undumpable. Returns 0, or -1 when the group cannot be lowered: then nothing
 * may be done.
 */
int stategroup_begin(void);

/*
 * The state belongs to `gid` and everything in it is shared through that
 * group. Returns whether this process may use it: root, or a program that was
 * given the group.
 */
bool stategroup_use(gid_t gid);

/* Is the shared state in use here? */
bool stategroup_shared(gid_t *gid);

/* Raise and lower it; nests. errno is kept. */
void stategroup_raise(void);
void stategroup_lower(void);

/*
 * Give it up for good, with all capabilities, and be an ordinary process of
 * the account again: before this one becomes something else, and in commands
 * that have no business with the state. Returns 0 or -1.
 */
int stategroup_forget(void);

/* Does that process hold the group (its saved group is it)? Only a program
 * that was given it does. */
bool stategroup_held_by(pid_t pid);

/*
 * The environment as execve() was given it. The C library takes LD_PRELOAD,
 * TMPDIR and their kin out of that of a set-group-id program; they are for
 * what it starts. NULL when it cannot be told (out of memory). Never freed.
 */
char **stategroup_environ(int argc, char **argv);

#endif
