/* SPDX-License-Identifier: ISC */
/* What windows and approvals lift: over every rule and its examples. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "policy/judge.h"

static struct arena *policy_arena, *line;
static struct policy policy;
static struct walk_world world;

static const char *const all[] = { "*", NULL };

static int
set_up(void **state)
{
	struct policy_sources src = { .managed = "/nonexistent",
	    .personal = "/nonexistent", .claude = all + 1 };

	(void)state;
	policy_arena = arena_new(64 * 1024 * 1024);
	policy = *policy_load(policy_arena, &src);
	walk_world_init(&world);
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	arena_free(line);
	policy_close(&policy);
	arena_free(policy_arena);
	return 0;
}

static void
judge(const char *text, const struct grants *g, struct judgement *j)
{
	struct context ctx;

	arena_free(line);
	line = arena_new(256 * 1024 * 1024);
	judge_context(line, &policy, &world, NULL, &ctx);
	judge_text(line, text, strlen(text), NULL, &world, &policy, g, &ctx,
	    j);
}

static bool
is_block(const struct verdict *v)
{
	return v->layer == LAYER_BLOCK || v->layer == LAYER_UNKNOWN;
}

/* The widest grants there are: a window, and an approval of `digest`. */
static void
wide(struct window *w, struct window *approval, const char *digest,
    struct grants *g)
{
	memset(w, 0, sizeof *w);
	strcpy(w->id, "0123456789abcdef");
	w->scope = all;
	w->radius = GRANT_RADIUS_MAX;
	*approval = *w;
	approval->kind = GRANT_APPROVAL;
	snprintf(approval->digest, sizeof approval->digest, "%s", digest);
	memset(g, 0, sizeof *g);
	g->scope = all;
	g->window = w;
	g->nwindow = 1;
	g->approval = approval;
	g->napproval = 1;
}

/* With no grant, and with the widest. */
static unsigned
one_line(const char *text)
{
	static const struct grants none;
	struct window w, a;
	struct grants g;
	struct judgement j;
	enum layer before;
	char digest[65];

	judge(text, &none, &j);
	if (j.verdict.kind != VERDICT_REFUSE)
		return 0;
	before = j.verdict.layer;
	memcpy(digest, j.verdict.digest, sizeof digest);
	if (!is_block(&j.verdict) && digest[0] != '\0')
		fail_msg("can be approved: %s", text);
	wide(&w, &a, digest, &g);
	judge(text, &g, &j);
	if (before == LAYER_FLOOR || before == LAYER_SELF ||
	    before == LAYER_UNPARSED || before == LAYER_LIMIT) {
		if (j.verdict.kind != VERDICT_REFUSE ||
		    j.verdict.layer != before)
			fail_msg("lifted: %s", text);
		return 0;
	}
	/* Lifted, or what could hide the floor. */
	if (j.verdict.kind == VERDICT_REFUSE) {
		if (j.verdict.layer != LAYER_FLOOR)
			fail_msg("not lifted: %s", text);
		return 0;
	}
	g.nwindow = 0;
	judge(text, &g, &j);
	if (digest[0] != '\0' && j.verdict.approval == NULL)
		fail_msg("not approved: %s", text);
	return 1;
}

static void
never_the_floor_nor_self(void **state)
{
	size_t n, i;
	const struct rule *const *r = rule_builtin(&n);
	const char *const *s;
	unsigned lifted = 0;

	(void)state;
	for (i = 0; i < n; i++)
		for (s = r[i]->refuse; *s != NULL && s < r[i]->refuse + 2; s++)
			lifted += one_line(*s);
	assert_true(lifted > n / 2);
	print_message("# %u of %zu rules' lines lifted\n", lifted, n);
}

/* What a client is fed out of sight: in a window, as the owner says. */
static void
sql_out_of_sight(void **state)
{
	static const char text[] = "cat dump.sql | psql app";
	static const struct grants none;
	struct window w, a;
	struct grants g;
	struct judgement j;
	char digest[65];

	(void)state;
	judge(text, &none, &j);
	assert_int_equal(j.verdict.kind, VERDICT_REFUSE);
	memcpy(digest, j.verdict.digest, sizeof digest);
	wide(&w, &a, digest, &g);
	judge(text, &g, &j);
	assert_int_equal(j.verdict.kind, VERDICT_ALLOW);
	assert_string_equal(j.verdict.rule, "unknown/sql");
	policy.floor_unseen_refuse = true;
	judge(text, &none, &j);
	assert_int_equal(j.verdict.layer, LAYER_UNKNOWN);
	assert_false(j.verdict.lifted_by_window);
	assert_string_equal(j.verdict.digest, "");
	judge(text, &g, &j);
	assert_int_equal(j.verdict.kind, VERDICT_REFUSE);
	assert_string_equal(j.verdict.rule, "floor/unseen");
	/* Statements that are seen are lifted all the same. */
	judge("psql app -c 'delete from orders where id = 7'", &g, &j);
	assert_int_equal(j.verdict.kind, VERDICT_ALLOW);
	policy.floor_unseen_refuse = false;
}

/* Every rule raised to the floor: nothing lifts any. */
static void
never_what_was_raised(void **state)
{
	size_t n, i, before = 0;
	const struct rule *const *r = rule_builtin(&n);
	const struct rule *const *old = policy.raised;
	size_t nold = policy.nraised;
	struct window w, a;
	struct grants g;
	struct judgement j;
	static const struct grants none;

	(void)state;
	policy.raised = r;
	policy.nraised = n;
	for (i = 0; i < n; i++) {
		judge(r[i]->refuse[0], &none, &j);
		if (j.verdict.kind != VERDICT_REFUSE)
			continue;
		before++;
		assert_string_equal(j.verdict.digest, "");
		wide(&w, &a, "", &g);
		judge(r[i]->refuse[0], &g, &j);
		if (j.verdict.kind != VERDICT_REFUSE)
			fail_msg("lifted: %s", r[i]->refuse[0]);
	}
	assert_true(before > n / 2);
	policy.raised = old;
	policy.nraised = nold;
}

/* Scope, radius and the policy's own scope, for each rule that refuses. */
static void
only_what_is_in_scope(void **state)
{
	size_t n, i, tried = 0;
	const struct rule *const *r = rule_builtin(&n);
	static const struct grants none;
	const char *scope[2] = { NULL, NULL };
	struct window w, a;
	struct grants g;
	struct judgement j;

	(void)state;
	for (i = 0; i < n; i++) {
		const char *text = r[i]->refuse[0];

		judge(text, &none, &j);
		if (j.verdict.kind != VERDICT_REFUSE ||
		    !is_block(&j.verdict) ||
		    strcmp(j.verdict.rule, r[i]->id) != 0)
			continue;
		tried++;
		wide(&w, &a, "", &g);
		w.scope = scope;
		scope[0] = strcmp(r[i]->pack, "git") == 0 ? "files" : "git";
		judge(text, &g, &j);
		assert_int_equal(j.verdict.kind, VERDICT_REFUSE);
		w.scope = all;
		g.scope = scope;
		judge(text, &g, &j);
		assert_int_equal(j.verdict.kind, VERDICT_REFUSE);
		g.scope = all;
		if (r[i]->radius > 0) {
			w.radius = r[i]->radius - 1;
			judge(text, &g, &j);
			assert_int_equal(j.verdict.kind, VERDICT_REFUSE);
		}
		w.radius = GRANT_RADIUS_MAX;
		w.shut = "closed";
		judge(text, &g, &j);
		assert_int_equal(j.verdict.kind, VERDICT_REFUSE);
	}
	assert_true(tried > n / 2);
}

static void
production_or_not(void **state)
{
	static const char prod[] = "kubectl --context prod delete pod x";
	static const char dev[] = "kubectl --context dev delete pod x";
	struct window w, a;
	struct grants g;
	struct judgement j;

	(void)state;
	wide(&w, &a, "", &g);
	w.place = GRANT_PRODUCTION;
	judge(prod, &g, &j);
	assert_int_equal(j.verdict.kind, VERDICT_ALLOW);
	judge(dev, &g, &j);
	assert_int_equal(j.verdict.kind, VERDICT_REFUSE);
	w.place = GRANT_ELSEWHERE;
	judge(prod, &g, &j);
	assert_int_equal(j.verdict.kind, VERDICT_REFUSE);
	judge(dev, &g, &j);
	assert_int_equal(j.verdict.kind, VERDICT_ALLOW);
	assert_string_equal(j.verdict.window, w.id);
}

/* Two windows at once: the one that lifted it is named. */
static void
windows_overlap(void **state)
{
	static const char *const git[] = { "git", NULL };
	static const char *const kube[] = { "kubernetes", NULL };
	struct window two[2], a;
	struct grants g;
	struct judgement j;

	(void)state;
	wide(&two[0], &a, "", &g);
	two[1] = two[0];
	strcpy(two[1].id, "fedcba9876543210");
	two[0].scope = git;
	two[1].scope = kube;
	g.nwindow = 2;
	judge("kubectl delete pod x", &g, &j);
	assert_int_equal(j.verdict.kind, VERDICT_ALLOW);
	assert_string_equal(j.verdict.window, two[1].id);
	two[1].shut = "expired";
	judge("kubectl delete pod x", &g, &j);
	assert_int_equal(j.verdict.kind, VERDICT_REFUSE);
}

/* A running part of an approved line passes at a gate, another does not. */
static void
parts_of_an_approved_line(void **state)
{
	static const char text[] = "kubectl delete pod x && docker kill web";
	static const struct grants none;
	struct arena *keep = arena_new(1024 * 1024);
	const char **hit = arena_array(keep, 8, sizeof *hit);
	struct grants g = { 0 };
	struct judgement j;
	int i;

	(void)state;
	judge(text, &none, &j);
	assert_int_equal(j.verdict.kind, VERDICT_REFUSE);
	for (i = 0; i < 8 && j.verdict.hit[i] != NULL; i++)
		hit[i] = arena_strdup(keep, j.verdict.hit[i]);
	assert_int_equal(i, 2);
	g.approved = hit;
	judge("docker kill web", &g, &j);
	assert_int_equal(j.verdict.kind, VERDICT_ALLOW);
	judge("docker kill db", &g, &j);
	assert_int_equal(j.verdict.kind, VERDICT_REFUSE);
	judge("kubectl delete pvc x", &g, &j);
	assert_int_equal(j.verdict.layer, LAYER_FLOOR);
	arena_free(keep);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(never_the_floor_nor_self),
		cmocka_unit_test(sql_out_of_sight),
		cmocka_unit_test(never_what_was_raised),
		cmocka_unit_test(only_what_is_in_scope),
		cmocka_unit_test(production_or_not),
		cmocka_unit_test(windows_overlap),
		cmocka_unit_test(parts_of_an_approved_line),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
