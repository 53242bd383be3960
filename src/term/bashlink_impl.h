/* SPDX-License-Identifier: ISC */
#ifndef TERM_BASHLINK_IMPL_H
#define TERM_BASHLINK_IMPL_H

#include <stdint.h>

#include "base/buf.h"
#include "term/bashlink.h"
#include "term/linkio.h"

/* For bashlink*.c alone. */
struct bashlink {
	const struct bashlink_ops *ops;
	void *ctx;
	struct linkio *io;
	int theirs;
	pid_t shell;
	uint64_t image;		/* the program the shell is; 0: not known */
	uint64_t last_seq;
	bool hello;
	bool zsh;
	bool exact;		/* the P at hand holds the text that runs */
	bool editor;		/* not readline: one written in shell */
	bool told_missing;
	bool gone;		/* end of file on the socket */
	bool told_gone;
	bool reduced;
	bool ran;		/* something was accepted since the prompt */
	bool at_prompt;
	bool blocked;		/* a P was refused: see on_parsed() */
	bool prompt_since;	/* a prompt was reached since then */
	bool behind;		/* the cursor stands behind the line */
	bool mixed;		/* history expansion in a continuation line */
	bool whole;		/* one command, and it need not ask again */
	unsigned expected;	/* commands approved and not yet parsed */
	unsigned total;		/* what `expected` started from */
	unsigned asked;		/* about, since the prompt */
	long ran_before;	/* commands at the last prompt, -1: unknown */
	long history;		/* number of the last entry seen, -1: none */
	int64_t silent_at;	/* a frame is due by then, or 0 */
	uint64_t own_seq;	/* question that waits for us */
	char own_verdict;	/* its answer, or NUL */
	struct buf approved;	/* text of the last accepted line */
};

/* Why, or NULL when the judge has said it. */
void bashlink_refuse(struct bashlink *l, uint64_t seq, const char *why);

/* Enter was pressed: decide on the whole line before the shell sees it. */
void bashlink_on_line(struct bashlink *l, uint64_t seq, const char *p,
    size_t len);

/* A command was parsed and runs unless we say no. */
void bashlink_on_parsed(struct bashlink *l, uint64_t seq, const char *p,
    size_t len);

/* Split "  123  text\n" as `history 1` prints it. */
bool bashlink_history_entry(const char *p, size_t len, long *number,
    const char **text, size_t *textlen);

#endif
