/* SPDX-License-Identifier: ISC */
#ifndef TERM_INNER_H
#define TERM_INNER_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/err.h"

/* The size taken where the outer terminal says 0x0, 1x1 or cannot say. */
enum { INNER_ROWS = 24, INNER_COLS = 80 };

/* What to start on the inner pty. Nothing is owned. */
struct inner_child {
	const char *path;	/* absolute */
	char *const *argv;
	char *const *envp;
	int outer;		/* terminal whose size is taken */
	bool keep[3];		/* 0-2 stay as they are, else the terminal */
	int hand_fd;		/* given to the child, or -1 */
	int hand_as;		/* under this number (see inner_number()) */
	/* Called in the child before exec; may be NULL. 0, or -1 (errno) when
	 * nothing may run. Async-signal-safe. */
	int (*prepare)(void *ctx);
	void *prepare_ctx;
};

/*
 * Open a pty with the modes of termios_open() and start `c` on it, as leader
 * of a new session whose controlling terminal it is. The caller has 0-2 open.
 * Sets *master (non-blocking, close-on-exec) and *pid. Returns 0, or -1 with
 * *e filled; e->code is the errno of exec when the program could not be
 * started.
 */
int inner_spawn(const struct inner_child *c, int *master, pid_t *pid,
    struct err *e);

/* Give the pty the size of `outer`, with the fallback above. */
void inner_resize(int master, int outer);

/* That size. */
void inner_size(int outer, unsigned *cols, unsigned *rows);

/* Give a pty this size. */
void inner_set_size(int master, unsigned cols, unsigned rows);

/* A pty that nothing runs on, close-on-exec, with the modes of
 * termios_open(): for a library that insists on a terminal. Returns its
 * descriptor, or -1 with *e filled. */
int inner_decoy(unsigned cols, unsigned rows, struct err *e);

/* Open the side the child has, without making it our terminal. Close it
 * soon: while it is open the child's last close does not show. -1: errno. */
int inner_other_side(int master);

/*
 * A descriptor number for a child's private end that bash does not use
 * itself: 200, or the highest below 64 that the limit on open files allows.
 */
int inner_number(void);

#endif
