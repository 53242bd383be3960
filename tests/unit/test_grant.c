/* SPDX-License-Identifier: ISC */
/* Windows: each MUST of grant.c with a fault injected. */
#include "grant_world.h"

static void
opens_and_reads_back(void **state)
{
	struct world *w = *state;
	struct session other = w->session;

	assert_string_equal(shut(w), "");
	assert_non_null(covers(&w->g));
	assert_string_equal(w->g.window[0].reason, "deploy \"12\"\n\xff");
	assert_string_equal(w->g.window[0].operator_name, "alice");
	assert_true(w->g.window[0].until_wall == w->w.until_wall);
	assert_int_equal(grant_load(w->a, &w->policy, &w->session, &w->now,
	    &w->g, NULL), 0);
	assert_int_equal(w->g.nwindow, 1);
	strcpy(other.id, "0123456789abcdef");
	assert_int_equal(grant_load(w->a, &w->policy, &other,
	    &w->now, &w->g, NULL), 0);
	assert_int_equal(w->g.nwindow, 0);
	w->policy.state_dir = "/nonexistent";
	assert_int_equal(grant_load(w->a, &w->policy, NULL, &w->now,
	    &w->g, NULL), 0);
	assert_int_equal(w->g.nwindow, 0);
}

static void
either_clock_ends_it(void **state)
{
	struct world *w = *state;
	struct grant_now start = w->now;

	w->now.wall += 599 * SECOND;
	assert_string_equal(shut(w), "");
	w->now.wall += 2 * SECOND;
	assert_string_equal(shut(w), "expired");
	w->now = start;
	w->now.boot += 601 * SECOND;
	assert_string_equal(shut(w), "expired");
	/* A wall clock set back does not outlive the other. */
	w->now.wall -= 10 * SECOND;
	assert_string_not_equal(shut(w), "");
}

static void
future_and_other_boots(void **state)
{
	struct world *w = *state;
	struct grant_now start = w->now;

	w->now.wall = w->w.opened_wall - SECOND;
	assert_non_null(strstr(shut(w), "future"));
	w->now = start;
	w->now.boot = w->w.opened_boot - SECOND;
	assert_non_null(strstr(shut(w), "future"));
	w->now = start;
	w->now.boot_id[0] ^= 1;
	assert_non_null(strstr(shut(w), "started again"));
	w->now.boot_id[0] = '\0';
	assert_string_not_equal(shut(w), "");
	w->now = start;
	assert_string_equal(shut(w), "");
}

static void
who_can_write_it(void **state)
{
	struct world *w = *state;
	char other[160], folder[128];

	chmod(w->path, 0606);
	assert_non_null(strstr(shut(w), "writable"));
	chmod(w->path, 0620);
	assert_non_null(strstr(shut(w), "writable"));
	chmod(w->path, 0600);
	assert_string_equal(shut(w), "");
	snprintf(other, sizeof other, "%s/x", w->dir);
	assert_int_equal(link(w->path, other), 0);
	assert_non_null(strstr(shut(w), "hard link"));
	unlink(w->path);
	assert_int_equal(symlink(other, w->path), 0);
	assert_non_null(strstr(shut(w), "symlink"));
	unlink(w->path);
	mkfifo(w->path, 0600);
	assert_string_not_equal(shut(w), "");
	unlink(w->path);
	rename(other, w->path);
	assert_string_equal(shut(w), "");
	snprintf(folder, sizeof folder, "%s/grants", w->dir);
	chmod(folder, 0777);
	assert_string_equal(shut(w), "no grants");
	chmod(folder, 0700);
	rename(folder, other);
	assert_int_equal(symlink(other, folder), 0);
	assert_string_equal(shut(w), "no grants");
	unlink(folder);
	rename(other, folder);
	assert_string_equal(shut(w), "");
	if (geteuid() == 0) {
		assert_int_equal(chown(w->path, 12345, 12345), 0);
		assert_non_null(strstr(shut(w), "belongs to uid 12345"));
		assert_int_equal(chown(w->path, 0, 0), 0);
		assert_int_equal(chown(folder, 12345, 12345), 0);
		assert_string_equal(shut(w), "no grants");
	}
}

static void
torn_and_damaged(void **state)
{
	struct world *w = *state;
	char text[4096];
	size_t n = slurp(w->path, text, sizeof text), i;

	for (i = 0; i + 2 < n; i++) {
		put(w->path, text, i);
		assert_string_not_equal(shut(w), "");
	}
	put(w->path, text, n);
	assert_string_equal(shut(w), "");
	/* Any bit of any byte. */
	for (i = 0; i < 8 * n; i++) {
		text[i / 8] ^= (char)(1 << i % 8);
		put(w->path, text, n);
		assert_string_not_equal(shut(w), "");
		text[i / 8] ^= (char)(1 << i % 8);
	}
	put(w->path, text, n);
	assert_string_equal(shut(w), "");
	/* More of it. */
	text[n] = '\n';
	put(w->path, text, n + 1);
	assert_string_not_equal(shut(w), "");
}

static void
another_name_is_no_window(void **state)
{
	struct world *w = *state;
	char other[160];

	snprintf(other, sizeof other, "%s/grants/0123456789abcdef", w->dir);
	rename(w->path, other);
	assert_non_null(strstr(shut(w), "damaged"));
}

/* What operator.h says about who counts, each way. */
static void
only_an_operator_counts(void **state)
{
	static const char *const bob[] = { "bob", "%nosuchgroup", NULL };
	static const char *const alice[] = { "bob", "alice", NULL };
	struct world *w = *state;
	struct operator good = w->op;
	char path[128];

	w->op.revoked = 1;
	operator_write(w->dir, &w->op, &w->seal, NULL);
	assert_non_null(strstr(shut(w), "revoked"));
	w->op = good;
	w->op.expires = w->now.wall;
	operator_write(w->dir, &w->op, &w->seal, NULL);
	assert_non_null(strstr(shut(w), "expired"));
	w->op = good;
	w->op.created = w->now.wall + 1;
	operator_write(w->dir, &w->op, &w->seal, NULL);
	assert_non_null(strstr(shut(w), "future"));
	w->op = good;
	w->op.checklist++;
	operator_write(w->dir, &w->op, &w->seal, NULL);
	assert_non_null(strstr(shut(w), "checklist"));
	w->op = good;
	w->op.uid++;
	operator_write(w->dir, &w->op, &w->seal, NULL);
	assert_non_null(strstr(shut(w), "another account"));
	operator_write(w->dir, &good, &w->seal, NULL);
	assert_string_equal(shut(w), "");
	w->policy.operators = bob;
	assert_non_null(strstr(shut(w), "policy's operators"));
	w->policy.operators = alice;
	assert_string_equal(shut(w), "");
	snprintf(path, sizeof path, "%s/operators/alice.json", w->dir);
	chmod(path, 0622);
	assert_non_null(strstr(shut(w), "writable"));
	chmod(path, 0600);
	assert_string_equal(shut(w), "");
	unlink(path);
	assert_non_null(strstr(shut(w), "not known"));
	/* Another key of that name. */
	assert_int_equal(make_operator(w, "alice"), 0);
	assert_non_null(strstr(shut(w), "signature"));
}

/* A managed install asks root's copy, beside its policy, and no other. */
static void
managed_asks_root(void **state)
{
	struct world *w = *state;
	char etc[128];

	w->policy.managed = true;
	snprintf(etc, sizeof etc, "%s/etc", w->dir);
	w->policy.config_dir = etc;
	assert_non_null(strstr(shut(w), "not known"));
	assert_int_equal(operator_write(etc, &w->op, NULL, NULL), 0);
	if (geteuid() == 0)
		assert_string_equal(shut(w), "");
	else
		assert_non_null(strstr(shut(w), "belongs to uid"));
}

/* The policy's bounds hold for what is signed already. */
static void
policy_bounds_hold(void **state)
{
	static const char *const git[] = { "git", NULL };
	static const char *const files[] = { "files", NULL };
	struct world *w = *state;

	w->policy.window_max = 599 * SECOND;
	assert_non_null(strstr(shut(w), "releaseWindow.max"));
	w->policy.window_max = 600 * SECOND;
	assert_string_equal(shut(w), "");
	w->policy.window_scope = files;
	assert_string_equal(shut(w), "");
	assert_null(covers(&w->g));
	w->policy.window_scope = git;
	assert_string_equal(shut(w), "");
	assert_non_null(covers(&w->g));
}

static void
dies_with_its_session(void **state)
{
	struct world *w = *state;
	char record[128];

	snprintf(record, sizeof record, "%s/sessions/%s", w->dir,
	    w->session.id);
	unlink(record);
	assert_string_equal(shut(w), "its session has ended");
}

static void
nonsense_does_not_open(void **state)
{
	struct world *w = *state;
	struct window n = w->w;

	assert_int_equal(grant_prepare(&n, 0, NULL), -1);
	n.session[0] = 'z';
	assert_int_equal(grant_prepare(&n, SECOND, NULL), -1);
	n = w->w;
	n.scope = all + 1;
	assert_int_equal(grant_prepare(&n, SECOND, NULL), -1);
}

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		T(opens_and_reads_back),
		T(either_clock_ends_it),
		T(future_and_other_boots),
		T(who_can_write_it),
		T(torn_and_damaged),
		T(another_name_is_no_window),
		T(only_an_operator_counts),
		T(managed_asks_root),
		T(policy_bounds_hold),
		T(dies_with_its_session),
		T(nonsense_does_not_open)
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
