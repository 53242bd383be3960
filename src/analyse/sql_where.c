/* SPDX-License-Identifier: ISC */
/* Can a condition exclude rows? AND, OR and NOT over sql_atom.c. */
#include "analyse/sql_where.h"

enum { MAX_PAIRS = 12 };

size_t
tok_skip_paren(const struct sql_ctx *c, size_t i, size_t end)
{
	size_t depth = 0;

	for (; i < end; i++) {
		if (tok_punct(ctx_tok(c, i), '('))
			depth++;
		else if (tok_punct(ctx_tok(c, i), ')') && --depth == 0)
			return i + 1;
	}
	return end;
}

static enum truth
negate(enum truth t)
{
	return t == ALWAYS ? NEVER : t == NEVER ? ALWAYS : t;
}

static bool
is_doubled(const struct sql_ctx *c, size_t k, char ch)
{
	return tok_punct(ctx_tok(c, k), ch) &&
	    tok_punct(ctx_tok(c, k + 1), ch);
}

/*
 * The end of the operand that starts at k: the next AND or OR of this level.
 * *n is how many tokens the operator has.
 */
static size_t
operand(const struct sql_ctx *c, size_t k, size_t j, bool or, size_t *n)
{
	size_t between = 0, cases = 0;

	for (; k < j; k++) {
		const struct tok *t = ctx_tok(c, k);

		*n = 1;
		if (tok_punct(t, '('))
			k = tok_skip_paren(c, k, j) - 1;
		else if (tok_is(t, "CASE"))
			cases++;
		else if (tok_is(t, "END") && cases > 0)
			cases--;
		else if (cases > 0)
			continue;
		else if (tok_is(t, "BETWEEN"))
			between++;
		else if (tok_is(t, "AND") && between > 0)
			between--;
		else if (or && tok_is(t, "OR"))
			return k;
		else if (!or && tok_is(t, "AND"))
			return k;
		else if (c->dialect == SQL_MYSQL &&
		    is_doubled(c, k, or ? '|' : '&')) {
			*n = 2;
			return k;
		}
	}
	return j;
}

static bool
opposite_ops(enum op a, enum op b)
{
	return (a == OP_EQ && b == OP_NE) || (a == OP_LT && b == OP_GE) ||
	    (a == OP_GT && b == OP_LE) || (a == OP_LIKE && b == OP_NOT_LIKE) ||
	    (a == OP_IS && b == OP_IS_NOT);
}

/* Is one the negation of the other? */
static bool
opposite(const struct sql_ctx *c, struct range a, struct range b)
{
	struct range al, ar, bl, br;
	enum op x, y;

	if (tok_is(ctx_tok(c, a.i), "NOT") &&
	    where_same(c, (struct range){ a.i + 1, a.j }, b))
		return true;
	if (tok_is(ctx_tok(c, b.i), "NOT") &&
	    where_same(c, (struct range){ b.i + 1, b.j }, a))
		return true;
	x = where_split(c, a, &al, &ar);
	y = where_split(c, b, &bl, &br);
	return (opposite_ops(x, y) || opposite_ops(y, x)) &&
	    where_same(c, al, bl) && (where_same(c, ar, br) ||
	    (ar.i == ar.j && br.i == br.j));
}

static bool
any_opposite(const struct sql_ctx *c, const struct range *r, size_t n)
{
	for (size_t x = 0; x < n; x++)
		for (size_t y = x + 1; y < n; y++)
			if (opposite(c, r[x], r[y]))
				return true;
	return false;
}

static enum truth
eval_not(const struct where *w, struct range r, int depth)
{
	bool flip = false;
	enum truth t;

	while (r.i < r.j && (tok_is(ctx_tok(w->c, r.i), "NOT") ||
	    (tok_punct(ctx_tok(w->c, r.i), '!') &&
	    !tok_punct(ctx_tok(w->c, r.i + 1), '=')))) {
		flip = !flip;
		r.i++;
	}
	if (r.i >= r.j)
		return PERHAPS;
	if (tok_punct(ctx_tok(w->c, r.i), '(') &&
	    tok_skip_paren(w->c, r.i, r.j) == r.j && r.j - r.i > 2 &&
	    !tok_is(ctx_tok(w->c, r.i + 1), "SELECT"))
		t = where_eval(w, (struct range){ r.i + 1, r.j - 1 },
		    depth + 1);
	else
		t = where_atom(w, r, depth);
	return flip ? negate(t) : t;
}

static enum truth
eval_and(const struct where *w, struct range r, int depth)
{
	struct range part[MAX_PAIRS];
	bool bounds = false, perhaps = false;
	size_t n = 0, skip = 1, k, end;

	for (k = r.i; k <= r.j; k = end + skip) {
		struct range p;
		enum truth t;

		end = operand(w->c, k, r.j, false, &skip);
		p = (struct range){ k, end };
		t = eval_not(w, p, depth);
		if (t == NEVER)
			return NEVER;
		bounds = bounds || t == BOUNDS;
		perhaps = perhaps || t == PERHAPS;
		if (n < MAX_PAIRS)
			part[n++] = p;
		if (end >= r.j)
			break;
	}
	if (any_opposite(w->c, part, n))
		return NEVER;
	return bounds ? BOUNDS : perhaps ? PERHAPS : ALWAYS;
}

enum truth
where_eval(const struct where *w, struct range r, int depth)
{
	struct range part[MAX_PAIRS];
	bool bounds = false, perhaps = false;
	size_t n = 0, skip = 1, k, end;

	if (depth > MAX_DEPTH || r.i >= r.j)
		return PERHAPS;
	for (k = r.i; k <= r.j; k = end + skip) {
		struct range p;
		enum truth t;

		end = operand(w->c, k, r.j, true, &skip);
		p = (struct range){ k, end };
		t = eval_and(w, p, depth);
		if (t == ALWAYS)
			return ALWAYS;
		bounds = bounds || t == BOUNDS;
		perhaps = perhaps || t == PERHAPS;
		if (n < MAX_PAIRS)
			part[n++] = p;
		if (end >= r.j)
			break;
	}
	if (perhaps || any_opposite(w->c, part, n))
		return PERHAPS;
	return bounds ? BOUNDS : NEVER;
}

bool
where_bounds(const struct sql_ctx *c, size_t i, size_t j, const char *table)
{
	struct where w = { .c = c, .table = table };
	enum truth t;

	if (tok_is(ctx_tok(c, i), "CURRENT") &&
	    tok_is(ctx_tok(c, i + 1), "OF"))
		return true;
	t = where_eval(&w, (struct range){ i, j }, 0);
	return t == NEVER || t == BOUNDS;
}
