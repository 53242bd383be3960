/* SPDX-License-Identifier: ISC */
#include "kernel/supervisor.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "audit/record.h"
#include "audit/refusal.h"
#include "base/clock.h"
#include "base/hash.h"
#include "kernel/door.h"
#include "kernel/ending.h"
#include "kernel/member.h"
#include "kernel/ownwork.h"
#include "kernel/target.h"
#include "kernel/uapi.h"
#include "policy/disabled.h"
#include "policy/operator.h"

enum {
	SOCK_FD = 3,
	MEMORY = 64 * 1024 * 1024,
	AGAIN_NS = 2 * 1000 * 1000 * 1000	/* a PATH search is quicker */
};

/* --- answers --- */

static void
respond(const struct supervisor *s, struct seccomp_notif_resp *r)
{
	int n;

	/* ENOENT: the caller is gone. Nothing to be done about it. */
	do
		n = ioctl(s->notify, SECCOMP_IOCTL_NOTIF_SEND, r);
	while (n < 0 && errno == EINTR);
}

void
supervisor_answer(const struct supervisor *s, uint64_t id, int error)
{
	struct seccomp_notif_resp r = { .id = id, .error = -error };

	if (error == 0)
		r.flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE;
	respond(s, &r);
}

void
supervisor_return(const struct supervisor *s, uint64_t id, int64_t value)
{
	struct seccomp_notif_resp r = { .id = id, .val = value };

	respond(s, &r);
}

bool
supervisor_waits(const struct supervisor *s, uint64_t id)
{
	return ioctl(s->notify, SECCOMP_IOCTL_NOTIF_ID_VALID, &id) == 0;
}

/* --- judging --- */

static const struct context *
context_of(struct supervisor *s)
{
	if (s->context == NULL) {
		s->context = arena_alloc(s->arena, sizeof *s->context);
		judge_context(s->arena, s->cfg->policy, s->cfg->world,
		    s->cfg->session, s->context);
	}
	return s->context;
}

struct own {
	struct arena *a;
	pid_t caller;
};

static bool
is_own_work(void *arg, const struct effect *e)
{
	const struct own *own = arg;

	return ownwork(own->a, own->caller, e);
}

/* Could a grant, or where the program works, change this refusal? */
static bool
liftable(const struct verdict *v)
{
	return v->kind == VERDICT_REFUSE && (v->layer == LAYER_BLOCK ||
	    v->layer == LAYER_UNKNOWN);
}

void
supervisor_judge(struct supervisor *s, struct arena *a, char *const *argv,
    const size_t *len, unsigned argc, const struct walk_world *world,
    enum tier tier, pid_t caller, struct judgement *out)
{
	struct own own = { a, caller };
	struct value **v = arena_array(a, argc + 1u, sizeof *v);
	struct context ctx = *context_of(s);
	struct grants grants = { 0 };
	unsigned i;

	for (i = 0; i < argc; i++)
		v[i] = value_const(a, argv[i], len[i]);
	ctx.tier = tier;
	ctx.at_exec = true;
	ctx.own_work = is_own_work;
	ctx.own_work_arg = &own;
	out->effects = walk_argv(a, v, argc, world);
	decide(a, out->effects, s->cfg->policy, &grants, &ctx, &out->verdict);
	/* The owner's emergency exit. */
	if (out->verdict.kind == VERDICT_REFUSE && disabled_now()) {
		out->verdict.kind = VERDICT_ALLOW;
		out->verdict.observed = true;
	}
	if (!liftable(&out->verdict))
		return;
	/* Asked only now: both read files, and few are refused. */
	s->cfg->ops->grants(s->cfg->ctx, a, s->cfg->judged, s->cfg->approved,
	    &grants);
	if (world->cwd != NULL &&
	    lineage_below(&s->lineage, caller, s->shell))
		ctx.work = judge_project(a, world->cwd, ctx.home);
	decide(a, out->effects, s->cfg->policy, &grants, &ctx, &out->verdict);
}

void
supervisor_explain(struct supervisor *s, pid_t tid, struct judgement *j,
    enum judged_what what)
{
	struct buf out = { 0 };

	j->what = what;
	j->ask_nobody = j->verdict.lifted_by_window &&
	    !operator_anyone(s->cfg->policy, clock_wall());
	refusal_format(j, s->cfg->session, NULL, true, &out);
	if (out.data != NULL)
		target_say(tid, out.data, out.len);
	buf_free(&out);
}

static uint64_t
digest(const void *p, size_t n)
{
	const unsigned char *b = p;
	uint64_t h = 14695981039346656037ull;

	while (n-- > 0)
		h = (h ^ *b++) * 1099511628211ull;
	return h;
}

bool
supervisor_again(struct supervisor *s, pid_t tid, const void *what, size_t n)
{
	uint64_t h = digest(what, n);
	int64_t now = clock_boot();
	struct refused *r;
	unsigned i;

	for (i = 0; i < REFUSALS_KEPT; i++) {
		r = &s->refused[i];
		if (r->tid == tid && r->what == h && r->at != 0 &&
		    now - r->at < AGAIN_NS)
			return true;
	}
	r = &s->refused[s->next_refused++ % REFUSALS_KEPT];
	*r = (struct refused){ tid, h, now };
	return false;
}

/* --- becoming a daemon --- */

static int
keep_only(int sock)
{
	int null, i;

	if (dup2(sock, SOCK_FD) < 0)
		return -1;
	/* An inherited end of a pipe would keep its reader waiting. */
	if (syscall(SYS_close_range, SOCK_FD + 1, ~0u, 0) != 0)
		return -1;
	null = open("/dev/null", O_RDWR);
	if (null < 0)
		return -1;
	for (i = 0; i < 3; i++)
		if (null != i && dup2(null, i) < 0)
			return -1;
	if (null > 2)
		close(null);
	return 0;
}

/* Our copy of the command line would let `pkill -f` find us. */
static void
blank(char **argv)
{
	char *end = argv[0], *at = argv[0];
	int i;

	if (at == NULL)
		return;
	for (i = 0; argv[i] != NULL; i++)
		if (argv[i] == end)
			end = argv[i] + strlen(argv[i]) + 1;
	memset(at, 0, (size_t)(end - at));
	strncpy(at, "bashplate: gates", (size_t)(end - at) - 1);
}

static void
raise_limits(void)
{
	struct rlimit rl;

	/* Limits are for the command, not for its supervisor. */
	if (getrlimit(RLIMIT_NOFILE, &rl) == 0 && rl.rlim_cur < rl.rlim_max) {
		rl.rlim_cur = rl.rlim_max;
		(void)setrlimit(RLIMIT_NOFILE, &rl);
	}
}

static int
become_daemon(struct supervisor *s, int sock)
{
	if (setsid() < 0 || keep_only(sock) != 0 || chdir("/") != 0)
		return -1;
	s->children = s->cfg->ops->signals(s->cfg->ctx);
	if (s->children < 0)
		return -1;
	blank(s->cfg->argv);
	raise_limits();
	(void)prctl(PR_SET_NAME, "bashplate-gates", 0, 0, 0);
	/* Same-uid processes outside the scope: no ptrace, no /proc/PID/mem. */
	return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}

/* Blocks until the listener comes, or the shell's process gives up. */
static int
receive_listener(struct supervisor *s)
{
	char room[CMSG_SPACE(sizeof s->notify)], byte;
	struct iovec io = { &byte, 1 };
	struct msghdr m = { .msg_iov = &io, .msg_iovlen = 1,
	    .msg_control = room, .msg_controllen = sizeof room };
	struct cmsghdr *c;
	ssize_t n;

	do
		n = recvmsg(SOCK_FD, &m, MSG_CMSG_CLOEXEC);
	while (n < 0 && errno == EINTR);
	c = n == 1 ? CMSG_FIRSTHDR(&m) : NULL;
	if (c == NULL || c->cmsg_type != SCM_RIGHTS)
		return -1;
	memcpy(&s->notify, CMSG_DATA(c), sizeof s->notify);
	close(SOCK_FD);
	return 0;
}

/* --- the loop --- */

static void
serve(struct supervisor *s)
{
	/* The kernel wants it zeroed; a newer one may write more. */
	union {
		struct seccomp_notif n;
		char room[512];
	} u;
	enum filter_call call;

	memset(&u, 0, sizeof u);
	if (ioctl(s->notify, SECCOMP_IOCTL_NOTIF_RECV, &u.n) != 0)
		return;
	call = filter_call(u.n.data.arch, u.n.data.nr);
	if (u.n.pid == 0)
		supervisor_answer(s, u.n.id, EPERM);
	else if (call == CALL_EXEC || call == CALL_EXECAT)
		execgate(s, &u.n, call == CALL_EXECAT);
	else if (call != CALL_NONE)
		killgate(s, &u.n, call);
	else
		supervisor_answer(s, u.n.id, ENOSYS);
}

static void
drain(int fd)
{
	char info[1024];
	ssize_t n;

	do
		n = read(fd, info, sizeof info);
	while (n > 0 || (n < 0 && errno == EINTR));
}

static void
killed(void *ctx, pid_t pid, const char *cmdline, size_t len)
{
	struct supervisor *s = ctx;
	struct record r = { .kind = RECORD_EXEC, .session = s->cfg->session,
	    .line = s->cfg->line, .event = "killed" };
	struct record_actor actor = { getuid(), pid, 0 };
	const char *argv[1] = { cmdline };
	struct record_exec exec = { .argv = argv, .argc = 1 };

	(void)len;
	r.actor = &actor;
	r.exec = &exec;
	r.detail = "what the kernel started is not what was judged; the "
	    "process was killed before its first instruction";
	if (s->cfg->state != NULL)
		(void)record_write(s->cfg->state, &r, NULL);
}

/* While the shell waits for us: soon it may be gone. */
static void
begin(struct supervisor *s)
{
	s->since = clock_boot();
	s->shell_pidfd = (int)syscall(SYS_pidfd_open, s->shell, 0);
}

static void tend(struct supervisor *s);

/*
 * A supervisor for another command of the session: forked from us, with our
 * policy, session and rules. Returns true in the child when its work is done.
 */
static bool
another(struct supervisor *s)
{
	struct gates_config c = *s->cfg;
	struct supervisor next = { .cfg = &c, .children = s->children,
	    .arena = s->arena, .context = s->context, .cookie = s->cookie,
	    .door = -1, .anchor = -1 };
	struct door_order o;
	long pid;

	if (door_take(s->door, &o) != 0)
		return false;
	pid = syscall(SYS_clone, (unsigned long)SIGCHLD, NULL, NULL, NULL,
	    0ul);
	if (pid != 0) {
		/* Without a child nobody answers: closed. */
		close(o.listener);
		return false;
	}
	/* Another tree's listener must not outlive its supervisor in us. */
	if (s->notify >= 0)
		close(s->notify);
	close(s->door);
	close(s->anchor);
	if (s->shell_pidfd >= 0)
		close(s->shell_pidfd);
	c.tier = o.tier;
	c.line = o.line;
	c.approved = NULL;
	c.judged = clock_boot();
	next.notify = o.listener;
	next.shell = o.shell;
	next.scope = o.scope;
	next.nnp = o.nnp;
	begin(&next);
	tend(&next);
	return true;
}

/* May a later command of the session still come? */
static bool
keeps(const struct supervisor *s, const struct pollfd *anchor)
{
	return s->door >= 0 && s->anchor >= 0 && anchor->revents == 0;
}

static void
loop(struct supervisor *s)
{
	struct pollfd p[5] = { { .fd = s->notify, .events = POLLIN },
	    { .fd = s->children, .events = POLLIN },
	    { .fd = s->door, .events = POLLIN },
	    { .fd = s->anchor, .events = POLLIN }, { .fd = -1 } };
	bool ended;

	for (;;) {
		if (poll(p, 5, ending_tick(s, verify_tick(&s->verify))) < 0 &&
		    errno != EINTR)
			return;
		/* First those that stopped at their exec: they wait for us
		 * while everything else may run. */
		if (p[1].revents != 0) {
			drain(s->children);
			verify_reap(&s->verify);
		}
		if ((p[0].revents & POLLIN) != 0)
			serve(s);
		else if (p[0].revents != 0) {
			/* Nobody uses the filter any more. */
			ending_begin(s, &p[4]);
			p[0].fd = -1;
		}
		if ((p[2].revents & POLLIN) != 0 && another(s))
			return;
		if (p[3].revents != 0)
			p[3].fd = p[2].fd = -1;
		ended = ending_look(s, &p[4]);
		if (p[0].fd == -1 && ended && s->verify.head == NULL &&
		    (p[2].fd == -1 || !keeps(s, &p[3])))
			return;
	}
}

/* Everything about one tree. */
static void
tend(struct supervisor *s)
{
	s->verify.killed_fn = killed;
	s->verify.ctx = s;
	loop(s);
	if (s->notify >= 0 || s->gone != 0)
		ending_write(s);
}

int
supervisor_run(const struct gates_config *c, int sock, pid_t shell)
{
	struct supervisor s = { .cfg = c, .shell = shell, .scope = c->scope,
	    .nnp = c->nnp, .notify = -1, .door = -1, .anchor = -1 };

	if (become_daemon(&s, sock) != 0)
		return 1;
	s.arena = arena_new(MEMORY);
	if (c->session != NULL)
		s.cookie = member_cookie(c->session->id, member_of(0), true);
	if (s.arena == NULL || receive_listener(&s) != 0)
		return 1;
	begin(&s);
	/* The command waits for its first answer, so this comes after it. */
	serve(&s);
	s.door = door_open(c);
	if (s.door >= 0)
		s.anchor = (int)syscall(SYS_pidfd_open, c->session->anchor, 0);
	tend(&s);
	return 0;
}
