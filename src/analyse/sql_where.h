/* SPDX-License-Identifier: ISC */
#ifndef ANALYSE_SQL_WHERE_H
#define ANALYSE_SQL_WHERE_H

/* Shared by sql_where.c, sql_atom.c, sql_compare.c and sql_arith.c. */

#include "analyse/sql_int.h"

enum truth {
	ALWAYS,		/* true for every row */
	NEVER,		/* true for none */
	PERHAPS,	/* may well be true for every row */
	BOUNDS		/* depends on the row */
};

enum { MAX_DEPTH = 64 };

/* The condition's table, to know a subquery over itself. */
struct where {
	const struct sql_ctx *c;
	const char *table;
};

/* Tokens [i, j). */
struct range {
	size_t i;
	size_t j;
};

enum op { OP_NONE, OP_EQ, OP_NE, OP_LT, OP_GT, OP_LE, OP_GE, OP_LIKE,
    OP_NOT_LIKE, OP_IS, OP_IS_NOT, OP_IN, OP_BETWEEN };

enum truth where_eval(const struct where *w, struct range r, int depth);
enum truth where_atom(const struct where *w, struct range r, int depth);
bool where_same(const struct sql_ctx *c, struct range a, struct range b);
/* sql_compare.c: the first comparison of the range, and of two literals. */
enum op where_split(const struct sql_ctx *c, struct range r,
    struct range *lhs, struct range *rhs);
enum truth where_compare(enum op op, double a, double b);

/* Do two tokens stand for the same name or literal? */
bool where_same_tok(const struct tok *a, const struct tok *b);

/* A column by which every row is told apart, so never NULL, hardly < 1. */
bool where_is_key(const struct sql_ctx *c, struct range r);

/* sql_arith.c. x % 1, x * 0, x - x, x / x: is the column cancelled out? */
bool where_cancels(const struct sql_ctx *c, struct range r);

/* WHERE id, WHERE -id, WHERE id div 1: true but for zero. */
bool where_bare_key(const struct sql_ctx *c, struct range r);

#endif
