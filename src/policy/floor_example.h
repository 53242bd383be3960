/* SPDX-License-Identifier: ISC */
#ifndef POLICY_FLOOR_EXAMPLE_H
#define POLICY_FLOOR_EXAMPLE_H

#include "policy/policy.h"

/*
 * What an entry of the floor means, shown by commands: made from the grammar
 * of its tool, then each of them judged. A command stands in `refused` only
 * when the entry holds for it, in `passed` only when it does not and could
 * not. Fewer than FLOOR_EXAMPLES when no more could be made: an entry with
 * none in `refused` probably never matches.
 */
enum { FLOOR_EXAMPLES = 3 };

struct floor_examples {
	const char *refused[FLOOR_EXAMPLES];
	unsigned nrefused;
	const char *passed[FLOOR_EXAMPLES];
	unsigned npassed;
};

/* Judges in a world without files and variables. Strings live in `a`. */
void floor_examples(struct arena *a, const struct floor_entry *f,
    struct floor_examples *out);

/* Private to floor_example*.c: candidates, the more telling ones first. */
struct candidates {
	struct arena *a;
	const char *line[64];
	unsigned n;
};

void candidate(struct candidates *c, const char *line);

/* `text` as one word of a shell command. */
const char *candidate_quote(struct arena *a, const char *text);

/* `glob` with something in the place of each pattern. */
const char *candidate_fill(struct arena *a, const char *glob);

void candidates_tool(const struct signature *s, struct candidates *refused,
    struct candidates *passed);
void candidates_sql(const struct signature *s, struct candidates *refused,
    struct candidates *passed);

#endif
