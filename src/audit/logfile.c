/* SPDX-License-Identifier: ISC */
#include "audit/logfile.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

#include "base/io.h"
#include "base/stategroup.h"
#include "policy/statefile.h"

/* Writers hold the lock for microseconds. One that was stopped in that time,
 * or someone who takes it to be a nuisance, must not stop commands silently:
 * after LOCK_WAIT the next one is refused and names the file. */
enum { LOCK_WAIT_MS = 5000, SPINS = 20 };

static const char head_start[] = "bashplate-head 1 ";

/*
 * Like fstat(), without the times: to ask for them makes Linux (6.13 on) write
 * the inode anew on the next write, which costs as much as the call.
 */
static int
stat_without_times(int fd, struct stat *st)
{
	struct statx x;

	if (statx(fd, "", AT_EMPTY_PATH, STATX_TYPE | STATX_MODE | STATX_UID |
	    STATX_GID | STATX_NLINK | STATX_SIZE | STATX_INO, &x) != 0)
		return fstat(fd, st);
	memset(st, 0, sizeof *st);
	st->st_mode = x.stx_mode;
	st->st_uid = x.stx_uid;
	st->st_gid = x.stx_gid;
	st->st_nlink = x.stx_nlink;
	st->st_size = (off_t)x.stx_size;
	st->st_ino = x.stx_ino;
	return 0;
}

/* The shared log is everybody's whose program has the group: what counts is
 * that nobody else gets at it. Whose process made the file does not matter. */
static int
check_shared(int fd, const char *path, const char *what, gid_t gid,
    const struct stat *st, struct err *e)
{
	if (st->st_gid != gid || (st->st_mode & 07) != 0)
		return err_set(e, EPERM, "%s %s is of group %lu and mode "
		    "%04o, and must be of group %lu and closed to others",
		    what, path, (unsigned long)st->st_gid,
		    (unsigned)st->st_mode & 07777, (unsigned long)gid);
	if ((st->st_mode & 0777) != 0660 && (geteuid() == 0 ||
	    st->st_uid == geteuid()) && fchmod(fd, 0660) != 0)
		return err_sys(e, "cannot share %s %s", what, path);
	return 0;
}

static int
check(int fd, const char *path, const char *what, uid_t uid, struct stat *st,
    struct err *e)
{
	gid_t gid;

	if (stat_without_times(fd, st) != 0)
		return err_sys(e, "cannot stat %s %s", what, path);
	if (!S_ISREG(st->st_mode))
		return err_set(e, EINVAL, "%s %s is not a regular file", what,
		    path);
	if (st->st_nlink > 1)
		return err_set(e, EMLINK, "%s %s has a second name "
		    "(hard link)", what, path);
	if (stategroup_shared(&gid))
		return check_shared(fd, path, what, gid, st, e);
	if (st->st_uid != uid)
		return err_set(e, EPERM, "%s %s belongs to uid %lu, not "
		    "to you (%lu)", what, path, (unsigned long)st->st_uid,
		    (unsigned long)uid);
	if (st->st_mode & 022)
		return err_set(e, EPERM, "%s %s is writable by group or "
		    "others (mode %04o): chmod 600 it", what, path,
		    (unsigned)st->st_mode & 07777);
	if ((st->st_mode & 0777) != 0600 && fchmod(fd, 0600) != 0)
		return err_sys(e, "cannot make %s %s private", what, path);
	return 0;
}

/* To read the head of a file just written would set its access time. What is
 * not one's own cannot be opened so; check() refuses it. */
static int
open_file(const char *path, int flags, const char *what, struct err *e)
{
	int fd;

	/* To ask for what is there costs less than to ask for a new one. */
	flags |= O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
	stategroup_raise();
	fd = open(path, flags | O_NOATIME);
	if (fd < 0 && errno == ENOENT) {
		flags |= O_CREAT;
		fd = open(path, flags | O_NOATIME, statefile_mode(0600));
	}
	if (fd < 0 && errno == EPERM)
		fd = open(path, flags, statefile_mode(0600));
	stategroup_lower();
	if (fd < 0)
		return errno == ELOOP ? err_set(e, ELOOP, "%s %s is a "
		    "symlink, which is not followed", what, path) :
		    err_sys(e, "cannot open %s %s", what, path);
	return fd;
}

int
logfile_open(const char *path, int flags, const char *what, uid_t uid,
    struct stat *st, struct err *e)
{
	int fd = open_file(path, flags, what, e);

	if (fd < 0)
		return -1;
	if (check(fd, path, what, uid, st, e) != 0) {
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
open_locked(const char *path, uid_t uid, struct err *e)
{
	static const char what[] = "the log's head";
	struct stat st;
	int fd = open_file(path, 0, what, e), r;

	if (fd < 0)
		return -1;
	r = lock(fd, path, e) == 0 ? check(fd, path, what, uid, &st, e) : -1;
	if (r == 0 && st.st_nlink == 0)
		r = -2;
	if (r == 0)
		return fd;
	close(fd);
	return r;
}

int
head_open(const char *state, uid_t uid, struct err *e)
{
	struct err local = { 0 };
	char path[PATH_MAX];
	int fd, tries;

	if (snprintf(path, sizeof path, "%s/log.head", state) >=
	    (int)sizeof path)
		return err_set(e, ENAMETOOLONG, "%s: name too long", state);
	for (tries = 0; tries < 100; tries++) {
		fd = open_locked(path, uid, &local);
		if (fd >= 0)
			return fd;
		if (fd == -1 && local.code != ENOENT)
			break;
		if (fd == -1 && statefile_mkdirs(state, &local) != 0)
			break;
	}
	return err_set(e, local.code, "%s", local.msg);
}

/* A number and the blank behind it; NULL when there is none. */
static const char *
parse_number(const char *s, uint64_t *out)
{
	char *end;

	if (s == NULL || *s < '0' || *s > '9')
		return NULL;
	errno = 0;
	*out = strtoull(s, &end, 10);
	return errno == 0 && *end == ' ' ? end + 1 : NULL;
}

static bool
parse_head(const char *s, struct head *out)
{
	uint64_t born = 0;

	if (strncmp(s, head_start, sizeof head_start - 1) != 0)
		return false;
	s = parse_number(s + sizeof head_start - 1, &out->last.seq);
	if (s == NULL || strspn(s, "0123456789abcdef") != CHAIN_HEX ||
	    s[CHAIN_HEX] != ' ')
		return false;
	memcpy(out->last.hash, s, CHAIN_HEX);
	s = parse_number(s + CHAIN_HEX + 1, &out->size);
	s = parse_number(s, &out->inode);
	s = parse_number(s, &born);
	out->born = (int64_t)born;
	return s != NULL && born <= INT64_MAX;
}

void
head_read(int fd, struct head *out)
{
	char text[HEAD_SIZE + 1];
	ssize_t n = pread(fd, text, HEAD_SIZE, 0);

	memset(out, 0, sizeof *out);
	chain_start(&out->last);
	if (n != HEAD_SIZE)
		return;
	text[n] = '\0';
	out->valid = text[n - 1] == '\n' && parse_head(text, out);
	if (!out->valid) {
		memset(out, 0, sizeof *out);
		chain_start(&out->last);
	}
}

/* Behind `to`, as printf("%llu ") would, which costs as much as the record's
 * own format. */
static char *
put_number(char *to, uint64_t n)
{
	char digits[20];
	size_t i = sizeof digits;

	do
		digits[--i] = (char)('0' + n % 10);
	while ((n /= 10) != 0);
	memcpy(to, digits + i, sizeof digits - i);
	to += sizeof digits - i;
	*to = ' ';
	return to + 1;
}

int
head_write(int fd, const struct head *h, struct err *e)
{
	char text[HEAD_SIZE], *at = text;

	memset(text, ' ', sizeof text);
	memcpy(at, head_start, sizeof head_start - 1);
	at = put_number(at + sizeof head_start - 1, h->last.seq);
	memcpy(at, h->last.hash, CHAIN_HEX);
	at = put_number(at + CHAIN_HEX + 1, h->size);
	at = put_number(at, h->inode);
	put_number(at, (uint64_t)h->born);
	text[HEAD_SIZE - 1] = '\n';
	if (pwrite(fd, text, HEAD_SIZE, 0) != HEAD_SIZE)
		return err_sys(e, "cannot write the log's head");
	return 0;
}
