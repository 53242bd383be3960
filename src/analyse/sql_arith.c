/* SPDX-License-Identifier: ISC */
/* Arithmetic that speaks of a column and says nothing about the row. */
#include <string.h>

#include "analyse/sql_where.h"

static bool
is_number(const struct tok *t, char digit)
{
	return t->kind == TOK_NUMBER && t->tlen == 1 && t->text[0] == digit;
}

bool
where_cancels(const struct sql_ctx *c, struct range r)
{
	for (size_t k = r.i + 1; k + 1 < r.j; k++) {
		const struct tok *before = ctx_tok(c, k - 1);
		const struct tok *t = ctx_tok(c, k), *u = ctx_tok(c, k + 1);

		if ((tok_punct(t, '%') || tok_is(t, "MOD")) &&
		    is_number(u, '1'))
			return true;
		if ((tok_punct(t, '*') || tok_punct(t, '&')) &&
		    (is_number(u, '0') || is_number(before, '0')))
			return true;
		if (t->kind == TOK_PUNCT && strchr("-^/", t->text[0]) != NULL &&
		    (u->kind == TOK_WORD || u->kind == TOK_IDENT) &&
		    where_same_tok(before, u))
			return true;
	}
	return false;
}

bool
where_bare_key(const struct sql_ctx *c, struct range r)
{
	bool key = false;

	if (c->dialect == SQL_POSTGRES || c->dialect == SQL_TSQL)
		return false;
	for (size_t k = r.i; k < r.j; k++) {
		if (tok_punct(ctx_tok(c, k), '('))
			return false;
		key = key || where_is_key(c, (struct range){ k, k + 1 });
	}
	return key;
}
