/* SPDX-License-Identifier: ISC */
#ifndef SHELL_PERSON_GATES_H
#define SHELL_PERSON_GATES_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>

#include "audit/guard.h"
#include "base/buf.h"
#include "kernel/lines.h"

/*
 * The kernel gates of a person's session: root's, or anybody's under the
 * helper of a managed installation, for they never cost set-user-id programs.
 * They start once, in the process that becomes the inner shell; where they
 * cannot, the session is line-only and says so, and nobody is locked out but
 * by a policy that demands more.
 */
struct person_gates {
	struct guard *guard;
	const char *shell;
	char **argv;		/* of this process */
	struct lines *lines;	/* NULL: no gates of its own */
	struct person_told *told;	/* by the inner shell's process */
	const char *guarded;	/* bin/bashplate */
	char path[PATH_MAX];
	const char *reason, *cure;	/* why it is no more; or NULL */
	struct buf text;
};

/*
 * What this session gets here, into guard->tier. Returns 0, or -1 with *e when
 * the policy demands more.
 */
int person_gates_open(struct person_gates *p, struct guard *g,
    const char *shell, char **argv, struct err *e);

void person_gates_close(struct person_gates *p);

/* In the process that becomes the inner shell: join the session, start the
 * gates. 0, or -1 when nothing may run. */
int person_gates_begin(struct person_gates *p);

/* The shell could not be started, as *e says. True: try without gates. Else
 * *e says why that may not be. */
bool person_gates_failed(struct person_gates *p, struct err *e);

/* It runs. Records the tier; what is to be told about it, or NULL. */
const char *person_gates_started(struct person_gates *p);

/* A line was accepted, whose record is `id`; and it is over. */
void person_gates_line(struct person_gates *p, const char *id,
    const char *text, size_t len);
void person_gates_over(struct person_gates *p);

#endif
