/* SPDX-License-Identifier: ISC */
#ifndef ANALYSE_WALK_LOOP_H
#define ANALYSE_WALK_LOOP_H

#include "analyse/walk_int.h"

/* Between walk_loop.c and walk_unroll.c. */

/* Where the effects stood: those behind it can be taken back. */
struct rewind {
	struct effect **tail;
	unsigned count;
	bool endless;
};

struct rewind effects_mark(const struct walk *w);
void effects_rewind(struct walk *w, struct rewind m);

/* What `break` and `continue` leave, from here on; that of the loop around
 * comes back with leaves_end(). */
struct leaving {
	struct leave *leaves;
	size_t mark;
};
struct leaving leaves_begin(struct walk *w);
void leaves_end(struct walk *w, const struct leaving *out);

/* The states of `break`, or those of `continue`, are possible here too. */
void leaves_join(struct walk *w, size_t mark, bool breaks);

/* Did a round, whose changes these are, leave everything as it found it? */
bool loop_settled(const struct delta *d);

/* v is the next item of `for`; a nameref is given its next variable. */
void loop_set_item(struct walk *w, const struct node *n, struct value *v);

#endif
