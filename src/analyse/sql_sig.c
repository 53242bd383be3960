/* SPDX-License-Identifier: ISC */
/* Owner signatures of SQL statements. */
#include <fnmatch.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "analyse/sql_int.h"

const char *
sql_verb_str(enum sql_verb v)
{
	static const char *const names[] = {
		[SQL_OTHER] = "OTHER", [SQL_SELECT] = "SELECT",
		[SQL_INSERT] = "INSERT", [SQL_REPLACE] = "REPLACE",
		[SQL_OVERWRITE] = "INSERT OVERWRITE",
		[SQL_CREATE] = "CREATE",
		[SQL_RECREATE] = "CREATE OR REPLACE", [SQL_DROP] = "DROP",
		[SQL_TRUNCATE] = "TRUNCATE", [SQL_DELETE] = "DELETE",
		[SQL_UPDATE] = "UPDATE", [SQL_ALTER] = "ALTER",
		[SQL_ALTER_DROP] = "ALTER DROP", [SQL_GRANT] = "GRANT",
		[SQL_REVOKE] = "REVOKE", [SQL_CALL] = "CALL",
		[SQL_ADMIN] = "ADMIN", [SQL_META] = "META",
		[SQL_DYNAMIC] = "DYNAMIC", [NOSQL_FLUSH] = "FLUSH",
		[NOSQL_DROP] = "DROP", [NOSQL_DELETE] = "DELETE"
	};

	return (size_t)v < sizeof names / sizeof names[0] &&
	    names[v] != NULL ? names[v] : "OTHER";
}

bool
sql_destroys(const struct sql_stmt *s)
{
	static const char *const no_data[] = { "CONSTRAINT", "INDEX", "KEY",
	    "PRIMARY", "FOREIGN", "CHECK", "PROJECTION", NULL };

	switch (s->verb) {
	case SQL_DROP:
	case SQL_RECREATE:
	case SQL_TRUNCATE:
	case SQL_OVERWRITE:
	case NOSQL_FLUSH:
	case NOSQL_DROP:
		return true;
	case SQL_DELETE:
	case SQL_UPDATE:
	case SQL_REPLACE:
	case NOSQL_DELETE:
		return !s->bounded;
	case SQL_ALTER_DROP:
		for (size_t i = 0; no_data[i] != NULL; i++)
			if (strcmp(s->part, no_data[i]) == 0)
				return false;
		return true;
	default:
		return false;
	}
}

/* --- reading a signature ------------------------------------------------- */

enum { MAX_WORDS = 8, WORD_SIZE = 128 };

struct words {
	char w[MAX_WORDS][WORD_SIZE];
	size_t n;
	bool unbounded;
	bool drop;
};

static int
cut(const char *s, struct words *out)
{
	memset(out, 0, sizeof *out);
	for (;;) {
		size_t len;

		s += strspn(s, " \t\n");
		len = strcspn(s, " \t\n");
		if (len > 0 && s[len - 1] == ';')
			len--;
		if (len == 0)
			return *s == '\0' || *s == ';' ? 0 : -1;
		if (len == 11 && strncasecmp(s, "(unbounded)", len) == 0)
			out->unbounded = true;
		else if (len == 6 && strncasecmp(s, "(drop)", len) == 0)
			out->drop = true;
		else if (out->n == MAX_WORDS || len >= WORD_SIZE)
			return -1;
		else
			memcpy(out->w[out->n++], s, len);
		s += len;
	}
}

static bool
word(const struct words *w, size_t i, const char *text)
{
	return i < w->n && strcasecmp(w->w[i], text) == 0;
}

/* A name without its quotes; -1 for what no name looks like. */
static int
take_name(const struct words *w, size_t *i, char *out)
{
	const char *s;
	size_t n = 0;

	if (*i >= w->n)
		return 0;
	s = w->w[(*i)++];
	if (s[0] == '-')
		return -1;
	for (; *s != '\0'; s++) {
		if (strchr("\"`[]", *s) != NULL && *s != '\0')
			continue;
		if (strchr("/=(){}<>|&;'", *s) != NULL)
			return -1;
		out[n++] = *s;
	}
	out[n] = '\0';
	return n > 0 ? 0 : -1;
}

static int
take_object(const struct words *w, size_t *i, char *out)
{
	struct tok t = { .kind = TOK_WORD };

	while (word(w, *i, "TEMPORARY") || word(w, *i, "EXTERNAL") ||
	    word(w, *i, "FOREIGN") || word(w, *i, "MATERIALIZED"))
		(*i)++;
	if (*i >= w->n)
		return -1;
	t.text = w->w[*i];
	t.tlen = (uint32_t)strlen(t.text);
	if (!sql_drop_object(&t) || t.tlen >= 32)
		return -1;
	(*i)++;
	for (size_t k = 0; k <= t.tlen; k++)
		out[k] = (char)(t.text[k] >= 'a' && t.text[k] <= 'z' ?
		    t.text[k] - 32 : t.text[k]);
	if (word(w, *i, "BY"))
		(*i)++;
	if (word(w, *i, "IF") && word(w, *i + 1, "EXISTS"))
		*i += 2;
	return 0;
}

static int
parse_drop(const struct words *w, struct sql_sig *out)
{
	size_t i = 1;

	out->verb = SQL_DROP;
	if (w->n == 1)
		return 0;
	if (take_object(w, &i, out->object) != 0 ||
	    take_name(w, &i, out->name) != 0)
		return -1;
	if (word(w, i, "CASCADE"))
		i++;
	return i == w->n ? 0 : -1;
}

static int
parse_alter(const struct words *w, struct sql_sig *out)
{
	size_t i = 1;
	bool drop = w->drop;

	if (take_object(w, &i, out->object) != 0)
		return -1;
	if (!word(w, i, "DROP") && take_name(w, &i, out->name) != 0)
		return -1;
	if (word(w, i, "DROP")) {
		drop = true;
		i++;
		if (word(w, i, "COLUMN") || word(w, i, "PARTITION"))
			i++;
	}
	out->verb = drop ? SQL_ALTER_DROP : SQL_ALTER;
	return i == w->n ? 0 : -1;
}

static int
parse_simple(const struct words *w, struct sql_sig *out)
{
	static const struct {
		const char *verb;
		const char *second;	/* may follow it */
		enum sql_verb v;
	} table[] = {
		{ "TRUNCATE", "TABLE", SQL_TRUNCATE },
		{ "DELETE", "FROM", SQL_DELETE },
		{ "UPDATE", "ONLY", SQL_UPDATE },
		{ "INSERT", "INTO", SQL_INSERT },
		{ "REPLACE", "INTO", SQL_REPLACE },
		{ "GRANT", "", SQL_GRANT },
		{ "REVOKE", "", SQL_REVOKE },
		{ "FLUSHALL", "", NOSQL_FLUSH },
		{ "FLUSHDB", "", NOSQL_FLUSH }
	};
	size_t i = 1;

	for (size_t k = 0; k < sizeof table / sizeof table[0]; k++) {
		if (!word(w, 0, table[k].verb))
			continue;
		out->verb = table[k].v;
		if (out->verb == NOSQL_FLUSH)
			memcpy(out->object, table[k].verb,
			    strlen(table[k].verb) + 1);
		if (word(w, i, table[k].second))
			i++;
		else if (w->n > 1 && !w->unbounded &&
		    (out->verb == SQL_DELETE || out->verb == SQL_INSERT))
			return -1;
		if (take_name(w, &i, out->name) != 0)
			return -1;
		return i == w->n ? 0 : -1;
	}
	return -1;
}

int
sql_sig_parse(const char *text, struct sql_sig *out)
{
	struct words w;

	memset(out, 0, sizeof *out);
	if (cut(text, &w) != 0 || w.n == 0)
		return -1;
	out->unbounded = w.unbounded;
	if (w.unbounded && !word(&w, 0, "DELETE") && !word(&w, 0, "UPDATE"))
		return -1;
	if (word(&w, 0, "DROP"))
		return w.drop ? -1 : parse_drop(&w, out);
	if (word(&w, 0, "ALTER"))
		return parse_alter(&w, out);
	return w.drop ? -1 : parse_simple(&w, out);
}

/* --- matching ------------------------------------------------------------ */

/* s.t, t and glob*: as many of the last parts as both have must agree. */
static bool
name_matches(const char *sig, const char *name)
{
	const char *s = strrchr(sig, '.'), *n = strrchr(name, '.');
	const char *tail = n == NULL ? name : n + 1;

	if (s == NULL)
		return fnmatch(sig, tail, FNM_CASEFOLD) == 0;
	if (n == NULL)
		return fnmatch(s + 1, tail, FNM_CASEFOLD) == 0;
	if (fnmatch(sig, name, FNM_CASEFOLD) == 0)
		return true;
	for (n = strchr(name, '.'); n != NULL; n = strchr(n + 1, '.'))
		if (fnmatch(sig, n + 1, FNM_CASEFOLD) == 0)
			return true;
	return false;
}

static bool
any_name(const struct sql_sig *sig, const struct sql_stmt *s)
{
	if (sig->name[0] == '\0' || s->name == NULL)
		return true;
	if (s->names == NULL)
		return name_matches(sig->name, s->name);
	for (size_t i = 0; s->names[i] != NULL; i++)
		if (name_matches(sig->name, s->names[i]))
			return true;
	return false;
}

static bool
object_is(const struct sql_stmt *s, const char *object)
{
	return s->object != NULL && strcmp(s->object, object) == 0;
}

static bool
drop_matches(const struct sql_sig *sig, const struct sql_stmt *s)
{
	bool mysql = s->dialect == SQL_MYSQL || s->dialect == SQL_GENERIC ||
	    s->dialect == SQL_CLICKHOUSE;

	if (s->verb != SQL_DROP && s->verb != SQL_RECREATE &&
	    s->verb != NOSQL_DROP)
		return false;
	if (sig->object[0] == '\0' || object_is(s, sig->object))
		return any_name(sig, s);
	if (strcmp(sig->object, "TABLE") == 0) {
		if (s->verb == SQL_DROP && object_is(s, "OWNED"))
			return true;
		return s->verb == NOSQL_DROP && object_is(s, "COLLECTION") &&
		    any_name(sig, s);
	}
	if (!mysql)
		return false;
	return ((strcmp(sig->object, "DATABASE") == 0 &&
	    object_is(s, "SCHEMA")) ||
	    (strcmp(sig->object, "SCHEMA") == 0 &&
	    object_is(s, "DATABASE"))) && any_name(sig, s);
}

bool
sql_match(const struct sql_sig *sig, const struct sql_stmt *s)
{
	enum sql_verb v = s->verb == NOSQL_DELETE ? SQL_DELETE : s->verb;

	if (sig->verb == SQL_DROP)
		return drop_matches(sig, s);
	if (sig->verb == SQL_ALTER && v == SQL_ALTER_DROP)
		v = SQL_ALTER;
	if (sig->verb != v)
		return false;
	if (sig->unbounded && s->bounded)
		return false;
	if (sig->object[0] != '\0' && !object_is(s, sig->object))
		return false;
	return any_name(sig, s);
}
