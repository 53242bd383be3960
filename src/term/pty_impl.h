/* SPDX-License-Identifier: ISC */
#ifndef TERM_PTY_IMPL_H
#define TERM_PTY_IMPL_H

/* Shared by pty.c (what callers ask for), ptyrun.c (the loop) and outside.c
 * alone. */

#include <stdint.h>

#include "base/clock.h"
#include "term/pty.h"
#include "term/queue.h"

enum stage { MADE, STARTED, DONE };

struct pty {
	const struct pty_ops *ops;
	void *ctx;
	enum stage stage;
	int tty;		/* given; may share its flags with others */
	int own_tty;		/* our own opening, non-blocking, or -1 */
	int master;
	int watched;
	int sigfd;
	pid_t pid;
	bool exited;
	int status;
	int leaving;		/* the signal that asked us to */
	int64_t hangup_at;	/* when the child was told to go, or 0 */
	int64_t quiet_at;	/* since when the child's side gave nothing */
	size_t late;		/* bytes read after the child's exit */
	int64_t alarm_at;
	bool eof_out;		/* nothing more comes from the child */
	bool lost;		/* the outer terminal is gone */
	int failed;		/* errno of a poll that cannot go on, or 0 */
	struct queue typed;	/* to the child */
	struct queue shown;	/* to the screen */
};

/* One read of what the child wrote, and on to who shows it. Returns what
 * read(2) returned. */
ssize_t pty_read_output(struct pty *p);

/* Look at the child and at what we were asked to do: signals were taken
 * elsewhere. */
void pty_wake(struct pty *p);

static inline int64_t
pty_now_ms(void)
{
	return clock_boot() / 1000000;
}

#endif
