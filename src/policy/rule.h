/* SPDX-License-Identifier: ISC */
#ifndef POLICY_RULE_H
#define POLICY_RULE_H

#include <stdbool.h>
#include <stddef.h>

#include "analyse/effect.h"
#include "policy/context.h"
#include "policy/signature.h"

struct predicate;		/* one object of match or unless */

struct rule {
	const char *id;		/* "git/push-force" */
	const char *pack;	/* "git" */
	const char *title, *why, *instead;	/* instead may be NULL */
	int radius;		/* 0..4 */
	bool defer;		/* "unseen": "defer" */
	const struct predicate *const *match;	/* NULL ended */
	const struct predicate *const *unless;	/* NULL ended */
	const char *const *refuse;	/* examples, NULL ended */
	const char *const *allow;
};

/* The built-in rules, in pack order; *n is set. Const data, no parsing. */
const struct rule *const *rule_builtin(size_t *n);

/*
 * An owner's own rules by what they are about, so that ten thousand cost a
 * command no more than the few that name its tool. The rules must outlive
 * it; order is kept.
 */
struct rule_index;
const struct rule_index *rule_index_new(struct arena *a,
    const struct rule *const *rule, size_t n);

/*
 * The rules that can match effect `e` at all, by its tool, its words and its
 * kind: the built-in ones, then those of `own` (may be NULL). No limit; one
 * that is filed under tool and word may come twice.
 */
struct rule_walk {
	const short *built[2];
	const struct rule *const *own[3];
	/* What the words of argv lead to; index NULL: nothing more. */
	const struct rule_index *index;
	const struct effect *e;
	const struct rule *const *list;
	unsigned word;
};
void rule_walk_begin(struct rule_walk *w, const struct effect *e,
    const struct rule_index *own);
const struct rule *rule_walk_next(struct rule_walk *w);

/* Does the rule hold for this effect? `a` is scratch memory. No I/O but
 * ctx->created_here. */
enum match rule_match(struct arena *a, const struct rule *r,
    const struct effect *e, const struct context *ctx);

/* Does the command behind this effect name production, as far as it shows? */
bool rule_production(struct arena *a, const struct effect *e,
    const struct context *ctx);

/* By id, NULL when there is none. */
const struct rule *rule_find(const char *id);

#endif
