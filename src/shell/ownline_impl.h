/* SPDX-License-Identifier: ISC */
#ifndef SHELL_OWNLINE_IMPL_H
#define SHELL_OWNLINE_IMPL_H

/* Shared by ownline.c (the session), ownedit.c (the editor's turn) and
 * ownkeys.c (whose the keys are) and ownhooked.c alone. */

#include <stdbool.h>
#include <stdint.h>

#include "shell/ownline.h"
#include "shell/ownshell.h"
#include "term/lineedit.h"
#include "term/linehist.h"
#include "term/marker.h"
#include "term/rowtext.h"

struct ownline {
	const struct ownline_config *cfg;
	struct pty *pty;
	struct ownshell shell;
	struct marker marker;
	struct rowtext row;
	struct lineedit *edit;
	struct linehist history;

	bool ready;		/* the shell waits for a command: our turn */
	bool to_ask;		/* the shell has not read its command yet;
				   it is asked when it has */
	bool asked;		/* and has not answered */
	int64_t asked_at;
	bool ran;		/* something accepted has not finished yet */
	bool exiting;		/* the last command was to leave */
	int status;		/* $? of the shell */
	struct buf told;	/* the prompt, where the shell told it */
	struct buf prompt;
	struct buf before;	/* lines of a text that is not complete */
	struct buf refused;	/* to be edited again */

	struct buf keys;	/* typed and not yet read by the editor */
	size_t keys_at;
	struct buf held;	/* typed while a command is handed over */
	size_t shown_keys;	/* typed since the last hidden one */
	bool hidden_keys;	/* some were hidden */
	int64_t again_at;	/* look for what was typed once more; or 0 */
	int64_t dirty_at;	/* something was written over our line; or 0 */

	/* Of a shell with hooks: */
	bool prompted;		/* its prompt comes, keys are ours already */
	bool fresh;		/* and has not been looked at */
	size_t row_before;	/* of the row, what stood there before it */
	int64_t quiet_at;	/* since when it writes nothing */

	uint64_t image;		/* of the shell, once it answered */
	int64_t looked_at;
	bool left;		/* the shell became another program */
};

/* How soon to look whether the shell has read its command. */
enum { OWNLINE_READ_MS = 1 };

/* To the screen; a newline means CR LF. */
void ownline_draw(void *ctx, const char *p, size_t n);

/* The editor's turn once: one line, and what becomes of it. */
void ownline_edit(struct ownline *l);

/* For a shell with hooks: is it our turn? Type a text into its editor. */
void ownhooked_tick(struct ownline *l);
void ownhooked_run(struct ownline *l, const char *text, size_t len);

/* What stands on the row is the prompt, and what output left there. */
void ownline_take_prompt(struct ownline *l);

/* The shell is ready: the keys are ours, with what nobody read. */
void ownline_take_keys(struct ownline *l);

/* A command was sent: the keys are the terminal's. */
void ownline_give_keys(struct ownline *l);

/* Forget what was typed and nobody has read. */
void ownline_drop_keys(struct ownline *l);

/* Now and then. */
void ownline_tick_keys(struct ownline *l);

/* For the editor: see term/lineedit.h. */
int ownline_key(void *ctx);
bool ownline_key_waits(void *ctx);

#endif
