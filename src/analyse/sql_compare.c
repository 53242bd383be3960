/* SPDX-License-Identifier: ISC */
/* Which comparison a condition makes, and of what. */
#include "analyse/sql_where.h"

/* The first comparison at depth 0 of the range, split there. */
enum op
where_split(const struct sql_ctx *c, struct range r, struct range *lhs,
    struct range *rhs)
{
	enum op op = OP_NONE;
	size_t k, n = 1;

	for (k = r.i; k < r.j && op == OP_NONE; ) {
		const struct tok *t = ctx_tok(c, k), *u = ctx_tok(c, k + 1);

		n = 1;
		if (tok_punct(t, '(')) {
			k = tok_skip_paren(c, k, r.j);
			continue;
		}
		if (tok_punct(t, '<') && tok_punct(u, '>'))
			op = OP_NE, n = 2;
		else if (tok_punct(t, '<') && tok_punct(u, '='))
			n = tok_punct(ctx_tok(c, k + 2), '>') ? 3 : 2,
			op = n == 3 ? OP_EQ : OP_LE;
		else if (tok_punct(t, '>') && tok_punct(u, '='))
			op = OP_GE, n = 2;
		else if (tok_punct(t, '!') && tok_punct(u, '='))
			op = OP_NE, n = 2;
		else if (tok_punct(t, '='))
			op = OP_EQ, n = tok_punct(u, '=') ? 2 : 1;
		else if (tok_punct(t, '<') || tok_punct(t, '>'))
			op = t->text[0] == '<' ? OP_LT : OP_GT;
		else if (tok_is(t, "NOT") && (tok_is(u, "LIKE") ||
		    tok_is(u, "ILIKE")))
			op = OP_NOT_LIKE, n = 2;
		else if (tok_is(t, "LIKE") || tok_is(t, "ILIKE") ||
		    tok_is(t, "GLOB") || tok_is(t, "REGEXP") ||
		    tok_is(t, "RLIKE"))
			op = OP_LIKE;
		else if (tok_is(t, "IS") && tok_is(u, "DISTINCT"))
			op = OP_NE, n = 3;
		else if (tok_is(t, "IS") && tok_is(u, "NOT") &&
		    tok_is(ctx_tok(c, k + 2), "DISTINCT"))
			op = OP_EQ, n = 4;
		else if (tok_is(t, "IS"))
			n = tok_is(u, "NOT") ? 2 : 1,
			op = n == 2 ? OP_IS_NOT : OP_IS;
		else if (tok_is(t, "NOTNULL"))
			op = OP_IS_NOT;
		else if (tok_is(t, "IN"))
			op = OP_IN;
		else if (tok_is(t, "BETWEEN"))
			op = OP_BETWEEN;
		else
			k++;
	}
	*lhs = (struct range){ r.i, k };
	*rhs = (struct range){ k + n < r.j ? k + n : r.j, r.j };
	return op;
}

enum truth
where_compare(enum op op, double a, double b)
{
	bool yes;

	switch (op) {
	case OP_EQ:
	case OP_IS:
		yes = a == b;
		break;
	case OP_NE:
	case OP_IS_NOT:
		yes = a != b;
		break;
	case OP_LT:
		yes = a < b;
		break;
	case OP_GT:
		yes = a > b;
		break;
	case OP_LE:
		yes = a <= b;
		break;
	case OP_GE:
		yes = a >= b;
		break;
	default:
		return PERHAPS;
	}
	return yes ? ALWAYS : NEVER;
}
