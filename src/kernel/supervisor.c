/* SPDX-License-Identifier: ISC */
#include "kernel/supervisor.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "audit/record.h"
#include "base/clock.h"
#include "kernel/daemon.h"
#include "kernel/door.h"
#include "kernel/ending.h"
#include "kernel/member.h"
#include "kernel/uapi.h"

enum {
	MEMORY = 64 * 1024 * 1024,
	FIRST_MS = 2		/* from the order to the exec: microseconds */
};

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

/* The kernel wants it zeroed; a newer one may write more. */
union request_room {
	struct seccomp_notif n;
	char room[512];
};

static int
receive(const struct supervisor *s, union request_room *u)
{
	memset(u, 0, sizeof *u);
	return ioctl(s->notify, SECCOMP_IOCTL_NOTIF_RECV, &u->n);
}

static void
answer(struct supervisor *s, const struct seccomp_notif *n)
{
	enum filter_call call = filter_call(n->data.arch, n->data.nr);

	if (n->pid == 0)
		supervisor_answer(s, n->id, EPERM);
	else if (execgate_first(s, n))
		return;
	else if (call == CALL_EXEC || call == CALL_EXECAT)
		execgate(s, n, call == CALL_EXECAT);
	else if (call != CALL_NONE)
		killgate(s, n, call);
	else
		supervisor_answer(s, n->id, ENOSYS);
}

static void
serve(struct supervisor *s)
{
	union request_room u;

	if (receive(s, &u) == 0)
		answer(s, &u.n);
}

static void
drain(int fd)
{
	char info[1024];
	ssize_t n;

	do
		n = read(fd, info, sizeof info);
	while (n == (ssize_t)sizeof info || (n < 0 && errno == EINTR));
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
 * The shell of `next` waits in its exec, or will in a moment: it need not wait
 * for our fork as well. Returns whether *u holds a request for the child.
 */
static bool
serve_first(struct supervisor *next, union request_room *u)
{
	struct pollfd p = { .fd = next->notify, .events = POLLIN };

	return poll(&p, 1, FIRST_MS) == 1 && (p.revents & POLLIN) != 0 &&
	    receive(next, u) == 0 && !execgate_first(next, &u->n);
}

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
	union request_room u;
	struct door_order o;
	bool waits;
	long pid;

	if (door_take(s->door, &o) != 0)
		return false;
	c.tier = o.tier;
	c.line = o.line;
	memcpy(c.text, o.text, sizeof c.text);
	c.approved = NULL;
	c.judged = clock_boot();
	next.notify = o.listener;
	next.shell = o.shell;
	next.scope = o.scope;
	next.nnp = o.nnp;
	begin(&next);
	waits = serve_first(&next, &u);
	pid = syscall(SYS_clone, (unsigned long)SIGCHLD, NULL, NULL, NULL,
	    0ul);
	if (pid != 0) {
		/* Without a child nobody answers: closed. */
		close(o.listener);
		if (next.shell_pidfd >= 0)
			close(next.shell_pidfd);
		return false;
	}
	/* Another tree's listener must not outlive its supervisor in us. */
	if (s->notify >= 0)
		close(s->notify);
	/* That tree's end is not ours to log. */
	s->notify = -1;
	s->gone = 0;
	close(s->door);
	close(s->anchor);
	if (s->shell_pidfd >= 0)
		close(s->shell_pidfd);
	if (waits)
		answer(&next, &u.n);
	tend(&next);
	/* The end of that other tree is its own supervisor's to write. */
	s->notify = -1;
	s->gone = 0;
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

	s.children = daemon_become(c, sock);
	if (s.children < 0)
		return 1;
	s.arena = arena_new(MEMORY);
	if (c->session != NULL)
		s.cookie = member_cookie(c->session->id, member_of(0), true);
	if (s.arena == NULL ||
	    (s.notify = daemon_listener()) < 0)
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
