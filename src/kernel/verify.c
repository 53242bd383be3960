/* SPDX-License-Identifier: ISC */
#include "kernel/verify.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/hash.h"

enum { FAILED_AFTER_MS = 250 };

struct verify_entry {
	struct verify_entry *next;
	pid_t tid, tgid;
	struct verify_expect expect;
	int64_t since;
	bool interrupted;
};

static struct verify_entry **
find(struct verify *v, pid_t pid)
{
	struct verify_entry **p;

	/* A thread that execs becomes the leader: its stop has tgid. */
	for (p = &v->head; *p != NULL; p = &(*p)->next)
		if ((*p)->tid == pid)
			return p;
	for (p = &v->head; *p != NULL; p = &(*p)->next)
		if ((*p)->tgid == pid)
			return p;
	return NULL;
}

static void
drop(struct verify_entry **p)
{
	struct verify_entry *e = *p;

	*p = e->next;
	free(e);
}

/*
 * A program tries again before we let go of it: a script without #!, which the
 * kernel does not take and execvp(3) then hands to a shell. It is seized
 * already; what counts is the last that was judged.
 */
static bool
renew(struct verify *v, pid_t tid, const struct verify_expect *e)
{
	struct verify_entry *old;

	for (old = v->head; old != NULL; old = old->next)
		if (old->tid == tid)
			break;
	if (old == NULL)
		return false;
	old->expect = *e;
	old->since = clock_boot();
	old->interrupted = false;
	return true;
}

int
verify_begin(struct verify *v, pid_t tid, pid_t tgid,
    const struct verify_expect *e)
{
	struct verify_entry *n;
	int saved;

	if (renew(v, tid, e))
		return 0;
	n = calloc(1, sizeof *n);
	if (n == NULL)
		return -1;
	n->tid = tid;
	n->tgid = tgid;
	n->expect = *e;
	n->since = clock_boot();
	/* Should we die now, it must not go on unseen. */
	if (ptrace(PTRACE_SEIZE, tid, NULL,
	    PTRACE_O_TRACEEXEC | PTRACE_O_EXITKILL) != 0) {
		saved = errno;
		free(n);
		errno = saved;
		return -1;
	}
	n->next = v->head;
	v->head = n;
	return 0;
}

void
verify_cancel(struct verify *v, pid_t tid)
{
	struct verify_entry **p = find(v, tid);

	/* Letting go needs a stop: the timer's way. */
	if (p != NULL)
		(*p)->since = 0;
}

/* Is /proc/PID/cmdline, read from the new program's memory, what was judged?
 * Words beyond the expected ones would make it longer. */
static bool
same_words(pid_t pid, const struct verify_expect *e)
{
	char path[32], chunk[16384], sum[65];
	struct hash h;
	size_t at = 0;
	ssize_t n;
	int fd;

	snprintf(path, sizeof path, "/proc/%d/cmdline", (int)pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	hash_init(&h);
	while ((n = read(fd, chunk, sizeof chunk)) > 0) {
		if ((size_t)n > e->len - at)
			break;
		hash_add(&h, chunk, (size_t)n);
		at += (size_t)n;
	}
	close(fd);
	hash_hex(&h, sum);
	return n == 0 && at == e->len && strcmp(sum, e->sum) == 0;
}

static bool
same_file(pid_t pid, const struct verify_expect *e)
{
	char path[32];
	struct statx st;

	snprintf(path, sizeof path, "/proc/%d/exe", (int)pid);
	/* Not from a server that may not answer: it just was looked at. */
	if (statx(AT_FDCWD, path, AT_STATX_DONT_SYNC, STATX_INO, &st) != 0)
		return e->hidden && (errno == EACCES || errno == EPERM);
	return makedev(st.stx_dev_major, st.stx_dev_minor) == e->dev &&
	    st.stx_ino == e->ino;
}

static void
at_exec(struct verify *v, struct verify_entry **p, pid_t pid)
{
	const struct verify_expect *e = &(*p)->expect;

	if (same_file(pid, e) && same_words(pid, e)) {
		(*v->verified)++;
		(void)ptrace(PTRACE_DETACH, pid, NULL, NULL);
		drop(p);
		return;
	}
	(void)kill(pid, SIGKILL);
	if (v->killed_fn != NULL)
		v->killed_fn(v->ctx, pid, e->text);
	/* Its end is reaped below; then the real parent learns of it. */
	(*p)->tid = (*p)->tgid = pid;
	(*p)->interrupted = true;
}

/* A signal that it stopped for is its own; an event's is ours. */
static void
let_go(pid_t pid, int status)
{
	int sig = status >> 16 == 0 ? WSTOPSIG(status) : 0;

	(void)ptrace(PTRACE_DETACH, pid, NULL, (void *)(intptr_t)sig);
}

static void
stopped(struct verify *v, struct verify_entry **p, pid_t pid, int status)
{
	if (status >> 16 == PTRACE_EVENT_EXEC) {
		at_exec(v, p, pid);
		return;
	}
	/* It came back from exec, or was stopped: its exec failed. */
	let_go(pid, status);
	drop(p);
}

static void
changed(struct verify *v, pid_t pid, int status)
{
	struct verify_entry **p = find(v, pid);

	if (WIFSTOPPED(status)) {
		if (p != NULL)
			stopped(v, p, pid, status);
		else
			let_go(pid, status);
	} else if (p != NULL)
		drop(p);
	else if (v->ended_fn != NULL)
		v->ended_fn(v->ctx, pid);
}

static void
reap(struct verify *v)
{
	int status;
	pid_t pid;

	/* Who has only tracees need not ask once more. */
	while ((v->ended_fn != NULL || v->head != NULL) &&
	    (pid = waitpid(-1, &status, WNOHANG | __WALL)) > 0)
		changed(v, pid, status);
}

void
verify_look(struct verify *v, int signals)
{
	char info[1024];
	ssize_t n;

	do
		n = read(signals, info, sizeof info);
	while (n == (ssize_t)sizeof info || (n < 0 && errno == EINTR));
	reap(v);
}

bool
verify_await(struct verify *v, int ms)
{
	struct timespec ts = { ms / 1000, ms % 1000 * 1000000l };
	sigset_t child;
	int r;

	sigemptyset(&child);
	sigaddset(&child, SIGCHLD);
	r = sigtimedwait(&child, NULL, ms < 0 ? NULL : &ts);
	if (r < 0)
		return false;
	reap(v);
	return true;
}

int
verify_tick(struct verify *v)
{
	int64_t now = clock_boot(), left, least = -1;
	struct verify_entry *e;

	for (e = v->head; e != NULL; e = e->next) {
		if (e->interrupted)
			continue;
		left = FAILED_AFTER_MS - (now - e->since) / 1000000;
		if (left <= 0) {
			(void)ptrace(PTRACE_INTERRUPT, e->tid, NULL, NULL);
			e->interrupted = true;
		} else if (least < 0 || left < least)
			least = left;
	}
	return (int)least;
}
