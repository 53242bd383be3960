/* SPDX-License-Identifier: ISC */
#ifndef POLICY_DECIDE_INT_H
#define POLICY_DECIDE_INT_H

/* Shared by decide.c and decide_approval.c, and by nothing else. */

#include "policy/decide.h"

/* What a rule said about an effect, kept until all effects were seen. */
struct finding {
	enum layer layer;
	const struct rule *rule;	/* or NULL: floor entry */
	const struct floor_entry *entry;
	const struct effect *effect;
	enum match match;
	const struct window *window;	/* that covers it */
};

struct decision {
	struct arena *a;
	const struct policy *policy;
	const struct grants *grants;
	const struct context *ctx;
	struct finding worst;		/* the refusal, if any */
	struct finding lifted;		/* first that a window let pass */
	struct finding observed;	/* first that observe mode let pass */
	struct finding own;		/* first of a tool's own work */
	struct finding deferred;
	const char **hit;		/* what the block set refused */
	size_t nhit;
	bool whole;			/* nothing else refused */
};

/* MUST 5: could the floor hide in this unknown? */
bool decide_hides_floor(const struct decision *d, const struct effect *e);

/* An effect in a few words, or NULL. */
const char *decide_describe(struct arena *a, const struct effect *e);

/* Note what an approval would have to lift. */
void decide_note_hit(struct decision *d, const struct finding *f);

/* Part of a running line that an approval let pass? */
bool decide_approved_part(const struct decision *d, const struct finding *f);

/* True when an approval lifts the refusal; else out->digest says what one
 * would be for. */
bool decide_approved(struct decision *d, const struct effects *effects,
    struct verdict *out);

#endif
