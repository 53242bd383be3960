/* SPDX-License-Identifier: ISC */
/*
 * kill -9 between each pair of system calls: the state afterwards is the one
 * before or the one after, never another.
 */
#include "grant_scene.h"

struct operation {
	const char *name;
	void (*prepare)(struct scene *);
	void (*run)(struct scene *);	/* in the child */
	void (*check)(struct scene *, bool finished);
};

static void
run_publish(struct scene *s)
{
	if (grant_publish(s->dir, &s->next, s->secret, NULL) != 0)
		_exit(1);
}

static void
check_open(struct scene *s, bool finished)
{
	int64_t until = 0;
	size_t n = open_now(s, GRANT_WINDOW, &until);

	assert_true(n == 1 || (n == 0 && !finished));
	if (n == 1)
		assert_true(until == s->next.until_wall);
}

static void
prepare_extend(struct scene *s)
{
	open_one(s);
	s->next = s->w;
	s->next.until_wall += 600 * SECOND;
	s->next.until_boot += 600 * SECOND;
}

static void
check_extend(struct scene *s, bool finished)
{
	int64_t until = 0;

	assert_int_equal(open_now(s, GRANT_WINDOW, &until), 1);
	assert_true(until == s->next.until_wall ||
	    (until == s->w.until_wall && !finished));
}

static void
run_close(struct scene *s)
{
	if (grant_close(&s->policy, NULL, NULL, NULL) != 1)
		_exit(1);
}

static void
check_close(struct scene *s, bool finished)
{
	int64_t until = 0;
	size_t n = open_now(s, GRANT_WINDOW, &until);

	assert_true(n == 0 || (n == 1 && !finished &&
	    until == s->w.until_wall));
}

static void
prepare_approval(struct scene *s)
{
	s->w.kind = GRANT_APPROVAL;
	s->w.times = 1;
	memset(s->w.digest, 'a', 64);
	strcpy(s->w.request, "abcdef");
	open_one(s);
}

static void
run_consume(struct scene *s)
{
	if (grant_consume(s->dir, &s->w, NULL, NULL) != 1)
		_exit(1);
}

/* Taken or not: the second one to try gets what is left of one. */
static void
check_consume(struct scene *s, bool finished)
{
	int64_t until;
	int r = grant_consume(s->dir, &s->w, NULL, NULL);

	assert_true(r == 0 || (r == 1 && !finished));
	assert_int_equal(grant_consume(s->dir, &s->w, NULL, NULL), 0);
	if (finished)
		assert_int_equal(open_now(s, GRANT_APPROVAL, &until), 0);
}

static void
run_operator(struct scene *s)
{
	s->op.revoked = 1;
	if (operator_write(s->dir, &s->op, &s->seal, NULL) != 0)
		_exit(1);
}

static void
check_operator(struct scene *s, bool finished)
{
	struct operator o;
	struct sealed seal;

	assert_int_equal(operator_own(s->dir, "alice", &o, &seal, NULL), 0);
	assert_true(o.revoked == 1 || (o.revoked == 0 && !finished));
	assert_memory_equal(o.key, s->op.key, sizeof o.key);
	assert_memory_equal(&seal.box, s->seal.box, sizeof seal.box);
}

static void
prepare_request(struct scene *s)
{
	s->request.kind = REQUEST_WINDOW;
	memcpy(s->request.session, s->session.id,
	    sizeof s->request.session);
	s->request.text = "release-window 2h";
	request_name(&s->request);
}

static void
run_request(struct scene *s)
{
	struct arena *a = arena_new(1024 * 1024);

	if (request_file(a, s->dir, &s->request, NULL) != 1)
		_exit(1);
}

static void
check_request(struct scene *s, bool finished)
{
	struct arena *a = arena_new(1024 * 1024);
	struct request r[4];
	int n = request_list(a, s->dir, r, 4, NULL);

	assert_true(n == 1 || (n == 0 && !finished));
	if (n == 1)
		assert_string_equal(r[0].text, s->request.text);
	arena_free(a);
}

static const struct operation operations[] = {
	{ "open", prepare_open, run_publish, check_open },
	{ "extend", prepare_extend, run_publish, check_extend },
	{ "close", open_one, run_close, check_close },
	{ "consume", prepare_approval, run_consume, check_consume },
	{ "operator", NULL, run_operator, check_operator },
	{ "request", prepare_request, run_request, check_request },
};

/*
 * Run it and kill it at its n-th stop before or after a system call. Returns
 * 1 when it was through before that, 0 when killed, -1 where nothing can be
 * traced.
 */
static int
run_until(struct scene *s, const struct operation *op, int n)
{
	int status, i;
	pid_t pid = fork();

	if (pid == 0) {
		if (ptrace(PTRACE_TRACEME, 0, NULL, NULL) != 0)
			_exit(77);
		raise(SIGSTOP);
		op->run(s);
		_exit(0);
	}
	waitpid(pid, &status, 0);
	if (WIFEXITED(status))
		return -1;
	for (i = 0; i < n; i++) {
		ptrace(PTRACE_SYSCALL, pid, NULL, NULL);
		waitpid(pid, &status, 0);
		if (WIFEXITED(status)) {
			assert_int_equal(WEXITSTATUS(status), 0);
			return 1;
		}
	}
	kill(pid, SIGKILL);
	waitpid(pid, &status, 0);
	return 0;
}

static void
crash(const struct operation *op)
{
	struct scene s;
	int n, r = 0;

	for (n = 1; n < POINTS_MAX && r == 0; n++) {
		scene_open(&s);
		if (op->prepare != NULL)
			op->prepare(&s);
		r = run_until(&s, op, n);
		if (r >= 0)
			op->check(&s, r == 1);
		scene_close(&s);
	}
	if (r < 0) {
		print_message("no ptrace here\n");
		skip();
	}
	print_message("# %s: %d points\n", op->name, n - 1);
	assert_int_equal(r, 1);
	assert_true(n > 10);
}

#define CRASH(name, index) \
	static void name(void **state) \
	{ \
		(void)state; \
		crash(&operations[index]); \
	}

CRASH(killed_while_opening, 0)
CRASH(killed_while_extending, 1)
CRASH(killed_while_closing, 2)
CRASH(killed_while_using_an_approval, 3)
CRASH(killed_while_writing_an_operator, 4)
CRASH(killed_while_filing_a_request, 5)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(killed_while_opening),
		cmocka_unit_test(killed_while_extending),
		cmocka_unit_test(killed_while_closing),
		cmocka_unit_test(killed_while_using_an_approval),
		cmocka_unit_test(killed_while_writing_an_operator),
		cmocka_unit_test(killed_while_filing_a_request)
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
