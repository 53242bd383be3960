/* SPDX-License-Identifier: ISC */
#ifndef SHELL_PERSON_JUDGE_H
#define SHELL_PERSON_JUDGE_H

#include <stdbool.h>
#include <stddef.h>

#include "analyse/invoke.h"
#include "audit/guard.h"
#include "base/buf.h"
#include "shell/tables.h"
#include "term/bashlink.h"

/*
 * A person's lines before the guard: each with what the session's earlier
 * lines may have left, and with the aliases, functions and variables that
 * the live shell told of.
 */
struct person_judge {
	struct guard *guard;
	const struct invoke *inv;
	struct buf past;	/* accepted lines that may have changed the
				   shell's state, in order */
	struct tables *tables;	/* of the live shell */
	struct buf chosen;	/* of them, for one line */
	struct buf refusal;	/* the last one */
	char line[17];		/* record of the last accepted line */
	enum bashlink_changed changes;	/* by the last accepted line */
	bool posix;		/* the shell is no bash: POSIX sh */
	bool zsh;
};

/* `p` is all zero; `g` and `inv` outlive it. -1 when out of memory. */
int person_judge_open(struct person_judge *p, struct guard *g,
    const struct invoke *inv);

void person_judge_close(struct person_judge *p);

/*
 * Judge and record one text: 0 it may run, *ncommands complete commands; 1
 * refused, *refusal says why until the next call; 2 it goes on on another
 * line.
 */
int person_judge(struct person_judge *p, const char *text, size_t len,
    const char *cwd, unsigned *ncommands, const char **refusal);

/* What the shell says of itself takes the place of what its lines left;
 * `kind` is that of the frame: A, F or V. */
void person_judge_table(struct person_judge *p, char kind, const char *text,
    size_t len);

#endif
