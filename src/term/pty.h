/* SPDX-License-Identifier: ISC */
#ifndef TERM_PTY_H
#define TERM_PTY_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/err.h"
#include "term/inner.h"

/*
 * The relay between the outer terminal and a child on an inner pty: both
 * ways through bounded queues, so that a side which does not read stops the
 * other one and never grows memory, and never blocks the loop.
 *
 * Order of calls: pty_new(), pty_start(), pty_run(), pty_free(). Calls out of
 * order are a bug of the caller and abort.
 */
struct pty;

struct pty_ops {
	/* Bytes typed on the outer terminal: hand on with pty_to_child(). */
	void (*typed)(void *ctx, const char *p, size_t n);
	/* The descriptor given to pty_watch() is readable or hung up. */
	void (*ready)(void *ctx);
	/* The child wrote something, or a second passed. May be NULL. */
	void (*tick)(void *ctx);
	/* These bytes go to the screen. May be NULL. */
	void (*shown)(void *ctx, const char *p, size_t n);
	/*
	 * What the child wrote; show it with pty_draw(), which may come to
	 * less or a little more. NULL: all of it is shown.
	 */
	void (*output)(void *ctx, const char *p, size_t n);
	/* The size of the terminal may have changed. May be NULL. */
	void (*resized)(void *ctx);
};

/*
 * A relay for the terminal `tty` (a descriptor that stays the caller's).
 * Returns NULL with *e filled.
 */
struct pty *pty_new(int tty, const struct pty_ops *ops, void *ctx,
    struct err *e);

/* Start the child. `c->outer` is filled in here. */
int pty_start(struct pty *p, struct inner_child *c, struct err *e);

/* Also poll `fd`; -1 ends it. */
void pty_watch(struct pty *p, int fd);

/*
 * Call tick() once after `ms` milliseconds even if nothing happens. One
 * alarm at a time; 0 cancels.
 */
void pty_alarm(struct pty *p, int ms);

/*
 * Relay until the child is gone and all it wrote is on the screen, or the
 * outer terminal is. Terminal modes and signals are as before on return.
 * Returns 0 and the wait(2) status in *status, or -1 with *e filled. *sig is
 * the signal that asked us to leave, or 0.
 */
int pty_run(struct pty *p, int *status, int *sig, struct err *e);

/*
 * pty_run() in pieces, for a caller that has a loop of its own: pty_begin(),
 * then pty_step(), which waits and relays once, until it returns false, then
 * pty_end(), which returns what pty_run() does.
 */
void pty_begin(struct pty *p);
bool pty_step(struct pty *p);
int pty_end(struct pty *p, int *status, int *sig, struct err *e);

/* Free; a child still alive is hung up. NULL is allowed. */
void pty_free(struct pty *p);

/* Queue bytes for the child, as if typed. */
void pty_to_child(struct pty *p, const char *b, size_t n);

/* Room in that queue before typing is no longer read. */
size_t pty_child_room(const struct pty *p);

/*
 * Show text of ours on the outer terminal after all the child has written so
 * far; a newline becomes CR LF.
 */
void pty_show(struct pty *p, const char *text);

/*
 * Show bytes as they are, now: no waiting for the child, and a newline becomes
 * CR LF only where `cooked`.
 */
void pty_draw(struct pty *p, const char *b, size_t n, bool cooked);

/*
 * What was typed and not read by the child, taken back from it, at most `size`
 * bytes of it. Returns how many. The child must not be reading.
 */
size_t pty_take_back(struct pty *p, char *b, size_t size);

/* Forget what was typed and not yet read by the child. */
void pty_drop_typed(struct pty *p);

/* Ask whoever draws on the inner terminal to draw again (SIGWINCH). */
void pty_redraw(struct pty *p);

/* True when a line editor or a full-screen program has the inner terminal:
 * it reads keys, not lines. */
bool pty_child_edits(const struct pty *p);

/* True when the child's terminal takes a line without showing it: a secret. */
bool pty_child_hides(const struct pty *p);

/*
 * Run a program on the outer terminal, in its own modes and as part of our
 * job, and wait for it; nothing is relayed meanwhile. What it reads and writes
 * never touches the inner terminal. Returns 0 with its wait(2) status in
 * *status, or -1 with *e filled.
 */
int pty_outside(struct pty *p, const char *path, char *const *argv,
    char *const *envp, int *status, struct err *e);

/* The size the child has. */
void pty_size(const struct pty *p, unsigned *cols, unsigned *rows);

/* Process id of the child. */
pid_t pty_child(const struct pty *p);

/* Foreground process group of the inner terminal, or -1. */
pid_t pty_child_foreground(const struct pty *p);

#endif
