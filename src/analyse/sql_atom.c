/* SPDX-License-Identifier: ISC */
/*
 * One comparison of a condition. It is no theorem prover: it bounds a
 * statement only when it speaks of a column and is none of the forms known to
 * be true for every row.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "analyse/sql_where.h"

static const char *const no_column[] = { "AND", "OR", "NOT", "IS", "NULL",
    "IN", "BETWEEN", "LIKE", "ILIKE", "TRUE", "FALSE", "CASE", "WHEN", "THEN",
    "ELSE", "END", "INTERVAL", "CURRENT_DATE",
    "CURRENT_TIME", "CURRENT_TIMESTAMP", "CURRENT_USER", "SESSION_USER",
    "LOCALTIME", "LOCALTIMESTAMP", "USER", "BINARY", "COLLATE", "ESCAPE",
    "DISTINCT", "FROM", "SELECT", "UNKNOWN", "XOR", "DIV", "MOD", "REGEXP",
    "RLIKE", "GLOB", "ANY", "ALL", "SOME", "EXISTS", "ARRAY", "ISNULL",
    "NOTNULL", "SIMILAR", "TO", "ON", "OFF", "AS", "VALUES",
    "LIMIT", "WHERE", "ROW", NULL };

/* Does the range name a column? A function's name is none, nor a type. */
static bool
has_column(const struct sql_ctx *c, struct range r)
{
	for (size_t k = r.i; k < r.j; k++) {
		const struct tok *t = ctx_tok(c, k);

		if (t->kind != TOK_WORD && t->kind != TOK_IDENT)
			continue;
		if (memchr(t->text, SQL_UNSEEN, t->tlen) != NULL)
			continue;
		if (tok_in(t, no_column) || tok_punct(ctx_tok(c, k + 1), '('))
			continue;
		if (k > r.i && (tok_punct(ctx_tok(c, k - 1), ':') ||
		    tok_is(ctx_tok(c, k - 1), "AS")))
			continue;
		/* x'00', date '2001-01-01', _utf8'x'; interval 1 day */
		if (t->kind == TOK_WORD && (ctx_tok(c, k + 1)->kind ==
		    TOK_STRING || (k > r.i && ctx_tok(c, k - 1)->kind ==
		    TOK_NUMBER)))
			continue;
		return true;
	}
	return false;
}

bool
where_same_tok(const struct tok *a, const struct tok *b)
{
	bool names = (a->kind == TOK_WORD || a->kind == TOK_IDENT) &&
	    (b->kind == TOK_WORD || b->kind == TOK_IDENT);

	if (a->tlen != b->tlen)
		return false;
	if (names)
		return strncasecmp(a->text, b->text, a->tlen) == 0;
	if ((a->kind == TOK_IDENT && a->dquote && b->kind == TOK_STRING) ||
	    (b->kind == TOK_IDENT && b->dquote && a->kind == TOK_STRING))
		return memcmp(a->text, b->text, a->tlen) == 0;
	return a->kind == b->kind && memcmp(a->text, b->text, a->tlen) == 0;
}

/* Without outer parentheses and a unary plus. */
static struct range
bare(const struct sql_ctx *c, struct range r)
{
	for (;;) {
		if (r.j - r.i > 1 && tok_punct(ctx_tok(c, r.i), '+'))
			r.i++;
		else if (r.j - r.i > 2 && tok_punct(ctx_tok(c, r.i), '(') &&
		    tok_punct(ctx_tok(c, r.j - 1), ')') &&
		    tok_skip_paren(c, r.i, r.j) == r.j) {
			r.i++;
			r.j--;
		} else
			return r;
	}
}

/* Is it a.b.c, and nothing but? */
static bool
dotted(const struct sql_ctx *c, struct range r)
{
	for (size_t k = r.i + 1; k < r.j; k += 2)
		if (!tok_punct(ctx_tok(c, k), '.'))
			return false;
	return (r.j - r.i) % 2 == 1;
}

/* As bare(), without the table in front of a column. */
static struct range
strip(const struct sql_ctx *c, struct range r)
{
	r = bare(c, r);
	if (r.j - r.i > 2 && dotted(c, r))
		r.i = r.j - 1;
	return r;
}

/* x.a is a, but not y.a. */
bool
where_same(const struct sql_ctx *c, struct range a, struct range b)
{
	a = bare(c, a);
	b = bare(c, b);
	if (a.j - a.i != b.j - b.i && a.i < a.j && b.i < b.j &&
	    dotted(c, a) && dotted(c, b)) {
		if (a.j - a.i > b.j - b.i)
			a.i = a.j - (b.j - b.i);
		else
			b.i = b.j - (a.j - a.i);
	}
	if (a.i == a.j || a.j - a.i != b.j - b.i)
		return false;
	for (size_t k = 0; k < a.j - a.i; k++)
		if (!where_same_tok(ctx_tok(c, a.i + k), ctx_tok(c, b.i + k)))
			return false;
	return true;
}

/* A column by which every row is told apart, so never NULL, hardly < 1. */
bool
where_is_key(const struct sql_ctx *c, struct range r)
{
	static const char *const keys[] = { "id", "rowid", "_rowid_", "oid",
	    "ctid", "uuid", "guid", "pk", "key", NULL };
	const struct tok *t;

	r = strip(c, r);
	t = ctx_tok(c, r.i);
	if (r.j - r.i != 1 || (t->kind != TOK_WORD && t->kind != TOK_IDENT))
		return false;
	for (size_t k = 0; keys[k] != NULL; k++)
		if (t->tlen == strlen(keys[k]) &&
		    strncasecmp(t->text, keys[k], t->tlen) == 0)
			return true;
	return t->tlen > 3 && strncasecmp(t->text + t->tlen - 3, "_id", 3) == 0;
}

/* The value of a literal; false when it is none. */
static bool
literal(const struct sql_ctx *c, struct range r, double *v)
{
	const struct tok *t;
	char num[64];
	double sign = 1;

	r = strip(c, r);
	if (r.j - r.i == 2 && tok_punct(ctx_tok(c, r.i), '-')) {
		sign = -1;
		r.i++;
	}
	t = ctx_tok(c, r.i);
	if (r.j - r.i != 1)
		return false;
	if (tok_is(t, "TRUE") || tok_is(t, "FALSE")) {
		*v = tok_is(t, "TRUE");
		return true;
	}
	if (t->kind != TOK_NUMBER || t->tlen >= sizeof num)
		return false;
	for (size_t k = 0; k < t->tlen; k++)
		if (strchr("0123456789.", t->text[k]) == NULL)
			return false;
	memcpy(num, t->text, t->tlen);
	num[t->tlen] = '\0';
	*v = sign * strtod(num, NULL);
	return true;
}

/* A pattern of nothing but "anything". */
static bool
any_pattern(const struct sql_ctx *c, struct range r)
{
	const struct tok *t = ctx_tok(c, r.i);

	if (t->kind != TOK_STRING || r.j - r.i != 1)
		return false;
	for (size_t k = 0; k < t->tlen; k++)
		if (strchr("%*.^$", t->text[k]) == NULL)
			return false;
	return true;
}

/* (SELECT .. FROM table [WHERE ..]) over the very table, or over nothing. */
static enum truth
subquery(const struct where *w, struct range r, int depth)
{
	size_t from = 0, where = 0, k, n;
	const struct tok *t;

	r = strip(w->c, r);
	if (!tok_is(ctx_tok(w->c, r.i), "SELECT"))
		return has_column(w->c, r) ? BOUNDS : PERHAPS;
	for (k = r.i; k < r.j; k++) {
		t = ctx_tok(w->c, k);
		if (tok_punct(t, '(')) {
			k = tok_skip_paren(w->c, k, r.j) - 1;
			continue;
		}
		if (tok_is(t, "FROM") && from == 0)
			from = k;
		else if (tok_is(t, "WHERE") && where == 0)
			where = k;
		else if (tok_is(t, "LIMIT") || tok_is(t, "HAVING") ||
		    tok_is(t, "JOIN"))
			return BOUNDS;
	}
	if (from != 0 && w->table != NULL) {
		for (k = from + 1; tok_punct(ctx_tok(w->c, k + 1), '.'); )
			k += 2;
		t = ctx_tok(w->c, k);
		n = strlen(w->table);
		if (n < t->tlen || strncasecmp(w->table + n - t->tlen,
		    t->text, t->tlen) != 0)
			return BOUNDS;
	}
	if (where == 0)
		return PERHAPS;
	return where_eval(w, (struct range){ where + 1, r.j }, depth + 1);
}

static enum truth
atom_same(enum op op)
{
	switch (op) {
	case OP_EQ:
	case OP_LE:
	case OP_GE:
	case OP_LIKE:
	case OP_IS:
	case OP_IN:
	case OP_BETWEEN:
		return PERHAPS;
	case OP_NE:
	case OP_LT:
	case OP_GT:
		return NEVER;
	default:
		return BOUNDS;
	}
}

/* id > 0, 0 < id, id <> '': what every key fulfils. */
static enum truth
atom_key(const struct sql_ctx *c, enum op op, struct range lhs,
    struct range rhs)
{
	double v;

	if (op == OP_IS_NOT && tok_is(ctx_tok(c, rhs.j > rhs.i ? rhs.i :
	    rhs.j), "NULL"))
		return PERHAPS;
	if (op == OP_IS_NOT && rhs.i == rhs.j)
		return PERHAPS;
	if (op == OP_NE && ctx_tok(c, rhs.i)->kind == TOK_STRING &&
	    ctx_tok(c, rhs.i)->tlen == 0)
		return PERHAPS;
	if (!literal(c, rhs, &v))
		return BOUNDS;
	(void)lhs;
	if ((op == OP_GT && v <= 0) || (op == OP_GE && v <= 1) ||
	    (op == OP_NE && v <= 0) || (op == OP_LT && v >= 1000000) ||
	    (op == OP_LE && v >= 1000000))
		return PERHAPS;
	return BOUNDS;
}

enum truth
where_atom(const struct where *w, struct range r, int depth)
{
	struct range lhs, rhs;
	enum op op;
	double a, b;

	if (tok_is(ctx_tok(w->c, r.i), "EXISTS"))
		return subquery(w, (struct range){ r.i + 1, r.j }, depth);
	if (literal(w->c, r, &a))
		return a != 0 ? ALWAYS : NEVER;
	if (r.j - r.i == 1 && tok_is(ctx_tok(w->c, r.i), "NULL"))
		return NEVER;
	op = where_split(w->c, r, &lhs, &rhs);
	if (op == OP_IN)
		return where_same(w->c, lhs, rhs) ? PERHAPS :
		    subquery(w, rhs, depth) == BOUNDS ||
		    !tok_is(ctx_tok(w->c, rhs.i + 1), "SELECT") ?
		    (has_column(w->c, r) ? BOUNDS : PERHAPS) : PERHAPS;
	if (op != OP_NONE && literal(w->c, lhs, &a) && literal(w->c, rhs, &b))
		return where_compare(op, a, b);
	if (op == OP_EQ && rhs.j - rhs.i == 1 && lhs.j - lhs.i == 1 &&
	    ctx_tok(w->c, lhs.i)->kind == TOK_STRING &&
	    ctx_tok(w->c, rhs.i)->kind == TOK_STRING)
		return PERHAPS;
	if (!has_column(w->c, r))
		return PERHAPS;
	if (op != OP_NONE && where_same(w->c, lhs, rhs))
		return atom_same(op);
	if (op == OP_LIKE && any_pattern(w->c, rhs))
		return PERHAPS;
	if (where_cancels(w->c, r) ||
	    (op == OP_NONE && where_bare_key(w->c, r)))
		return PERHAPS;
	if (op == OP_BETWEEN || op == OP_NONE)
		return BOUNDS;
	if (where_is_key(w->c, lhs))
		return atom_key(w->c, op, lhs, rhs);
	if (where_is_key(w->c, rhs) && op >= OP_EQ && op <= OP_GE) {
		static const enum op turned[] = { OP_NONE, OP_EQ, OP_NE,
		    OP_GT, OP_LT, OP_GE, OP_LE };

		return atom_key(w->c, turned[op], rhs, lhs);
	}
	return BOUNDS;
}
