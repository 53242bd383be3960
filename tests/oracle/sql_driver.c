/* SPDX-License-Identifier: ISC */
/*
 * For the oracle tests: sql_driver DIALECT prints what the statements on stdin
 * do, one a line, and last DESTROYS, UNKNOWN or HARMLESS for the whole. With
 * -z stdin holds many texts, each ended by a NUL, and only the last word is
 * printed for each.
 */
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analyse/sql.h"

static const struct {
	const char *name;
	enum sql_dialect d;
} dialects[] = {
	{ "postgres", SQL_POSTGRES }, { "mysql", SQL_MYSQL },
	{ "sqlite", SQL_SQLITE }, { "tsql", SQL_TSQL },
	{ "clickhouse", SQL_CLICKHOUSE }, { "generic", SQL_GENERIC }
};

static void
show(const struct sql_stmt *s)
{
	printf("%u+%u %s", s->span.off, s->span.len, sql_verb_str(s->verb));
	if (s->object != NULL)
		printf(" %s", s->object);
	if (s->part != NULL)
		printf(" (%s)", s->part);
	if (s->name != NULL)
		printf(" name=%s", s->name);
	if (s->shell != NULL)
		printf(" shell=%s", s->shell);
	if (s->file != NULL)
		printf(" file=%s", s->file);
	printf("%s%s%s\n", s->bounded ? "" : " unbounded",
	    s->unknown ? " unknown" : "", sql_destroys(s) ? " destroys" : "");
}

static int
judge(const char *text, size_t n, const char *dialect, int quiet)
{
	struct arena *a = arena_new((size_t)512 << 20);
	struct sql_stmt *s = NULL;
	const char *sum = "HARMLESS";
	int rc = 0;

	if (a == NULL)
		return 2;
	if (setjmp(*arena_catch(a)) != 0) {
		puts("LIMIT");
		arena_free(a);
		return 0;
	}
	if (strcmp(dialect, "redis") == 0)
		rc = redis_analyse(a, text, n, &s);
	else if (strcmp(dialect, "mongo") == 0)
		rc = mongo_analyse(a, text, n, &s);
	else
		for (size_t i = 0; i < 6; i++)
			if (strcmp(dialects[i].name, dialect) == 0)
				rc = sql_analyse(a, text, n, dialects[i].d,
				    &s);
	for (; s != NULL; s = s->next) {
		if (!quiet)
			show(s);
		if (sql_destroys(s))
			sum = "DESTROYS";
		else if ((s->unknown || s->shell != NULL || s->file != NULL) &&
		    strcmp(sum, "HARMLESS") == 0)
			sum = "UNKNOWN";
	}
	puts(rc != 0 ? "LIMIT" : sum);
	arena_free(a);
	return 0;
}

int
main(int argc, char **argv)
{
	static char text[SQL_MAX + 4096];
	int many = argc > 2 && strcmp(argv[2], "-z") == 0;
	size_t n, start = 0;

	if (argc < 2)
		return 2;
	n = fread(text, 1, sizeof text, stdin);
	if (!many)
		return judge(text, n, argv[1], 0);
	for (size_t i = 0; i < n; i++)
		if (text[i] == '\0') {
			judge(text + start, i - start, argv[1], 1);
			start = i + 1;
		}
	return 0;
}
