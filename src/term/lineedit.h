/* SPDX-License-Identifier: ISC */
#ifndef TERM_LINEEDIT_H
#define TERM_LINEEDIT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"

/*
 * libedit without a terminal of its own: bytes typed come from a function,
 * what it draws goes to one, and the modes it sets reach nothing but a pty
 * that nobody uses. Editing, vi and emacs keys, searching and the history are
 * the library's; pastes, completion and what ~/.editrc may do are ours.
 */
struct lineedit;

/* No text that is edited grows beyond this. */
enum { LINEEDIT_MAX = 32 * 1024 };

enum lineedit_end {
	LINEEDIT_LINE,		/* Enter: the text, which may hold newlines */
	LINEEDIT_EOF,		/* ^D where nothing is typed */
	LINEEDIT_INTERRUPT,	/* ^C: the text is gone */
	LINEEDIT_STOP		/* read() said so */
};

struct lineedit_ops {
	/* The next byte typed, or -1 to end everything. It may wait, and may
	 * call lineedit_redraw() and lineedit_resized() meanwhile. */
	int (*read)(void *ctx);
	/* Would it return a byte at once? */
	bool (*waiting)(void *ctx);
	/* To the screen; a newline means CR LF. */
	void (*draw)(void *ctx, const char *p, size_t n);
	/*
	 * The word that ends at `cursor` of `line` was to be completed: put
	 * what is to be inserted there into *insert and, when there is a
	 * choice, one name a line into *choice.
	 * May be NULL.
	 */
	void (*complete)(void *ctx, const char *line, size_t cursor,
	    struct buf *insert, struct buf *choice);
};

/* The size is that of the screen. Returns NULL with *e filled. */
struct lineedit *lineedit_new(unsigned cols, unsigned rows,
    const struct lineedit_ops *ops, void *ctx, struct err *e);

void lineedit_free(struct lineedit *l);

/*
 * Take from an ~/.editrc what binds keys and chooses the editor; lines that do
 * other things, or that would start a program, are left out. Returns how many
 * were.
 */
unsigned lineedit_settings(struct lineedit *l, const char *text, size_t len);

/*
 * Read one text with `prompt`, in which \1 stands around what takes no room,
 * and with `initial` (may be NULL) in it already. The text without its last
 * newline replaces *out.
 */
enum lineedit_end lineedit_read(struct lineedit *l, const char *prompt,
    const char *initial, struct buf *out);

/* Put a text at the end of what the arrow keys and searches go through, which
 * holds `max` of them. */
void lineedit_remember(struct lineedit *l, const char *text);
void lineedit_history_size(struct lineedit *l, unsigned max);

/* While read() waits: something was drawn, the cursor is at the beginning of
 * an empty line; draw prompt and text again. */
void lineedit_redraw(struct lineedit *l);

void lineedit_resized(struct lineedit *l, unsigned cols, unsigned rows);

#endif
