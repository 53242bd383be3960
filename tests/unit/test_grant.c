/* SPDX-License-Identifier: ISC */
/* Windows: each MUST of grant.c with a fault injected. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "policy/disabled.h"
#include "policy/grant.h"
#include "policy/operator.h"
#include "policy/statefile.h"

#define SECOND INT64_C(1000000000)

struct world {
	char dir[64], path[128];	/* state, the window's record */
	struct policy policy;
	struct operator op;
	struct sealed seal;
	unsigned char *secret;
	struct session session;
	struct window w;
	struct grant_now now;
	struct arena *a;
	struct grants g;
};

static const char *const all[] = { "*", NULL };
static const struct rule rule = { .id = "git/push-force", .pack = "git",
    .radius = 3 };

/* An operator whose key costs nothing to open. */
static int
make_operator(struct world *w, const char *name)
{
	memset(&w->op, 0, sizeof w->op);
	strcpy(w->op.name, name);
	w->op.uid = geteuid();
	w->op.created = clock_wall() - 10 * SECOND;
	w->op.expires = w->op.created + 10000 * SECOND;
	w->op.checklist = OPERATOR_CHECKLIST;
	if (w->secret == NULL)
		w->secret = seal_memory(SEAL_SECRET);
	return seal_make("x", 1, 1, 8192, &w->seal, w->op.key, NULL) != 0 ||
	    operator_write(w->dir, &w->op, &w->seal, NULL) != 0 ||
	    seal_open(&w->seal, w->op.key, "x", 1, w->secret, NULL) != 0;
}

static int
publish(struct world *w, struct window *win, int64_t length)
{
	if (grant_prepare(win, length, NULL) != 0)
		return -1;
	return grant_publish(w->dir, win, w->secret, NULL);
}

static int
set_up(void **state)
{
	struct world *w = calloc(1, sizeof *w);

	strcpy(w->dir, "/tmp/bp-grant-XXXXXX");
	if (mkdtemp(w->dir) == NULL ||
	    session_join(w->dir, &w->session, NULL) != 0)
		return 1;
	w->a = arena_new(64 * 1024 * 1024);
	memcpy(w->w.session, w->session.id, sizeof w->w.session);
	strcpy(w->w.operator_name, "alice");
	w->w.user = (uid_t)-1;
	w->w.uid = geteuid();
	w->w.radius = GRANT_RADIUS_MAX;
	w->policy.state_dir = w->dir;
	w->policy.window_max = 3600 * SECOND;
	w->policy.window_grace = 60 * SECOND;
	w->policy.window_scope = all;
	if (make_operator(w, "alice") != 0)
		return 1;
	w->w.reason = "deploy \"12\"\n\xff";
	w->w.scope = all;
	if (publish(w, &w->w, 600 * SECOND) != 0)
		return 1;
	snprintf(w->path, sizeof w->path, "%s/grants/%s", w->dir, w->w.id);
	grant_now(&w->now);
	*state = w;
	return 0;
}

static int
tear_down(void **state)
{
	struct world *w = *state;
	char cmd[128];

	arena_free(w->a);
	seal_wipe(w->secret);
	snprintf(cmd, sizeof cmd, "%s", w->dir);
	if (fork() == 0)
		execlp("rm", "rm", "-rf", cmd, (char *)NULL);
	wait(NULL);
	free(w);
	return 0;
}

static const struct window *
covers(const struct grants *g)
{
	return grant_covers(g, NULL, &rule, NULL, NULL);
}

/* Why the only window is shut; "" while it is open. */
static const char *
shut(struct world *w)
{
	if (grant_load(w->a, &w->policy, NULL, &w->now, &w->g, NULL) != 0)
		return "no grants";
	assert_int_equal(w->g.nwindow, 1);
	if (w->g.window[0].shut == NULL)
		return "";
	assert_null(covers(&w->g));
	return w->g.window[0].shut;
}

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

static size_t
slurp(const char *path, char *out, size_t size)
{
	FILE *f = fopen(path, "r");
	size_t n = fread(out, 1, size - 1, f);

	fclose(f);
	out[n] = '\0';
	return n;
}

static void
put(const char *path, const char *text, size_t n)
{
	FILE *f = fopen(path, "w");

	fwrite(text, 1, n, f);
	fclose(f);
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
		T(opens_and_reads_back),
		T(either_clock_ends_it),
		T(future_and_other_boots),
		T(who_can_write_it),
		T(torn_and_damaged),
		T(another_name_is_no_window),
		T(closing_is_for_good),
		T(only_an_operator_counts),
		T(managed_asks_root),
		T(policy_bounds_hold),
		T(grace_and_close),
		T(swept_once),
		T(disabled_for_an_hour_at_most),
		T(stamp_tells_of_changes),
		T(uses_are_counted_once),
		T(dies_with_its_session),
		T(scope_is_packs_and_rules),
		T(nonsense_does_not_open),
		T(full_disk),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
