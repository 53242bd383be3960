/* SPDX-License-Identifier: ISC */
#ifndef SHELL_OWNLINE_H
#define SHELL_OWNLINE_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/err.h"
#include "term/bashlink.h"
#include "term/inner.h"
#include "term/pty.h"

/*
 * Line ownership: the proxy reads the line itself, has it judged whole and
 * only then hands it to a shell that has no hooks (shell/ownshell.h).
 *
 * While a command runs, keys go to the inner terminal, for the programs on it.
 * What none of them has read when the shell is ready again comes back to the
 * editor, where it is a line like any other. What was typed where the terminal
 * hid it does not.
 */
struct ownline;

struct ownline_ops {
	/* As in term/bashlink.h. */
	enum bashlink_answer (*judge)(void *ctx, const char *text, size_t len,
	    unsigned *count);
	/* The text was refused: say so. `why` may be NULL: judge() knows. */
	void (*refused)(void *ctx, const char *why);
	/* judge() said that the text is for the guard: do it. */
	void (*run_own)(void *ctx);
	/* What was accepted came to `status`. */
	void (*finished)(void *ctx, int status);
	/* With hooks: type these bytes, which hold a line, into its editor. */
	void (*hand_over)(void *ctx, const char *p, size_t n);
	/* "left-guard" and what happened. */
	void (*event)(void *ctx, const char *kind, const char *text);
};

struct ownline_config {
	const char *shell;	/* absolute */
	bool hooked;		/* the shell has an editor, which asks: a line
				   is typed into that (see ownhooked.c) */
	const char *history;	/* file, or NULL: none is kept */
	const struct ownline_ops *ops;
	void *ctx;
};

/* `pty` and all of `cfg` must outlive it. NULL with *e filled. */
struct ownline *ownline_new(struct pty *pty, const struct ownline_config *cfg,
    struct err *e);
void ownline_free(struct ownline *l);

/* Fill in what starts the shell, from `argv`; memory from `a`. After
 * pty_start() call ownline_started(). */
void ownline_child(struct ownline *l, struct arena *a, char *const *argv,
    struct inner_child *child);
void ownline_started(struct ownline *l);

/* pty_run() for this session. */
int ownline_run(struct ownline *l, int *status, int *sig, struct err *e);

/* From the relay: the child wrote, keys were typed, time passes. */
void ownline_output(struct ownline *l, const char *p, size_t n);
void ownline_typed(struct ownline *l, const char *p, size_t n);
void ownline_tick(struct ownline *l);
void ownline_resized(struct ownline *l);

/* A shell with hooks says that it draws its prompt; that a line it asked about
 * was refused, which is in its editor then. */
void ownline_prompted(struct ownline *l);
void ownline_again(struct ownline *l);

/* Something was shown and the cursor stands at the begin of a line: draw the
 * line again that is edited. False when none is. */
bool ownline_redraw(struct ownline *l);

/* Is a line edited? Are the keys ours, be it for the one that comes? */
bool ownline_editing(const struct ownline *l);
bool ownline_wants_keys(const struct ownline *l);

#endif
