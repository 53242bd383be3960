/* SPDX-License-Identifier: ISC */
/* Which file would be executed, found as the kernel finds it. */
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "kernel/target.h"
#include "kernel/uapi.h"

enum { LINE_MAX_BYTES = 256 };	/* BINPRM_BUF_SIZE, include/linux/binfmts.h */

static bool
root_of(const char *path, struct statx *x)
{
	return statx(AT_FDCWD, path, 0, STATX_INO | STATX_MNT_ID, x) == 0;
}

/*
 * Are `/` and the mounts of the target our own? A mount is in one namespace
 * alone, and what lies below it follows from it: its number (since 5.8) tells
 * what /proc/PID/ns/mnt would, for less. Without it: no.
 */
bool
target_same_view(pid_t tid)
{
	static struct statx root;
	struct statx x;
	char path[48];

	if (root.stx_mask == 0 && !root_of("/", &root))
		return false;
	snprintf(path, sizeof path, "/proc/%d/root/", (int)tid);
	return root_of(path, &x) && (x.stx_mask & root.stx_mask &
	    STATX_MNT_ID) != 0 && x.stx_mnt_id == root.stx_mnt_id &&
	    x.stx_ino == root.stx_ino &&
	    x.stx_dev_major == root.stx_dev_major &&
	    x.stx_dev_minor == root.stx_dev_minor;
}

/* /proc/self and /dev/fd are the target's, not ours. */
static const char *
translate(struct arena *a, pid_t tid, const char *path)
{
	static const struct {
		const char *from, *to;
	} map[] = {
		{ "/proc/self/", "" }, { "/proc/thread-self/", "" },
		{ "/dev/fd/", "fd/" }, { NULL, NULL }
	};
	size_t n;
	int i;

	while (path[0] == '/' && path[1] == '/')
		path++;
	for (i = 0; map[i].from != NULL; i++) {
		n = strlen(map[i].from);
		if (strncmp(path, map[i].from, n) == 0)
			return arena_printf(a, "/proc/%d/%s%s", (int)tid,
			    map[i].to, path + n);
	}
	return path;
}

static int
open_in_root(pid_t tid, const char *path, bool nofollow)
{
	struct open_how how = { .flags = O_PATH | O_CLOEXEC,
	    .resolve = RESOLVE_IN_ROOT };
	char root[48];
	int dir, fd;

	if (nofollow)
		how.flags |= O_NOFOLLOW;
	snprintf(root, sizeof root, "/proc/%d/root", (int)tid);
	dir = open(root, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (dir < 0)
		return -1;
	fd = (int)syscall(SYS_openat2, dir, path, &how, sizeof how);
	close(dir);
	return fd;
}

int
target_base(pid_t tid, int dirfd)
{
	char path[64];

	if (dirfd == AT_FDCWD)
		snprintf(path, sizeof path, "/proc/%d/cwd", (int)tid);
	else
		snprintf(path, sizeof path, "/proc/%d/fd/%d", (int)tid, dirfd);
	return open(path, O_PATH | O_CLOEXEC);
}

/* Relative to the working directory or to a descriptor of the target. */
static int
open_relative(struct arena *a, pid_t tid, int dirfd, const char *path,
    int how, bool same)
{
	char base[64], name[PATH_MAX];
	ssize_t n;
	int dir, fd;

	if (dirfd == AT_FDCWD)
		snprintf(base, sizeof base, "/proc/%d/cwd", (int)tid);
	else
		snprintf(base, sizeof base, "/proc/%d/fd/%d", (int)tid, dirfd);
	if (*path == '\0')
		return open(base, O_PATH | O_CLOEXEC);
	if (!same) {
		/* Links in it may be absolute, and mean the target's root. */
		n = readlink(base, name, sizeof name - 1);
		if (n <= 0)
			return -1;
		name[n] = '\0';
		return open_in_root(tid, arena_printf(a, "%s/%s", name, path),
		    (how & O_NOFOLLOW) != 0);
	}
	dir = open(base, O_PATH | O_CLOEXEC);
	if (dir < 0) {
		if (errno == ENOENT && dirfd != AT_FDCWD)
			errno = EBADF;
		return -1;
	}
	fd = openat(dir, path, how);
	close(dir);
	return fd;
}

/* The name of an open file: what /proc shows, as the verdict needs it. */
static const char *
name_of(struct arena *a, int fd)
{
	char link[32], out[PATH_MAX];
	ssize_t n;

	snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
	n = readlink(link, out, sizeof out - 1);
	if (n <= 0)
		return NULL;
	out[n] = '\0';
	return arena_strdup(a, out);
}

static int
open_as(struct arena *a, pid_t tid, int dirfd, const char *path, int how)
{
	bool same = target_same_view(tid);

	path = translate(a, tid, path);
	if (strncmp(path, "/proc/", 6) == 0 && same)
		return open(path, how);
	if (*path == '/')
		return same ? open(path, how) : open_in_root(tid, path,
		    (how & O_NOFOLLOW) != 0);
	return open_relative(a, tid, dirfd, path, how, same);
}

int
target_open(struct arena *a, pid_t tid, int dirfd, const char *path,
    int flags, struct target_file *out)
{
	int how = O_PATH | O_CLOEXEC, saved;

	out->fd = -1;
	if (*path == '\0' && (flags & AT_EMPTY_PATH) == 0) {
		errno = ENOENT;
		return -1;
	}
	if ((flags & AT_SYMLINK_NOFOLLOW) != 0)
		how |= O_NOFOLLOW;
	out->fd = open_as(a, tid, dirfd, path, how);
	if (out->fd < 0)
		return -1;
	out->path = name_of(a, out->fd);
	saved = 0;
	if (out->path == NULL || fstat(out->fd, &out->st) != 0)
		saved = EACCES;
	else if (S_ISLNK(out->st.st_mode))
		saved = ELOOP;
	else if (!S_ISREG(out->st.st_mode) || (out->st.st_mode & 0111) == 0)
		saved = EACCES;
	if (saved == 0)
		return 0;
	close(out->fd);
	out->fd = -1;
	errno = saved;
	return -1;
}

static const char *
trimmed(struct arena *a, const char *from, const char *to)
{
	while (to > from && (to[-1] == ' ' || to[-1] == '\t'))
		to--;
	return from == to ? NULL : arena_strndup(a, from, (size_t)(to - from));
}

/*
 * Programs that were looked at and are no scripts. Nobody can set st_ctime,
 * but what changes twice within one tick of its clock has the same: it must
 * be older. (Should it be wrong all the same, what runs is not what was
 * expected, and verify.h kills it.)
 */
static struct plain {
	dev_t dev;
	ino_t ino;
	struct timespec changed;
} plain[64];

static struct plain *
plain_at(const struct stat *st)
{
	return &plain[(st->st_ino ^ st->st_ino >> 6) %
	    (sizeof plain / sizeof plain[0])];
}

static bool
known_plain(const struct stat *st)
{
	const struct plain *p = plain_at(st);

	return p->ino == st->st_ino && p->dev == st->st_dev &&
	    p->changed.tv_sec == st->st_ctim.tv_sec &&
	    p->changed.tv_nsec == st->st_ctim.tv_nsec;
}

static void
note_plain(const struct stat *st)
{
	enum { SETTLED_S = 3 };
	struct timespec now;

	if (clock_gettime(CLOCK_REALTIME_COARSE, &now) == 0 &&
	    now.tv_sec - st->st_ctim.tv_sec > SETTLED_S)
		*plain_at(st) = (struct plain){ st->st_dev, st->st_ino,
		    st->st_ctim };
}

int
target_interpreter(struct arena *a, const struct target_file *f,
    const char **interp, const char **arg)
{
	char link[32], line[LINE_MAX_BYTES + 1], *end, *at;
	ssize_t n;
	int fd;

	if (known_plain(&f->st))
		return 0;
	snprintf(link, sizeof link, "/proc/self/fd/%d", f->fd);
	fd = open(link, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -1;
	n = pread(fd, line, LINE_MAX_BYTES, 0);
	close(fd);
	if (n < 2 || line[0] != '#' || line[1] != '!') {
		if (n >= 2)
			note_plain(&f->st);
		return 0;
	}
	line[n] = '\0';
	end = memchr(line, '\n', (size_t)n);
	if (end == NULL)
		end = line + strlen(line);
	for (at = line + 2; *at == ' ' || *at == '\t'; at++)
		;
	for (*arg = NULL, n = 0; at + n < end && at[n] != ' ' &&
	    at[n] != '\t'; n++)
		;
	if (n == 0) {
		errno = ENOEXEC;
		return -1;
	}
	*interp = arena_strndup(a, at, (size_t)n);
	for (at += n; at < end && (*at == ' ' || *at == '\t'); at++)
		;
	*arg = trimmed(a, at, end);
	return 1;
}
