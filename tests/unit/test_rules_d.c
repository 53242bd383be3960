/* policy/policy_rules: packs of the owner's own, beside the policy file. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "policy/policy.h"
#include "words.h"

struct world {
	char dir[64], policy[96], rules_d[96], pack[128], second[128];
	struct arena *a;
	struct policy_sources src;
};

static const char *const none[] = { NULL };

static int
set_up(void **state)
{
	struct world *w = calloc(1, sizeof *w);

	strcpy(w->dir, "/tmp/bp-rulesd-XXXXXX");
	if (mkdtemp(w->dir) == NULL)
		return -1;
	snprintf(w->policy, sizeof w->policy, "%s/policy.json", w->dir);
	snprintf(w->rules_d, sizeof w->rules_d, "%s/rules.d", w->dir);
	snprintf(w->pack, sizeof w->pack, "%s/own.json", w->rules_d);
	snprintf(w->second, sizeof w->second, "%s/second.json", w->rules_d);
	mkdir(w->rules_d, 0755);
	w->a = arena_new((size_t)64 << 20);
	w->src = (struct policy_sources){ .managed = "/nonexistent/policy",
	    .personal = w->policy, .claude = none };
	*state = w;
	return 0;
}

static int
tear_down(void **state)
{
	struct world *w = *state;

	unlink(w->second);
	unlink(w->pack);
	unlink(w->policy);
	rmdir(w->rules_d);
	rmdir(w->dir);
	arena_free(w->a);
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
	chmod(path, 0644);
}

#define PACK(id) "{\"pack\":\"own\",\"rules\":[\n{\"id\":\"" id "\"," \
	"\"title\":\"t\",\"why\":\"w\",\"radius\":3," \
	"\"match\":[\"frob wipe\"]}]}"

static void
packs_are_read(void **state)
{
	struct world *w = *state;
	const struct policy *p;

	put(w->pack, PACK("own/wipe"));
	p = policy_load(w->a, &w->src);
	assert_false(p->broken);
	assert_int_equal(p->nextra, 1);
	assert_string_equal(p->extra[0]->id, "own/wipe");
	assert_false(p->managed);
	/* Without a policy file the starter floor still stands. */
	assert_true(p->nfloor >= 8);
	policy_close(p);
	w->src.only = w->policy;
	put(w->policy, "{}");
	p = policy_load(w->a, &w->src);
	assert_int_equal(p->nextra, 0);
	policy_close(p);
}

static void
mistakes_break_the_policy(void **state)
{
	struct world *w = *state;
	const struct policy *p;

	put(w->pack, "{\"pack\":\"own\",\"rules\":[\n{\"id\":\"own/a\"}]}");
	p = policy_load(w->a, &w->src);
	assert_true(p->broken);
	assert_string_equal(p->problem[0].file, w->pack);
	assert_int_equal(p->problem[0].line, 2);
	policy_close(p);
}

static void
ids_are_unique(void **state)
{
	struct world *w = *state;
	const struct policy *p;

	put(w->pack, PACK("own/wipe"));
	put(w->second, PACK("own/wipe"));
	p = policy_load(w->a, &w->src);
	assert_true(p->broken);
	assert_string_equal(p->problem[0].message, "the id \"own/wipe\" "
	    "stands in two files of rules.d");
	policy_close(p);
	put(w->second, PACK("own/again"));
	p = policy_load(w->a, &w->src);
	assert_false(p->broken);
	assert_int_equal(p->nextra, 2);
	policy_close(p);
}

/* blockSet means the owner's own rules as well as the built-in ones. */
static void
block_set_names_them(void **state)
{
	struct world *w = *state;
	const struct policy *p;

	put(w->pack, PACK("own/wipe"));
	put(w->second, PACK("own/again"));
	put(w->policy, "{\"blockSet\":{\"off\":[\"own/wipe\"],"
	    "\"floor\":[\"own/again\",\"git\"]}}");
	p = policy_load(w->a, &w->src);
	assert_false(p->broken);
	assert_int_equal(p->nproblem, 0);
	assert_true(policy_rule_off(p, p->extra[0]));
	assert_false(policy_rule_off(p, p->extra[1]));
	assert_ptr_equal(p->raised[0], p->extra[1]);
	assert_string_equal(p->raised[1]->pack, "git");
	policy_close(p);
	put(w->policy, "{\"blockSet\":{\"off\":[\"own/whipe\"]}}");
	p = policy_load(w->a, &w->src);
	assert_false(p->broken);
	assert_non_null(strstr(p->problem[0].message, "own/wipe"));
	policy_close(p);
}

enum { MANY = 3000 };

static size_t
own_rules(const struct policy *p, const struct effect *e)
{
	const struct rule *r;
	struct rule_walk w;
	size_t n = 0;

	rule_walk_begin(&w, e, p->own);
	while ((r = rule_walk_next(&w)) != NULL)
		n += strcmp(r->pack, "own") == 0;
	return n;
}

/* By tool, by kind, by no tool: the index finds what a search finds. */
static void
index_finds_them(void **state)
{
	static const char *const match[] = { "\"git stash\"",
	    "\"frob %zu\"", "{\"access\":\"delete\",\"path\":[\"/a%zu\"]}",
	    "\"git tag %zu\", \"kubectl get p%zu\"",
	    "{\"regex\":\"^x%zu$\"}" };
	struct world *w = *state;
	struct arena *a = arena_new((size_t)256 << 20);
	FILE *f = fopen(w->pack, "w");
	const struct policy *p;
	struct effect e = { .kind = EFFECT_DELETE };

	fputs("{\"pack\":\"own\",\"rules\":[", f);
	for (size_t i = 0; i < MANY; i++) {
		fprintf(f, "%s{\"id\":\"own/r%zu\",\"title\":\"t\","
		    "\"why\":\"w\",\"radius\":3,\"match\":[",
		    i > 0 ? "," : "", i);
		for (const char *s = match[i % 5]; *s != '\0'; s++) {
			if (strncmp(s, "%zu", 3) == 0) {
				fprintf(f, "%zu", i);
				s += 2;
			} else
				fputc(*s, f);
		}
		fputs("]}\n", f);
	}
	fputs("]}", f);
	fclose(f);
	chmod(w->pack, 0644);
	w->src.personal = w->policy;
	p = policy_load(a, &w->src);
	assert_false(p->broken);
	assert_int_equal(p->nextra, MANY);
	assert_int_equal(own_rules(p, &e), MANY / 5);
	/* A command without a grammar: what is about any command, and what
	 * begins with one of its words. */
	e.kind = EFFECT_COMMAND;
	assert_int_equal(own_rules(p, &e), MANY / 5);
	e.argv = words_of(a, "/opt/bin/Frob 6", &e.argc);
	assert_int_equal(own_rules(p, &e), 2 * MANY / 5);
	e.argv = words_of(a, "run x frob frob", &e.argc);
	assert_int_equal(own_rules(p, &e), 2 * MANY / 5);
	policy_close(p);
	arena_free(a);
}

static void
others_must_not_write(void **state)
{
	struct world *w = *state;
	const struct policy *p;

	put(w->pack, PACK("own/wipe"));
	chmod(w->pack, 0666);
	p = policy_load(w->a, &w->src);
	assert_true(p->broken);
	assert_int_equal(p->nextra, 0);
	policy_close(p);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(packs_are_read, set_up,
		    tear_down),
		cmocka_unit_test_setup_teardown(mistakes_break_the_policy,
		    set_up, tear_down),
		cmocka_unit_test_setup_teardown(ids_are_unique, set_up,
		    tear_down),
		cmocka_unit_test_setup_teardown(block_set_names_them, set_up,
		    tear_down),
		cmocka_unit_test_setup_teardown(index_finds_them, set_up,
		    tear_down),
		cmocka_unit_test_setup_teardown(others_must_not_write, set_up,
		    tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
