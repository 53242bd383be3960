/* SPDX-License-Identifier: ISC */
#include "audit/logfile.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

#include "base/io.h"

/* Writers hold the lock for microseconds. One that was stopped in that time,
 * or someone who takes it to be a nuisance, must not stop commands silently:
 * after LOCK_WAIT the next one is refused and names the file. */
enum { LOCK_WAIT_MS = 5000, SPINS = 20 };

static int
check(int fd, const char *path, const char *what, struct stat *st,
    struct err *e)
{
	if (fstat(fd, st) != 0)
		return err_sys(e, "cannot stat %s %s", what, path);
	if (!S_ISREG(st->st_mode))
		return err_set(e, EINVAL, "%s %s is not a regular file", what,
		    path);
	if (st->st_uid != geteuid())
		return err_set(e, EPERM, "%s %s belongs to uid %lu, not "
		    "to you (%lu)", what, path, (unsigned long)st->st_uid,
		    (unsigned long)geteuid());
	if (st->st_mode & 022)
		return err_set(e, EPERM, "%s %s is writable by group or "
		    "others (mode %04o): chmod 600 it", what, path,
		    (unsigned)st->st_mode & 07777);
	if (st->st_nlink > 1)
		return err_set(e, EMLINK, "%s %s has a second name "
		    "(hard link)", what, path);
	if ((st->st_mode & 0777) != 0600 && fchmod(fd, 0600) != 0)
		return err_sys(e, "cannot make %s %s private", what, path);
	return 0;
}

static int
open_file(const char *path, int flags, const char *what, struct err *e)
{
	int fd = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK |
	    O_NOCTTY | O_CLOEXEC | flags, 0600);

	if (fd < 0)
		return errno == ELOOP ? err_set(e, ELOOP, "%s %s is a "
		    "symlink, which is not followed", what, path) :
		    err_sys(e, "cannot open %s %s", what, path);
	return fd;
}

int
logfile_open(const char *path, int flags, const char *what, struct stat *st,
    struct err *e)
{
	int fd = open_file(path, flags, what, e);

	if (fd < 0)
		return -1;
	if (check(fd, path, what, st, e) != 0) {
		close(fd);
		return -1;
	}
	return fd;
}

static void
pause_ns(long ns)
{
	struct timespec t = { .tv_nsec = ns };

	nanosleep(&t, NULL);
}

static int64_t
now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static int
lock(int fd, const char *path, struct err *e)
{
	int64_t until = 0;
	int i;

	for (i = 0;; i++) {
		if (flock(fd, LOCK_EX | LOCK_NB) == 0)
			return 0;
		if (errno != EWOULDBLOCK && errno != EINTR)
			return err_sys(e, "cannot lock %s", path);
		if (i == 0)
			until = now_ms() + LOCK_WAIT_MS;
		else if (now_ms() > until)
			return err_set(e, EAGAIN, "another process has held "
			    "the lock of the log, %s, for %d s; `fuser -v` "
			    "of that file names it", path,
			    LOCK_WAIT_MS / 1000);
		pause_ns(i < SPINS ? 20000 : 500000);
	}
}

/* One try. -2: the file went away meanwhile, take the one in its place. */
static int
open_locked(const char *path, struct err *e)
{
	static const char what[] = "the log's head";
	struct stat st;
	int fd = open_file(path, 0, what, e), r;

	if (fd < 0)
		return -1;
	r = lock(fd, path, e) == 0 ? check(fd, path, what, &st, e) : -1;
	if (r == 0 && st.st_nlink == 0)
		r = -2;
	if (r == 0)
		return fd;
	close(fd);
	return r;
}

int
head_open(const char *state, struct err *e)
{
	struct err local = { 0 };
	char path[PATH_MAX];
	int fd, tries;

	if (snprintf(path, sizeof path, "%s/log.head", state) >=
	    (int)sizeof path)
		return err_set(e, ENAMETOOLONG, "%s: name too long", state);
	for (tries = 0; tries < 100; tries++) {
		fd = open_locked(path, &local);
		if (fd >= 0)
			return fd;
		if (fd == -1 && local.code != ENOENT)
			break;
		if (fd == -1 && io_mkdirs(state, 0700, &local) != 0)
			break;
	}
	return err_set(e, local.code, "%s", local.msg);
}

void
head_read(int fd, struct head *out)
{
	char text[HEAD_SIZE + 1], line_end;
	ssize_t n = pread(fd, text, HEAD_SIZE, 0);

	memset(out, 0, sizeof *out);
	chain_start(&out->last);
	if (n != HEAD_SIZE)
		return;
	text[n] = '\0';
	out->valid = sscanf(text, "bashplate-head 1 %" SCNu64 " %64[0-9a-f] %"
	    SCNu64 " %" SCNu64 " %" SCNd64 "%c", &out->last.seq,
	    out->last.hash, &out->size, &out->inode, &out->born, &line_end) ==
	    6 && strlen(out->last.hash) == CHAIN_HEX && text[n - 1] == '\n';
	if (!out->valid)
		chain_start(&out->last);
}

int
head_write(int fd, const struct head *h, struct err *e)
{
	char text[HEAD_SIZE + 1];
	int n;

	n = snprintf(text, sizeof text, "bashplate-head 1 %" PRIu64 " %s %"
	    PRIu64 " %" PRIu64 " %" PRId64, h->last.seq, h->last.hash,
	    h->size, h->inode, h->born);
	memset(text + n, ' ', (size_t)(HEAD_SIZE - n));
	text[HEAD_SIZE - 1] = '\n';
	if (pwrite(fd, text, HEAD_SIZE, 0) != HEAD_SIZE)
		return err_sys(e, "cannot write the log's head");
	return 0;
}
