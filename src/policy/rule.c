/* SPDX-License-Identifier: ISC */
#include "policy/rule.h"

#include "policy/match_cache.h"
#include "policy/rule_data.h"

static enum match
any_of(const struct question *q, const struct predicate *const *p)
{
	enum match best = MATCH_NO;

	for (; *p != NULL && best != MATCH_YES; p++)
		best = match_either(best, predicate_match(q, *p));
	return best;
}

enum match
rule_match(struct arena *a, const struct rule *r, const struct effect *e,
    const struct context *ctx)
{
	struct question q = { a, e, e->kind == EFFECT_COMMAND ? e : e->via,
	    ctx, ctx->cache != NULL ? ctx->cache : match_cache_new(a),
	    SURE_DANGER };
	enum match m;

	/* The unknown inside a file is no different from the unknown inside
	 * any program: the kernel gates see it. */
	if (e->origin != ORIGIN_LINE && e->kind == EFFECT_UNKNOWN)
		return MATCH_NO;
	m = any_of(&q, r->match);
	if (m == MATCH_NO || (m == MATCH_MAYBE && e->origin != ORIGIN_LINE))
		return MATCH_NO;
	q.sure = SURE_EXEMPT;
	if (any_of(&q, r->unless) == MATCH_YES)
		return MATCH_NO;
	return m;
}
