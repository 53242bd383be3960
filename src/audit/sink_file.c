/* SPDX-License-Identifier: ISC */
#include "audit/sink_file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#include "base/io.h"

enum { LOCK_TRIES = 400, TAIL_TRIES = 20 };

static int
open_log(const char *path)
{
	return open(path, O_RDWR | O_APPEND | O_CREAT | O_NOFOLLOW |
	    O_NONBLOCK | O_NOCTTY | O_CLOEXEC, 0600);
}

static int
check(int fd, const char *path, struct stat *st, struct err *e)
{
	if (fstat(fd, st) != 0)
		return err_sys(e, "cannot stat the log %s", path);
	if (!S_ISREG(st->st_mode))
		return err_set(e, EINVAL, "the log %s is not a regular file",
		    path);
	if (st->st_uid != geteuid())
		return err_set(e, EPERM, "the log %s belongs to uid %lu, not "
		    "to you (%lu)", path, (unsigned long)st->st_uid,
		    (unsigned long)geteuid());
	if (st->st_mode & 022)
		return err_set(e, EPERM, "the log %s is writable by group or "
		    "others (mode %04o): chmod 600 it", path,
		    (unsigned)st->st_mode & 07777);
	if (st->st_nlink != 1)
		return err_set(e, EMLINK, "the log %s has a second name "
		    "(hard link)", path);
	if ((st->st_mode & 0777) != 0600 && fchmod(fd, 0600) != 0)
		return err_sys(e, "cannot make the log %s private", path);
	return 0;
}

static void
pause_briefly(void)
{
	struct timespec t = { .tv_nsec = 250000 };

	nanosleep(&t, NULL);
}

/*
 * Writers take turns so that each sees how the one before it ended. Nobody is
 * waited for long: a writer that was stopped, or someone who holds the lock
 * to be a nuisance, costs the next one LOCK_TRIES pauses.
 */
static bool
lock(int fd)
{
	int i;

	for (i = 0; i < LOCK_TRIES; i++) {
		if (flock(fd, LOCK_EX | LOCK_NB) == 0)
			return true;
		if (errno != EWOULDBLOCK && errno != EINTR)
			return false;
		pause_briefly();
	}
	return false;
}

/*
 * Does the file end in the middle of a line? Without the lock another's
 * record may just be growing (the size moves page by page), so a size that
 * stays is waited for.
 */
static bool
torn(int fd, bool locked)
{
	struct stat st;
	bool grows = false;
	off_t size = -1;
	char last;
	int i;

	for (i = 0; i < TAIL_TRIES; i++) {
		if (fstat(fd, &st) != 0 || st.st_size == 0 ||
		    pread(fd, &last, 1, st.st_size - 1) != 1 || last == '\n')
			return false;
		if (locked)
			return true;
		grows = st.st_size != size;
		size = st.st_size;
		pause_briefly();
	}
	return !grows;
}

/* A write past RLIMIT_FSIZE would kill the process with SIGXFSZ. */
static bool
over_limit(off_t size, size_t n)
{
	struct rlimit r;

	return getrlimit(RLIMIT_FSIZE, &r) == 0 &&
	    r.rlim_cur != RLIM_INFINITY &&
	    (rlim_t)size + n + 1 > r.rlim_cur;
}

static int
append(int fd, const char *path, off_t size, const char *p, size_t n,
    struct err *e)
{
	struct iovec v[2] = { { (void *)(uintptr_t)"\n", 1 },
	    { (void *)(uintptr_t)p, n } };
	bool fresh = torn(fd, lock(fd));
	ssize_t k, want = (ssize_t)n + fresh;

	if (over_limit(size, n))
		return err_set(e, EFBIG, "the log %s would pass the file size "
		    "limit (ulimit -f)", path);
	do
		k = writev(fd, fresh ? v : v + 1, fresh ? 2 : 1);
	while (k < 0 && errno == EINTR);
	if (k < 0)
		return err_sys(e, "cannot write the log %s", path);
	if (k != want)
		return err_set(e, ENOSPC, "the log %s took only %zd of %zd "
		    "bytes: the disk is full", path, k, want);
	return 0;
}

int
sink_file_append(const char *state, const char *p, size_t n, struct err *e)
{
	char path[PATH_MAX];
	struct stat st;
	int fd, r;

	if (snprintf(path, sizeof path, "%s/log.jsonl", state) >=
	    (int)sizeof path)
		return err_set(e, ENAMETOOLONG, "%s: name too long", state);
	fd = open_log(path);
	if (fd < 0 && errno == ENOENT) {
		if (io_mkdirs(state, 0700, e) != 0)
			return -1;
		fd = open_log(path);
	}
	if (fd < 0)
		return errno == ELOOP ? err_set(e, ELOOP, "the log %s is a "
		    "symlink, which is not followed", path) :
		    err_sys(e, "cannot open the log %s", path);
	r = check(fd, path, &st, e);
	if (r == 0)
		r = append(fd, path, st.st_size, p, n, e);
	/* Some file systems report a full disk only here. */
	if (close(fd) != 0 && r == 0)
		r = err_sys(e, "cannot write the log %s", path);
	return r;
}
