/* SPDX-License-Identifier: ISC */
/*
 * Which ; belongs to the body of a stored program that is only being created.
 * BEGIN and END are no reserved words: `SELECT 1 AS begin` must not open a
 * block that hides the next statement, so both count only where a statement
 * can start.
 */
#include <string.h>

#include "analyse/sql_int.h"

static const char *const routine_words[] = { "TRIGGER", "FUNCTION",
    "PROCEDURE", "PROC", "EVENT", "PACKAGE", NULL };
static const char *const block_starts[] = { "BEGIN", "THEN", "ELSE", "LOOP",
    "DO", "REPEAT", "ATOMIC", NULL };
static const char *const named_after[] = { "TRIGGER", "FUNCTION", "PROCEDURE",
    "PROC", "EVENT", "PACKAGE", "EXISTS", "ON", "RETURNS", NULL };
static const char *const closes_other[] = { "IF", "CASE", "LOOP", "WHILE",
    "REPEAT", NULL };

enum { HEAD_WORDS = 24 };

/* psql counts on its own, see its psqlscan.l; 15.x. */
static void
psql_note(struct sql_ctx *c, const struct tok *t)
{
	const struct tok *w = ctx_tok(c, 1);

	if (tok_is(w, "OR"))
		w = ctx_tok(c, 3);
	if (w->kind != TOK_WORD || strchr("fFpP", w->text[0]) == NULL ||
	    c->body.paren > 0)
		return;
	if (tok_is(t, "BEGIN"))
		c->body.client++;
	else if (tok_is(t, "CASE") && c->body.client > 0)
		c->body.client++;
	else if (tok_is(t, "END") && c->body.client > 0)
		c->body.client--;
}

static void
server_note(struct sql_ctx *c, const struct tok *prev, const struct tok *t)
{
	bool start = prev->kind == TOK_SEMI || tok_punct(prev, ':') ||
	    tok_in(prev, block_starts);

	if (c->body.ended && !tok_in(t, closes_other) && c->body.server > 0 &&
	    --c->body.server == 0)
		c->body.routine = false;
	c->body.ended = false;
	switch (c->dialect) {
	case SQL_SQLITE:
		if (tok_is(t, "BEGIN") && c->body.server == 0)
			c->body.server = 1;
		else if (tok_is(t, "END") && prev->kind == TOK_SEMI)
			c->body.ended = true;
		break;
	case SQL_POSTGRES:
		if (tok_is(t, "ATOMIC") && tok_is(prev, "BEGIN"))
			c->body.server = 1;
		else if (tok_is(t, "END") && start)
			c->body.ended = true;
		break;
	default:
		if (tok_is(t, "BEGIN") && c->body.paren == 0 && (start ||
		    (c->body.server == 0 && !tok_in(prev, named_after) &&
		    !tok_punct(prev, '.'))))
			c->body.server++;
		else if (tok_is(t, "END") && start)
			c->body.ended = true;
	}
}

void
body_note(struct sql_ctx *c, const struct tok *t)
{
	const struct tok *prev = c->ntok == 0 ? NULL : &c->tok[c->ntok - 1];
	bool delim = c->body.delim;

	if (prev == NULL) {
		memset(&c->body, 0, sizeof c->body);
		c->body.delim = delim;
		return;
	}
	if (!tok_is(&c->tok[0], "CREATE"))
		return;
	if (c->ntok < HEAD_WORDS && c->body.server == 0) {
		if (tok_in(t, routine_words))
			c->body.routine = true;
		else if (tok_is(t, "RULE"))
			c->body.rule = true;
	}
	if (tok_punct(t, '('))
		c->body.paren++;
	else if (tok_punct(t, ')') && c->body.paren > 0)
		c->body.paren--;
	if (c->body.routine) {
		psql_note(c, t);
		server_note(c, prev, t);
	}
}

bool
body_open(struct sql_ctx *c)
{
	if (c->ntok == 0)
		return false;
	if (c->body.rule && c->dialect == SQL_POSTGRES)
		return c->body.paren > 0;
	if (!c->body.routine)
		return false;
	if (c->body.ended && --c->body.server == 0)
		c->body.routine = false;
	c->body.ended = false;
	switch (c->dialect) {
	case SQL_POSTGRES:
		return c->body.server > 0 && c->body.client > 0;
	case SQL_MYSQL:
		return c->body.server > 0 && c->body.delim;
	case SQL_SQLITE:
	case SQL_GENERIC:
		return c->body.server > 0;
	default:
		return false;
	}
}
