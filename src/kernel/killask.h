/* SPDX-License-Identifier: ISC */
#ifndef KERNEL_KILLASK_H
#define KERNEL_KILLASK_H

#include <signal.h>

#include "kernel/reach.h"
#include "kernel/supervisor.h"

enum { ASK_WORDS = 5 };

/* One request to the kill gate, and what its parts have in common. */
struct ask {
	struct supervisor *s;
	struct reach reach;
	uint64_t id;
	pid_t tid, tgid;	/* who asks */
	const char *verb;	/* its argv[0] */
	const char *path;	/* it writes that file, or NULL */
	int sig;
	pid_t target;		/* > 0 a process, < 0 a group, 0 own group */
	siginfo_t *info;	/* or NULL */
	char *argv[ASK_WORDS];	/* the command that does the same */
	unsigned argc;
	struct arena *a;
};

/*
 * May the caller reach process `pid`? A member of the session always, others
 * (*outside) where the rules let `verb` with q->target pass. When not, the
 * request has been refused and answered.
 */
bool ask_may_reach(struct ask *q, pid_t pid, bool *outside);

/* Do the rules let pass what the request means, as if it stood on a line? */
bool ask_rules(struct ask *q, struct judgement *j);

/* Refuse by that judgement: record, message, EPERM. */
void ask_refuse(struct ask *q, struct judgement *j);

/* Are the caller's rights ours? Else only the kernel may judge them. */
bool ask_same_rights(const struct ask *q);

/* killgate_open.c: a file opened to write. */
void ask_by_open(struct ask *q, const struct seccomp_notif *n);

/* killgate_fd.c: pidfd_send_signal(2), the owner of a descriptor's SIGIO,
 * pidfd_getfd(2). */
void ask_by_pidfd(struct ask *q, int number, unsigned flags);
void ask_by_owner(struct ask *q, const struct seccomp_notif *n,
    bool is_ioctl);
void ask_by_getfd(struct ask *q, int number);

#endif
