/* SPDX-License-Identifier: ISC */
#include "kernel/worker.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
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
	w->timer = timerfd_create(CLOCK_BOOTTIME, TFD_CLOEXEC | TFD_NONBLOCK);
	w->shared = mmap(NULL, sizeof *w->shared, PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (w->shared == MAP_FAILED)
		w->shared = NULL;
	return w->timer < 0 || w->shared == NULL ? -1 : 0;
}

void
workers_forget(struct workers *w)
{
	if (w->timer >= 0)
		close(w->timer);
	if (w->shared != NULL)
		munmap(w->shared, sizeof *w->shared);
	*w = (struct workers){ .timer = -1, .self = -1 };
}

static struct done *
own_count(const struct workers *w)
{
	return &w->shared->done[w->self >= 0 ? w->self : WORKERS_MAX];
}

void
workers_done(const struct workers *w, struct done *sum)
{
	int i;

	memset(sum, 0, sizeof *sum);
	for (i = 0; i <= WORKERS_MAX; i++) {
		tally_merge(&sum->tally, &w->shared->done[i].tally);
		sum->verified += w->shared->done[i].verified;
	}
}

unsigned long *
workers_verified(const struct workers *w)
{
	return &own_count(w)->verified;
}

void
worker_decided(struct supervisor *s, const char *name)
{
	tally_add(&own_count(&s->workers)->tally, name);
	if (s->workers.self >= 0)
		s->workers.shared->work[s->workers.self].decided = true;
}

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
		worker_run(s, i, self, first);
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

bool
worker_overdue(char state, int64_t ms)
{
	return ms >= WORKER_STARVED_MS ||
	    (ms >= WORKER_DEADLINE_MS && state != 'R');
}

static bool
overdue(pid_t pid, int64_t ms)
{
	struct process p;

	return ms >= WORKER_DEADLINE_MS &&
	    worker_overdue(process_read(pid, &p) == 0 ? p.state : 0, ms);
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
		/* The exec itself hangs, and the kernel has it. */
		if (w->shared->work[i].decided)
			late += ms >= WORKER_DEADLINE_MS;
		else if (overdue(w->pid[i], ms))
			deadline(s, i);
		if (w->late[i])
			continue;
		if (ms >= WORKER_SLOW_MS)
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
	/* Whom it traced died with it. */
	w->shared->work[i].traced = 0;
	if (w->shared->work[i].id != 0 && !w->shared->work[i].decided &&
	    !w->late[i])
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
