/* SPDX-License-Identifier: ISC */
#ifndef ANALYSE_SQL_H
#define ANALYSE_SQL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "syntax/ast.h"

/*
 * SQL text, as a client would read it, to a list of what its statements do.
 * Pure, linear in the text, no crash on any byte string. Whatever the client
 * or the server would run counts, in whatever spelling; words in strings,
 * quoted identifiers and comments never do. A doubt is never resolved in
 * favour of harmless: it sets `unknown`.
 *
 * Facts: psql 15, sqlite3 3.40 and MariaDB 10.11 were asked (tests/oracle);
 * MySQL's own server, T-SQL (sqlcmd), ClickHouse, the mongo shell and redis
 * are after their manuals.
 */
enum sql_dialect {
	SQL_POSTGRES,	/* psql and its meta-commands */
	SQL_MYSQL,	/* mysql and mariadb with their client commands */
	SQL_SQLITE,	/* the sqlite3 shell with its dot-commands */
	SQL_TSQL,	/* sqlcmd: GO, :r, !! */
	SQL_CLICKHOUSE,
	SQL_GENERIC	/* client unknown: dangerous if it is so anywhere */
};

enum sql_verb {
	SQL_OTHER,
	SQL_SELECT,
	SQL_INSERT,
	SQL_REPLACE,	/* REPLACE INTO, INSERT OR REPLACE; not bounded when
			   the rows come from a SELECT */
	SQL_OVERWRITE,	/* INSERT OVERWRITE: the old rows go */
	SQL_CREATE,
	SQL_RECREATE,	/* CREATE OR REPLACE TABLE|DATABASE|SCHEMA */
	SQL_DROP,
	SQL_TRUNCATE,
	SQL_DELETE,	/* also MERGE .. DELETE, ALTER TABLE .. DELETE */
	SQL_UPDATE,
	SQL_ALTER,
	SQL_ALTER_DROP,	/* `part` says what is dropped */
	SQL_GRANT,
	SQL_REVOKE,
	SQL_CALL,	/* a stored program: its text is on the server */
	SQL_ADMIN,	/* SHUTDOWN, KILL */
	SQL_META,	/* a command of the client; `object` is its name */
	SQL_DYNAMIC,	/* runs text that is not on the line */
	NOSQL_FLUSH,	/* FLUSHALL, FLUSHDB: `object` says which */
	NOSQL_DROP,	/* `object` is COLLECTION, DATABASE or INDEX */
	NOSQL_DELETE	/* `bounded` as for SQL_DELETE */
};

struct sql_stmt {
	struct sql_stmt *next;
	struct span span;	/* in the text; of the whole literal when the
				   statement stands inside a string */
	enum sql_dialect dialect;
	enum sql_verb verb;
	const char *object;	/* "TABLE", ... upper case; or NULL */
	const char *part;	/* ALTER_DROP: "COLUMN", "PARTITION", ... */
	const char *name;	/* first object, unquoted, a.b; or NULL */
	const char *const *names;	/* all objects, NULL at the end */
	bool bounded;		/* a WHERE that can exclude rows */
	const char *shell;	/* text that a shell is given, or NULL */
	size_t shell_len;
	const char *file;	/* file of further SQL, or NULL */
	bool unknown;		/* there is more here than could be seen */
};

/* A variable the client got by other means (psql -v, sqlcmd -v). */
struct sql_var {
	struct sql_var *next;
	const char *name;
	const char *value;	/* NULL: assigned, value not known */
};

enum { SQL_MAX = 1024 * 1024 };

/*
 * The statements of `text` in order into *out (NULL when there are none).
 * Strings live in the arena or in `text`. Returns 0, or -1 for a text longer
 * than SQL_MAX, which must then count as unknown.
 */
int sql_analyse(struct arena *a, const char *text, size_t len,
    enum sql_dialect d, struct sql_stmt **out);

/* As sql_analyse(), with the client's variables. */
int sql_analyse_vars(struct arena *a, const char *text, size_t len,
    enum sql_dialect d, const struct sql_var *vars, struct sql_stmt **out);

/*
 * The same for redis-cli: one command a line, words quoted as redis-cli
 * quotes them; and for the words of one command taken from argv.
 */
int redis_analyse(struct arena *a, const char *text, size_t len,
    struct sql_stmt **out);
int redis_analyse_argv(struct arena *a, const char *const *argv, size_t argc,
    struct sql_stmt **out);

/* The same for the text of a mongo shell script. */
int mongo_analyse(struct arena *a, const char *text, size_t len,
    struct sql_stmt **out);

/* Does it drop an object with data, or empty one? Unknowns do not count. */
bool sql_destroys(const struct sql_stmt *s);

/* "DROP", "DELETE", ...: for messages and the log. */
const char *sql_verb_str(enum sql_verb v);

/*
 * An owner's signature. What matches what:
 *
 *	DROP TABLE		DROP [TEMPORARY|FOREIGN|EXTERNAL] TABLE[S],
 *				CREATE OR REPLACE TABLE, DROP OWNED BY,
 *				mongo's drop() of a collection
 *	DROP DATABASE		also DROP SCHEMA where they are one (MySQL),
 *				and mongo's dropDatabase()
 *	DROP SCHEMA		also DROP DATABASE there
 *	DROP			every DROP
 *	DELETE FROM t		every DELETE on t, t as s.t or with a glob
 *	DELETE FROM (unbounded)	DELETE without a WHERE that bounds it
 *	UPDATE (unbounded)	likewise
 *	TRUNCATE [TABLE] [t]	TRUNCATE of it
 *	ALTER TABLE [t] (drop)	ALTER TABLE that drops a part of it
 *	FLUSHALL, FLUSHDB	redis
 *
 * A statement whose object is not known matches a signature that names one.
 */
struct sql_sig {
	enum sql_verb verb;
	char object[32];	/* "" for any */
	char name[128];		/* "" for any */
	bool unbounded;
};

/* Returns 0, or -1 when `text` is not the signature of a SQL statement. */
int sql_sig_parse(const char *text, struct sql_sig *out);

bool sql_match(const struct sql_sig *sig, const struct sql_stmt *s);

#endif
