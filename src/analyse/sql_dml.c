/* SPDX-License-Identifier: ISC */
/* DELETE, UPDATE, MERGE: of what, and does a condition bound them. */
#include <string.h>
#include <strings.h>

#include "analyse/sql_int.h"

static const char *const noise[] = { "LOW_PRIORITY", "QUICK", "IGNORE", "ONLY",
    "LATERAL", NULL };
static const char *const ends[] = { "RETURNING", "ORDER", "LIMIT", "OUTPUT",
    "OPTION", "WINDOW", "SETTINGS", NULL };
/* T-SQL needs no ; between statements, and these are reserved. */
static const char *const tsql_ends[] = { "SELECT", "INSERT", "UPDATE",
    "DELETE", "MERGE", "EXEC", "EXECUTE", "DROP", "TRUNCATE", "CREATE",
    "ALTER", "IF", "WHILE", "BEGIN", "END", "ELSE", "DECLARE", "PRINT", "USE",
    "RETURN", "GRANT", "REVOKE", "COMMIT", "ROLLBACK", "BACKUP", "RESTORE",
    NULL };

/* Where the statement at i ends, and its WHERE (0 when it has none). */
static size_t
dml_end(struct sql_ctx *c, size_t i, size_t *where)
{
	size_t depth = 0, cases = 0, end = 0;

	*where = 0;
	for (; i < c->ntok; i++) {
		const struct tok *t = &c->tok[i];

		if (!ctx_afford(c, 1)) {
			*where = 0;
			break;
		}
		if (tok_punct(t, '('))
			depth++;
		else if (tok_punct(t, ')') && depth-- == 0)
			break;
		else if (t->kind != TOK_WORD || depth > 0) {
			if (t->kind == TOK_SEMI && depth == 0)
				break;
			continue;
		} else if (tok_is(t, "CASE"))
			cases++;
		else if (tok_is(t, "END") && cases > 0)
			cases--;
		else if (tok_is(t, "WHERE") && *where == 0)
			*where = i + 1;
		else if (*where != 0 && end == 0 && tok_in(t, ends))
			end = i;
		else if (c->dialect == SQL_TSQL && cases == 0 &&
		    tok_in(t, tsql_ends))
			break;
		else if (tok_is(t, "DELETE") && tok_is(ctx_tok(c, i + 1),
		    "FROM"))
			break;
	}
	return end != 0 ? end : i;
}

/* Rows of these are the tables themselves. */
static bool
is_catalog(const char *name)
{
	static const char *const names[] = { "sqlite_master", "sqlite_schema",
	    "pg_class", "pg_database", "pg_attribute", NULL };
	const char *dot = strrchr(name, '.');

	for (size_t i = 0; names[i] != NULL; i++)
		if (strcasecmp(dot == NULL ? name : dot + 1, names[i]) == 0)
			return true;
	return strncasecmp(name, "mysql.", 6) == 0;
}

static void
bound(struct sql_ctx *c, struct sql_stmt *s, size_t i)
{
	size_t where, end = dml_end(c, i, &where);

	s->bounded = where != 0 && where_bounds(c, where, end, s->name) &&
	    (s->name == NULL || !is_catalog(s->name));
	if (s->name == NULL)
		s->unknown = true;
	if (!c->fixed_span && end > 0 && end <= c->ntok)
		s->span.len = c->tok[end - 1].off + c->tok[end - 1].len -
		    s->span.off;
}

static size_t
skip_top(struct sql_ctx *c, size_t i)
{
	if (tok_is(ctx_tok(c, i), "TOP")) {
		i++;
		i = tok_punct(ctx_tok(c, i), '(') ?
		    tok_skip_paren(c, i, c->ntok) : i + 1;
		if (tok_is(ctx_tok(c, i), "PERCENT"))
			i++;
	}
	while (tok_in(ctx_tok(c, i), noise))
		i++;
	return i;
}

void
ctx_delete(struct sql_ctx *c, size_t i)
{
	struct sql_stmt *s = ctx_emit(c, SQL_DELETE, i, c->ntok);
	size_t at = skip_top(c, i + 1);

	s->object = "TABLE";
	if (tok_is(ctx_tok(c, at), "FROM"))
		at = skip_top(c, at + 1);
	if (tok_punct(ctx_tok(c, at), '('))
		at++;
	at = ctx_names(c, at, s);
	bound(c, s, at);
}

void
ctx_update(struct sql_ctx *c, size_t i)
{
	struct sql_stmt *s = ctx_emit(c, SQL_UPDATE, i, c->ntok);
	size_t at = skip_top(c, i + 1);

	s->object = "TABLE";
	if (tok_is(ctx_tok(c, at), "OR"))
		at += 2;
	at = ctx_names(c, at, s);
	while (at < c->ntok && !tok_is(&c->tok[at], "SET"))
		at++;
	bound(c, s, at + 1);
}

/* ON source.id = target.id is as good as a WHERE; ON true is not. */
void
ctx_merge(struct sql_ctx *c, size_t i)
{
	struct sql_stmt *s = ctx_emit(c, SQL_OTHER, i, c->ntok);
	size_t at = i + 1, on = 0, when = 0, k;
	bool others = false;

	s->object = "MERGE";
	at = skip_top(c, at);
	if (tok_is(ctx_tok(c, at), "INTO"))
		at++;
	ctx_name(c, skip_top(c, at), &s->name);
	if (!ctx_afford(c, c->ntok - i)) {
		s->unknown = true;
		return;
	}
	for (k = at; k < c->ntok && c->tok[k].kind != TOK_SEMI; k++) {
		const struct tok *t = &c->tok[k];

		if (tok_punct(t, '('))
			k = tok_skip_paren(c, k, c->ntok) - 1;
		else if (tok_is(t, "ON") && on == 0)
			on = k + 1;
		else if (tok_is(t, "WHEN") && when == 0)
			when = k;
		else if (tok_is(t, "SOURCE") &&
		    tok_is(ctx_tok(c, k - 1), "BY"))
			others = true;
		else if (tok_is(t, "DELETE") &&
		    tok_is(ctx_tok(c, k - 1), "THEN"))
			s->verb = SQL_DELETE;
		else if (tok_is(t, "UPDATE") && s->verb == SQL_OTHER &&
		    tok_is(ctx_tok(c, k - 1), "THEN"))
			s->verb = SQL_UPDATE;
	}
	if (s->verb != SQL_OTHER)
		s->bounded = !others && on != 0 && when > on &&
		    where_bounds(c, on, when, NULL);
}
