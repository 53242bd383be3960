/* SPDX-License-Identifier: ISC */
/*
 * kill -9 between each pair of system calls, and two operators at once: the
 * state afterwards is the one before or the one after, never another.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "policy/grant.h"
#include "policy/operator.h"
#include "policy/request.h"

#define SECOND INT64_C(1000000000)

enum { POINTS_MAX = 2000, TURNS = 1000 };

/* A state folder with an operator, and what the operation works on. */
struct scene {
	char dir[64];
	struct policy policy;
	struct session session;
	struct operator op;
	struct sealed seal;
	unsigned char *secret;
	struct window w;	/* the one that is open before */
	struct window next;	/* what the operation writes */
	struct request request;
};

static const char *const all[] = { "*", NULL };

/* fsync(2) is not what is tested: memory is quicker. */
static const char *
place(void)
{
	const char *tmp = getenv("TMPDIR");

	if (access("/dev/shm", W_OK) == 0)
		return "/dev/shm";
	return tmp != NULL ? tmp : "/tmp";
}

static int
remove_one(const char *path, const struct stat *st, int flag, struct FTW *f)
{
	(void)st;
	(void)flag;
	(void)f;
	return remove(path);
}

static void
scene_close(struct scene *s)
{
	nftw(s->dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	seal_wipe(s->secret);
}

static void
window_for(const struct scene *s, struct window *w)
{
	memset(w, 0, sizeof *w);
	memcpy(w->session, s->session.id, sizeof w->session);
	strcpy(w->operator_name, "alice");
	w->user = (uid_t)-1;
	w->uid = geteuid();
	w->radius = GRANT_RADIUS_MAX;
	w->scope = all;
	w->reason = "x";
}

static void
scene_open(struct scene *s)
{
	memset(s, 0, sizeof *s);
	snprintf(s->dir, sizeof s->dir, "%s/bp-crash-XXXXXX", place());
	assert_non_null(mkdtemp(s->dir));
	assert_int_equal(session_join(s->dir, &s->session, NULL), 0);
	s->policy.state_dir = s->dir;
	s->policy.window_max = 7200 * SECOND;
	s->policy.window_scope = all;
	strcpy(s->op.name, "alice");
	s->op.uid = geteuid();
	s->op.created = clock_wall() - SECOND;
	s->op.expires = s->op.created + 10000 * SECOND;
	s->op.checklist = OPERATOR_CHECKLIST;
	s->secret = seal_memory(SEAL_SECRET);
	assert_int_equal(seal_make("x", 1, 1, 8192, &s->seal, s->op.key,
	    NULL), 0);
	assert_int_equal(operator_write(s->dir, &s->op, &s->seal, NULL), 0);
	assert_int_equal(seal_open(&s->seal, s->op.key, "x", 1, s->secret,
	    NULL), 0);
	window_for(s, &s->w);
	window_for(s, &s->next);
}

static void
open_one(struct scene *s)
{
	assert_int_equal(grant_prepare(&s->w, 600 * SECOND, NULL), 0);
	assert_int_equal(grant_publish(s->dir, &s->w, s->secret, NULL), 0);
}

/* How many windows or approvals count now; *until of the last. */
static size_t
open_now(const struct scene *s, enum grant_kind kind, int64_t *until)
{
	struct arena *a = arena_new(16 * 1024 * 1024);
	struct grant_now now;
	struct grants g;
	size_t i, n = 0;

	grant_now(&now);
	assert_int_equal(grant_load(a, &s->policy, NULL, &now, &g, NULL), 0);
	for (i = 0; i < (kind == GRANT_WINDOW ? g.nwindow : g.napproval);
	    i++) {
		const struct window *w = kind == GRANT_WINDOW ? &g.window[i] :
		    &g.approval[i];

		/* Nothing half: what is there is whole. */
		if (w->shut != NULL && strcmp(w->shut, "closed") != 0)
			fail_msg("%s", w->shut);
		if (w->shut != NULL)
			continue;
		*until = w->until_wall;
		n++;
	}
	arena_free(a);
	return n;
}

/* --- the operations --------------------------------------------------------*/

struct operation {
	const char *name;
	void (*prepare)(struct scene *);
	void (*run)(struct scene *);	/* in the child */
	void (*check)(struct scene *, bool finished);
};

static void
prepare_open(struct scene *s)
{
	assert_int_equal(grant_prepare(&s->next, 600 * SECOND, NULL), 0);
}

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

/* --- the harness -----------------------------------------------------------*/

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

/* --- a folder that is swapped while it is written -----------------------------*/

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

/* --- two at once -----------------------------------------------------------*/

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
		cmocka_unit_test(killed_while_opening),
		cmocka_unit_test(killed_while_extending),
		cmocka_unit_test(killed_while_closing),
		cmocka_unit_test(killed_while_using_an_approval),
		cmocka_unit_test(killed_while_writing_an_operator),
		cmocka_unit_test(killed_while_filing_a_request),
		cmocka_unit_test(folder_swapped_midway),
		cmocka_unit_test(two_operators_at_once),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
