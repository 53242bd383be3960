/* SPDX-License-Identifier: ISC */
#include "policy/rule.h"

#include <string.h>

#include "analyse/tool_data.h"
#include "policy/match_cache.h"
#include "policy/rule_data.h"

/* Most predicates are about another tool than the command's: a command has
 * one, or none that is known. */
static bool
other_tool(const struct predicate *p, uint64_t bit)
{
	return p->tools != NULL && (p->tool_bits & bit) == 0;
}

static enum match
any_of(const struct question *q, const struct predicate *const *p)
{
	bool is_cmd = q->e->kind == EFFECT_COMMAND;
	uint64_t bit = is_cmd && q->e->norm != NULL ?
	    rule_tool_bit(q->e->norm->name) : 0;
	enum match best = MATCH_NO;

	for (; *p != NULL && best != MATCH_YES; p++)
		if (!is_cmd || !other_tool(*p, bit))
			best = match_either(best, predicate_match(q, *p));
	return best;
}

/*
 * `mkfs.ext4 --help`, `docker volume prune --help`: a program asked about
 * itself does nothing else. Only when nothing but its sub-commands stands in
 * front: an operand or a value could make it act first, as kill does.
 */
static bool
only_tells(const struct effect *c)
{
	const struct norm *n = c->norm;
	const char *last;

	if (n == NULL || n->tool == NULL || c->more_args || c->env != NULL ||
	    n->rest >= 0 || c->argc != n->nsub + 2)
		return false;
	last = value_text(c->argv[c->argc - 1]);
	return last != NULL && (strcmp(last, "--help") == 0 ||
	    strcmp(last, "--version") == 0);
}

enum match
rule_match(struct arena *a, const struct rule *r, const struct effect *e,
    const struct context *ctx)
{
	struct question q = { a, e, e->kind == EFFECT_COMMAND ? e : e->via,
	    ctx, ctx->cache != NULL ? ctx->cache : match_cache_new(a),
	    SURE_DANGER };
	enum match m;

	if (e->kind == EFFECT_COMMAND && only_tells(e))
		return MATCH_NO;
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

bool
rule_production(struct arena *a, const struct effect *e,
    const struct context *ctx)
{
	struct question q = { a, e, e->kind == EFFECT_COMMAND ? e : e->via,
	    ctx, ctx->cache != NULL ? ctx->cache : match_cache_new(a),
	    SURE_DANGER };

	return predicate_production(&q) == MATCH_YES;
}
