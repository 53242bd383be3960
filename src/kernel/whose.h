/* SPDX-License-Identifier: ISC */
#ifndef KERNEL_WHOSE_H
#define KERNEL_WHOSE_H

#include "kernel/reach.h"
#include "kernel/supervisor.h"

/*
 * For whom a gate decides. A tree has one supervisor, and one listener, but
 * other sessions may have begun in it: an agent that a person started at the
 * gated prompt, a prompt in a terminal multiplexer. Those have windows,
 * approvals, a project and members of their own, and what is decided about
 * their processes is theirs.
 *
 * Which session a process is of, its cookie says (member.h). A cookie can be
 * lowered by who has it, so another session counts only when its anchor is a
 * process of this tree; one that leads nowhere has no grants.
 */

/* The session, the line and what was lifted for process `tid`. */
void whose_line(struct supervisor *s, struct arena *a, pid_t tid,
    struct gates_line *out);

/* The context of its session; owned by the supervisor. */
const struct context *whose_context(struct supervisor *s, pid_t tid);

/* Whom it may reach. */
void whose_reach(const struct supervisor *s, pid_t tid, struct reach *out);

#endif
