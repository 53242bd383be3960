/* policy/rule: every predicate holds where it should and has a twin where
 * it does not; every mistake in a pack is named with its place. */
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

static bool
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
static const struct rule *
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

static struct effect *
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
static struct effect *
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

static const struct {
	const char *match, *unless, *what;
	int want;
} table[] = {
	{ "\"rm -r\"", "", "rm -rf x", YES },
	{ "\"rm -r\"", "", "rm -f x", NO },
	{ "\"rm -r\"", "\"rm -i\"", "rm -ri x", NO },
	{ "\"rm -r\"", "\"rm -i\"", "rm -r|-i x", YES },
	{ "\"DROP TABLE\"", "", "sql drop table x", YES },
	{ "\"DROP TABLE\"", "", "sql select 1", NO },
	/* places */
	{ P("\"access\":\"delete\",\"path\":[\"project\"]"), "",
	    "delete /w/p/a", YES },
	{ P("\"access\":\"delete\",\"path\":[\"project\"]"), "",
	    "delete /w/pa", NO },
	{ P("\"access\":\"delete\",\"path\":[\"project\"]"), "",
	    "write /w/p/a", NO },
	{ P("\"access\":[\"delete\",\"write\"],\"path\":[\"project\"]"), "",
	    "write /w/p/a", YES },
	{ P("\"outside\":[\"project\",\"scratch\"]"), "", "delete /etc/x",
	    YES },
	{ P("\"outside\":[\"project\",\"scratch\"]"), "", "delete /tmp/x",
	    NO },
	{ P("\"outside\":[\"project\",\"scratch\"]"), "", "delete? x",
	    MAYBE },
	{ P("\"outside\":[\"project\"],\"unknown-path\":true"), "",
	    "delete? x", YES },
	{ P("\"outside\":[\"project\"],\"unknown-path\":true"), "",
	    "delete /w/p/x", NO },
	{ P("\"access\":\"delete\",\"unknown-path\":true"), "", "delete? x",
	    YES },
	{ P("\"access\":\"delete\",\"unknown-path\":true"), "", "delete /x",
	    NO },
	{ P("\"path\":[\"project-root\"]"), "", "delete+ /w/p", YES },
	{ P("\"path\":[\"project-root\"]"), "", "delete+ /w", YES },
	{ P("\"path\":[\"project-root\"]"), "", "delete* /w/p/*", YES },
	{ P("\"path\":[\"project-root\"]"), "", "delete* /w/p/.*", YES },
	{ P("\"path\":[\"project-root\"]"), "", "delete /w/p/.git", YES },
	{ P("\"path\":[\"project-root\"]"), "", "delete* /w/p/*.o", NO },
	{ P("\"path\":[\"project-root\"]"), "", "delete+ /w/p/src", NO },
	{ P("\"path\":[\"home\"]"), "", "delete+ /home/u", YES },
	{ P("\"path\":[\"home\"]"), "", "delete* /home/u/*", YES },
	{ P("\"path\":[\"home\"]"), "", "delete+ /home/bob", YES },
	{ P("\"path\":[\"home\"]"), "", "delete /home/u/x", NO },
	{ P("\"path\":[\"root\"]"), "", "delete+ /", YES },
	{ P("\"path\":[\"root\"]"), "", "delete* /*", YES },
	{ P("\"path\":[\"root\"]"), "", "delete+ /usr", YES },
	{ P("\"path\":[\"root\"]"), "", "delete* /usr/*", YES },
	{ P("\"path\":[\"root\"]"), "", "delete* /tmp/*", NO },
	{ P("\"path\":[\"root\"]"), "", "delete+ /usr/x", NO },
	{ P("\"path\":[\"system\"]"), "", "write /etc/passwd", YES },
	{ P("\"path\":[\"system\"]"), "", "write /lib64/x", YES },
	{ P("\"path\":[\"system\"]"), "", "write /home/u/etc", NO },
	{ P("\"path\":[\"device\"]"), "", "write /dev/sda", YES },
	{ P("\"path\":[\"device\"]"), "", "write /dev/nvme0n1", YES },
	{ P("\"path\":[\"device\"]"), "", "write /dev/disk/by-id/x", YES },
	{ P("\"path\":[\"device\"]"), "", "write /dev/null", NO },
	{ P("\"path\":[\"device\"]"), "", "write /dev/stderr", NO },
	{ P("\"path\":[\"device\"]"), "", "write /dev/fd/3", NO },
	{ P("\"path\":[\"device\"]"), "", "write /dev/shm/x", NO },
	{ P("\"path\":[\"guard\"]"), "", "write /etc/bashplate/policy.json",
	    YES },
	{ P("\"path\":[\"guard\"]"), "", "delete+ /etc", YES },
	{ P("\"path\":[\"guard\"]"), "", "write /etc/hosts", NO },
	{ P("\"outside\":[\"project\",\"created\"]"), "", "delete /opt/made",
	    NO },
	{ P("\"outside\":[\"project\",\"created\"]"), "", "delete /opt/old",
	    YES },
	{ P("\"access\":\"read\",\"path\":[\".env\",\".env.*\"]"), "",
	    "read /w/p/.env", YES },
	{ P("\"access\":\"read\",\"path\":[\".env\",\".env.*\"]"), "",
	    "read /w/p/env", NO },
	{ P("\"access\":\"read\",\"path\":[\".env\"]"), "",
	    "read* /w/p/.en?", YES },
	{ P("\"access\":\"read\",\"path\":[\".env\"]"), "", "read* /w/p/*",
	    NO },
	{ P("\"access\":\"read\",\"path\":[\"~/.ssh/id_*\"]"), "",
	    "read /home/u/.ssh/id_rsa", YES },
	{ P("\"access\":\"read\",\"path\":[\"~/.ssh/id_*\"]"), "",
	    "read /home/u/.ssh/config", NO },
	{ P("\"access\":\"read\",\"path\":[\"~/.aws/**\"]"), "",
	    "read /home/u/.aws/sso/cache/x", YES },
	{ P("\"access\":\"delete\",\"path\":[\"~/.aws/**\"]"), "",
	    "delete+ /home/u/.aws", YES },
	{ P("\"access\":\"delete\",\"path\":[\"~/.aws/**\"]"), "",
	    "delete+ /home/u/.awsome", NO },
	{ P("\"access\":\"read\",\"path\":[\"/**/.git/config\"]"), "",
	    "read /a/b/.git/config", YES },
	{ P("\"access\":\"delete\",\"recursive\":true"), "", "delete+ /a",
	    YES },
	{ P("\"access\":\"delete\",\"recursive\":true"), "", "delete /a",
	    NO },
	{ P("\"sig\":\"rm -r\",\"access\":\"delete\""), "", "delete /a",
	    YES },
	{ P("\"sig\":\"mv\",\"access\":\"delete\""), "", "delete /a", NO },
	/* words */
	{ P("\"sig\":\"kubectl\",\"operand\":{\"kind\":\"resource\","
	    "\"like\":[\"pods\",\"secrets\"]}"), "", "kubectl delete po x",
	    YES },
	{ P("\"sig\":\"kubectl\",\"operand\":{\"kind\":\"resource\","
	    "\"like\":[\"pods\",\"secrets\"]}"), "", "kubectl delete pvc x",
	    NO },
	{ P("\"sig\":\"kubectl\",\"operand\":{\"kind\":\"resource\","
	    "\"like\":[\"pods\"]}"), "", "kubectl delete ? x", MAYBE },
	{ P("\"sig\":\"rm\",\"operand\":{\"kind\":\"path:delete\","
	    "\"unknown\":true}"), "", "rm a ?", YES },
	{ P("\"sig\":\"rm\",\"operand\":{\"kind\":\"path:delete\","
	    "\"unknown\":true}"), "", "rm a b", NO },
	{ P("\"sig\":\"rm\",\"operand\":{\"kind\":\"path:delete\","
	    "\"none\":true}"), "", "rm -f", YES },
	{ P("\"sig\":\"rm\",\"operand\":{\"kind\":\"path:delete\","
	    "\"none\":true}"), "", "rm -f a", NO },
	{ P("\"sig\":\"rm\",\"operand\":{\"kind\":\"path:delete\","
	    "\"min\":2}"), "", "rm a b", YES },
	{ P("\"sig\":\"rm\",\"operand\":{\"kind\":\"path:delete\","
	    "\"min\":2}"), "", "rm a", NO },
	{ P("\"option\":[\"--force\",\"--recursive\"]"), "", "rm -rf x",
	    YES },
	{ P("\"option\":[\"--force\",\"--recursive\"]"), "", "rm -r x", NO },
	{ P("\"sig\":\"kubectl\",\"sub\":[\"del*\"]"), "",
	    "kubectl delete x", YES },
	{ P("\"sig\":\"kubectl\",\"sub\":[\"del*\"]"), "", "kubectl get x",
	    NO },
	{ P("\"argv-like\":[\"*DROP*\"]"), "", "frob --drop-all", YES },
	{ P("\"argv-like\":[\"*DROP*\"]"), "", "frob x", NO },
	{ P("\"env\":[\"A=b*\"]"), "", "assign A=bc", YES },
	{ P("\"env\":[\"A=b*\"]"), "", "assign A=c", NO },
	{ P("\"env\":[\"A=b*\"]"), "", "assign B=b", NO },
	{ P("\"env\":[\"A\"]"), "", "assign A=?", YES },
	{ P("\"regex\":\"^wipe-[0-9]+$\""), "", "frob wipe-12", YES },
	{ P("\"regex\":\"^wipe-[0-9]+$\""), "", "frob wipe-x", NO },
	{ P("\"regex\":\"frob +wipe\",\"in\":\"argv\""), "", "frob wipe",
	    YES },
	{ P("\"regex\":\"frob +wipe\""), "", "frob wipe", NO },
	{ P("\"regex\":\"^(a+)+$\""), "",
	    "frob aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab", YES },
	/* other effects */
	{ P("\"sql\":[\"DROP TABLE\",\"TRUNCATE\"]"), "", "sql truncate t",
	    YES },
	{ P("\"sql\":[\"DROP TABLE\"]"), "", "sql select 1", NO },
	{ P("\"sql\":[\"DROP TABLE\"],\"production\":true"), "",
	    "sql drop table x", YES },
	{ P("\"signals\":\"other\""), "", "signal other", YES },
	{ P("\"signals\":\"other\""), "", "signal own", NO },
	{ P("\"unknown\":[\"shell\"]"), "", "unknown shell", YES },
	{ P("\"unknown\":[\"shell\"]"), "", "unknown command", NO },
	{ P("\"net-shell\":true"), "", "netshell -", YES },
	{ P("\"net-shell\":true"), "", "frob x", NO },
	{ P("\"sig\":\"kubectl\",\"production\":true"), "",
	    "kubectl -n prod get x", YES },
	{ P("\"sig\":\"kubectl\",\"production\":true"), "",
	    "kubectl -n dev get x", NO },
	{ P("\"sig\":\"git push\",\"protected\":true"), "",
	    "git push origin HEAD:main", YES },
	{ P("\"sig\":\"git push\",\"protected\":true"), "",
	    "git push origin release/1", YES },
	{ P("\"sig\":\"git push\",\"protected\":true"), "",
	    "git push origin dev", NO },
	{ P("\"sig\":\"git push\",\"protected\":true"), "", "git push", YES },
	{ P("\"sig\":\"rm\",\"where\":[\"host\"]"), "", "rm x", NO },
	{ P("\"sig\":\"rm\",\"where\":[\"local\"]"), "", "rm x", YES },
};

static void
predicates(void **state)
{
	unsigned wrong = 0;

	(void)state;
	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
		struct arena *a = arena_new(64 << 20);
		int got = rule_match(a, rule_of(a, table[i].match,
		    table[i].unless), effect(a, table[i].what), &ctx);

		if (got != table[i].want) {
			print_error("%s on \"%s\": %d, not %d\n",
			    table[i].match, table[i].what, got,
			    table[i].want);
			wrong++;
		}
		arena_free(a);
	}
	assert_int_equal(wrong, 0);
}

/* Inside a file only what is definite counts. */
static void
files_match_when_definite(void **state)
{
	struct arena *a = arena_new(64 << 20);
	const struct rule *r = rule_of(a, "{\"access\":\"delete\","
	    "\"outside\":[\"project\"],\"unknown-path\":true}", "");
	struct effect *e = effect(a, "delete? x");

	(void)state;
	assert_int_equal(rule_match(a, r, e, &ctx), YES);
	e->origin = ORIGIN_FILE;
	assert_int_equal(rule_match(a, r, e, &ctx), NO);
	e = effect(a, "delete /etc/x");
	e->origin = ORIGIN_FILE;
	assert_int_equal(rule_match(a, r, e, &ctx), YES);
	arena_free(a);
}

static const struct {
	const char *text, *message;
	unsigned line, column;
} bad[] = {
	{ "{\"a\": x}", "not valid JSON", 1, 7 },
	{ "{\"pack\":\"t\",\"rules\":[]} x", "expected the end", 1, 24 },
	{ "{\"pack\":\"t\",\"ruls\":[]}", "unknown key \"ruls\"", 1, 13 },
	{ "{\"pack\":\"t\",\"rules\":[\n{\"id\":\"t/a\"}]}", "expected", 2,
	    1 },
	{ "{\"pack\":\"t\",\"rules\":[\n{\"id\":\"x/a\",\"title\":\"t\","
	    "\"why\":\"w\",\"radius\":1,\"match\":[\"a\"]}]}", "the id", 2,
	    1 },
	{ "{\"pack\":\"t\",\"rules\":[\n{\"id\":\"t/a\",\"title\":\"t\","
	    "\"why\":\"w\",\"radius\":7,\"match\":[\"a\"]}]}", "radius", 2,
	    1 },
	{ "{\"pack\":\"t\",\"rules\":[{\"id\":\"t/a\",\"title\":\"t\","
	    "\"why\":\"w\",\"radius\":1,\"match\":[\n  \"a 'b\"]}]}",
	    "quote", 2, 3 },
	{ "{\"pack\":\"t\",\"rules\":[{\"id\":\"t/a\",\"title\":\"t\","
	    "\"why\":\"w\",\"radius\":1,\"match\":[\n {\"regex\":\"(\"}]}]}",
	    "not a pattern", 2, 11 },
	{ "{\"pack\":\"t\",\"rules\":[{\"id\":\"t/a\",\"title\":\"t\","
	    "\"why\":\"w\",\"radius\":1,\"match\":[\n {\"acess\":\"r\"}]}]}",
	    "unknown key", 2, 3 },
	{ "{\"pack\":\"t\",\"rules\":[{\"id\":\"t/a\",\"title\":\"t\","
	    "\"why\":\"w\",\"radius\":1,\"match\":[\n {}]}]}", "everything",
	    2, 2 },
	{ "{\"pack\":\"t\",\"rules\":[{\"id\":\"t/a\",\"title\":\"t\","
	    "\"why\":\"w\",\"radius\":1,\"match\":[\"a\"]},\n{\"id\":\"t/a\","
	    "\"title\":\"t\",\"why\":\"w\",\"radius\":1,\"match\":[\"a\"]}"
	    "]}", "twice", 2, 1 },
	{ "{\"pack\":\"t\",\"pack\":\"t\",\"rules\":[]}", "twice", 1, 13 },
};

/* TOOL SUB --help runs nothing else; with a word more it may. */
static void
asking_a_program_about_itself(void **state)
{
	static const char *const tells[] = { "shred --help", "shred --help x",
	    "shred --version", "docker volume prune --help",
	    "docker volume prune --help -f", NULL };
	/* POSIXLY_CORRECT makes --help a file there. */
	static const char *const acts[] = { "shred", "shred x --help",
	    "shred -- --help", "docker volume prune",
	    "docker volume prune --help=false",
	    "docker volume prune --force", NULL };
	struct arena *a = arena_new(1 << 20);
	const struct rule *r = rule_of(a, "\"shred\", \"docker volume "
	    "prune\"", "");

	(void)state;
	for (const char *const *s = tells; *s != NULL; s++)
		assert_int_equal(rule_match(a, r, command(a, *s), &ctx),
		    MATCH_NO);
	for (const char *const *s = acts; *s != NULL; s++)
		assert_int_equal(rule_match(a, r, command(a, *s), &ctx),
		    MATCH_YES);
	arena_free(a);
}

static void
mistakes_have_a_place(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		struct arena *a = arena_new(64 << 20);
		const struct jsonproblem *p;
		size_t n;

		rule_load_file(a, "t.json", bad[i].text,
		    strlen(bad[i].text), false, &n, &p);
		assert_non_null(p);
		if (strstr(p->message, bad[i].message) == NULL)
			print_error("%s: %s\n", bad[i].text, p->message);
		assert_non_null(strstr(p->message, bad[i].message));
		assert_int_equal(p->line, bad[i].line);
		assert_int_equal(p->column, bad[i].column);
		arena_free(a);
	}
}

static void
all_mistakes_in_one_run(void **state)
{
	static const char text[] = "{\"pack\":\"t\",\"odd\":1,\"rules\":["
	    "{\"id\":\"t/a\"},{\"id\":\"t/b\",\"radius\":\"x\"}]}";
	struct arena *a = arena_new(64 << 20);
	const struct jsonproblem *p;
	unsigned count = 0;
	size_t n;

	(void)state;
	rule_load_file(a, "t.json", text, strlen(text), false, &n, &p);
	for (; p != NULL; p = p->next)
		count++;
	assert_true(count >= 6);
	assert_int_equal(n, 0);
	arena_free(a);
}

/* The indexes leave no rule out that could match. */
static void
candidates_hold_all_that_match(void **state)
{
	static const char *const lines[] = { "rm -rf /", "git push -f o main",
	    "kubectl delete pvc x", "frob x", "terraform destroy", NULL };
	const struct rule **found;
	const struct rule *const *all;
	size_t n, k;

	(void)state;
	all = rule_builtin(&n);
	for (const char *const *l = lines; *l != NULL; l++) {
		struct arena *a = arena_new(64 << 20);
		struct effect *e = command(a, *l);

		found = arena_array(a, n + 1, sizeof *found);
		struct rule_walk w;
		const struct rule *r;

		rule_walk_begin(&w, e, NULL);
		for (k = 0; (r = rule_walk_next(&w)) != NULL; )
			found[k++] = r;
		for (size_t i = 0; i < n; i++) {
			size_t j = 0;

			assert_ptr_equal(rule_find(all[i]->id), all[i]);
			while (j < k && found[j] != all[i])
				j++;
			assert_true(j < k || rule_match(a, all[i], e, &ctx)
			    == MATCH_NO);
		}
		arena_free(a);
	}
}

static void
globs(void **state)
{
	static const struct {
		const char *glob, *s;
		unsigned flags;
		bool want;
	} t[] = {
		{ "*", "", 0, true }, { "a*c", "abc", 0, true },
		{ "a*c", "ab", 0, false }, { "a?c", "abc", 0, true },
		{ "[a-c]x", "bx", 0, true }, { "[!a-c]x", "bx", 0, false },
		{ "[", "[", 0, true }, { "a\\*", "a*", 0, true },
		{ "a\\*", "ab", 0, false }, { "A*", "abc", GLOB_FOLD, true },
		{ "/a/*", "/a/b/c", GLOB_PATHS, false },
		{ "/a/**", "/a/b/c", GLOB_PATHS, true },
		{ "/**/c", "/c", GLOB_PATHS, true },
		{ "/**/c", "/a/b/c", GLOB_PATHS, true },
		{ "/**/c", "/a/bc", GLOB_PATHS, false },
		{ "**/c", "c", GLOB_PATHS, true },
		{ "a*/c", "ab/c", GLOB_PATHS, true },
		{ "*.PEM", "x.pem", GLOB_FOLD, true },
		{ "*.pem", "x.pen", 0, false }, { "a*a", "a", 0, false },
		{ "abc", "abcd", 0, false }, { "abc", "abc", 0, true },
		{ "", "", 0, true }, { "", "a", 0, false },
		{ "*a*a*a*a*a*a*b", "aaaaaaaaaaaaaaaaaaaaaaaa", 0, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof t / sizeof t[0]; i++) {
		if (glob_match(t[i].glob, t[i].s, strlen(t[i].s),
		    t[i].flags) != t[i].want)
			fail_msg("%s on %s", t[i].glob, t[i].s);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(globs),
		cmocka_unit_test(predicates),
		cmocka_unit_test(files_match_when_definite),
		cmocka_unit_test(asking_a_program_about_itself),
		cmocka_unit_test(mistakes_have_a_place),
		cmocka_unit_test(all_mistakes_in_one_run),
		cmocka_unit_test(candidates_hold_all_that_match),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
