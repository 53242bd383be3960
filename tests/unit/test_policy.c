/* SPDX-License-Identifier: ISC */
/* The policy: every mistake named, nothing but the owner loosens it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "policy/policy.h"

struct world {
	char dir[64];
	char managed[96], personal[96], claude[96];
	const char *claude_list[2];
	struct policy_sources src;
	struct arena *a;
	const struct policy *p;
};

static int
set_up(void **state)
{
	struct world *w = calloc(1, sizeof *w);

	strcpy(w->dir, "/tmp/bp-policy-XXXXXX");
	if (mkdtemp(w->dir) == NULL)
		return 1;
	snprintf(w->managed, sizeof w->managed, "%s/m.json", w->dir);
	snprintf(w->personal, sizeof w->personal, "%s/p.json", w->dir);
	snprintf(w->claude, sizeof w->claude, "%s/c.json", w->dir);
	w->claude_list[0] = w->claude;
	w->src.managed = w->managed;
	w->src.personal = w->personal;
	w->src.claude = w->claude_list;
	w->a = arena_new(64 * 1024 * 1024);
	*state = w;
	return 0;
}

static int
tear_down(void **state)
{
	struct world *w = *state;

	if (w->p != NULL)
		policy_close(w->p);
	arena_free(w->a);
	rmdir(w->managed);
	unlink(w->managed);
	unlink(w->personal);
	unlink(w->claude);
	rmdir(w->dir);
	free(w);
	return 0;
}

static void
put(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	fputs(text, f);
	fclose(f);
	chmod(path, 0600);
}

static const struct policy *
load(struct world *w)
{
	if (w->p != NULL)
		policy_close(w->p);
	w->p = policy_load(w->a, &w->src);
	return w->p;
}

/* Is there such a problem on this line? Column 0: any. */
static bool
problem(const struct policy *p, unsigned line, unsigned column,
    const char *text)
{
	size_t i;

	for (i = 0; i < p->nproblem; i++)
		if (p->problem[i].line == line &&
		    (column == 0 || p->problem[i].column == column) &&
		    strstr(p->problem[i].message, text) != NULL)
			return true;
	for (i = 0; i < p->nproblem; i++)
		print_message("# %u:%u %s\n", p->problem[i].line,
		    p->problem[i].column, p->problem[i].message);
	return false;
}

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

/* Records beside the log: an account alone may, a managed one if told. */
static void
unreachable_spills(void **state)
{
	static const char refuse[] = "{\"record\":{\"unreachable\":"
	    "\"refuse\"}}", spill[] = "{\"record\":{\"unreachable\":"
	    "\"spill\"}}";
	struct world *w = *state;

	put(w->personal, "{}");
	assert_true(policy_spills(load(w)));
	put(w->personal, refuse);
	assert_false(policy_spills(load(w)));
	put(w->managed, "{}");
	put(w->personal, spill);
	assert_false(policy_spills(load(w)));
	put(w->managed, spill);
	assert_true(policy_spills(load(w)));
	put(w->personal, refuse);
	assert_false(policy_spills(load(w)));
	put(w->managed, refuse);
	put(w->personal, spill);
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
		T(starter_without_files),
		T(empty_floor_is_honoured),
		T(every_key),
		T(all_mistakes_in_one_run),
		T(bad_json_is_broken),
		T(deep_and_large_files),
		T(who_wrote_it),
		T(foreign_owner),
		T(unreachable_spills),
		T(later_files_only_tighten),
		T(claude_settings_only_add),
		T(only_one_file),
		T(unknown_ids_are_warnings),
		T(radius_is_a_threshold),
		T(regex_floor),
		T(hostile_regex),
		T(environment_may_not_loosen),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
