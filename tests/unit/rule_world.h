/* SPDX-License-Identifier: ISC */
#ifndef TESTS_UNIT_RULE_WORLD_H
#define TESTS_UNIT_RULE_WORLD_H

/* A context, a pack of one rule, and effects from one line of text. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/glob.h"
#include "policy/rule_load.h"
#include "words.h"

static const char *const scratch[] = { "/tmp", "/var/tmp", NULL };
static const char *const guard[] = { "/etc/bashplate", NULL };
static const char *const production[] = { "prod", "*-prod-*", NULL };
static const char *const branches[] = { "main", "release/*", NULL };

static inline bool
made_here(void *arg, const char *path)
{
	(void)arg;
	return strcmp(path, "/w/p/../made") == 0 ||
	    strcmp(path, "/opt/made") == 0;
}

static const struct context ctx = {
	.project = "/w/p", .home = "/home/u", .scratch = scratch,
	.guard = guard, .production = production,
	.protected_branches = branches, .created_here = made_here
};

/* A pack of one rule whose match and unless are given. */
static inline const struct rule *
rule_of(struct arena *a, const char *match, const char *unless)
{
	const struct jsonproblem *p;
	const char *text = arena_printf(a, "{\"pack\":\"t\",\"title\":\"t\","
	    "\"rules\":[{\"id\":\"t/r\",\"title\":\"t\",\"radius\":3,"
	    "\"why\":\"w\",\"match\":[%s],\"unless\":[%s]}]}", match, unless);
	const struct rule *const *r;
	size_t n;

	r = rule_load_file(a, "t.json", text, strlen(text), false, &n, &p);
	if (p != NULL)
		print_error("%u:%u: %s\n", p->line, p->column, p->message);
	assert_null(p);
	assert_int_equal(n, 1);
	return r[0];
}

static inline struct effect *
command(struct arena *a, const char *line)
{
	struct effect *e = arena_alloc(a, sizeof *e);
	const struct tool *t;

	e->kind = EFFECT_COMMAND;
	e->argv = words_of(a, line, &e->argc);
	t = tool_find(value_text(e->argv[0]));
	if (t != NULL)
		e->norm = tool_normalise(a, t, e->argv, e->argc);
	return e;
}

/*
 * One effect from a line: "rm -r x" is a command; "delete /a", "write /a",
 * "read /a", "meta /a" a path effect ("delete? /" its path is not known,
 * "delete* /a" a pattern, "delete+ /a" recursive); "sql TEXT", "signal
 * other", "unknown shell", "assign A=b", "netshell -".
 */
static inline struct effect *
effect(struct arena *a, const char *s)
{
	static const char *const kinds[] = { "read", "write", "delete",
	    "meta", NULL };
	struct effect *e = arena_alloc(a, sizeof *e);
	const char *arg = strchr(s, ' ') + 1;
	const char **abs;
	char flag = arg[-2];

	for (int i = 0; kinds[i] != NULL; i++) {
		if (strncmp(s, kinds[i], strlen(kinds[i])) != 0)
			continue;
		e->kind = (enum effect_kind)(EFFECT_READ + i);
		e->path = value_const(a, arg, strlen(arg));
		abs = arena_array(a, 2, sizeof *abs);
		abs[0] = flag == '?' ? NULL : arg;
		e->abs = (const char *const *)abs;
		e->recursive = flag == '+' || flag == '*';
		if (flag == '*')
			((struct value *)(uintptr_t)e->path)->flags =
			    VALUE_GLOB;
		e->via = command(a, "rm -r x");
		return e;
	}
	if (strncmp(s, "sql ", 4) == 0) {
		struct sql_stmt *stmt;

		e->kind = EFFECT_SQL;
		assert_int_equal(sql_analyse(a, arg, strlen(arg),
		    SQL_POSTGRES, &stmt), 0);
		e->sql = stmt;
		e->via = command(a, "psql -h x-prod-1 -c sql");
	} else if (strncmp(s, "signal ", 7) == 0) {
		e->kind = EFFECT_SIGNAL;
		e->whose = strcmp(arg, "other") == 0 ? SIGNAL_OTHER :
		    strcmp(arg, "own") == 0 ? SIGNAL_OWN : SIGNAL_UNKNOWN;
	} else if (strncmp(s, "unknown ", 8) == 0) {
		e->kind = EFFECT_UNKNOWN;
		e->unknown = strcmp(arg, "shell") == 0 ? UNKNOWN_SHELL :
		    UNKNOWN_COMMAND;
	} else if (strncmp(s, "assign ", 7) == 0) {
		size_t n = strcspn(arg, "=");

		e->kind = EFFECT_ASSIGN;
		e->name = arena_strndup(a, arg, n);
		e->value = words_one(a, arg + n + 1, strlen(arg + n + 1));
	} else if (strncmp(s, "netshell ", 9) == 0) {
		e->kind = EFFECT_NETSHELL;
	} else {
		return command(a, s);
	}
	return e;
}

#define P(x) "{" x "}"
enum { NO = MATCH_NO, MAYBE = MATCH_MAYBE, YES = MATCH_YES };

#endif
