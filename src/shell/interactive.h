/* SPDX-License-Identifier: ISC */
#ifndef SHELL_INTERACTIVE_H
#define SHELL_INTERACTIVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "term/bashlink.h"

/*
 * The guarded shell of a person: the real bash on an inner pty, each line
 * judged before bash runs any part of it. What is judged, logged and said is
 * the caller's; see DESIGN notes in term/bashlink.h for how lines get here.
 */
struct interactive_ops {
	/*
	 * Judge one complete text before any part of it runs. `cwd` is the shell's,
	 * or "" where the system does not tell. Returns 0 accept, 1 refuse
	 * (*refusal is the text to show, NULL or owned by `ctx` until the
	 * next call), 2 incomplete: a prompt would ask for more, nothing
	 * runs yet. On 0 *ncommands is how many complete commands the text
	 * holds. Anything else counts as refuse.
	 */
	int (*judge)(void *ctx, const char *text, size_t len, const char *cwd,
	    unsigned *ncommands, const char **refusal);
	/*
	 * For the log: "left-guard" (the shell was replaced or lost its
	 * hook), "hook-missing" (it never had it), "reduced" (an INT trap
	 * weakens it). `text` says more. A line is shown to the person by
	 * this module.
	 */
	void (*event)(void *ctx, const char *kind, const char *text);
	/*
	 * Text for the key pressed after the prefix key ('w', 'c', 'r', '?'),
	 * owned by `ctx` until the next call; NULL when the key has no
	 * meaning: it then goes to the shell.
	 */
	const char *(*status)(void *ctx, char key);
	/*
	 * Is this whole line one of the guard's own commands? Then its
	 * program and arguments, owned by `ctx` until the next call: it runs
	 * on the outer terminal and the shell never sees the line. Else NULL.
	 * May be NULL.
	 */
	char *const *(*own)(void *ctx, const char *text, size_t len);
	/* What was accepted last came to `status` after `ns`. May be NULL. */
	void (*finished)(void *ctx, int status, int64_t ns);
	/* The session begins on a screen of this size, or it has this size
	 * from now on. May be NULL. */
	void (*sized)(void *ctx, unsigned cols, unsigned rows);
	/* Bytes that go to the screen. May be NULL. */
	void (*shown)(void *ctx, const char *p, size_t n);
	/* The shell's aliases ('A'), functions ('F') or variables ('V'), as
	 * bash prints them. May be NULL. */
	void (*table)(void *ctx, char kind, const char *text, size_t len);
	/* What of them may that which judge() accepted last have changed? It
	 * comes with the next prompt. May be NULL. */
	enum bashlink_changed (*changes)(void *ctx);
	/* The open window in one short line for the prompt, or "". May be
	 * NULL. */
	const char *(*window)(void *ctx);
	/* Called about once a second: something to tell the person now, owned
	 * by `ctx` until the next call, or NULL. May be NULL. */
	const char *(*tick)(void *ctx);
};

/* Nothing is owned; all must outlive interactive_main(). */
struct interactive_config {
	const char *shell;	/* the real bash, absolute */
	char *const *argv;	/* for it; argv[0] as bash shall see it */
	char *const *envp;	/* its environment, before what we add */
	const char *shellrc;	/* directory of bashplate.bash */
	bool own;		/* the proxy reads the line: shell/ownline.h */
	bool hookless;		/* and the shell cannot ask */
	const char *history;	/* then its file, or NULL */
	const char *prefix_key;	/* "^]"; NULL or unusable: no keys */
	const char *banner;	/* shown first, or NULL */
	bool color;		/* the first line of a refusal in red */
	const struct interactive_ops *ops;
	void *ctx;
	/* In the inner shell's process, before exec: see term/inner.h. May be
	 * NULL. */
	int (*prepare)(void *ctx);
	/* It could not be started: whether to try once more; *e may be told
	 * better. May be NULL. */
	bool (*again)(void *ctx, struct err *e);
	/* It runs: something to tell the person, owned by `ctx`, or NULL. May
	 * be NULL. */
	const char *(*started)(void *ctx);
};

/*
 * Run a session; descriptor 0 is a terminal. Returns bash's exit status, 125
 * or 127 (base/exitcode.h) when it could not be started. Where bash died of a
 * signal, so does this process; 128 + n if it cannot. Terminal modes and
 * signals are as they were.
 */
int interactive_main(struct interactive_config *cfg);

#endif
