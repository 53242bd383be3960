/* SPDX-License-Identifier: ISC */
/* Statements that a SQL entry means, and near ones that it does not. */
#include <string.h>

#include "policy/floor_example.h"
#include "policy/signature_data.h"

/* In the text of a statement: % is the name, @ the object. */
static const struct {
	enum sql_verb verb;
	const char *yes[2], *near[2];
} forms[] = {
	{ SQL_DROP, { "DROP @ %", "drop/* */@ if exists %" },
	    { "CREATE @ %", "SELECT 'DROP @ %'" } },
	{ SQL_TRUNCATE, { "TRUNCATE TABLE %", "truncate %" },
	    { "SELECT truncate(3.14, 1)", "SELECT 'TRUNCATE %'" } },
	{ SQL_DELETE, { "DELETE FROM %", "delete from % where true" },
	    { "DELETE FROM % WHERE id = 7", "SELECT 'DELETE FROM %'" } },
	{ SQL_UPDATE, { "UPDATE % SET a = 1",
	    "update % set a = 1 where 1=1" },
	    { "UPDATE % SET a = 1 WHERE id = 7", "SELECT 'UPDATE %'" } },
	{ SQL_ALTER, { "ALTER @ % ADD COLUMN a int",
	    "alter @ % drop column a" },
	    { "SELECT 'ALTER @ %'", "CREATE @ % (a int)" } },
	{ SQL_ALTER_DROP, { "ALTER @ % DROP COLUMN a",
	    "alter @ % drop column if exists a" },
	    { "ALTER @ % ADD COLUMN a int", "SELECT 'ALTER @ %'" } },
	{ SQL_INSERT, { "INSERT INTO % VALUES (1)",
	    "insert into % select 1" },
	    { "SELECT 'INSERT INTO %'", "SELECT * FROM %" } },
	{ SQL_REPLACE, { "REPLACE INTO % VALUES (1)",
	    "replace into % select 1" },
	    { "SELECT replace('%', 'a', 'b')", "INSERT INTO % VALUES (1)" } },
	{ SQL_GRANT, { "GRANT ALL ON % TO app", "grant select on % to app" },
	    { "SELECT 'GRANT %'", "SELECT * FROM %" } },
	{ SQL_REVOKE, { "REVOKE ALL ON % FROM app",
	    "revoke select on % from app" },
	    { "SELECT 'REVOKE %'", "SELECT * FROM %" } },
};

static const char *
fill(struct arena *a, const char *form, const char *object, const char *name)
{
	const char *out = "";

	for (; *form != '\0'; form++)
		out = *form == '@' ? arena_printf(a, "%s%s", out, object) :
		    *form == '%' ? arena_printf(a, "%s%s", out, name) :
		    arena_printf(a, "%s%c", out, *form);
	return out;
}

static void
redis(const char *what, struct candidates *yes, struct candidates *no)
{
	struct arena *a = yes->a;

	candidate(yes, arena_printf(a, "redis-cli %s", what));
	candidate(yes, arena_printf(a, "redis-cli -h cache -n 2 %s ASYNC",
	    what));
	candidate(yes, arena_printf(a, "echo %s | redis-cli", what));
	candidate(no, "redis-cli DBSIZE");
	candidate(no, arena_printf(a, "redis-cli SET note %s", what));
	candidate(no, arena_printf(a, "redis-cli COMMAND INFO %s", what));
}

/* One spelling for each family of clients. */
static void
spellings(const char *first, const char *second, struct candidates *yes)
{
	struct arena *a = yes->a;

	candidate(yes, arena_printf(a, "psql -c %s",
	    candidate_quote(a, first)));
	candidate(yes, arena_printf(a, "mysql shop -e %s",
	    candidate_quote(a, second)));
	candidate(yes, arena_printf(a, "echo %s | sqlite3 app.db",
	    candidate_quote(a, arena_printf(a, "%s;", first))));
	candidate(yes, arena_printf(a, "docker exec db psql -U app -c %s",
	    candidate_quote(a, second)));
	candidate(yes, arena_printf(a, "mariadb -e %s",
	    candidate_quote(a, arena_printf(a, "select 1; %s", first))));
	candidate(yes, arena_printf(a, "psql <<'END'\n%s;\nEND", first));
}

void
candidates_sql(const struct signature *s, struct candidates *yes,
    struct candidates *no)
{
	const struct sql_sig *q = &s->sql;
	struct arena *a = yes->a;
	const char *object = q->object[0] != '\0' ? q->object : "TABLE";
	const char *name = q->name[0] != '\0' ? candidate_fill(a, q->name) :
	    "t";
	size_t i;

	if (q->verb == NOSQL_FLUSH) {
		redis(q->object, yes, no);
		return;
	}
	for (i = 0; i < sizeof forms / sizeof forms[0]; i++)
		if (forms[i].verb == q->verb)
			break;
	if (i == sizeof forms / sizeof forms[0])
		return;
	spellings(fill(a, forms[i].yes[0], object, name),
	    fill(a, forms[i].yes[1], object, name), yes);
	/* Another one of the same kind, where the entry names one. */
	if (q->name[0] != '\0')
		candidate(no, arena_printf(a, "psql -c %s", candidate_quote(a,
		    fill(a, forms[i].yes[0], object, arena_printf(a, "%s_2",
		    name)))));
	for (unsigned k = 0; k < 2; k++)
		candidate(no, arena_printf(a, k == 0 ? "psql -c %s" :
		    "mysql shop -e %s", candidate_quote(a, fill(a,
		    forms[i].near[k], object, name))));
	candidate(no, arena_printf(a, "psql -c %s", candidate_quote(a,
	    arena_printf(a, "SELECT 1 -- %s", fill(a, forms[i].yes[0], object,
	    name)))));
}
