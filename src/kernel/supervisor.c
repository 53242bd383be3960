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
#include "kernel/verify_watch.h"

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

int
supervisor_receive(const struct supervisor *s, union notification *u)
{
	/* The kernel wants it zeroed. */
	memset(u, 0, sizeof *u);
	return ioctl(s->notify, SECCOMP_IOCTL_NOTIF_RECV, &u->n);
}

bool
supervisor_is_exec(const union notification *u)
{
	enum filter_call call = filter_call(u->n.data.arch, u->n.data.nr);

	return call == CALL_EXEC || call == CALL_EXECAT;
}

void
supervisor_serve(struct supervisor *s, const union notification *u)
{
	enum filter_call call = filter_call(u->n.data.arch, u->n.data.nr);

	if (u->n.pid == 0)
		supervisor_answer(s, u->n.id, EPERM);
	else if (execgate_first(s, &u->n))
		return;
	else if (call == CALL_EXEC || call == CALL_EXECAT)
		execgate(s, &u->n, call == CALL_EXECAT);
	else if (call != CALL_NONE)
		killgate(s, &u->n, call);
	else
		supervisor_answer(s, u->n.id, ENOSYS);
}

/* Before there are workers, or where no more can be: by ourselves. */
static void
serve(struct supervisor *s, bool refuse)
{
	union notification u;
	struct work what = { .text = "" };

	if (supervisor_receive(s, &u) != 0)
		return;
	if (!refuse) {
		supervisor_serve(s, &u);
		return;
	}
	what.tid = (pid_t)u.n.pid;
	what.exec = supervisor_is_exec(&u);
	worker_refuse_unseen(s, u.n.id, &what, "all that could decide wait "
	    "for something that does not answer", "run it again when the "
	    "other commands of this session have gone on");
}

static void
log_killed(const struct supervisor *s, pid_t pid, const char *cmdline,
    const char *detail)
{
	struct record r = { .kind = RECORD_EXEC, .session = s->cfg->session,
	    .line = s->cfg->line, .event = "killed" };
	struct record_actor actor = { getuid(), pid, 0 };
	const char *argv[1] = { cmdline };
	struct record_exec exec = { .argv = argv, .argc = 1 };

	r.actor = &actor;
	r.exec = &exec;
	r.detail = detail;
	if (s->cfg->state != NULL)
		(void)record_write(s->cfg->state, &r, NULL);
}

static void
killed(void *ctx, pid_t pid, const char *cmdline)
{
	log_killed(ctx, pid, cmdline, "what the kernel started is not what was "
	    "judged; the process was killed before its first instruction");
}

void
supervisor_let(struct supervisor *s, const struct order *o)
{
	struct verify_watch watch;
	bool traced = false;

	if (s->cfg->tier == TIER_FULL) {
		if (verify_begin(&s->verify, o->tid, o->tgid,
		    &o->expect) == 0)
			worker_traces(s, o->tid);
		else if (s->cfg->policy->tier == TIER_FULL) {
			supervisor_answer(s, o->id, EPERM);
			return;
		} else {
			traced = true;
			verify_watch_begin(&watch, o->tgid,
			    &s->workers.shared->traced);
		}
		/* A reused pid would be somebody else's. */
		if (!supervisor_waits(s, o->id)) {
			verify_cancel(&s->verify, o->tid);
			return;
		}
	}
	worker_decided(s, o->name);
	supervisor_answer(s, o->id, 0);
	if (traced && !verify_watch_end(&watch, &o->expect))
		log_killed(s, o->tgid, o->expect.text, "what the kernel "
		    "started is not what was judged; another one traced the "
		    "process, so it was killed only when that was seen");
}

static void
ended(void *ctx, pid_t pid)
{
	workers_ended(ctx, pid);
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
serve_first(struct supervisor *next, union notification *u)
{
	struct pollfd p = { .fd = next->notify, .events = POLLIN };

	return poll(&p, 1, FIRST_MS) == 1 && (p.revents & POLLIN) != 0 &&
	    supervisor_receive(next, u) == 0 && !execgate_first(next, &u->n);
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
	union notification u;
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
	workers_forget(&s->workers);
	if (workers_open(&next.workers) != 0)
		return true;
	if (waits)
		supervisor_serve(&next, &u);
	tend(&next);
	return true;
}

/* May a later command of the session still come? */
static bool
keeps(const struct supervisor *s, const struct pollfd *anchor)
{
	return s->door >= 0 && s->anchor >= 0 && anchor->revents == 0;
}

enum { AT_NOTIFY, AT_CHILDREN, AT_DOOR, AT_ANCHOR, AT_SHELL, AT_TIMER,
	AT_ALL };

/*
 * There is no worker yet: the shell itself, or a line that starts no program.
 * What can be told without waiting needs none.
 */
static void
first_request(struct supervisor *s)
{
	union notification u;

	if (supervisor_receive(s, &u) != 0 || opengate_at_once(s, &u.n))
		return;
	if (!workers_first(s, &u))
		supervisor_serve(s, &u);
}

/* Something asks, or the filter has no user any more. */
static void
at_notify(struct supervisor *s, struct pollfd *p, enum workers_state *state)
{
	struct pollfd *notify = &p[AT_NOTIFY];

	if ((notify->revents & POLLIN) == 0) {
		workers_close(s);
		ending_begin(s, &p[AT_SHELL]);
		notify->fd = -1;
		return;
	}
	/* The shell's own exec needs no decision, and waits for nobody. */
	if (s->started && *state == WORKERS_SERVE)
		first_request(s);
	else
		serve(s, s->started && *state == WORKERS_HANG);
}

/* Workers take what comes; we listen for the end, and where nobody else can. */
static void
tend_workers(struct supervisor *s, struct pollfd *p,
    enum workers_state *state)
{
	uint64_t rings;

	if (p[AT_TIMER].revents != 0)
		(void)!read(s->workers.timer, &rings, sizeof rings);
	if (p[AT_NOTIFY].fd == -1)
		return;
	if (workers_any(&s->workers) || *state != WORKERS_SERVE)
		*state = workers_look(s);
	p[AT_NOTIFY].events = *state != WORKERS_SERVE ||
	    !workers_any(&s->workers) ? POLLIN : 0;
}

static int
tick(struct supervisor *s)
{
	return workers_tick(&s->workers, ending_tick(s,
	    verify_tick(&s->verify)));
}

static void
loop(struct supervisor *s)
{
	struct pollfd p[AT_ALL] = { { s->notify, POLLIN, 0 },
	    { s->children, POLLIN, 0 }, { s->door, POLLIN, 0 },
	    { s->anchor, POLLIN, 0 }, { -1, 0, 0 },
	    { s->workers.timer, POLLIN, 0 } };
	enum workers_state state = WORKERS_SERVE;
	bool over;

	for (;;) {
		if (poll(p, AT_ALL, tick(s)) < 0 && errno != EINTR)
			return;
		/* First those that stopped at their exec: they wait for us
		 * while everything else may run. */
		if (p[AT_CHILDREN].revents != 0)
			verify_look(&s->verify, s->children);
		if (p[AT_NOTIFY].revents != 0)
			at_notify(s, p, &state);
		tend_workers(s, p, &state);
		if ((p[AT_DOOR].revents & POLLIN) != 0 && another(s))
			return;
		if (p[AT_ANCHOR].revents != 0)
			p[AT_ANCHOR].fd = p[AT_DOOR].fd = -1;
		over = ending_look(s, &p[AT_SHELL]);
		if (p[AT_NOTIFY].fd == -1 && over && s->verify.head == NULL &&
		    (p[AT_DOOR].fd == -1 || !keeps(s, &p[AT_ANCHOR])))
			return;
	}
}

/* Everything about one tree. */
static void
tend(struct supervisor *s)
{
	s->verify.killed_fn = killed;
	s->verify.ended_fn = ended;
	s->verify.ctx = s;
	s->verify.verified = workers_verified(&s->workers);
	loop(s);
	workers_close(s);
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
	if (s.arena == NULL || workers_open(&s.workers) != 0)
		return 1;
	s.notify = daemon_listener();
	if (s.notify < 0)
		return 1;
	begin(&s);
	/* The command waits for its first answer, so this comes after it. */
	serve(&s, false);
	if (c->lines == NULL)
		s.door = door_open(c);
	if (s.door >= 0)
		s.anchor = (int)syscall(SYS_pidfd_open, c->session->anchor, 0);
	tend(&s);
	return 0;
}
