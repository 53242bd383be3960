/* SPDX-License-Identifier: ISC */
/* The policy: every mistake named, nothing but the owner loosens it. */
#include "policy_world.h"

static void
starter_without_files(void **state)
{
	const struct policy *p = load(*state);

	assert_false(p->broken);
	assert_int_equal(p->nproblem, 0);
	assert_int_equal(p->nfloor, 8);
	assert_string_equal(p->floor[0].text, "DROP DATABASE");
	assert_string_equal(p->floor[7].text, "git push --force origin main");
	assert_string_equal(p->shell, "/bin/bash");
	assert_true(p->window_default == INT64_C(7200) * 1000000000);
	assert_int_equal(strlen(p->hash), 64);
	assert_int_equal(p->tier, TIER_LINE_ONLY);
}

static void
empty_floor_is_honoured(void **state)
{
	struct world *w = *state;

	put(w->personal, "{\"permissions\":{\"neverAllow\":[]}}");
	assert_int_equal(load(w)->nfloor, 0);
	/* Silence is not a word. */
	put(w->personal, "{\"mode\":\"enforce\"}");
	assert_int_equal(load(w)->nfloor, 8);
	/* A broken file is not one either. */
	put(w->personal, "{\"permissions\":{\"neverAllow\":[]},\"x\":1}");
	assert_int_equal(load(w)->nfloor, 8);
	assert_true(w->p->broken);
}

static void
every_key(void **state)
{
	struct world *w = *state;
	const struct policy *p;

	put(w->personal, "{ \"permissions\": {\n"
	    "\"releaseWindow\": { \"duration\": \"1h\", \"max\": \"4h\","
	    " \"grace\": \"5m\", \"scope\": [\"git\"], \"hours\": [] },\n"
	    "\"neverAllow\": [ \"kubectl delete pvc\",\n"
	    "{ \"pattern\": \"terraform destroy\", \"why\": \"shared\" },\n"
	    "{ \"regex\": \"\\\\bprod-ledger\\\\b\", \"in\": \"argv\" } ] },\n"
	    "\"operators\": [ \"alice\" ],\n"
	    "\"qualification\": { \"valid\": \"180d\" },\n"
	    "\"//\": \"a comment\", \"// more\": \"another\",\n"
	    "\"context\": { \"production\": [ \"live\" ],"
	    " \"protectedBranches\": [ \"trunk\" ],"
	    " \"scratch\": [ \"/scratch\", \"$TMPDIR\" ],"
	    " \"project\": \"/srv/app\" },\n"
	    "\"mode\": \"observe\", \"unknown\": \"refuse\","
	    " \"floorUnseen\": \"refuse\", \"tier\": \"full\","
	    " \"shell\": \"/usr/bin/bash\", \"lineEditor\": \"shell\","
	    " \"prefixKey\": \"^A\",\n"
	    "\"record\": { \"io\": false, \"exec\": \"summary\","
	    " \"onSinkError\": \"warn\", \"unreachable\": \"refuse\" } }");
	p = load(w);
	assert_int_equal(p->nproblem, 0);
	assert_int_equal(p->nfloor, 3);
	assert_int_equal(p->floor[0].line, 3);
	assert_string_equal(p->floor[1].why, "shared");
	assert_int_equal(p->floor[1].line, 4);
	assert_non_null(p->floor[2].regex);
	assert_int_equal(p->floor[2].in, FLOOR_IN_ARGV);
	assert_int_equal(p->floor[2].line, 5);
	assert_string_equal(p->floor[2].file, w->personal);
	assert_true(p->window_max == INT64_C(14400) * 1000000000);
	assert_string_equal(p->window_scope[0], "git");
	assert_string_equal(p->production[0], "live");
	assert_string_equal(p->protected_branches[0], "trunk");
	assert_string_equal(p->scratch[0], "/scratch");
	assert_string_equal(p->project, "/srv/app");
	assert_int_equal(p->mode, MODE_OBSERVE);
	assert_int_equal(p->unknown, UNKNOWN_REFUSE);
	assert_true(p->floor_unseen_refuse);
	assert_int_equal(p->tier, TIER_FULL);
	assert_string_equal(p->shell, "/usr/bin/bash");
	assert_string_equal(p->prefix_key, "^A");
}

static void
all_mistakes_in_one_run(void **state)
{
	struct world *w = *state;
	const struct policy *p;

	put(w->personal, "{\n"
	    " \"permisions\": {},\n"
	    " \"mode\": \"enfroce\",\n"
	    " \"tier\": 3,\n"
	    " \"shell\": \"bash\",\n"
	    " \"permissions\": {\n"
	    "  \"neverAllow\": [ \"kubectl delete pvc\", 7,\n"
	    "   { \"regex\": \"(\" },\n"
	    "   { \"patern\": \"x\" },\n"
	    "   \"\",\n"
	    "   { \"regex\": \"a\", \"pattern\": \"b\" } ],\n"
	    "  \"releaseWindow\": { \"max\": \"forever\" } },\n"
	    " \"mode\": \"enforce\",\n"
	    " \"context\": { \"production\": [ 1 ] }\n"
	    "}\n");
	p = load(w);
	assert_true(p->broken);
	assert_true(problem(p, 2, 2, "did you mean \"permissions\"?"));
	assert_true(problem(p, 3, 10, "expected one of observe|enforce"));
	assert_true(problem(p, 4, 10, "expected a string"));
	assert_true(problem(p, 5, 11, "expected an absolute path"));
	assert_true(problem(p, 7, 41, "wrong type in neverAllow"));
	assert_true(problem(p, 8, 15, "bad regular expression"));
	assert_true(problem(p, 9, 6, "expected pattern, regex"));
	assert_true(problem(p, 10, 4, "signature"));
	assert_true(problem(p, 11, 4, "exactly one of"));
	assert_true(problem(p, 12, 29, "not a duration"));
	assert_true(problem(p, 13, 2, "stands twice"));
	assert_true(problem(p, 14, 31, "not empty"));
	/* What did parse holds, with the starter floor. */
	assert_int_equal(p->nfloor, 9);
}

static void
bad_json_is_broken(void **state)
{
	static const char *const text[] = { "", "{", "[]", "{} {}", "nul",
	    "{\"mode\":\"enforce\",}", "\xff\xfe", "{\"mode\":\"enforce\"} x",
	    NULL };
	struct world *w = *state;
	const char *const *t;

	for (t = text; *t != NULL; t++) {
		put(w->personal, *t);
		assert_true(load(w)->broken);
		assert_true(w->p->problem[0].line == 1);
		assert_int_equal(w->p->nfloor, 8);
	}
	put(w->personal, "{}\n");
	assert_false(load(w)->broken);
}

static void
deep_and_large_files(void **state)
{
	struct world *w = *state;
	char *text = malloc(1100000);
	size_t i;

	memset(text, '[', 1100000);
	text[900000] = '\0';
	put(w->personal, text);
	assert_true(load(w)->broken);
	for (i = 0; i < 1099999; i++)
		text[i] = ' ';
	text[i] = '\0';
	put(w->personal, text);
	assert_true(load(w)->broken);
	free(text);
}

static void
who_wrote_it(void **state)
{
	struct world *w = *state;
	char target[128];

	put(w->personal, "{}");
	chmod(w->personal, 0666);
	assert_true(load(w)->broken);
	chmod(w->personal, 0644);
	assert_false(load(w)->broken);

	/* A personal link is followed to a file of one's own. */
	snprintf(target, sizeof target, "%s/target", w->dir);
	rename(w->personal, target);
	assert_int_equal(symlink(target, w->personal), 0);
	assert_false(load(w)->broken);
	chmod(target, 0666);
	assert_true(load(w)->broken);
	unlink(target);
	assert_true(load(w)->broken);	/* a link to nowhere */
	unlink(w->personal);

	assert_int_equal(mkdir(w->managed, 0700), 0);
	assert_true(load(w)->broken);	/* a folder */
	rmdir(w->managed);
	put(target, "{}");
	assert_int_equal(symlink(target, w->managed), 0);
	assert_true(load(w)->broken);	/* a managed link is not followed */
	unlink(target);
	unlink(w->managed);
	assert_int_equal(mkfifo(w->personal, 0600), 0);
	assert_true(load(w)->broken);	/* and does not hang */
}

static void
unknown_ids_are_warnings(void **state)
{
	struct world *w = *state;
	const struct policy *p;

	put(w->personal, "{\"blockSet\":{\"off\":[\"git/push-forc\","
	    "\"git/push-force\",\"zzzzzz\",3]}}");
	p = load(w);
	assert_true(problem(p, 1, 0, "did you mean \"git/push-force\"?"));
	assert_true(problem(p, 1, 0, "no rule or pack is called \"zzzzzz\""));
	assert_true(problem(p, 1, 0, "expected the id"));
	assert_true(p->broken);	/* by the 3 alone */
	assert_true(policy_rule_off(p, rule_find("git/push-force")));
	put(w->personal, "{\"blockSet\":{\"off\":[\"self\"],"
	    "\"floor\":[\"git\"]}}");
	p = load(w);
	assert_false(p->broken);
	assert_null(p->off[0]);
	assert_true(p->nraised > 1);
}

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		T(starter_without_files),
		T(empty_floor_is_honoured),
		T(every_key),
		T(all_mistakes_in_one_run),
		T(bad_json_is_broken),
		T(deep_and_large_files),
		T(who_wrote_it),
		T(unknown_ids_are_warnings)
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
