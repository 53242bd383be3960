/* SPDX-License-Identifier: ISC */
#ifndef SHELL_OWNSHELL_H
#define SHELL_OWNSHELL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"

/*
 * A shell that has no hooks: it takes its commands from a pipe of ours, never
 * from its terminal, which belongs to the programs that it starts. So no line
 * that was not judged can reach it, whatever is typed at whatever time. It is
 * started as `SHELL -i /dev/fd/N`, which every POSIX shell knows.
 *
 * Two texts go through the pipe, each read whole before it is used:
 * a question, which the shell answers on its terminal between two marks (its
 * status and prompt) when, and only when, it is ready for a command; and a
 * command, which it evaluates as one unit, so that no quote or heredoc which it
 * reads otherwise than we do reaches into what follows.
 */
struct ownshell {
	bool tells;	/* it does not show PS1 itself */
	int pipe;	/* our end; -1 when closed */
	int theirs;	/* until it was started */
	int as;		/* the descriptor that it is given */
	bool closed;	/* it was told to close that */
};

/* How a session with the shell `path` is led. */
enum ownshell_kind {
	OWNSHELL_HOOKED,	/* bash, zsh: it asks by itself */
	OWNSHELL_POSIX,		/* led through a pipe */
	OWNSHELL_OTHER		/* its language is not ours */
};

enum ownshell_kind ownshell_kind(const char *path);

/* Returns 0, or -1 with *e filled. */
int ownshell_open(struct ownshell *o, const char *path, struct err *e);
void ownshell_close(struct ownshell *o);

/*
 * The arguments for the shell `path`, which was called with `argv` (bash's
 * options; those that a POSIX shell knows stay). NULL ended, from `a`.
 */
char **ownshell_argv(struct arena *a, const struct ownshell *o,
    const char *path, char *const *argv);

/* It was started: close our copy of its end. */
void ownshell_started(struct ownshell *o);

/* It has read all that was sent. */
bool ownshell_has_read(const struct ownshell *o);

/* Send the question with `mark`. Returns 0 or -1. */
int ownshell_ask(struct ownshell *o, const char *mark);

/*
 * Send a command that is to find `status` in $?. Returns 0, or -1 (E2BIG in
 * *e: too long for one piece).
 */
int ownshell_run(struct ownshell *o, const char *text, size_t len, int status,
    struct err *e);

/* Nobody but root may open the pipe by its name from now on. */
void ownshell_shut(struct ownshell *o);

/*
 * From the answer `p` its status and, where the shell tells its prompt, the
 * prompt, appended to *prompt. Returns -1 for what is no answer.
 */
int ownshell_answer(const struct ownshell *o, const char *p, size_t n,
    const char *cwd, int *status, struct buf *prompt);

#endif
