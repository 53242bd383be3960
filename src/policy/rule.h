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

/* Built-in rules that can match effect `e` at all, by its tool, kind and
 * predicates: at most `max` are written, their number is returned. */
size_t rule_candidates(const struct effect *e, const struct rule **out,
    size_t max);

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
