/* SPDX-License-Identifier: ISC */
#ifndef CTL_SETUP_CLAUDE_H
#define CTL_SETUP_CLAUDE_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"

/* Shared by cmd_setup.c, setup_claude.c and setup_undo.c, and by nothing
 * else: one run of `platectl setup`. */

#define SETUP_CLAUDE_VARIABLE "CLAUDE_CODE_SHELL"

struct setup_claude {
	struct arena *a;
	bool undo, yes, layout, helper, purge;
	const char *scope;	/* "managed", "user", NULL: not said */
	const char *root;
	bool managed;
	const char *file, *name, *state, *program;
	const char *commands;	/* folder of the slash commands */
	/* The file as it is. */
	bool existed;
	mode_t mode;
	struct buf text;
};

/* Say why nothing was done; the exit status for it. */
int setup_fault(const char *message);

/* Fill in what the options leave open. Returns 0, or -1 with *e. */
int setup_claude_find(struct setup_claude *o, struct err *e);

/* The file as it is now, into existed, mode and *out. Returns as above. */
int setup_claude_read(struct setup_claude *o, struct buf *out,
    struct err *e);

/* -1 with *e when the file is no longer what was read first: MUST 1. */
int setup_claude_unchanged(struct setup_claude *o, struct err *e);

/* On stdout: what the file becomes. */
void setup_claude_show(const struct setup_claude *o, const struct buf *new,
    bool removes);

/* The whole of one run. Each returns the exit status. */
int setup_claude_set(struct setup_claude *o);
int setup_claude_undo(struct setup_claude *o);

#endif
