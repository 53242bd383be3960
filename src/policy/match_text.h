/* SPDX-License-Identifier: ISC */
#ifndef POLICY_MATCH_TEXT_H
#define POLICY_MATCH_TEXT_H

#include <stdint.h>

#include "analyse/effect.h"
#include "base/arena.h"

/*
 * The words of one command, ready to be asked for literals before a pattern
 * is compiled. Memory grows in the arena and is used again for the next
 * command.
 */
struct match_text {
	const struct effect *cmd;	/* NULL: nothing is held */
	char *data;		/* as joined; not NUL ended */
	char *low;		/* the same in lower case */
	size_t len, room;
	bool ascii, hole;	/* hole: a part of a word is not known */
	uint64_t pair[16];	/* a filter: two neighbours in `low` */
};

/*
 * With `argv` the first known text of each word, with a blank between words;
 * blanks inside a word become 0x1f, so that quoted text is one word to \S+
 * and cannot pose as options. Otherwise all known texts, a line each.
 */
void match_text_fill(struct arena *a, struct match_text *t,
    const struct effect *cmd, bool argv);

/* Does one of `needs` (see regex_needs()) stand in it? Also true when it
 * cannot be told. */
bool match_text_may(const struct match_text *t, const char *const *needs);

/* Does `low`, in lower case, stand in it? Also true with a hole. */
bool match_text_has(const struct match_text *t, const char *low);

#endif
