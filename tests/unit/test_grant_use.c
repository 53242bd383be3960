/* SPDX-License-Identifier: ISC */
/* Windows in use: what they lift, how they end, what is counted. */
#include "grant_world.h"

static size_t
windows(struct world *w)
{
	assert_int_equal(grant_load(w->a, &w->policy, NULL, &w->now, &w->g,
	    NULL), 0);
	return w->g.nwindow;
}

static void
closing_is_for_good(void **state)
{
	struct world *w = *state;
	char text[4096], mark[128];
	size_t n = slurp(w->path, text, sizeof text);

	assert_int_equal(grant_close(&w->policy, "0123456789abcdef", NULL,
	    NULL), 0);
	assert_string_equal(shut(w), "");
	assert_int_equal(grant_close(&w->policy, w->w.id, NULL, NULL), 1);
	assert_int_equal(windows(w), 0);
	assert_int_equal(grant_close(&w->policy, w->w.id, NULL, NULL), 0);
	assert_int_equal(grant_close(&w->policy, NULL, &w->session, NULL), 0);
	assert_int_equal(grant_ended(w->a, &w->policy, &w->g, NULL), 0);
	assert_int_equal(w->g.nwindow, 1);
	assert_string_equal(w->g.window[0].shut, "closed");
	assert_string_equal(w->g.window[0].reason, w->w.reason);
	assert_true(w->g.window[0].closed_wall >= w->w.opened_wall);
	/* Its bytes put back: the mark stands. */
	put(w->path, text, n);
	chmod(w->path, 0600);
	assert_string_equal(shut(w), "closed");
	/* Nor does a mark count for less that is a symlink to nowhere. */
	snprintf(mark, sizeof mark, "%s/closed/%s", w->dir, w->w.id);
	unlink(mark);
	assert_string_equal(shut(w), "");
	assert_int_equal(symlink("/nonexistent", mark), 0);
	assert_string_equal(shut(w), "closed");
}

/* Running lines keep their verdict for the grace after expiry, never after
 * a close. */
static void
grace_and_close(void **state)
{
	struct world *w = *state;
	struct grant_now start = w->now;

	w->now.line = start.boot;
	w->now.boot += 610 * SECOND;
	w->now.wall += 610 * SECOND;
	assert_string_equal(shut(w), "");
	w->now.boot += 60 * SECOND;
	assert_string_equal(shut(w), "expired");
	w->now.boot -= 60 * SECOND;
	w->now.wall += 60 * SECOND;
	assert_string_equal(shut(w), "expired");
	w->now.wall -= 60 * SECOND;
	w->now.line = 0;	/* a new line */
	assert_string_equal(shut(w), "expired");
	w->now.line = w->w.opened_boot - SECOND;	/* judged before it */
	assert_string_equal(shut(w), "expired");
	w->now.line = w->w.until_boot + 1;	/* judged after it */
	assert_string_equal(shut(w), "expired");
	w->now = start;
	w->now.line = start.boot;
	assert_string_equal(shut(w), "");
	assert_int_equal(grant_close(&w->policy, NULL, NULL, NULL), 1);
	assert_int_equal(windows(w), 0);
}

/* What is over is put away by one, after the grace, and stays shut. */
static void
swept_once(void **state)
{
	struct world *w = *state;
	struct grant_now start = w->now;
	struct window win;
	char text[4096];
	size_t n = slurp(w->path, text, sizeof text);

	assert_string_equal(shut(w), "");
	assert_int_equal(grant_sweep(&w->policy, &w->g.window[0], &w->now,
	    NULL), 0);
	w->now.boot += 630 * SECOND;
	assert_string_equal(shut(w), "expired");
	assert_int_equal(grant_sweep(&w->policy, &w->g.window[0], &w->now,
	    NULL), 0);
	w->now.boot += 60 * SECOND;
	assert_string_equal(shut(w), "expired");
	win = w->g.window[0];
	assert_int_equal(grant_sweep(&w->policy, &win, &w->now, NULL), 1);
	assert_int_equal(grant_sweep(&w->policy, &win, &w->now, NULL), 0);
	assert_int_equal(windows(w), 0);
	assert_int_equal(grant_ended(w->a, &w->policy, &w->g, NULL), 0);
	assert_int_equal(w->g.nwindow, 1);
	assert_string_equal(w->g.window[0].shut, "expired");
	assert_true(w->g.window[0].closed_wall == w->w.until_wall);
	put(w->path, text, n);
	chmod(w->path, 0600);
	w->now = start;
	assert_string_equal(shut(w), "closed");
}

/* The emergency exit: root's in life, anybody's own here. */
static void
disabled_for_an_hour_at_most(void **state)
{
	struct world *w = *state;
	char path[128], text[256], other[256];
	size_t n;

	assert_false(disabled_in(w->dir, geteuid()));
	assert_int_equal(disabled_begin_in(w->dir, DISABLED_MAX + 1, NULL),
	    -1);
	assert_int_equal(disabled_begin_in(w->dir, 0, NULL), -1);
	assert_int_equal(disabled_begin_in(w->dir, DISABLED_MAX, NULL), 0);
	assert_true(disabled_in(w->dir, geteuid()));
	assert_false(disabled_in(w->dir, geteuid() + 1));
	snprintf(path, sizeof path, "%s/disabled/until", w->dir);
	n = slurp(path, text, sizeof text);
	for (size_t i = 0; i < n; i++) {	/* cut anywhere */
		put(path, text, i);
		assert_false(disabled_in(w->dir, geteuid()));
	}
	snprintf(other, sizeof other, "bashplate-disabled 1 %lld %lld %lld "
	    "%lld %s\n", (long long)w->now.wall, (long long)(w->now.wall +
	    2 * DISABLED_MAX), (long long)w->now.boot, (long long)
	    (w->now.boot + 2 * DISABLED_MAX), w->now.boot_id);
	put(path, other, strlen(other));	/* longer than an hour */
	assert_false(disabled_in(w->dir, geteuid()));
	snprintf(other, sizeof other, "bashplate-disabled 1 %lld %lld %lld "
	    "%lld %s\n", (long long)w->now.wall, (long long)(w->now.wall +
	    SECOND * 60), (long long)w->now.boot, (long long)
	    (w->now.boot + SECOND * 60), "00000000-0000-0000-0000-"
	    "000000000000");
	put(path, other, strlen(other));	/* another boot */
	assert_false(disabled_in(w->dir, geteuid()));
	put(path, text, n);
	assert_true(disabled_in(w->dir, geteuid()));
	chmod(path, 0666);
	assert_false(disabled_in(w->dir, geteuid()));
}

static void
stamp_tells_of_changes(void **state)
{
	struct world *w = *state;
	uint64_t at = grant_stamp(w->dir);

	assert_true(at != 0 && at == grant_stamp(w->dir));
	assert_int_equal(grant_close(&w->policy, NULL, NULL, NULL), 1);
	assert_true(at != grant_stamp(w->dir));
	assert_true(grant_stamp("/nonexistent") == 0);
}

/* An approval is used as often as it was granted, however many try. */
static void
uses_are_counted_once(void **state)
{
	struct world *w = *state;
	struct window a = w->w;
	int i, status, won = 0;
	pid_t pid[12];

	a.kind = GRANT_APPROVAL;
	a.times = 3;
	memset(a.digest, 'a', 64);
	strcpy(a.request, "abcdef");
	assert_int_equal(publish(w, &a, 60 * SECOND), 0);
	grant_now(&w->now);
	assert_int_equal(grant_load(w->a, &w->policy, &w->session, &w->now,
	    &w->g, NULL), 0);
	assert_int_equal(w->g.napproval, 1);
	assert_null(w->g.approval[0].shut);
	assert_non_null(grant_approves(&w->g, a.digest));
	for (i = 0; i < 12; i++)
		if ((pid[i] = fork()) == 0)
			_exit(grant_consume(w->dir, &a, NULL, NULL));
	for (i = 0; i < 12; i++) {
		waitpid(pid[i], &status, 0);
		assert_true(WIFEXITED(status) && WEXITSTATUS(status) <= 1);
		won += WEXITSTATUS(status);
	}
	assert_int_equal(won, 3);
	assert_int_equal(grant_load(w->a, &w->policy, &w->session, &w->now,
	    &w->g, NULL), 0);
	assert_int_equal(w->g.napproval, 0);
	assert_int_equal(w->g.nwindow, 1);
}

static void
scope_is_packs_and_rules(void **state)
{
	static const char *const git[] = { "git", NULL };
	static const char *const id[] = { "x", "git/push-force", NULL };
	static const char *const other[] = { "files", "git/reset", "gi",
	    NULL };
	struct window win = { .scope = git, .radius = 3 };
	struct grants g = { .window = &win, .nwindow = 1, .scope = all };

	(void)state;
	assert_non_null(covers(&g));
	win.scope = id;
	assert_non_null(covers(&g));
	win.scope = other;
	assert_null(covers(&g));
	win.scope = all;
	win.radius = 2;
	assert_null(covers(&g));
	win.radius = 3;
	assert_non_null(covers(&g));
	/* What cannot be told is not in a place. */
	win.place = GRANT_PRODUCTION;
	assert_null(covers(&g));
	win.place = GRANT_ANYWHERE;
	win.shut = "closed";
	assert_null(covers(&g));
	assert_null(covers(NULL));
}

/* A disk that is full leaves no half window behind, and cannot keep one
 * open. */
static void
full_disk(void **state)
{
	struct world *w = *state;
	struct rlimit r;
	rlim_t room;
	int status;

	for (room = 0; room < 500; room += room < 20 ? 1 : 49) {
		if (fork() == 0) {
			signal(SIGXFSZ, SIG_IGN);
			r.rlim_cur = r.rlim_max = room;
			setrlimit(RLIMIT_FSIZE, &r);
			_exit(publish(w, &w->w, SECOND) == -1 ? 0 : 1);
		}
		wait(&status);
		assert_int_equal(status, 0);
		assert_string_equal(shut(w), "");	/* that one is left */
	}
	if (fork() == 0) {
		signal(SIGXFSZ, SIG_IGN);
		r.rlim_cur = r.rlim_max = 0;
		setrlimit(RLIMIT_FSIZE, &r);
		_exit(grant_close(&w->policy, NULL, NULL, NULL) == 1 ? 0 : 1);
	}
	wait(&status);
	assert_int_equal(status, 0);
	assert_int_equal(windows(w), 0);
}

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		T(closing_is_for_good),
		T(grace_and_close),
		T(swept_once),
		T(disabled_for_an_hour_at_most),
		T(stamp_tells_of_changes),
		T(uses_are_counted_once),
		T(scope_is_packs_and_rules),
		T(full_disk)
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
