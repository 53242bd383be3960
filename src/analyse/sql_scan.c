/* SPDX-License-Identifier: ISC */
/* What one statement does, wherever in it that is said. */
#include <string.h>
#include <strings.h>

#include "analyse/sql_int.h"

/* Words behind which a statement can stand. */
static const char *const before[] = { "BEGIN", "THEN", "ELSE", "LOOP", "DO",
    "REPEAT", "ATOMIC", "ANALYZE", "ANALYSE", "VERBOSE", "QUERY", "JSON",
    "END", NULL };
/* Where keywords separate statements, words that make it no verb. */
static const char *const never_after[] = { "ON", "AFTER", "BEFORE", "OF",
    "GRANT", "REVOKE", "DENY", "KEY", "OR", "AS", "INSTEAD", "NOT", NULL };

bool
ctx_start(const struct sql_ctx *c, size_t i)
{
	const struct tok *prev;

	if (i == 0)
		return true;
	prev = &c->tok[i - 1];
	if (i == c->body_from)
		return true;
	if (prev->kind == TOK_SEMI || tok_in(prev, before))
		return true;
	if (c->dialect == SQL_TSQL || c->proc)
		return !tok_in(prev, never_after) && !tok_punct(prev, ',') &&
		    !tok_punct(prev, '.') && !(tok_is(prev, "FOR") &&
		    tok_is(&c->tok[i], "UPDATE"));
	if (tok_is(prev, "AS"))
		return tok_is(&c->tok[0], "PREPARE");
	if (tok_is(prev, "FOR"))
		return tok_is(&c->tok[0], "SET");
	return tok_punct(prev, '(') || tok_punct(prev, ')') ||
	    tok_punct(prev, ':') || tok_punct(prev, '>');
}

static bool
is_name(const struct tok *t)
{
	return t->kind == TOK_WORD || t->kind == TOK_IDENT ||
	    t->kind == TOK_PARAM || t->kind == TOK_STRING;
}

static bool
at_paren(const struct sql_ctx *c, size_t i)
{
	return i > 0 && i != c->body_from && (tok_punct(&c->tok[i - 1], '(') ||
	    tok_punct(&c->tok[i - 1], ')'));
}

static bool
is_drop(const struct sql_ctx *c, size_t i)
{
	const struct tok *next = ctx_tok(c, i + 1);

	if (i == 0)
		return next->kind == TOK_WORD;
	return ctx_start(c, i) && sql_drop_object(next) && !at_paren(c, i) &&
	    !tok_is(ctx_tok(c, i + 2), "FROM");
}

static bool
is_truncate(const struct sql_ctx *c, size_t i)
{
	return ctx_start(c, i) && !at_paren(c, i) &&
	    is_name(ctx_tok(c, i + 1));
}

static bool
is_delete(const struct sql_ctx *c, size_t i)
{
	static const char *const no_table[] = { "ON", "CASCADE", "OR", "AS",
	    "THEN", "WHEN", "TO", "USING", "IS", "IN", "AND", NULL };
	const struct tok *next = ctx_tok(c, i + 1);

	if (tok_is(next, "FROM"))
		return ctx_start(c, i) || tok_is(&c->tok[0], "ANALYZE");
	return ctx_start(c, i) && !at_paren(c, i) && is_name(next) &&
	    !tok_in(next, no_table);
}

/* UPDATE name .. SET; not FOR UPDATE, ON UPDATE, DO UPDATE SET. */
static bool
is_update(struct sql_ctx *c, size_t i)
{
	const struct tok *next = ctx_tok(c, i + 1);

	if (!ctx_start(c, i) || !is_name(next) || tok_is(next, "SET"))
		if (!tok_is(next, "TOP") || !ctx_start(c, i))
			return false;
	for (size_t k = i + 1; k < c->ntok; k++) {
		if (tok_is(&c->tok[k], "SET"))
			return true;
		if (c->tok[k].kind == TOK_SEMI ||
		    tok_is(&c->tok[k], "UPDATE"))
			return false;
	}
	return false;
}

/* EXPLAIN runs nothing, unless it is told to. */
static bool
explained(const struct sql_ctx *c)
{
	static const char *const heads[] = { "EXPLAIN", "DESCRIBE", "DESC",
	    NULL };
	static const char *const off[] = { "FALSE", "OFF", NULL };
	size_t end = 3;

	if (!tok_in(&c->tok[0], heads) || c->dialect == SQL_TSQL)
		return false;
	if (tok_punct(ctx_tok(c, 1), '('))
		end = tok_skip_paren(c, 1, c->ntok);
	for (size_t i = 1; i < end && i < c->ntok; i++)
		if ((tok_is(&c->tok[i], "ANALYZE") ||
		    tok_is(&c->tok[i], "ANALYSE")) &&
		    !tok_in(ctx_tok(c, i + 1), off))
			return false;
	return true;
}

static const struct {
	const char *word;
	enum sql_verb verb;
} heads[] = {
	{ "SELECT", SQL_SELECT }, { "WITH", SQL_SELECT },
	{ "VALUES", SQL_SELECT }, { "TABLE", SQL_SELECT },
	{ "SHOW", SQL_SELECT }, { "GRANT", SQL_GRANT },
	{ "REVOKE", SQL_REVOKE }, { "DENY", SQL_REVOKE },
	{ "CALL", SQL_CALL }, { "SHUTDOWN", SQL_ADMIN },
	{ "KILL", SQL_ADMIN }
};

/* COPY .. PROGRAM 'cmd' runs a command on the server. */
static void
copy_program(struct sql_ctx *c, struct sql_stmt *s)
{
	if (!tok_is(&c->tok[0], "COPY"))
		return;
	s->object = "COPY";
	for (size_t i = 1; i + 1 < c->ntok; i++)
		if (tok_is(&c->tok[i], "PROGRAM") &&
		    c->tok[i + 1].kind == TOK_STRING) {
			s->shell = arena_strndup(c->a, c->tok[i + 1].text,
			    c->tok[i + 1].tlen);
			s->shell_len = c->tok[i + 1].tlen;
		}
}

/* ANSI_QUOTES and NO_BACKSLASH_ESCAPES, alone or in a combination. */
static bool
is_odd_mode(const struct tok *t)
{
	static const char *const odd[] = { "ansi", "backslash", "oracle",
	    "mssql", "db2", "postgresql", "maxdb" };

	for (size_t k = 0; k < sizeof odd / sizeof odd[0]; k++)
		for (size_t i = 0; i + strlen(odd[k]) <= t->tlen; i++)
			if (strncasecmp(t->text + i, odd[k],
			    strlen(odd[k])) == 0)
				return true;
	return false;
}

/* Modes change where a string ends; only the usual values are safe. */
static bool
changes_reading(struct sql_ctx *c)
{
	bool mode = false;

	if (!tok_is(&c->tok[0], "SET"))
		return false;
	for (size_t i = 1; i < c->ntok; i++) {
		const struct tok *t = &c->tok[i];

		if (tok_is(t, "standard_conforming_strings") ||
		    tok_is(t, "backslash_quote")) {
			c->odd_mode = !tok_is(ctx_tok(c, i + 2), "ON") &&
			    !(ctx_tok(c, i + 2)->tlen == 2);
			return c->odd_mode;
		}
		mode = mode || (t->tlen >= 8 && strncasecmp(t->text +
		    t->tlen - 8, "sql_mode", 8) == 0);
		if (mode && t->kind == TOK_STRING && is_odd_mode(t))
			c->odd_mode = true;
	}
	return mode && c->odd_mode;
}

/* Also behind WITH; replace() and insert() are functions. */
static bool
is_insert(const struct sql_ctx *c, size_t i)
{
	const struct tok *t = &c->tok[i], *next = ctx_tok(c, i + 1);

	if ((!tok_is(t, "INSERT") && !tok_is(t, "REPLACE")) ||
	    tok_is(next, "TABLE"))
		return false;
	return i == 0 || (ctx_start(c, i) && (tok_is(next, "INTO") ||
	    tok_is(next, "OVERWRITE") || tok_is(next, "OR")));
}

static void
insert(struct sql_ctx *c, size_t i)
{
	bool replaces = tok_is(&c->tok[i], "REPLACE") ||
	    tok_is(ctx_tok(c, i + 1), "OR");
	struct sql_stmt *s = ctx_emit(c, replaces ? SQL_REPLACE : SQL_INSERT,
	    i, c->ntok);
	size_t at = i + 1;

	if (tok_is(ctx_tok(c, i + 1), "OVERWRITE"))
		s->verb = SQL_OVERWRITE;
	while (at < i + 6 && (tok_is(ctx_tok(c, at), "OVERWRITE") ||
	    tok_is(ctx_tok(c, at), "INTO") || at < i + 3) &&
	    !(at > i + 1 && tok_is(ctx_tok(c, at - 1), "INTO")))
		at++;
	s->object = "TABLE";
	ctx_name(c, at, &s->name);
	s->bounded = s->verb != SQL_OVERWRITE;
	for (; replaces && at < c->ntok && !tok_is(&c->tok[at], "VALUES");
	    at++)
		s->bounded = s->bounded && !tok_is(&c->tok[at], "SELECT");
}

static void
head(struct sql_ctx *c)
{
	struct sql_stmt *s;

	if (is_insert(c, 0)) {
		insert(c, 0);
		return;
	}
	s = ctx_emit(c, SQL_OTHER, 0, c->ntok);
	/* REPLACE TABLE of ClickHouse, RESTORE DATABASE of T-SQL. */
	if ((tok_is(&c->tok[0], "REPLACE") && tok_is(ctx_tok(c, 1), "TABLE")) ||
	    (tok_is(&c->tok[0], "RESTORE") &&
	    (tok_is(ctx_tok(c, 1), "DATABASE") ||
	    tok_is(ctx_tok(c, 1), "TABLE")))) {
		s->verb = SQL_RECREATE;
		s->object = tok_is(ctx_tok(c, 1), "TABLE") ? "TABLE" :
		    "DATABASE";
		ctx_name(c, 2, &s->name);
		s->bounded = false;
		return;
	}
	if (tok_is(&c->tok[0], "SYSTEM") && (tok_is(ctx_tok(c, 1),
	    "SHUTDOWN") || tok_is(ctx_tok(c, 1), "KILL"))) {
		s->verb = SQL_ADMIN;
		s->object = "SHUTDOWN";
		return;
	}
	for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++)
		if (tok_is(&c->tok[0], heads[i].word))
			s->verb = heads[i].verb;
	if (s->verb == SQL_ADMIN)
		s->object = tok_is(&c->tok[0], "KILL") ? "KILL" : "SHUTDOWN";
	copy_program(c, s);
	if (changes_reading(c))
		s->unknown = true;
}

bool
ctx_verb(struct sql_ctx *c, size_t i, bool *stop)
{
	const struct tok *t = &c->tok[i];

	if (t->kind != TOK_WORD)
		return i == 0 && c->dialect == SQL_TSQL && ctx_dynamic(c, i);
	if (tok_is(t, "DROP") && is_drop(c, i))
		ctx_drop(c, i);
	else if (tok_is(t, "TRUNCATE") && is_truncate(c, i))
		ctx_truncate(c, i);
	else if (tok_is(t, "DELETE") && is_delete(c, i))
		ctx_delete(c, i);
	else if (tok_is(t, "UPDATE") && is_update(c, i))
		ctx_update(c, i);
	else if (tok_is(t, "MERGE") && ctx_start(c, i))
		ctx_merge(c, i);
	else if (i > 0 && is_insert(c, i))
		insert(c, i);
	else if (tok_is(t, "ALTER") && ctx_start(c, i) && !at_paren(c, i)) {
		ctx_alter(c, i);
		*stop = c->dialect != SQL_TSQL && !c->proc;
	} else if (tok_is(t, "CREATE") && ctx_start(c, i) && !at_paren(c, i))
		*stop = ctx_create(c, i);
	else
		return ctx_dynamic(c, i);
	return true;
}

void
ctx_scan(struct sql_ctx *c)
{
	static const char *const grants[] = { "GRANT", "REVOKE", "DENY",
	    NULL };
	bool stop = false;
	size_t i;

	if (explained(c)) {
		ctx_emit(c, SQL_OTHER, 0, c->ntok)->object = "EXPLAIN";
		return;
	}
	/* First: to create a program is no call of it. */
	ctx_run_stored(c);
	if (!ctx_verb(c, 0, &stop))
		head(c);
	if (tok_in(&c->tok[0], grants) && c->dialect != SQL_TSQL)
		return;
	for (i = 1; i < c->ntok && !stop; i++) {
		ctx_assign(c, i);
		ctx_verb(c, i, &stop);
	}
}
