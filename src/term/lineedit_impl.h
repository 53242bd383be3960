/* SPDX-License-Identifier: ISC */
#ifndef TERM_LINEEDIT_IMPL_H
#define TERM_LINEEDIT_IMPL_H

/* Shared by lineedit.c and linekeys.c alone. */

#include <stdbool.h>
#include <stdio.h>

#include "term/editlib.h"
#include "term/lineedit.h"

struct lineedit {
	const struct editlib *lib;
	const struct lineedit_ops *ops;
	void *ctx;
	EditLine *el;
	History *history;
	FILE *screen;		/* what is written there is drawn */
	int decoy;		/* a pty whose modes libedit may set */
	char *prompt;
	const char *initial;	/* to be put into the text, or NULL */
	char ahead[8];		/* bytes read to see what they are */
	size_t nahead, aheadat;
	struct buf paste;	/* not yet in the text */
	size_t keys;		/* characters of this text so far */
	bool reading;
	bool interrupted;
	bool ended;
};

/* The next byte typed but NUL; -1 at the end, for good. */
int lineedit_byte(struct lineedit *l);

/* The rest of a paste, without what a terminal should not send in one, at most
 * `room` bytes of it. */
void lineedit_paste(struct lineedit *l, size_t room, struct buf *out);

/* Draw names, one a line in `names`, in columns. */
void lineedit_columns(struct lineedit *l, const char *names);

/* Bind the keys that every session begins with. */
void lineedit_keys(struct lineedit *l);

/* Bind what nothing may change. */
void lineedit_fixed_keys(struct lineedit *l);

#endif
