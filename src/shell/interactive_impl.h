/* SPDX-License-Identifier: ISC */
#ifndef SHELL_INTERACTIVE_IMPL_H
#define SHELL_INTERACTIVE_IMPL_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/buf.h"
#include "shell/interactive.h"
#include "shell/ownline.h"
#include "term/altscreen.h"
#include "term/bashlink.h"
#include "term/keys.h"
#include "term/pty.h"

/* For the files of shell/interactive*.c: one session of a person. */
struct proxy {
	struct interactive_config *cfg;
	struct pty *pty;
	struct bashlink *link;	/* NULL: the proxy reads the line */
	struct ownline *line;	/* NULL: the shell does */
	struct ownline_config line_cfg;
	struct buf handed;	/* judged, and typed into the shell's editor */
	unsigned handed_count;	/* complete commands in it */
	struct keys *keys;	/* NULL: no prefix key */
	const char *refusal;	/* of the last judge(), owned by cfg->ctx */
	char *const *own;	/* to run once the shell has its answer */
	int64_t typed_at;
	int64_t checked_at;
	int64_t ticked_at;
	struct altscreen alt;
	struct buf later;	/* to say when the other screen is gone */
	int64_t titled_at;	/* our text is in the title; 0: it is not */
	int64_t accepted_at;	/* ns since boot; 0: nothing is running */
	pid_t inner;		/* a shell inside that was spoken of */
};

/* --- interactive_say.c: what the person is told --- */

/* Milliseconds since boot. */
int64_t proxy_now(void);

/* As it is, with a newline at its end. */
void proxy_show(struct proxy *s, const char *text);

/*
 * Something for the person. Over a program that has the terminal's other
 * screen nothing could be drawn that we could take away again exactly: there
 * the first line goes to the title for a while, all of it to the screen when
 * the program gives it back (proxy_tell_later(), called often).
 */
void proxy_tell(struct proxy *s, const char *text);
void proxy_tell_later(struct proxy *s);

/* A refusal, its first line in red where the terminal knows that. */
void proxy_show_refusal(struct proxy *s, const char *text);

/* --- interactive_ask.c: what the shell, or our own editor, asks --- */

extern const struct ownline_ops proxy_line_ops;
extern const struct bashlink_ops proxy_link_ops;

/* Run the guard's own command that was typed (s->own). */
void proxy_run_own(struct proxy *s);

/* Tell the person, and the log: see interactive_ops.event. */
void proxy_event(struct proxy *s, const char *kind, const char *text);

/* What was accepted last came to `status`. */
void proxy_finished(struct proxy *s, int status);

/* --- interactive_relay.c: between keyboard, shell and screen --- */

extern const struct keys_ops proxy_key_ops;

/* Where the shell reads the line, and where the proxy does. */
extern const struct pty_ops proxy_pty_ops, proxy_own_pty_ops;

/* The terminal has its size. */
void proxy_resized(struct proxy *s);

#endif
