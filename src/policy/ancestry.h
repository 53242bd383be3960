/* SPDX-License-Identifier: ISC */
#ifndef POLICY_ANCESTRY_H
#define POLICY_ANCESTRY_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* One process as /proc shows it. */
struct process {
	pid_t pid, ppid;
	uint64_t start;		/* clock ticks since boot */
	char name[16];		/* comm: the kernel's, cut at 15 bytes */
	char state;
	bool terminal;		/* has a controlling terminal */
};

/* Fill *out from /proc/PID/stat. Returns 0, or -1 when there is no such
 * process or no /proc. */
int process_read(pid_t pid, struct process *out);

/* This process itself, with the numbers that /proc has: in a pid namespace
 * without a /proc of its own they differ from getpid(2)'s. */
int process_self(struct process *out);

/* Is this the name of a coding agent's program? Its short name, or NULL. */
const char *agent_by_name(const char *comm);

/* The agent that this process's environment names, or NULL. */
const char *agent_by_environment(void);

#endif
