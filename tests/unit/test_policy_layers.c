/* SPDX-License-Identifier: ISC */
/* Whose file says what: later ones only tighten; patterns of the floor. */
#include "policy_world.h"

/* Records beside the log: an account alone may, a managed one if told. */
static const char refuses[] = "{\"record\":{\"unreachable\":\"refuse\"}}";
static const char spills[] = "{\"record\":{\"unreachable\":\"spill\"}}";

static void
unreachable_spills(void **state)
{
	struct world *w = *state;

	put(w->personal, "{}");
	assert_true(policy_spills(load(w)));
	put(w->personal, refuses);
	assert_false(policy_spills(load(w)));
	put(w->personal, spills);
	assert_true(policy_spills(load(w)));
}

static void
owner_says_whether_unreachable_spills(void **state)
{
	struct world *w = *state;

	if (geteuid() != 0) {
		print_message("# skip: a managed policy is root's\n");
		skip();
	}
	put(w->managed, "{}");
	put(w->personal, spills);
	assert_false(policy_spills(load(w)));
	put(w->managed, spills);
	assert_true(policy_spills(load(w)));
	put(w->personal, refuses);
	assert_false(policy_spills(load(w)));
	put(w->managed, refuses);
	put(w->personal, spills);
	assert_false(policy_spills(load(w)));
}

static void
foreign_owner(void **state)
{
	struct world *w = *state;

	if (geteuid() != 0) {
		print_message("# skip: only root can give files away\n");
		skip();
	}
	put(w->personal, "{}");
	assert_int_equal(chown(w->personal, 12345, 12345), 0);
	assert_true(load(w)->broken);
	unlink(w->personal);
	put(w->managed, "{}");
	assert_false(load(w)->broken);
	assert_true(w->p->managed);
	assert_int_equal(chown(w->managed, 12345, 12345), 0);
	assert_true(load(w)->broken);
	assert_false(w->p->managed);
}

static void
later_files_only_tighten(void **state)
{
	struct world *w = *state;
	const struct policy *p;

	put(w->managed, "{\"permissions\":{\"neverAllow\":[\"rm x\"],"
	    "\"releaseWindow\":{\"max\":\"2h\",\"scope\":[\"git\",\"files\"]}},"
	    "\"unknown\":\"refuse\",\"context\":{\"production\":[\"a\"]}}");
	put(w->personal, "{\"permissions\":{\"neverAllow\":[\"rm y\"],"
	    "\"releaseWindow\":{\"max\":\"9h\",\"duration\":\"10m\","
	    "\"scope\":[\"git\",\"cloud\"]}},"
	    "\"blockSet\":{\"off\":[\"git\"]},\"mode\":\"observe\","
	    "\"unknown\":\"defer\",\"shell\":\"/tmp/sh\","
	    "\"context\":{\"production\":[\"b\"],\"scratch\":[\"/\"],"
	    "\"project\":\"/\"}}");
	p = load(w);
	assert_false(p->broken);
	assert_int_equal(p->nfloor, 2);
	assert_true(p->window_max == INT64_C(7200) * 1000000000);
	assert_true(p->window_default == INT64_C(600) * 1000000000);
	assert_string_equal(p->window_scope[0], "git");
	assert_null(p->window_scope[1]);
	assert_null(p->off[0]);
	assert_int_equal(p->mode, MODE_ENFORCE);
	assert_int_equal(p->unknown, UNKNOWN_REFUSE);
	assert_string_equal(p->shell, "/bin/bash");
	assert_string_equal(p->production[0], "a");
	assert_string_equal(p->production[1], "b");
	assert_string_equal(p->scratch[0], "/tmp");
	assert_null(p->project);
	/* off, max, scope, mode, unknown, shell, scratch, project */
	assert_int_equal(p->nproblem, 8);
	/* Under no managed file the same lines count. */
	unlink(w->managed);
	p = load(w);
	assert_int_equal(p->mode, MODE_OBSERVE);
	assert_string_equal(p->project, "/");
}

static void
claude_settings_only_add(void **state)
{
	struct world *w = *state;
	const struct policy *p;

	put(w->claude, "{\"permissions\":{\"neverAllow\":[\"rm z\"],"
	    "\"allow\":[\"Bash(*)\"],\"deny\":[],\"defaultMode\":\"x\","
	    "\"releaseWindow\":{\"duration\":\"10h\",\"max\":\"1h\"}},"
	    "\"mode\":\"observe\",\"shell\":\"/x\",\"env\":{}}");
	p = load(w);
	assert_false(p->broken);
	assert_int_equal(p->nfloor, 9);
	assert_int_equal(p->mode, MODE_ENFORCE);
	assert_string_equal(p->shell, "/bin/bash");
	assert_true(p->window_max == INT64_C(3600) * 1000000000);
	put(w->claude, "{\"permissions\":{\"neverAllow\":[]}}");
	assert_int_equal(load(w)->nfloor, 8);
	put(w->claude, "{ broken");
	assert_false(load(w)->broken);
	assert_int_equal(w->p->nproblem, 1);
	assert_true(w->p->problem[0].warning);
}

static void
only_one_file(void **state)
{
	struct world *w = *state;
	struct policy_sources only = { .only = w->claude };

	put(w->managed, "{\"permissions\":{\"neverAllow\":[\"rm x\"]}}");
	put(w->claude, "{\"permissions\":{\"neverAllow\":[\"rm y\"]}}");
	w->p = policy_load(w->a, &only);
	assert_int_equal(w->p->nfloor, 1);
	assert_string_equal(w->p->floor[0].text, "rm y");
	policy_close(w->p);
	unlink(w->claude);
	w->p = policy_load(w->a, &only);
	assert_true(w->p->broken);
}

static void
radius_is_a_threshold(void **state)
{
	const struct rule *r = rule_find("git/push-force");
	struct world *w = *state;

	assert_false(policy_rule_off(load(w), r));
	put(w->personal, "{\"blockSet\":{\"radius\":5}}");
	assert_true(policy_rule_off(load(w), r));
	put(w->managed, "{\"blockSet\":{\"radius\":2}}");
	assert_false(policy_rule_off(load(w), r));
	assert_int_equal(w->p->nproblem, 1);
	put(w->managed, "{\"blockSet\":{\"radius\":7}}");
	assert_true(load(w)->broken);
	put(w->managed, "{\"blockSet\":{\"radius\":\"2\"}}");
	assert_true(load(w)->broken);
}

static struct effect *
command(struct arena *a, const char *const *words)
{
	struct effect *e = arena_alloc(a, sizeof *e);
	unsigned n = 0;

	while (words[n] != NULL)
		n++;
	e->kind = EFFECT_COMMAND;
	e->argv = arena_array(a, n + 1, sizeof *e->argv);
	for (e->argc = 0; e->argc < n; e->argc++)
		e->argv[e->argc] = value_const(a, words[e->argc],
		    strlen(words[e->argc]));
	return e;
}

static enum match
floor_says(struct world *w, const char *const *words)
{
	const struct floor_entry *f;

	return policy_floor_match(w->p, command(w->a, words), w->a, &f);
}

static void
regex_floor(void **state)
{
	struct world *w = *state;

	put(w->personal, "{\"permissions\":{\"neverAllow\":["
	    "{\"regex\":\"^prod-[a-z]+$\"},"
	    "{\"regex\":\"drop\\\\s+it\",\"in\":\"argv\"}]}}");
	load(w);
	assert_int_equal(floor_says(w, (const char *[]){ "ssh", "prod-db",
	    NULL }), MATCH_YES);
	assert_int_equal(floor_says(w, (const char *[]){ "ssh", "x-prod-db",
	    NULL }), MATCH_NO);
	assert_int_equal(floor_says(w, (const char *[]){ "drop", "it", NULL }),
	    MATCH_YES);
	assert_int_equal(floor_says(w, (const char *[]){ "drop", "them",
	    NULL }), MATCH_NO);
}

/* Patterns that would run for hours end at their limit and refuse. */
static void
hostile_regex(void **state)
{
	static const char *const pattern[] = { "(a+)+[!?]", "(a|aa)*[bq]",
	    "(.*)*[xy]", "[a-z]+[0-9]", "[a-z]++[0-9]",
	    "^(([a-z])+.)+[A-Z]", NULL };
	struct world *w = *state;
	char *big = malloc(131072), text[200];
	const char *const *p;
	const struct floor_entry *f;
	const char *words[] = { "echo", big, NULL };

	memset(big, 'a', 131071);
	big[131071] = '\0';
	for (p = pattern; *p != NULL; p++) {
		snprintf(text, sizeof text, "{\"permissions\":{\"neverAllow\":"
		    "[{\"regex\":\"%s\"}]}}", *p);
		put(w->personal, text);
		load(w);
		assert_int_equal(policy_floor_match(w->p, command(w->a, words),
		    w->a, &f), MATCH_YES);
		assert_string_equal(f->text, *p);
		assert_non_null(strstr(f->why, "match limit"));
	}
	put(w->personal, "{\"permissions\":{\"neverAllow\":"
	    "[{\"regex\":\"\\\\bprod-ledger\\\\b\"}]}}");
	load(w);
	assert_int_equal(floor_says(w, words), MATCH_NO);
	free(big);
}

static void
environment_may_not_loosen(void **state)
{
	struct world *w = *state;
	const char *const *s;
	char *old = getenv("TMPDIR");

	old = old != NULL ? strdup(old) : NULL;
	setenv("TMPDIR", "/home", 1);
	put(w->personal, "{\"context\":{\"scratch\":[\"$TMPDIR\"]}}");
	for (s = load(w)->scratch; *s != NULL; s++)
		assert_string_equal(*s, "/tmp");
	setenv("TMPDIR", "/tmp/../home", 1);
	assert_string_equal(load(w)->scratch[0], "/tmp");
	setenv("TMPDIR", "/var/tmp/x", 1);
	assert_string_equal(load(w)->scratch[0], "/var/tmp/x");
	if (old != NULL)
		setenv("TMPDIR", old, 1);
	else
		unsetenv("TMPDIR");
	free(old);
}

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		T(foreign_owner),
		T(unreachable_spills),
		T(owner_says_whether_unreachable_spills),
		T(later_files_only_tighten),
		T(claude_settings_only_add),
		T(only_one_file),
		T(radius_is_a_threshold),
		T(regex_floor),
		T(hostile_regex),
		T(environment_may_not_loosen)
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
