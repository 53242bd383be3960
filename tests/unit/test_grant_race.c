/* SPDX-License-Identifier: ISC */
/* Grants while somebody else is at it: a folder swapped midway, two operators
 * at once. */
#include "grant_scene.h"

/* At its n-th stop the folder is moved away, and a link to another put in its
 * place. Returns 1 when it was through before, 0 else, -1 without ptrace. */
static int
swap_at(struct scene *s, const char *evil, const char *moved, int n)
{
	char grants[128];
	int status, i, r = 0;
	pid_t pid = fork();

	snprintf(grants, sizeof grants, "%s/grants", s->dir);
	if (pid == 0) {
		if (ptrace(PTRACE_TRACEME, 0, NULL, NULL) != 0)
			_exit(77);
		raise(SIGSTOP);
		(void)grant_publish(s->dir, &s->next, s->secret, NULL);
		_exit(0);
	}
	waitpid(pid, &status, 0);
	if (WIFEXITED(status))
		return -1;
	for (i = 0; i < n && r == 0; i++) {
		ptrace(PTRACE_SYSCALL, pid, NULL, NULL);
		waitpid(pid, &status, 0);
		r = WIFEXITED(status);
	}
	if (r == 1)
		return 1;
	assert_int_equal(rename(grants, moved), 0);
	assert_int_equal(symlink(evil, grants), 0);
	ptrace(PTRACE_DETACH, pid, NULL, NULL);
	waitpid(pid, &status, 0);
	assert_true(WIFEXITED(status));
	return 0;
}

/* What is behind the link never counts, and what was moved is whole. */
static void
folder_swapped_midway(void **state)
{
	char evil[128], moved[128], grants[128];
	struct arena *a = arena_new(16 * 1024 * 1024);
	struct grant_now now;
	struct grants g;
	struct scene s;
	int64_t until;
	size_t n;
	int i, r = 0;

	(void)state;
	for (i = 1; i < POINTS_MAX && r == 0; i++) {
		scene_open(&s);
		open_one(&s);
		prepare_open(&s);
		snprintf(evil, sizeof evil, "%s/evil", s.dir);
		snprintf(moved, sizeof moved, "%s/moved", s.dir);
		snprintf(grants, sizeof grants, "%s/grants", s.dir);
		mkdir(evil, 0777);
		r = swap_at(&s, evil, moved, i);
		if (r == 0) {
			grant_now(&now);
			assert_int_equal(grant_load(a, &s.policy, NULL, &now,
			    &g, NULL), -1);
			assert_int_equal(unlink(grants), 0);
			assert_int_equal(rename(moved, grants), 0);
			n = open_now(&s, GRANT_WINDOW, &until);
			assert_true(n == 1 || n == 2);
		}
		scene_close(&s);
	}
	arena_free(a);
	if (r < 0)
		skip();
	assert_true(i > 10);
}

static bool
counts(const struct scene *s, const char *id)
{
	struct arena *a = arena_new(16 * 1024 * 1024);
	struct grant_now now;
	struct grants g;
	bool found = false;
	size_t i;

	grant_now(&now);
	if (grant_load(a, &s->policy, NULL, &now, &g, NULL) != 0)
		_exit(10);
	for (i = 0; i < g.nwindow; i++)
		if (strcmp(g.window[i].id, id) == 0)
			found = g.window[i].shut == NULL;
	arena_free(a);
	return found;
}

/* Each sees what it did itself, whatever the other does. */
static void
turns(struct scene *s)
{
	int i;

	for (i = 0; i < TURNS; i++) {
		if (grant_prepare(&s->next, 600 * SECOND, NULL) != 0 ||
		    grant_publish(s->dir, &s->next, s->secret, NULL) != 0)
			_exit(1);
		if (!counts(s, s->next.id))
			_exit(2);
		if (grant_close(&s->policy, s->next.id, NULL, NULL) != 1)
			_exit(3);
		if (counts(s, s->next.id))
			_exit(4);
	}
	_exit(0);
}

static void
two_operators_at_once(void **state)
{
	struct scene s;
	int64_t until;
	int i, status;
	pid_t pid[2];

	(void)state;
	scene_open(&s);
	for (i = 0; i < 2; i++)
		if ((pid[i] = fork()) == 0)
			turns(&s);
	for (i = 0; i < 2; i++) {
		waitpid(pid[i], &status, 0);
		assert_int_equal(status, 0);
	}
	assert_int_equal(open_now(&s, GRANT_WINDOW, &until), 0);
	scene_close(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(folder_swapped_midway),
		cmocka_unit_test(two_operators_at_once)
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
