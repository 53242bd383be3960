/* SPDX-License-Identifier: ISC */
#ifndef SHELL_PERSON_WINDOW_H
#define SHELL_PERSON_WINDOW_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "audit/guard.h"

/*
 * What a person at the guarded prompt is told of the window: asked by key,
 * shown in the prompt, and announced before it ends. It only reads records;
 * whether a window counts is decide()'s, line by line.
 */
struct person_window {
	const struct guard *guard;
	char id[17];		/* the open window, "" for none */
	int64_t until;		/* its end, ns since boot */
	uint64_t changed;	/* of the windows folder, when last read */
	bool warned;		/* its last minute was announced */
	struct buf text;	/* what was said last */
};

/* The state and, while a window is open, reason and time left: one line. */
void person_window_say(struct person_window *w, struct buf *out);

/* Close every window of this session; what happened, in one line. */
void person_window_close(struct person_window *w, struct buf *out);

/* "window 1h59m " or "", for a prompt; owned by `w` until the next call. */
const char *person_window_prompt(struct person_window *w);

/* Called about once a second: an announcement that is due, or NULL. */
const char *person_window_tick(struct person_window *w);

#endif
