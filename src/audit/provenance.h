/* SPDX-License-Identifier: ISC */
#ifndef AUDIT_PROVENANCE_H
#define AUDIT_PROVENANCE_H

#include <sys/types.h>

struct record_actor;
struct session;

/* Where a record comes from. Empty strings: not known. */
struct provenance {
	uid_t uid;
	pid_t pid, ppid;
	char user[64];
	char parent[20];	/* the parent's name (comm) */
	char tty[64];		/* "/dev/pts/3" */
	char boot[37];
};

/* `session` and `actor` may be NULL. Never fails. */
void provenance_find(const struct session *session,
    const struct record_actor *actor, struct provenance *out);

#endif
