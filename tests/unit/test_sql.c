/* SPDX-License-Identifier: ISC */
/* analyse/sql: each spelling that destroys, and a twin that does not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "analyse/sql.h"

#define PG SQL_POSTGRES
#define MY SQL_MYSQL
#define LITE SQL_SQLITE
#define MS SQL_TSQL
#define CH SQL_CLICKHOUSE
#define GEN SQL_GENERIC

static const struct {
	enum sql_dialect d;
	const char *bad;	/* destroys */
	const char *good;	/* does nothing that matters */
} pairs[] = {
#include "sql_pairs.h"
};

/* Not known, or a shell or a file that others judge; and a plain twin. */
static const struct {
	enum sql_dialect d;
	const char *open;
	const char *plain;
} opens[] = {
#include "sql_opens.h"
};

static struct arena *
arena(void)
{
	struct arena *a = arena_new((size_t)256 << 20);

	assert_non_null(a);
	return a;
}

static struct sql_stmt *
analyse(struct arena *a, enum sql_dialect d, const char *text)
{
	struct sql_stmt *s;

	assert_int_equal(sql_analyse(a, text, strlen(text), d, &s), 0);
	return s;
}

static bool
destroys(const struct sql_stmt *s)
{
	for (; s != NULL; s = s->next)
		if (sql_destroys(s))
			return true;
	return false;
}

static bool
is_open(const struct sql_stmt *s)
{
	for (; s != NULL; s = s->next)
		if (s->unknown || s->shell != NULL || s->file != NULL)
			return true;
	return false;
}

static int
wrong(const char *what, enum sql_dialect d, const char *text)
{
	fprintf(stderr, "%s, dialect %d: %s\n", what, (int)d, text);
	return 1;
}

static void
spellings_and_twins(void **state)
{
	int bad = 0;

	(void)state;
	for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
		struct arena *a = arena();
		struct sql_stmt *s = analyse(a, pairs[i].d, pairs[i].bad);

		if (!destroys(s))
			bad += wrong("not seen", pairs[i].d, pairs[i].bad);
		s = analyse(a, pairs[i].d, pairs[i].good);
		if (destroys(s) || is_open(s))
			bad += wrong("not there", pairs[i].d, pairs[i].good);
		arena_free(a);
	}
	assert_int_equal(bad, 0);
}

static void
unknowns_and_twins(void **state)
{
	int bad = 0;

	(void)state;
	for (size_t i = 0; i < sizeof opens / sizeof opens[0]; i++) {
		struct arena *a = arena();
		struct sql_stmt *s = analyse(a, opens[i].d, opens[i].open);

		if (!is_open(s))
			bad += wrong("not open", opens[i].d, opens[i].open);
		s = analyse(a, opens[i].d, opens[i].plain);
		if (destroys(s) || is_open(s))
			bad += wrong("not plain", opens[i].d, opens[i].plain);
		arena_free(a);
	}
	assert_int_equal(bad, 0);
}

static const struct sql_stmt *
find(const struct sql_stmt *s, enum sql_verb v)
{
	while (s != NULL && s->verb != v)
		s = s->next;
	assert_non_null(s);
	return s;
}

static void
fields_are_filled(void **state)
{
	struct arena *a = arena();
	const struct sql_stmt *s;

	(void)state;
	s = find(analyse(a, PG, "select 1; drop table if exists a, \"B c\".d"),
	    SQL_DROP);
	assert_string_equal(s->object, "TABLE");
	assert_string_equal(s->name, "a");
	assert_string_equal(s->names[1], "B c.d");
	assert_null(s->names[2]);
	assert_int_equal(s->span.off, 10);
	s = find(analyse(a, PG, "alter table t drop column c"),
	    SQL_ALTER_DROP);
	assert_string_equal(s->part, "COLUMN");
	assert_string_equal(s->name, "t");
	s = find(analyse(a, PG, "\\! rm -rf x"), SQL_META);
	assert_string_equal(s->shell, "rm -rf x");
	s = find(analyse(a, PG, "\\i a\\ b.sql"), SQL_META);
	assert_string_equal(s->file, "a");
	s = find(analyse(a, MY, "source dump.sql;"), SQL_META);
	assert_string_equal(s->file, "dump.sql");
	s = find(analyse(a, LITE, ".read 'x y.sql'"), SQL_META);
	assert_string_equal(s->file, "x y.sql");
	s = find(analyse(a, PG, "copy t from program 'cat x'"), SQL_OTHER);
	assert_string_equal(s->shell, "cat x");
	arena_free(a);
}

static const struct {
	const char *sig;
	enum sql_dialect d;
	const char *text;
	bool match;
} sigs[] = {
	{ "DROP TABLE", PG, "drop table x", true },
	{ "DROP TABLE", PG, "drop foreign table x", true },
	{ "DROP TABLE", MY, "drop temporary table if exists a, b", true },
	{ "DROP TABLE", MY, "create or replace table x (a int)", true },
	{ "DROP TABLE", MY, "create table x (a int)", false },
	{ "DROP TABLE", PG, "drop owned by bob", true },
	{ "DROP TABLE", PG, "drop view x", false },
	{ "DROP TABLE", PG, "drop database x", false },
	{ "DROP TABLE users", PG, "drop table a, public.users", true },
	{ "DROP TABLE users", PG, "drop table users2", false },
	{ "DROP TABLE app.users", PG, "drop table users", true },
	{ "DROP TABLE app.users", PG, "drop table other.users", false },
	{ "DROP TABLE user*", PG, "drop table users", true },
	{ "DROP DATABASE", MY, "drop schema x", true },
	{ "DROP DATABASE", PG, "drop schema x", false },
	{ "DROP SCHEMA", MY, "drop database x", true },
	{ "drop database prod", MY, "DROP DATABASE prod", true },
	{ "drop database prod", MY, "DROP DATABASE test", false },
	{ "TRUNCATE", PG, "truncate a", true },
	{ "TRUNCATE", MY, "select truncate(a, 2) from t", false },
	{ "TRUNCATE TABLE orders", PG, "truncate a, orders", true },
	{ "TRUNCATE TABLE orders", PG, "truncate a, b", false },
	{ "DELETE FROM (unbounded)", PG, "delete from t", true },
	{ "DELETE FROM (unbounded)", PG, "delete from t where id=1", false },
	{ "DELETE FROM orders", PG, "delete from orders where id=1", true },
	{ "DELETE FROM orders", PG, "delete from t where id=1", false },
	{ "UPDATE (unbounded)", PG, "update t set a=1", true },
	{ "UPDATE (unbounded)", PG, "update t set a=1 where b=2", false },
	{ "ALTER TABLE (drop)", PG, "alter table t drop column a", true },
	{ "ALTER TABLE (drop)", PG, "alter table t add column a int", false },
	{ "ALTER TABLE users DROP", PG, "alter table users drop a", true },
	{ "ALTER TABLE users DROP", PG, "alter table t drop a", false },
	{ "ALTER TABLE", PG, "alter table t add column a int", true }
};

static void
signatures_match(void **state)
{
	static const char *const no_sql[] = { "kubectl delete pvc",
	    "git push --force origin main", "truncate -s 0 file", "drop",
	    "DROP caches", "delete", "update", "", "terraform destroy",
	    "DELETE users now", "drop table a b c", "SELECT", "ls (drop)",
	    "DROP TABLE (unbounded)" };
	struct sql_sig sig;

	(void)state;
	for (size_t i = 0; i < sizeof sigs / sizeof sigs[0]; i++) {
		struct arena *a = arena();
		struct sql_stmt *s = analyse(a, sigs[i].d, sigs[i].text);
		bool hit = false;

		if (sql_sig_parse(sigs[i].sig, &sig) != 0)
			fail_msg("no signature: %s", sigs[i].sig);
		for (; s != NULL; s = s->next)
			hit = hit || sql_match(&sig, s);
		if (hit != sigs[i].match)
			fail_msg("%s against %s", sigs[i].sig, sigs[i].text);
		arena_free(a);
	}
	for (size_t i = 0; i < sizeof no_sql / sizeof no_sql[0]; i++) {
		bool bare = strcmp(no_sql[i], "drop") == 0 ||
		    strcmp(no_sql[i], "delete") == 0 ||
		    strcmp(no_sql[i], "update") == 0;

		if (sql_sig_parse(no_sql[i], &sig) != (bare ? 0 : -1))
			fail_msg("signature: %s", no_sql[i]);
	}
}

static void
nosql_texts(void **state)
{
	static const struct {
		bool redis;
		bool bad;
		const char *text;
	} cases[] = {
		{ true, true, "FLUSHALL" }, { true, false, "GET FLUSHALL" },
		{ true, true, "get a\nflushdb async\n" },
		{ true, false, "set x 'flushall'" },
		{ true, true, "3 flushall" }, { true, false, "3 ping" },
		{ true, true, "\"flush\"all" }, { true, false, "del a" },
		{ true, true, "eval \"redis.call('flushall')\" 0" },
		{ true, false, "eval \"redis.call('get', 'a')\" 0" },
		{ false, true, "db.x.drop()" },
		{ false, false, "db.x.find({drop: 1})" },
		{ false, true, "db.dropDatabase()" },
		{ false, false, "print('db.dropDatabase()')" },
		{ false, true, "db.x.deleteMany( {} )" },
		{ false, false, "db.x.deleteMany({a: 1})" },
		{ false, true, "db.x.remove({/* all */})" },
		{ false, false, "db.x.remove({_id: 3})" },
		{ false, true, "db['x']['drop']()" },
		{ false, false, "db['x']['find']()" },
		{ false, true, "db.runCommand({drop: 'x'})" },
		{ false, false, "db.runCommand({ping: 1})" },
		{ false, true, "db.getSiblingDB('a').dropDatabase ()" },
		{ false, false, "// db.x.drop()\ndb.x.count()" },
		{ false, true, "db.a.deleteMany({_id: {$exists: true}})" },
		{ false, false, "db.a.deleteMany({b: {$exists: true}})" },
		{ false, true, "db.a.updateMany({}, {$set: {a: 1}})" },
		{ false, false, "db.a.updateMany({x: 1}, {$set: {a: 1}})" },
		{ false, true, "db.a.bulkWrite([{deleteMany: {filter: {}}}])" },
		{ false, false, "db.a.bulkWrite([{deleteMany: {filter: {a: 1}}}])" },
		{ false, true, "db.a.aggregate([{$out: 'b'}])" },
		{ false, false, "db.a.aggregate([{$match: {}}])" },
		{ false, true, "db.runCommand({delete: 'a', deletes: [{q: {}}]})" },
		{ true, true, "REPLICAOF h 1" },
		{ true, false, "REPLICAOF NO ONE" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct arena *a = arena();
		const char *t = cases[i].text;
		struct sql_stmt *s;

		if (cases[i].redis)
			redis_analyse(a, t, strlen(t), &s);
		else
			mongo_analyse(a, t, strlen(t), &s);
		if (destroys(s) != cases[i].bad)
			fail_msg("%s", t);
		arena_free(a);
	}
}

static void
variables_come_from_outside(void **state)
{
	struct sql_var v = { NULL, "q", "drop table x" };
	struct arena *a = arena();
	struct sql_stmt *s;

	(void)state;
	assert_int_equal(sql_analyse_vars(a, ":q;", 3, PG, &v, &s), 0);
	assert_true(destroys(s));
	v.value = "select 1";
	assert_int_equal(sql_analyse_vars(a, ":q;", 3, PG, &v, &s), 0);
	assert_false(destroys(s) || is_open(s));
	v.value = NULL;
	assert_int_equal(sql_analyse_vars(a, ":q;", 3, PG, &v, &s), 0);
	assert_true(is_open(s));
	arena_free(a);
}

/* 0 also when the arena's limit ended it. */
static int
survives(const char *text, size_t n, enum sql_dialect d)
{
	struct arena *a = arena();
	struct sql_stmt *s;
	volatile int rc = 0;

	if (setjmp(*arena_catch(a)) == 0)
		rc = sql_analyse(a, text, n, d, &s);
	arena_free(a);
	return rc;
}

/* Any bytes, nested and repeated as far as the limit goes. */
static void
hostile_texts_end(void **state)
{
	static const char *const pieces[] = { "(", "/*", "/*!", "begin ",
	    "update x ", "delete from x ", "where (", "'", "$a$", "@a=@a+'x' ",
	    "exec('", "do $$", ":q", "\\set q :q :q\n", "drop table a,",
	    "case when ", "not ", "a or ", "format('%s',", "\xff", "`", "[",
	    "E'a'\n'b'\n", "with a as (", "U&'\\00", "GO\n", "create trigger ",
	    ".shell \"", "; end", "prepare a from ", "where a=(select " };
	enum { SIZE = 60000 };
	char *text = malloc(SIZE);
	uint32_t seed = 1;

	(void)state;
	assert_non_null(text);
	for (size_t p = 0; p < sizeof pieces / sizeof pieces[0] + 8; p++) {
		size_t n = 0, count = sizeof pieces / sizeof pieces[0];

		for (;;) {
			const char *s;

			seed = seed * 1664525 + 1013904223;
			s = pieces[p < count ? p : (seed >> 16) % count];
			if (n + strlen(s) > SIZE)
				break;
			memcpy(text + n, s, strlen(s));
			n += strlen(s);
		}
		for (int d = SQL_POSTGRES; d <= SQL_GENERIC; d++) {
			assert_int_equal(survives(text, n,
			    (enum sql_dialect)d), 0);
		}
	}
	free(text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(spellings_and_twins),
		cmocka_unit_test(unknowns_and_twins),
		cmocka_unit_test(fields_are_filled),
		cmocka_unit_test(signatures_match),
		cmocka_unit_test(nosql_texts),
		cmocka_unit_test(variables_come_from_outside),
		cmocka_unit_test(hostile_texts_end)
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
