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
#include "policy/grant.h"

#define SECOND INT64_C(1000000000)

struct world {
	char dir[64], path[128];	/* state, the window's record */
	struct session session;
	struct window w;
	struct grant_now now;
	struct arena *a;
	struct grants g;
};

static const char *const all[] = { "*", NULL };
static const struct rule rule = { .id = "git/push-force", .pack = "git" };

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
	w->w.reason = "deploy \"12\"\n\xff";
	w->w.scope = all;
	w->w.until_wall = 600 * SECOND;
	if (grant_open(w->dir, &w->w, NULL) != 0)
		return 1;
	snprintf(w->path, sizeof w->path, "%s/windows/%s", w->dir, w->w.id);
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
	snprintf(cmd, sizeof cmd, "%s", w->dir);
	if (fork() == 0)
		execlp("rm", "rm", "-rf", cmd, (char *)NULL);
	wait(NULL);
	free(w);
	return 0;
}

/* Why the only window is shut; "" while it is open. */
static const char *
shut(struct world *w)
{
	if (grant_load(w->a, w->dir, NULL, &w->now, &w->g, NULL) != 0)
		return "no grants";
	assert_int_equal(w->g.nwindow, 1);
	if (w->g.window[0].shut == NULL)
		return "";
	assert_null(grant_covers(&w->g, &rule));
	return w->g.window[0].shut;
}

static void
opens_and_reads_back(void **state)
{
	struct world *w = *state;

	assert_string_equal(shut(w), "");
	assert_non_null(grant_covers(&w->g, &rule));
	assert_string_equal(w->g.window[0].reason, "deploy \"12\"\n\xff");
	assert_string_equal(w->g.window[0].operator_name, "alice");
	assert_true(w->g.window[0].until_wall == w->w.until_wall);
	assert_int_equal(grant_load(w->a, w->dir, w->session.id, &w->now,
	    &w->g, NULL), 0);
	assert_int_equal(w->g.nwindow, 1);
	assert_int_equal(grant_load(w->a, w->dir, "0123456789abcdef",
	    &w->now, &w->g, NULL), 0);
	assert_int_equal(w->g.nwindow, 0);
	assert_int_equal(grant_load(w->a, "/nonexistent", NULL, &w->now,
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
	snprintf(folder, sizeof folder, "%s/windows", w->dir);
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
	char text[2048];
	size_t n = slurp(w->path, text, sizeof text), i;

	for (i = 0; i + 2 < n; i++) {
		put(w->path, text, i);
		assert_string_not_equal(shut(w), "");
	}
	put(w->path, text, n);
	assert_string_equal(shut(w), "");
	/* One bit in what decides: never longer than it was. */
	for (i = 0; i < n; i++) {
		text[i] ^= 1;
		put(w->path, text, n);
		if (shut(w)[0] == '\0')
			assert_true(w->g.window[0].until_boot -
			    w->g.window[0].opened_boot == 600 * SECOND);
		text[i] ^= 1;
	}
}

static void
another_name_is_no_window(void **state)
{
	struct world *w = *state;
	char other[160];

	snprintf(other, sizeof other, "%s/windows/0123456789abcdef", w->dir);
	rename(w->path, other);
	assert_non_null(strstr(shut(w), "damaged"));
}

static void
closing_is_for_good(void **state)
{
	struct world *w = *state;

	assert_int_equal(grant_close(w->dir, "0123456789abcdef", NULL, NULL),
	    0);
	assert_string_equal(shut(w), "");
	assert_int_equal(grant_close(w->dir, w->w.id, NULL, NULL), 1);
	assert_string_equal(shut(w), "closed");
	assert_int_equal(grant_close(w->dir, w->w.id, NULL, NULL), 0);
	assert_int_equal(grant_close(w->dir, NULL, w->session.id, NULL), 0);
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
	struct window win = { .scope = git };
	struct grants g = { .window = &win, .nwindow = 1 };

	(void)state;
	assert_non_null(grant_covers(&g, &rule));
	win.scope = id;
	assert_non_null(grant_covers(&g, &rule));
	win.scope = other;
	assert_null(grant_covers(&g, &rule));
	win.scope = all;
	win.shut = "closed";
	assert_null(grant_covers(&g, &rule));
	assert_null(grant_covers(NULL, &rule));
}

static void
nonsense_does_not_open(void **state)
{
	struct world *w = *state;
	struct window n = w->w;

	n.until_wall = n.opened_wall;
	assert_int_equal(grant_open(w->dir, &n, NULL), -1);
	n = w->w;
	n.session[0] = 'z';
	assert_int_equal(grant_open(w->dir, &n, NULL), -1);
	n = w->w;
	n.scope = all + 1;
	assert_int_equal(grant_open(w->dir, &n, NULL), -1);
}

/* A disk that is full leaves no half window behind. */
static void
full_disk(void **state)
{
	struct world *w = *state;
	struct rlimit r = { 40, 40 };
	int status;

	if (fork() == 0) {
		signal(SIGXFSZ, SIG_IGN);
		setrlimit(RLIMIT_FSIZE, &r);
		_exit(grant_open(w->dir, &w->w, NULL) == -1 ? 0 : 1);
	}
	wait(&status);
	assert_int_equal(status, 0);
	assert_string_equal(shut(w), "");	/* the one that was there */
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
		T(dies_with_its_session),
		T(scope_is_packs_and_rules),
		T(nonsense_does_not_open),
		T(full_disk),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
