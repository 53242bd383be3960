/* SPDX-License-Identifier: ISC */
/* DROP, TRUNCATE, ALTER, CREATE. */
#include <string.h>

#include "analyse/sql_int.h"

static const char *const modifiers[] = { "TEMPORARY", "TEMP", "EXTERNAL",
    "FOREIGN", "MATERIALIZED", "UNLOGGED", "PUBLIC", "GLOBAL", "LOCAL",
    "VIRTUAL", "SNAPSHOT", "TRANSIENT", "DYNAMIC", "ICEBERG", "HYBRID",
    "UNIQUE", "SPATIAL", "FULLTEXT", "OR", "REPLACE", NULL };
static const char *const objects[] = { "TABLE", "TABLES", "DATABASE",
    "SCHEMA", "VIEW", "INDEX", "SEQUENCE", "TYPE", "DOMAIN", "FUNCTION",
    "PROCEDURE", "PROC", "ROUTINE", "AGGREGATE", "TRIGGER", "EVENT", "RULE",
    "OWNED", "USER", "ROLE", "LOGIN", "GROUP", "EXTENSION", "TABLESPACE",
    "SERVER", "PUBLICATION", "SUBSCRIPTION", "POLICY", "COLLATION",
    "CONVERSION", "CAST", "OPERATOR", "LANGUAGE", "DICTIONARY", "QUOTA",
    "PROFILE", "STATISTICS", "KEYSPACE", "STREAM", "STAGE", "WAREHOUSE",
    "PARTITION", "COLUMNFAMILY", "DATA", "ACCESS", "TRANSFORM", "TEXT",
    "MODEL", "SYNONYM", "PACKAGE", "CATALOG", "LOGFILE", "RESOURCE", NULL };

bool
sql_drop_object(const struct tok *t)
{
	return tok_in(t, objects) || tok_in(t, modifiers);
}

static size_t
skip_exists(const struct sql_ctx *c, size_t i)
{
	static const char *const words[] = { "IF", "NOT", "EXISTS",
	    "CONCURRENTLY", "ONLY", NULL };

	while (tok_in(ctx_tok(c, i), words) && ctx_tok(c, i + 1)->kind !=
	    TOK_EOF)
		i++;
	return i;
}

size_t
ctx_name(struct sql_ctx *c, size_t i, const char **name)
{
	const struct tok *t = ctx_tok(c, i);
	size_t start = i, len = 0;
	char *p;

	*name = NULL;
	if (t->kind == TOK_PARAM)
		return i + 1;
	while (t->kind == TOK_WORD || t->kind == TOK_IDENT ||
	    t->kind == TOK_STRING || tok_punct(t, '*')) {
		if (memchr(t->text, SQL_UNSEEN, t->tlen) != NULL)
			return i + 1;
		len += t->tlen + 1;
		i++;
		while (tok_punct(ctx_tok(c, i), '.') && i - start < 16)
			i++;
		if (!tok_punct(ctx_tok(c, i - 1), '.'))
			break;
		t = ctx_tok(c, i);
	}
	if (len == 0)
		return i;
	*name = p = arena_alloc(c->a, len);
	for (size_t k = start; k < i; k++) {
		if (tok_punct(ctx_tok(c, k), '.'))
			continue;
		if (p != *name)
			*p++ = '.';
		memcpy(p, c->tok[k].text, c->tok[k].tlen);
		p += c->tok[k].tlen;
	}
	*p = '\0';
	return i;
}

size_t
ctx_names(struct sql_ctx *c, size_t i, struct sql_stmt *s)
{
	size_t n = 0, cap = 1, k;
	const char **names;

	i = skip_exists(c, i);
	for (k = i; k < c->ntok && (k == i || c->tok[k].kind != TOK_WORD ||
	    tok_punct(&c->tok[k - 1], ',') || tok_punct(&c->tok[k - 1], '.') ||
	    tok_is(&c->tok[k - 1], "ONLY")); k++)
		cap += tok_punct(&c->tok[k], ',');
	names = arena_array(c->a, cap + 1, sizeof *names);
	while (n < cap) {
		i = ctx_name(c, skip_exists(c, i), &names[n]);
		if (names[n] == NULL) {
			s->unknown = true;
			break;
		}
		n++;
		if (tok_punct(ctx_tok(c, i), '*'))
			i++;
		if (!tok_punct(ctx_tok(c, i), ','))
			break;
		i++;
	}
	s->names = names;
	s->name = names[0];
	return i;
}

static const char *
upper(struct sql_ctx *c, const struct tok *t)
{
	char *s = arena_strndup(c->a, t->text, t->tlen);

	for (char *p = s; *p != '\0'; p++)
		if (*p >= 'a' && *p <= 'z')
			*p = (char)(*p - 'a' + 'A');
	return s;
}

/* Past modifiers, at the word that says what kind of object it is. */
static size_t
object_at(struct sql_ctx *c, size_t i, const char **object)
{
	while (tok_in(ctx_tok(c, i), modifiers))
		i++;
	*object = ctx_tok(c, i)->kind == TOK_WORD ? upper(c, &c->tok[i]) : "";
	if (strcmp(*object, "TABLES") == 0 ||
	    strcmp(*object, "COLUMNFAMILY") == 0)
		*object = "TABLE";
	else if (strcmp(*object, "PROC") == 0)
		*object = "PROCEDURE";
	else if (strcmp(*object, "KEYSPACE") == 0)
		*object = "DATABASE";
	if (c->dialect == SQL_MYSQL && strcmp(*object, "SCHEMA") == 0)
		*object = "DATABASE";
	return i + 1;
}

void
ctx_drop(struct sql_ctx *c, size_t i)
{
	const char *object;
	size_t at = object_at(c, i + 1, &object);
	struct sql_stmt *s = ctx_emit(c, SQL_DROP, i, c->ntok);

	s->object = object;
	s->bounded = false;
	if (tok_is(ctx_tok(c, at), "BY"))
		at++;
	at = ctx_names(c, at, s);
}

void
ctx_truncate(struct sql_ctx *c, size_t i)
{
	struct sql_stmt *s = ctx_emit(c, SQL_TRUNCATE, i, c->ntok);
	size_t at = i + 1;

	s->object = "TABLE";
	s->bounded = false;
	while (tok_in(ctx_tok(c, at), modifiers) ||
	    tok_is(ctx_tok(c, at), "ALL"))
		at++;
	if (tok_is(ctx_tok(c, at), "TABLE") ||
	    tok_is(ctx_tok(c, at), "DATABASE") ||
	    tok_is(ctx_tok(c, at), "TABLES"))
		at = object_at(c, at, &s->object);
	if (tok_is(ctx_tok(c, at), "FROM"))
		at++;
	ctx_names(c, at, s);
}

/* ALTER .. DROP at k: what goes; NULL for what holds no data. */
static const char *
dropped_part(struct sql_ctx *c, size_t k)
{
	static const char *const no_data[] = { "DEFAULT", "NOT", "IDENTITY",
	    "EXPRESSION", NULL };
	static const char *const parts[] = { "COLUMN", "PARTITION", "PART",
	    "CONSTRAINT", "INDEX", "KEY", "PRIMARY", "FOREIGN", "CHECK",
	    "PROJECTION", "TABLE", "TABLES", "FILE", "DETACHED", "PERIOD",
	    "SYSTEM", NULL };
	const struct tok *t = ctx_tok(c, k + 1);

	if (tok_in(t, no_data))
		return NULL;
	if (tok_in(t, parts))
		return upper(c, t);
	return "COLUMN";
}

static const char *
lost_part(struct sql_ctx *c, size_t k)
{
	const struct tok *t = ctx_tok(c, k), *u = ctx_tok(c, k + 1);

	if (tok_is(t, "DROP") && k > 0 && !tok_punct(ctx_tok(c, k - 1), '.'))
		return dropped_part(c, k);
	if (tok_is(t, "TRUNCATE") && (tok_is(u, "PARTITION") ||
	    tok_is(u, "SUBPARTITION")))
		return "PARTITION";
	if (tok_is(t, "DISCARD") && (tok_is(u, "TABLESPACE") ||
	    tok_is(u, "PARTITION")))
		return "TABLESPACE";
	/* T-SQL: the rows are another table's then. */
	if (tok_is(t, "SWITCH") && c->dialect == SQL_TSQL)
		return "PARTITION";
	if (tok_is(t, "CLEAR") && tok_is(u, "COLUMN"))
		return "COLUMN";
	return NULL;
}

/* Of two losses the one that holds data is the one to name. */
static bool
holds_data(const char *part)
{
	static const char *const data[] = { "COLUMN", "PARTITION", "PART",
	    "TABLE", "TABLES", "TABLESPACE", "FILE", "DETACHED", NULL };

	for (size_t i = 0; part != NULL && data[i] != NULL; i++)
		if (strcmp(part, data[i]) == 0)
			return true;
	return false;
}

/* ALTER TABLE t UPDATE a = 1 WHERE cond, of ClickHouse. */
static bool
mutation(struct sql_ctx *c, struct sql_stmt *s, size_t k)
{
	size_t at = k + 1;

	while (at < c->ntok && !tok_is(&c->tok[at], "WHERE"))
		at++;
	if (!tok_punct(ctx_tok(c, k + 2), '=') || at >= c->ntok)
		return false;
	s->verb = SQL_UPDATE;
	s->bounded = where_bounds(c, at + 1, c->ntok, s->name);
	return true;
}

void
ctx_alter(struct sql_ctx *c, size_t i)
{
	struct sql_stmt *s = ctx_emit(c, SQL_ALTER, i, c->ntok);
	size_t at = object_at(c, i + 1, &s->object), k;
	const char *part;

	k = ctx_names(c, skip_exists(c, at), s);
	for (; k < c->ntok && c->tok[k].kind != TOK_SEMI; k++) {
		if (tok_punct(&c->tok[k], '(')) {
			k = tok_skip_paren(c, k, c->ntok) - 1;
			continue;
		}
		if (c->dialect == SQL_CLICKHOUSE ||
		    c->dialect == SQL_GENERIC) {
			bool del = tok_is(&c->tok[k], "DELETE");
			bool on = tok_is(ctx_tok(c, k - 1), "ON");

			if (del && !on && tok_is(ctx_tok(c, k + 1), "WHERE")) {
				s->verb = SQL_DELETE;
				s->bounded = where_bounds(c, k + 2, c->ntok,
				    s->name);
				return;
			}
			if (tok_is(&c->tok[k], "UPDATE") && !on &&
			    mutation(c, s, k))
				return;
		}
		part = lost_part(c, k);
		if (part != NULL && !holds_data(s->part)) {
			s->verb = SQL_ALTER_DROP;
			s->part = part;
		}
	}
}

/* Behind the name a.b of what is created. */
static size_t
body_at(const struct sql_ctx *c, size_t at)
{
	while (tok_punct(ctx_tok(c, at + 1), '.'))
		at += 2;
	return at + 1;
}

bool
ctx_create(struct sql_ctx *c, size_t i)
{
	static const char *const kinds[] = { "FUNCTION", "PROCEDURE",
	    "PROC", "TRIGGER", "VIEW", "RULE", "POLICY", "PACKAGE",
	    "AGGREGATE", "SCHEMA", "TABLE", "DATABASE", "TYPE", "DOMAIN",
	    "USER", "ROLE", "EVENT", NULL };
	bool replace = tok_is(ctx_tok(c, i + 1), "OR") &&
	    tok_is(ctx_tok(c, i + 2), "REPLACE"), plain = false;
	struct sql_stmt *s = ctx_emit(c, SQL_CREATE, i, c->ntok);
	size_t at = i + 1, k;

	if (replace || (tok_is(ctx_tok(c, at), "OR") &&
	    tok_is(ctx_tok(c, at + 1), "ALTER")))
		at += 2;
	at = object_at(c, at, &s->object);
	for (k = at - 1; k < at + 16 && !plain; k++)
		plain = tok_in(ctx_tok(c, k), kinds);
	/* An event may run at once. */
	plain = plain && !tok_is(ctx_tok(c, k - 1), "EVENT");
	at = skip_exists(c, at);
	ctx_name(c, at, &s->name);
	if (replace && (strcmp(s->object, "TABLE") == 0 ||
	    strcmp(s->object, "DATABASE") == 0 ||
	    strcmp(s->object, "SCHEMA") == 0)) {
		s->verb = SQL_RECREATE;
		s->bounded = false;
	}
	if (c->dialect == SQL_TSQL && c->batch_start &&
	    (strcmp(s->object, "PROCEDURE") == 0 ||
	    strcmp(s->object, "FUNCTION") == 0 ||
	    strcmp(s->object, "TRIGGER") == 0)) {
		ctx_store(c, s->object, s->name, body_at(c, at));
		c->skip_batch = true;
		return true;
	}
	if (plain && c->dialect != SQL_TSQL)
		ctx_store(c, s->object, s->name, body_at(c, at));
	/* A body that never ends would hide what follows it. */
	if (c->body.routine && c->body.server > 0)
		return false;
	return plain && c->dialect != SQL_TSQL;
}
