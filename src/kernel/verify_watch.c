/* SPDX-License-Identifier: ISC */
/* For a process that cannot be stopped at its exec, because another one of the
 * tree traces it: the next best. */
#include "kernel/verify_watch.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/hash.h"
#include "base/io.h"
#include "kernel/uapi.h"

enum { MS = 1000 * 1000, WATCH_MS = 250, BUSY_MS = 3, OWN_MS = 5 };

/* How long it has been on a processor, in all; 0 where the kernel does not
 * tell. */
static int64_t
run_time(pid_t pid)
{
	char path[32], text[64];

	snprintf(path, sizeof path, "/proc/%d/schedstat", (int)pid);
	if (io_read_head(path, text, sizeof text) <= 0)
		return 0;
	return strtoll(text, NULL, 10);
}

static void
look(pid_t pid, struct verify_view *out)
{
	char path[32], chunk[16384];
	struct statx st;
	struct hash h;
	ssize_t n;
	int fd;

	memset(out, 0, sizeof *out);
	snprintf(path, sizeof path, "/proc/%d/exe", (int)pid);
	if (statx(AT_FDCWD, path, AT_STATX_DONT_SYNC, STATX_INO, &st) == 0) {
		out->dev = makedev(st.stx_dev_major, st.stx_dev_minor);
		out->ino = st.stx_ino;
	}
	snprintf(path, sizeof path, "/proc/%d/cmdline", (int)pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	hash_init(&h);
	while (fd >= 0 && (n = read(fd, chunk, sizeof chunk)) > 0) {
		hash_add(&h, chunk, (size_t)n);
		out->len += (size_t)n;
	}
	if (fd >= 0)
		close(fd);
	hash_hex(&h, out->sum);
}

void
verify_watch_begin(struct verify_watch *w, pid_t tgid,
    _Atomic unsigned long *count)
{
	w->count = count;
	w->number = ++*count;
	w->tgid = tgid;
	w->pidfd = (int)syscall(SYS_pidfd_open, tgid, 0);
	w->ran = run_time(tgid);
	look(tgid, &w->then);
}

static bool
same(const struct verify_view *a, const struct verify_view *b)
{
	return a->len == b->len && a->dev == b->dev && a->ino == b->ino &&
	    strcmp(a->sum, b->sum) == 0;
}

/*
 * Is it what was judged, or still what it was? A new program whose words the
 * kernel has not put in their place has none. One that has run for a while may
 * have written over them itself, as servers do.
 */
static bool
innocent_once(const struct verify_watch *w, const struct verify_view *judged,
    bool *over)
{
	struct verify_view now;

	look(w->tgid, &now);
	*over = same(&now, judged);
	if (*over || now.len == 0 || same(&now, &w->then))
		return true;
	*over = *w->count != w->number || (now.dev == judged->dev &&
	    now.ino == judged->ino &&
	    run_time(w->tgid) - w->ran > OWN_MS * MS);
	return *over;
}

/* Program and words are read one after the other, and an exec may come between
 * them: whoever seems guilty is looked at once more. */
static bool
innocent(const struct verify_watch *w, const struct verify_view *judged,
    bool *over)
{
	return innocent_once(w, judged, over) ||
	    innocent_once(w, judged, over);
}

bool
verify_watch_end(struct verify_watch *w, const struct verify_expect *e)
{
	int64_t from = clock_boot(), now = from;
	struct verify_view judged = { e->dev, e->ino, e->len, "" };
	bool ok = true, over = w->pidfd < 0 || e->hidden;

	memcpy(judged.sum, e->sum, sizeof judged.sum);
	/* Else each pause is 50 us longer (prctl(2)). */
	(void)prctl(PR_SET_TIMERSLACK, 1, 0, 0, 0);
	for (; ok && !over && now < from + WATCH_MS * (int64_t)MS;
	    now = clock_boot()) {
		struct timespec pause = { 0, now < from + BUSY_MS *
		    (int64_t)MS ? 2000 : MS / 5 };

		ok = innocent(w, &judged, &over);
		if (!ok)
			(void)syscall(SYS_pidfd_send_signal, w->pidfd, SIGKILL,
			    NULL, 0);
		else if (!over)
			nanosleep(&pause, NULL);
	}
	if (w->pidfd >= 0)
		close(w->pidfd);
	return ok;
}
