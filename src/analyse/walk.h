/* SPDX-License-Identifier: ISC */
#ifndef ANALYSE_WALK_H
#define ANALYSE_WALK_H

#include <sys/types.h>

#include "analyse/effect.h"
#include "analyse/invoke.h"
#include "base/arena.h"

/*
 * The world a line is read in. Injectable, so that tests need none of it;
 * walk_world_init() fills it from this process.
 */
struct walk_world {
	char *const *environ;	/* the environment bash will get */
	const char *cwd;	/* absolute; NULL when it cannot be told */
	char cwd_buf[4096];	/* where walk_world_init() puts it */
	const char *home;	/* NULL when $HOME is unset */
	uid_t uid;
	pid_t pid, ppid;	/* of the shell */
	/*
	 * An interactive shell has a past: the texts that ran in it before
	 * this one, each ended by a NUL.
	 * NULL for a shell that starts now. Its definitions, variables and
	 * options hold, its effects are not reported again; what neither it
	 * nor the startup files set is unknown, not unset.
	 */
	const char *past;
	size_t past_len;
	/*
	 * What of such a shell's aliases, functions and variables the line
	 * may use, as texts that define them, each ended by a NUL: then the
	 * startup files are not looked at. It counts as a start-up definition
	 * and stands before the past. NULL: not known.
	 */
	const char *tables;
	size_t tables_len;
	bool read_files;	/* may named regular files be read? */
	size_t file_limit;	/* bytes per file, 256 KiB by default */
	unsigned file_count;	/* files per line, 64 by default */
};

void walk_world_init(struct walk_world *w);

/*
 * All effects of `text` run by bash in `world`, in order. Definitions that
 * the environment brings (BASH_ENV, BASH_FUNC_x%%, ENV, PS4, PROMPT_COMMAND,
 * SHELLOPTS) are part of it. `inv` may be NULL: a plain `bash -c text`.
 * Never fails; see effects.status. Memory from `a`; on its exhaustion the
 * status is EFFECTS_LIMIT.
 */
struct effects *walk_text(struct arena *a, const char *text, size_t len,
    const struct invoke *inv, const struct walk_world *world);

/*
 * The effects of one argv that the kernel is about to run (the exec gate
 * asks this; so does `xargs` for constant words).
 */
struct effects *walk_argv(struct arena *a, struct value *const *argv,
    unsigned argc, const struct walk_world *world);

#endif
