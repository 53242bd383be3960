/* SPDX-License-Identifier: ISC */
#include "kernel/worker.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "kernel/supervisor.h"
#include "kernel/uapi.h"
#include "policy/ancestry.h"

enum { MS = 1000 * 1000 };

int
workers_open(struct workers *w)
{
	memset(w, 0, sizeof *w);
	w->self = -1;
	w->orders[0] = w->orders[1] = -1;
	w->timer = timerfd_create(CLOCK_BOOTTIME, TFD_CLOEXEC | TFD_NONBLOCK);
	w->shared = mmap(NULL, sizeof *w->shared, PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (w->shared == MAP_FAILED)
		w->shared = NULL;
	if (w->timer < 0 || w->shared == NULL ||
	    pipe2(w->orders, O_CLOEXEC) != 0)
		return -1;
	return fcntl(w->orders[0], F_SETFL, O_NONBLOCK);
}

void
workers_forget(struct workers *w)
{
	if (w->orders[0] >= 0) {
		close(w->orders[0]);
		close(w->orders[1]);
	}
	if (w->timer >= 0)
		close(w->timer);
	if (w->shared != NULL)
		munmap(w->shared, sizeof *w->shared);
	*w = (struct workers){ .orders = { -1, -1 }, .timer = -1,
	    .self = -1 };
}

/* --- a worker --- */

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

static void
decide_one(struct supervisor *s, struct work *mine, const union notification *u)
{
	int64_t now = clock_boot();

	mine->tid = (pid_t)u->n.pid;
	mine->exec = supervisor_is_exec(u);
	mine->text[0] = '\0';
	mine->since = now;
	mine->id = u->n.id;
	wind_up(&s->workers, now);
	supervisor_serve(s, u);
	mine->id = 0;
}

static void
one_request(struct supervisor *s, struct work *mine, pid_t supervisor)
{
	struct pollfd p = { .fd = s->notify, .events = POLLIN };
	union notification u;

	/* Only who polls is woken on the caller's own processor, which is
	 * what makes a request cheap (kernel/seccomp.c, 6.6). */
	if (poll(&p, 1, -1) == 1 && (p.revents & POLLIN) == 0)
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
	decide_one(s, mine, &u);
}

static void
work(struct supervisor *s, int self, pid_t supervisor,
    const union notification *first)
{
	struct work *mine = &s->workers.shared->work[self];

	s->workers.self = self;
	/* Who is killed takes us along: then nobody has the listener. */
	if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) != 0 ||
	    getppid() != supervisor)
		_exit(0);
	(void)prctl(PR_SET_NAME, "bashplate-judge", 0, 0, 0);
	limit_memory();
	close(s->workers.orders[0]);
	close(s->children);
	if (s->door >= 0)
		close(s->door);
	if (s->anchor >= 0)
		close(s->anchor);
	if (first != NULL)
		decide_one(s, mine, first);
	while (!mine->last)
		one_request(s, mine, supervisor);
	_exit(0);
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

/* --- the supervisor --- */

static int64_t
busy_ms(const struct work *w, int64_t now)
{
	return w->id == 0 ? -1 : (now - w->since) / MS;
}

bool
workers_any(const struct workers *w)
{
	int i;

	for (i = 0; i < WORKERS_MAX; i++)
		if (w->pid[i] != 0)
			return true;
	return false;
}

static bool
start(struct supervisor *s, const union notification *first)
{
	pid_t self = getpid();
	long pid;
	int i;

	for (i = 0; i < WORKERS_MAX && s->workers.pid[i] != 0; i++)
		;
	if (i == WORKERS_MAX)
		return false;
	memset(&s->workers.shared->work[i], 0, sizeof(struct work));
	pid = syscall(SYS_clone, (unsigned long)SIGCHLD, NULL, NULL, NULL,
	    0ul);
	if (pid == 0)
		work(s, i, self, first);
	if (pid < 0)
		return false;
	s->workers.pid[i] = (pid_t)pid;
	s->workers.late[i] = false;
	return true;
}

/* By a child: the log may lie on what does not answer. */
static void
refuse_late(struct supervisor *s, const struct work *what, const char *why,
    const char *instead)
{
	struct work copy = *what;
	long pid = syscall(SYS_clone, (unsigned long)SIGCHLD, NULL, NULL,
	    NULL, 0ul);

	if (pid > 0)
		return;
	worker_refuse_unseen(s, copy.id, &copy, why, instead);
	if (pid == 0)
		_exit(0);
}

static void
deadline(struct supervisor *s, int i)
{
	struct workers *w = &s->workers;

	w->late[i] = true;
	refuse_late(s, &w->shared->work[i], "the decision took more than 10 "
	    "seconds: what it has to look at does not answer",
	    "look whether the file system of the program, its script and "
	    "their folders answers, then run it again");
	(void)kill(w->pid[i], SIGKILL);
}

/* On a machine that is overloaded it may wait for a processor, which is not
 * what the deadline is for; but not for ever. */
static bool
overdue(pid_t pid, int64_t ms)
{
	struct process p;

	if (ms < WORKER_DEADLINE_MS)
		return false;
	return ms >= WORKER_STARVED_MS || process_read(pid, &p) != 0 ||
	    p.state != 'R';
}

bool
workers_first(struct supervisor *s, const union notification *u)
{
	return start(s, u);
}

enum workers_state
workers_look(struct supervisor *s)
{
	struct workers *w = &s->workers;
	int64_t now = clock_boot(), ms;
	bool ready = false;
	int i, late = 0;

	for (i = 0; i < WORKERS_MAX; i++) {
		late += w->pid[i] != 0 && w->late[i];
		if (w->pid[i] == 0 || w->late[i])
			continue;
		ms = busy_ms(&w->shared->work[i], now);
		if (overdue(w->pid[i], ms))
			deadline(s, i);
		else if (ms >= WORKER_SLOW_MS)
			w->shared->work[i].last = true;
		else if (!w->shared->work[i].last)
			ready = true;
	}
	if (ready || start(s, NULL))
		return WORKERS_SERVE;
	if (late == WORKERS_MAX)
		return WORKERS_HANG;
	return workers_any(w) ? WORKERS_SERVE : WORKERS_NONE;
}

int
workers_tick(const struct workers *w, int others)
{
	int64_t now = clock_boot(), ms, left;
	int i;

	for (i = 0; i < WORKERS_MAX; i++) {
		if (w->pid[i] == 0 || w->late[i])
			continue;
		ms = busy_ms(&w->shared->work[i], now);
		if (ms < 0)
			continue;
		left = (ms < WORKER_SLOW_MS ? WORKER_SLOW_MS :
		    WORKER_DEADLINE_MS) - ms;
		if (left < 1)
			left = WORKER_SLOW_MS;
		if (others < 0 || left < others)
			others = (int)left;
	}
	return others;
}

void
workers_ended(struct supervisor *s, pid_t pid)
{
	struct workers *w = &s->workers;
	int i;

	for (i = 0; i < WORKERS_MAX && w->pid[i] != pid; i++)
		;
	if (i == WORKERS_MAX)
		return;
	w->pid[i] = 0;
	if (w->shared->work[i].id != 0 && !w->late[i])
		refuse_late(s, &w->shared->work[i], "the process that had to "
		    "decide died", "run it again; if that is refused as "
		    "well, report it with the line");
}

void
workers_close(struct supervisor *s)
{
	struct workers *w = &s->workers;
	int i, tries;

	for (i = 0; i < WORKERS_MAX; i++)
		if (w->pid[i] != 0)
			(void)kill(w->pid[i], SIGKILL);
	/* A pid 1 that never reaps would keep them; but who hangs in the
	 * kernel is not waited for. */
	for (i = 0; i < WORKERS_MAX; i++) {
		if (w->pid[i] == 0)
			continue;
		for (tries = 0; tries < 40; tries++) {
			if (waitpid(w->pid[i], NULL, WNOHANG | __WALL) != 0)
				break;
			(void)poll(NULL, 0, tries < 20 ? 1 : 10);
		}
		w->pid[i] = 0;
	}
}
