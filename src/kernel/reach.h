/* SPDX-License-Identifier: ISC */
#ifndef KERNEL_REACH_H
#define KERNEL_REACH_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/*
 * Which processes a tree may reach: the members of its session. By cookie
 * first, by ancestry where a process has lost its cookie.
 */
struct reach {
	uint64_t cookie;	/* 0: there is none */
	pid_t shell;		/* root of the tree */
	pid_t caller;		/* who asks */
};

bool reach_member(const struct reach *r, pid_t pid);

/*
 * May the caller itself signal `pid`, as kill(2) has it? A supervisor with
 * CAP_KILL, the helper's, could do more than the one who asks.
 */
bool reach_within_rights(const struct reach *r, pid_t pid);

/*
 * Send `sig` to process `pid` if it still is a member (or `anyone`), by a
 * pidfd, so that a reused pid is not hit. `info` may be NULL. 0 or an errno.
 */
int reach_send(const struct reach *r, pid_t pid, int sig, siginfo_t *info,
    bool anyone);

/* What was found in a group, or among all processes. */
struct reach_count {
	unsigned members, others;
	int error;		/* of the last signal that failed */
	unsigned sent;
};

/*
 * Signal every member of process group `group` (0: every member there is, but
 * not `self`). With `dry` nothing is sent. `self`, the caller, comes last.
 */
void reach_group(const struct reach *r, pid_t group, pid_t self, int sig,
    bool dry, struct reach_count *out);

#endif
