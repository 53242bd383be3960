/* SPDX-License-Identifier: ISC */
#ifndef BASE_NEAREST_H
#define BASE_NEAREST_H

/*
 * For "did you mean": call nearest_offer() for every known spelling, then
 * look at `best` (NULL when none is near enough to be meant). Words over 63
 * bytes are never near.
 */
struct nearest {
	const char *word;	/* what was written */
	const char *best;
	unsigned distance;	/* edits between the two */
};

void nearest_init(struct nearest *n, const char *word);
void nearest_offer(struct nearest *n, const char *known);

#endif
