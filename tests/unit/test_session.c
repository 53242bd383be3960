/* SPDX-License-Identifier: ISC */
/* Sessions: whose anchor counts, which records are believed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "policy/ancestry.h"
#include "policy/session.h"

static const char *const agent_variables[] = { "CLAUDECODE",
    "CLAUDE_CODE_SESSION_ID", "CODEX_THREAD_ID", "CODEX_SANDBOX",
    "GEMINI_CLI", "QWEN_CODE", "OPENCODE", "CURSOR_AGENT", "AI_AGENT", NULL };

static int
set_up(void **state)
{
	char *dir = strdup("/tmp/bp-session-XXXXXX");
	const char *const *v;

	for (v = agent_variables; *v != NULL; v++)
		unsetenv(*v);
	*state = mkdtemp(dir);
	return *state == NULL;
}

static int
tear_down(void **state)
{
	char path[4200];
	struct dirent *d;
	DIR *dir;
	int fd;

	/* One test puts a link to /tmp here: what is behind it is not ours. */
	snprintf(path, sizeof path, "%s/sessions", (char *)*state);
	fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	dir = fd >= 0 ? fdopendir(fd) : NULL;
	while (dir != NULL && (d = readdir(dir)) != NULL)
		unlinkat(dirfd(dir), d->d_name, 0);
	if (dir != NULL)
		closedir(dir);
	unlink(path);
	rmdir(path);
	rmdir(*state);
	free(*state);
	return 0;
}

/* Run f in a child of a process called `name`; its result is the status. */
static int
below(const char *name, int (*f)(const char *), const char *arg)
{
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		prctl(PR_SET_NAME, name);
		pid = fork();
		if (pid == 0)
			_exit(f(arg));
		waitpid(pid, &status, 0);
		_exit(WIFEXITED(status) ? WEXITSTATUS(status) : 99);
	}
	waitpid(pid, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 99;
}

static void
join_is_stable(void **state)
{
	struct session a, b;
	struct err e;

	assert_int_equal(session_join(*state, &a, &e), 0);
	assert_int_equal(session_join(*state, &b, &e), 0);
	assert_string_equal(a.id, b.id);
	assert_int_equal(strlen(a.id), 16);
	assert_true(session_alive(&a));
	assert_int_equal(a.uid, geteuid());
	assert_int_equal(session_list(*state, geteuid(), &b, 1, &e), 1);
	assert_int_equal(session_find(*state, a.id, &b), 0);
	assert_int_equal(b.start, a.start);
}

static int
is_claude(const char *state)
{
	struct session s;

	if (session_join(state, &s, NULL) != 0)
		return 1;
	return strcmp(s.agent, "claude-code") != 0 || s.anchor != getppid() ||
	    s.terminal;
}

static void
agent_is_known_by_its_program(void **state)
{
	assert_int_equal(below("claude", is_claude, *state), 0);
	/* The twin: the same code below another program is nobody's agent. */
	assert_int_equal(below("make", is_claude, *state), 1);
}

static int
other_anchor(const char *arg)
{
	struct session s;

	if (session_join(arg, &s, NULL) != 0)
		return 1;
	return s.anchor == getppid() ? 0 : 2;
}

static void
nested_joins_outer(void **state)
{
	struct session s;

	/* Below "make", which this test's anchor started: same session. */
	assert_int_equal(session_join(*state, &s, NULL), 0);
	assert_int_equal(below("make", other_anchor, *state), 2);
	/* An agent below it gets its own. */
	assert_int_equal(below("codex", other_anchor, *state), 0);
}

static void
environment_names_an_agent_later(void **state)
{
	struct session s;

	assert_int_equal(session_join(*state, &s, NULL), 0);
	if (s.agent[0] != '\0') {
		print_message("# skip: an agent runs the tests\n");
		skip();
	}
	setenv("CLAUDECODE", "1", 1);
	assert_int_equal(session_join(*state, &s, NULL), 0);
	assert_string_equal(s.agent, "claude-code");
	unsetenv("CLAUDECODE");
	/* Once an agent's, always an agent's. */
	assert_int_equal(session_join(*state, &s, NULL), 0);
	assert_string_equal(s.agent, "claude-code");
}

static void
record_of(const char *state, const char *id, char *path, size_t size)
{
	snprintf(path, size, "%s/sessions/%s", state, id);
}

static void
records_that_do_not_count(void **state)
{
	struct session s, t;
	char path[4200], other[4300];

	assert_int_equal(session_join(*state, &s, NULL), 0);
	record_of(*state, s.id, path, sizeof path);
	snprintf(other, sizeof other, "%s.x", path);

	chmod(path, 0622);
	assert_int_equal(session_find(*state, s.id, &t), -1);
	chmod(path, 0600);
	assert_int_equal(session_find(*state, s.id, &t), 0);

	assert_int_equal(link(path, other), 0);
	assert_int_equal(session_find(*state, s.id, &t), -1);
	unlink(path);
	assert_int_equal(symlink(other, path), 0);
	assert_int_equal(session_find(*state, s.id, &t), -1);
	unlink(path);
	rename(other, path);
	assert_int_equal(session_find(*state, s.id, &t), 0);
	/* Under another session's name. */
	record_of(*state, "0123456789abcdef", other, sizeof other);
	rename(path, other);
	assert_int_equal(session_find(*state, "0123456789abcdef", &t), -1);
}

static void
garbage_is_no_session(void **state)
{
	struct session s, t;
	char path[4200];
	FILE *f;
	long cut;

	assert_int_equal(session_join(*state, &s, NULL), 0);
	record_of(*state, s.id, path, sizeof path);
	for (cut = 0; cut < 60; cut += 7) {
		assert_int_equal(truncate(path, cut), 0);
		assert_int_equal(session_find(*state, s.id, &t), -1);
	}
	f = fopen(path, "w");
	fputs("{\"ver\":1}\n{}", f);
	fclose(f);
	assert_int_equal(session_find(*state, s.id, &t), -1);
	/* The next command heals it. */
	assert_int_equal(session_join(*state, &t, NULL), 0);
	assert_int_equal(session_find(*state, s.id, &t), 0);
}

static void
dead_sessions_go(void **state)
{
	struct session s, list[8];

	assert_int_equal(below("claude", is_claude, *state), 0);
	assert_int_equal(session_list(*state, (uid_t)-1, list, 8, NULL), 0);
	assert_int_equal(session_join(*state, &s, NULL), 0);
	s.start++;
	assert_false(session_alive(&s));
	s.start--;
	s.boot[0] ^= 1;
	assert_false(session_alive(&s));
}

static int
inside(const char *state)
{
	const char *why;

	return session_inside(state, &why);
}

static void
inside_is_by_ancestry(void **state)
{
	const char *why;
	int plain = below("zsh", inside, *state);

	assert_int_equal(below("claude", inside, *state), 1);
	setenv("GEMINI_CLI", "1", 1);
	assert_true(session_inside(*state, &why));
	unsetenv("GEMINI_CLI");
	/* The tests themselves may be run by an agent. */
	if (plain == 0)
		assert_int_equal(session_inside(*state, &why), 0);
}

static void
unusable_state(void **state)
{
	struct session s;
	char path[4200];
	struct err e = { 0 };

	snprintf(path, sizeof path, "%s/sessions", (char *)*state);
	assert_int_equal(symlink("/tmp", path), 0);
	assert_int_equal(session_join(*state, &s, &e), -1);
	assert_true(e.msg[0] != '\0');
}

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		T(join_is_stable),
		T(agent_is_known_by_its_program),
		T(nested_joins_outer),
		T(environment_names_an_agent_later),
		T(records_that_do_not_count),
		T(garbage_is_no_session),
		T(dead_sessions_go),
		T(inside_is_by_ancestry),
		T(unusable_state),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
