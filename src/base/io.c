/* SPDX-License-Identifier: ISC */
#include "base/io.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int
io_read_fd(int fd, size_t limit, struct buf *out, struct err *e)
{
	char chunk[16384];
	size_t got = 0;
	ssize_t n;

	for (;;) {
		n = read(fd, chunk, sizeof chunk);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_sys(e, "cannot read");
		if (n == 0)
			break;
		got += (size_t)n;
		if (got > limit)
			return err_set(e, EFBIG,
			    "larger than the limit of %zu bytes", limit);
		buf_add(out, chunk, (size_t)n);
	}
	if (out->failed)
		return err_set(e, ENOMEM, "out of memory");
	return 0;
}

int
io_read_file(const char *path, size_t limit, int nofollow, struct buf *out,
    struct err *e)
{
	struct stat st;
	int fd, r;

	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY |
	    (nofollow ? O_NOFOLLOW : 0));
	if (fd < 0)
		return err_sys(e, "cannot open %s", path);
	if (fstat(fd, &st) != 0)
		r = err_sys(e, "cannot stat %s", path);
	else if (!S_ISREG(st.st_mode))
		r = err_set(e, EINVAL, "%s is not a regular file", path);
	else if ((r = io_read_fd(fd, limit, out, e)) != 0)
		err_prefix(e, "%s", path);
	close(fd);
	return r;
}

ssize_t
io_read_head(const char *path, char *out, size_t size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY), saved;
	ssize_t n;

	if (fd < 0)
		return -1;
	do
		n = read(fd, out, size - 1);
	while (n < 0 && errno == EINTR);
	saved = errno;
	close(fd);
	errno = saved;
	if (n >= 0)
		out[n] = '\0';
	return n;
}

int
io_write(int fd, const void *p, size_t n)
{
	const char *s = p;
	struct pollfd pfd = { .fd = fd, .events = POLLOUT };
	ssize_t k;

	while (n > 0) {
		k = write(fd, s, n);
		if (k < 0 && errno == EINTR)
			continue;
		if (k < 0 && errno == EAGAIN) {
			if (poll(&pfd, 1, -1) < 0 && errno != EINTR)
				return -1;
			continue;
		}
		if (k < 0)
			return -1;
		s += k;
		n -= (size_t)k;
	}
	return 0;
}

static int
sync_parent(const char *path, struct err *e)
{
	char dir[PATH_MAX];
	const char *slash = strrchr(path, '/');
	int fd, r = 0;

	if (slash == NULL)
		snprintf(dir, sizeof dir, ".");
	else
		snprintf(dir, sizeof dir, "%.*s",
		    slash == path ? 1 : (int)(slash - path), path);
	fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return err_sys(e, "cannot open %s", dir);
	/* Some file systems do not know fsync of a directory: EINVAL. */
	if (fsync(fd) != 0 && errno != EINVAL)
		r = err_sys(e, "cannot sync %s", dir);
	close(fd);
	return r;
}

int
io_replace(const char *path, const void *p, size_t n, mode_t mode,
    struct err *e)
{
	char tmp[PATH_MAX];
	int fd, r = 0;

	if (snprintf(tmp, sizeof tmp, "%s.XXXXXX", path) >= (int)sizeof tmp)
		return err_set(e, ENAMETOOLONG, "%s: name too long", path);
	fd = mkstemp(tmp);
	if (fd < 0)
		return err_sys(e, "cannot create %s", tmp);
	if (fchmod(fd, mode) != 0 || io_write(fd, p, n) != 0 ||
	    fsync(fd) != 0)
		r = err_sys(e, "cannot write %s", tmp);
	if (close(fd) != 0 && r == 0)
		r = err_sys(e, "cannot write %s", tmp);
	if (r == 0 && rename(tmp, path) != 0)
		r = err_sys(e, "cannot replace %s", path);
	if (r != 0) {
		unlink(tmp);
		return -1;
	}
	return sync_parent(path, e);
}

int
io_mkdirs(const char *path, mode_t mode, struct err *e)
{
	char part[PATH_MAX];
	char *s;

	if (snprintf(part, sizeof part, "%s", path) >= (int)sizeof part)
		return err_set(e, ENAMETOOLONG, "%s: name too long", path);
	for (s = part + 1; *s != '\0'; s++) {
		if (*s != '/')
			continue;
		*s = '\0';
		if (mkdir(part, mode) != 0 && errno != EEXIST)
			return err_sys(e, "cannot create %s", part);
		*s = '/';
	}
	if (mkdir(part, mode) != 0 && errno != EEXIST)
		return err_sys(e, "cannot create %s", part);
	return 0;
}

int
io_hold_closed(void)
{
	int fd;

	do {
		fd = open("/dev/null", O_RDWR | O_CLOEXEC);
		if (fd < 0)
			return -1;
	} while (fd <= STDERR_FILENO);
	close(fd);
	return 0;
}
