/* SPDX-License-Identifier: ISC */
/* The cookie that marks a session's processes: what it says, who inherits it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kernel/member.h"

static const char one[] = "0123456789abcdef", two[] = "fedcba9876543210";

static void
test_cookie_is_of_its_session(void **state)
{
	uint64_t a = member_cookie(one, 0, false), b;

	(void)state;
	assert_int_not_equal(a, 0);
	assert_true(member_same(a, member_cookie(one, 0, false)));
	assert_true(member_same(a, member_cookie(one, 0, true)));
	assert_false(member_same(a, member_cookie(two, 0, false)));
	assert_true(member_same(a, member_cookie(one, a, false)));
	b = member_cookie("0000000000000000", 0, false);
	assert_true(member_same(b, b));
	assert_false(member_same(0, 0));
	assert_false(member_same(~0ull, ~0ull));
	assert_int_equal(member_cookie("0123", 0, false), 0);
	assert_int_equal(member_cookie("0123456789abcdeX", 0, false), 0);
}

static void
test_inner_session_is_lower(void **state)
{
	static const char *const ids[] = { one, two };
	uint64_t outer = member_cookie(two, 0, false), inner;
	int i, n = 0;

	(void)state;
	/* The limit of a process without privilege can only go down. */
	for (i = 0; i < 40; i++) {
		inner = member_cookie(ids[i % 2], outer, false);
		if (inner == 0)
			break;
		assert_true(inner < outer || member_same(inner, outer));
		if (!member_same(inner, outer))
			n++;
		outer = inner;
	}
	assert_int_equal(n, 15);
	assert_int_equal(inner, 0);
}

static void
test_gates_stay(void **state)
{
	uint64_t loose = member_cookie(one, 0, false);
	uint64_t gated = member_cookie(one, loose, true);

	(void)state;
	assert_false(member_gated(loose));
	assert_true(member_gated(gated));
	assert_true(gated < loose);
	assert_int_equal(member_cookie(one, gated, false), gated);
	assert_true(member_gated(member_cookie(two, gated, false)));
	assert_false(member_gated(0));
	assert_false(member_gated(~0ull));
}

/* What a child saw, as an exit status. */
static int
child_sees(pid_t parent)
{
	uint64_t before = member_of(0), c, seen = 0;
	int fds[2], status;
	pid_t pid;

	if (pipe(fds) != 0)
		return 1;
	c = member_join(one, false);
	if (!member_same(c, member_cookie(one, before, false)))
		return 2;
	if (member_of(0) != c || member_same(member_of(parent), c))
		return 3;
	pid = fork();
	if (pid == 0) {
		/* Orphan, other session, empty environment, nobody. */
		setsid();
		clearenv();
		if (setgid(65534) != 0 || setuid(65534) != 0)
			setsid();
		seen = member_of(0);
		if (write(fds[1], &seen, sizeof seen) != sizeof seen)
			_exit(1);
		_exit(0);
	}
	if (read(fds[0], &seen, sizeof seen) != sizeof seen || seen != c)
		return 4;
	if (waitpid(pid, &status, 0) != pid || status != 0)
		return 5;
	/* The same session again changes nothing; another one nests. */
	if (member_join(one, false) != c)
		return 6;
	c = member_join(two, true);
	if (!member_gated(c) || member_same(c, member_cookie(one, before,
	    false)) || member_of(getpid()) != c)
		return 7;
	return 0;
}

static void
test_children_inherit(void **state)
{
	pid_t pid = fork();
	int status;

	(void)state;
	if (pid == 0)
		_exit(child_sees(getppid()));
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
}

static void
test_other_user_is_seen(void **state)
{
	int ready[2], quit[2], status;
	uint64_t c = member_cookie(one, member_of(0), false);
	char byte;
	pid_t pid, judge;

	(void)state;
	if (getuid() != 0)
		skip();		/* needs two users */
	assert_int_equal(pipe(ready), 0);
	assert_int_equal(pipe(quit), 0);
	pid = fork();
	if (pid == 0) {
		member_join(one, false);
		close(quit[1]);
		if (write(ready[1], "x", 1) != 1)
			_exit(1);
		_exit(read(quit[0], &byte, 1) != 0);
	}
	assert_int_equal(read(ready[0], &byte, 1), 1);
	judge = fork();
	if (judge == 0) {
		if (setgid(65534) != 0 || setuid(65534) != 0)
			_exit(2);
		_exit(!member_same(member_of(pid), c));
	}
	assert_int_equal(waitpid(judge, &status, 0), judge);
	assert_int_equal(status, 0);
	close(quit[0]);
	close(quit[1]);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
}

static void
test_gone_process_has_none(void **state)
{
	pid_t pid = fork();

	(void)state;
	if (pid == 0)
		_exit(0);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	assert_int_equal(member_of(pid), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cookie_is_of_its_session),
		cmocka_unit_test(test_inner_session_is_lower),
		cmocka_unit_test(test_gates_stay),
		cmocka_unit_test(test_children_inherit),
		cmocka_unit_test(test_other_user_is_seen),
		cmocka_unit_test(test_gone_process_has_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
