/* SPDX-License-Identifier: ISC */
#ifndef KERNEL_VERIFY_H
#define KERNEL_VERIFY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/*
 * Did the kernel execute what was judged? A thread, or an accomplice through
 * shared memory, can change path and arguments after they were read. So the
 * caller is traced from its request on, and at the exec stop, before the
 * first instruction of the new program, its argv and its file are compared.
 * What differs is killed.
 *
 * Only verify_await() waits: verify_look() is called whenever a child's state may
 * have changed (SIGCHLD).
 */
enum { VERIFY_TEXT = 200 };

struct verify_expect {
	dev_t dev;		/* of the program file (#!: the interpreter) */
	ino_t ino;
	size_t len;		/* of argv, each word with its NUL */
	char sum[65];		/* hash of that */
	char text[VERIFY_TEXT];	/* its first words, for people */
	bool hidden;		/* we may not read the file: only its argv can
				   be compared */
};

struct verify {
	struct verify_entry *head;
	unsigned long *verified;	/* how many: counted before they run */
	/* Called for each process that was killed. */
	void (*killed_fn)(void *ctx, pid_t pid, const char *text);
	/* ... for each child that ended and was not traced. */
	void (*ended_fn)(void *ctx, pid_t pid);
	void *ctx;
};

/*
 * Trace `tid`, a thread of `tgid` that waits in a gated exec. Returns 0, or
 * -1 with errno when it cannot be traced (EPERM: somebody else traces it).
 */
int verify_begin(struct verify *v, pid_t tid, pid_t tgid,
    const struct verify_expect *e);

/* The request was gone: let go. */
void verify_cancel(struct verify *v, pid_t tid);

/* Look at everything that stopped or ended. `signals` is readable with
 * SIGCHLD; it is emptied. */
void verify_look(struct verify *v, int signals);

/* For who has no other children, and SIGCHLD blocked: wait `ms` milliseconds at
 * most (-1: for ever) until something stops or ends, and look at it. False when
 * nothing did. */
bool verify_await(struct verify *v, int ms);

/*
 * An exec that failed after all gives no stop: the caller is let go after a
 * while. Returns the milliseconds until this has to be called again, -1 when
 * nobody is traced.
 */
int verify_tick(struct verify *v);

#endif
