/* SPDX-License-Identifier: ISC */
/* policy/rule: every predicate holds where it should and has a twin where
 * it does not; every mistake in a pack is named with its place. */
#include "rule_world.h"

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
		cmocka_unit_test(asking_a_program_about_itself),
		cmocka_unit_test(mistakes_have_a_place),
		cmocka_unit_test(all_mistakes_in_one_run),
		cmocka_unit_test(candidates_hold_all_that_match)
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
