/* SPDX-License-Identifier: ISC */
/* The life of a worker: worker.h. */
#include <errno.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "base/clock.h"
#include "kernel/supervisor.h"
#include "kernel/uapi.h"

enum { MS = 1000 * 1000 };

/* What does not fit is refused, not swapped in for the whole machine. The
 * sanitizer's own maps are larger than any machine. */
static void
limit_memory(void)
{
#ifndef __SANITIZE_ADDRESS__
	struct rlimit rl = { WORKER_MEMORY, WORKER_MEMORY };

	(void)setrlimit(RLIMIT_AS, &rl);
#endif
}

/* Somebody has to look whether this takes too long: one ring for all that
 * begins before it. */
static void
wind_up(const struct workers *w, int64_t now)
{
	static const struct itimerspec soon = {
	    .it_value = { 0, WORKER_SLOW_MS * (long)MS } };

	if (now < w->shared->alarm)
		return;
	w->shared->alarm = now + WORKER_SLOW_MS * (int64_t)MS;
	(void)timerfd_settime(w->timer, 0, &soon, NULL);
}

/*
 * On the processor where the caller waits. A worker that sleeps is woken on
 * the caller's processor for a request, but anywhere for its exec stop, and to
 * wake another, idle processor takes longer than everything we do.
 */
static void
stay(const cpu_set_t *all)
{
	cpu_set_t here;
	unsigned cpu;

	/* Not sched_getcpu(3): it believes a number in memory that the kernel
	 * keeps up only in processes that glibc has made. */
	if (CPU_COUNT(all) < 2 || getcpu(&cpu, NULL) != 0 ||
	    cpu >= CPU_SETSIZE)
		return;
	CPU_ZERO(&here);
	CPU_SET(cpu, &here);
	(void)sched_setaffinity(0, sizeof here, &here);
}

static void
roam(const cpu_set_t *all)
{
	if (CPU_COUNT(all) >= 2)
		(void)sched_setaffinity(0, sizeof *all, all);
}

/* Does somebody ask, within `ms` milliseconds (-1: or ends the listener)? */
static bool
somebody_asks(const struct supervisor *s, int ms)
{
	struct pollfd p = { .fd = s->notify, .events = POLLIN };
	int r;

	do
		r = poll(&p, 1, ms);
	while (r < 0 && errno == EINTR);
	return r == 1 && (p.revents & POLLIN) != 0;
}

static void
begin(struct supervisor *s, struct work *mine, const union notification *u)
{
	int64_t now = clock_boot();

	mine->tid = (pid_t)u->n.pid;
	mine->exec = supervisor_is_exec(u);
	mine->text[0] = '\0';
	mine->since = now;
	mine->decided = false;
	mine->id = u->n.id;
	wind_up(&s->workers, now);
}

/* Only one may trace a process: is it another worker's, whose exec failed?
 * Then what it asks now is for him. */
static bool
give(struct supervisor *s, const union notification *u)
{
	struct work *w = s->workers.shared->work;
	pid_t tid = (pid_t)u->n.pid, expected;
	int i;

	for (i = 0; i < WORKERS_MAX; i++) {
		expected = tid;
		if (i == s->workers.self || w[i].traced != tid)
			continue;
		/* It asks one thing at a time: nobody else writes here. */
		w[i].again = *u;
		if (!atomic_compare_exchange_strong(&w[i].traced, &expected,
		    -tid))
			return false;
		(void)kill(w[i].pid, SIGCHLD);
		return true;
	}
	return false;
}

static void
serve_again(struct supervisor *s, struct work *mine)
{
	union notification u = mine->again;

	mine->traced = -mine->traced;
	begin(s, mine, &u);
	supervisor_serve(s, &u);
	mine->decided = true;
}

/* Somebody else has to take what comes. */
static void
send_for_another(struct supervisor *s, struct work *mine)
{
	static const struct itimerspec now = { .it_value = { 0, 1 } };

	mine->last = true;
	/* Whoever comes winds it up for himself. */
	s->workers.shared->alarm = 0;
	(void)timerfd_settime(s->workers.timer, 0, &now, NULL);
}

/* Stay with what was let run until it has passed its exec: stopped there and
 * verified, or failed. */
static void
follow(struct supervisor *s, struct work *mine)
{
	int ms = WORKER_PATIENCE_MS;

	while (s->verify.head != NULL) {
		if (!verify_await(&s->verify, ms) && !mine->last &&
		    somebody_asks(s, 0))
			send_for_another(s, mine);
		if (mine->traced < 0)
			serve_again(s, mine);
		ms = verify_tick(&s->verify);
		if (!mine->last && (ms < 0 || ms > WORKER_SLOW_MS))
			ms = WORKER_SLOW_MS;
	}
}

/* ... and leave, unless he has come again just now. */
static void
finish(struct supervisor *s, struct work *mine)
{
	pid_t tid;

	for (;;) {
		follow(s, mine);
		tid = mine->traced;
		if (tid == 0 || (tid > 0 && atomic_compare_exchange_strong(
		    &mine->traced, &tid, 0)))
			return;
		serve_again(s, mine);
	}
}

static void
decide_one(struct supervisor *s, struct work *mine,
    const union notification *u, const cpu_set_t *all)
{
	begin(s, mine, u);
	if (!give(s, u)) {
		if (mine->exec)
			stay(all);
		supervisor_serve(s, u);
		finish(s, mine);
		if (mine->exec)
			roam(all);
	}
	mine->id = 0;
}

static void
one_request(struct supervisor *s, struct work *mine, pid_t supervisor,
    const cpu_set_t *all)
{
	union notification u;

	/* Only who polls is woken on the caller's own processor, which is
	 * what makes a request cheap (kernel/seccomp.c, 6.6). */
	if (!somebody_asks(s, -1))
		_exit(0);
	/* Another group for the state takes PDEATHSIG away (kernel/cred.c). */
	if (getppid() != supervisor)
		_exit(0);
	if (supervisor_receive(s, &u) != 0) {
		/* ENOENT: killed before we came to it. */
		if (errno != ENOENT && errno != EINTR)
			_exit(0);
		return;
	}
	decide_one(s, mine, &u, all);
}

void
worker_run(struct supervisor *s, int self, pid_t supervisor,
    const union notification *first)
{
	struct work *mine = &s->workers.shared->work[self];
	cpu_set_t all;

	s->workers.self = self;
	mine->pid = getpid();
	/* Who is killed takes us along: then nobody has the listener. */
	if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) != 0 ||
	    getppid() != supervisor)
		_exit(0);
	(void)prctl(PR_SET_NAME, "bashplate-judge", 0, 0, 0);
	limit_memory();
	if (s->door >= 0)
		close(s->door);
	if (s->anchor >= 0)
		close(s->anchor);
	/* What the supervisor itself traces is none of ours. */
	s->verify.head = NULL;
	s->verify.ended_fn = NULL;
	s->verify.verified = workers_verified(&s->workers);
	if (sched_getaffinity(0, sizeof all, &all) != 0)
		CPU_ZERO(&all);
	if (first != NULL)
		decide_one(s, mine, first, &all);
	while (!mine->last)
		one_request(s, mine, supervisor, &all);
	_exit(0);
}

void
worker_traces(struct supervisor *s, pid_t tid)
{
	if (s->workers.self >= 0)
		s->workers.shared->work[s->workers.self].traced = tid;
}

void
worker_note(struct supervisor *s, const char *path, char *const *argv)
{
	struct work *mine;
	size_t at = 0, n;

	if (s->workers.self < 0)
		return;
	mine = &s->workers.shared->work[s->workers.self];
	for (; path != NULL; path = argv != NULL ? *argv : NULL) {
		n = strlen(path);
		if (at + n + 2 > sizeof mine->text)
			break;
		if (at > 0)
			mine->text[at++] = ' ';
		memcpy(mine->text + at, path, n + 1);
		at += n;
		if (argv == NULL || *argv == NULL)
			break;
		argv++;
	}
}
