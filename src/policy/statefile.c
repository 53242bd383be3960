/* SPDX-License-Identifier: ISC */
#include "policy/statefile.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/io.h"
#include "base/stategroup.h"

/*
 * Everybody's in the shared state: nobody outside the group gets to it, since
 * the folder above lets nobody in, and only the guard's programs have the
 * group. No account can give a file to a group that it is not in.
 */
static bool
is_shared(const struct stat *st)
{
	gid_t gid;

	return stategroup_shared(&gid) && st->st_gid == gid &&
	    (st->st_mode & 07) == 0;
}

static int
owned(int fd, const char *name, uid_t owner, struct stat *st, struct err *e)
{
	if (fstat(fd, st) != 0)
		return err_sys(e, "cannot stat %s", name);
	if (owner == STATEFILE_OWN) {
		if (is_shared(st))
			return 0;
		owner = geteuid();
	}
	if (st->st_uid != owner)
		return err_set(e, EPERM, "%s belongs to uid %lu", name,
		    (unsigned long)st->st_uid);
	if (st->st_mode & 022)
		return err_set(e, EPERM, "%s is writable by group or others "
		    "(mode %04o)", name, (unsigned)st->st_mode & 07777);
	return 0;
}

int
statefile_folder(const char *state, const char *name, struct err *e)
{
	return statefile_folder_of(state, name, STATEFILE_OWN, e);
}

int
statefile_folder_of(const char *state, const char *name, uid_t owner,
    struct err *e)
{
	char path[PATH_MAX];
	struct stat st;
	int fd;

	if (snprintf(path, sizeof path, "%s/%s", state, name) >=
	    (int)sizeof path)
		return err_set(e, ENAMETOOLONG, "%s: name too long", state);
	stategroup_raise();
	fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	stategroup_lower();
	if (fd < 0)
		return err_sys(e, "cannot open %s", path);
	if (owned(fd, path, owner, &st, e) != 0) {
		close(fd);
		return -1;
	}
	return fd;
}

int
statefile_read(int folder, const char *file, struct buf *out, struct err *e)
{
	return statefile_read_of(folder, file, STATEFILE_OWN, out, e);
}

int
statefile_read_of(int folder, const char *file, uid_t owner, struct buf *out,
    struct err *e)
{
	struct stat st;
	int fd, r;

	stategroup_raise();
	fd = openat(folder, file, O_RDONLY | O_NOFOLLOW | O_NONBLOCK |
	    O_NOCTTY | O_CLOEXEC);
	stategroup_lower();
	if (fd < 0)
		return errno == ELOOP ? err_set(e, ELOOP, "is a symlink") :
		    err_sys(e, "cannot be opened");
	r = owned(fd, "the record", owner, &st, e);
	if (r == 0 && !S_ISREG(st.st_mode))
		r = err_set(e, EINVAL, "is not a regular file");
	if (r == 0 && st.st_nlink != 1)
		r = err_set(e, EMLINK, "has more than one name (hard link)");
	if (r == 0)
		r = io_read_fd(fd, STATEFILE_MAX, out, e);
	close(fd);
	return r;
}

int
statefile_write(const char *state, const char *name, const char *file,
    const struct buf *text, struct err *e)
{
	return statefile_write_mode(state, name, file, text, 0600, e);
}

int
statefile_write_mode(const char *state, const char *name, const char *file,
    const struct buf *text, mode_t mode, struct err *e)
{
	char path[PATH_MAX];
	int fd, r;

	if (text->failed || text->data == NULL)
		return err_set(e, ENOMEM, "out of memory");
	if (snprintf(path, sizeof path, "%s/%s", state, name) >=
	    (int)sizeof path - 300)
		return err_set(e, ENAMETOOLONG, "%s: name too long", state);
	if (mode & 044 ? io_mkdirs(path, 0755, e) != 0 :
	    statefile_mkdirs(path, e) != 0)
		return -1;
	/* A folder that is not ours would decide what lies in it. */
	fd = statefile_folder(state, name, e);
	if (fd < 0)
		return -1;
	close(fd);
	snprintf(path, sizeof path, "%s/%s/%s", state, name, file);
	stategroup_raise();
	r = io_replace(path, text->data, text->len, mode & 044 ? mode :
	    statefile_mode(mode), e);
	stategroup_lower();
	return r;
}

mode_t
statefile_mode(mode_t own)
{
	return stategroup_shared(NULL) ? own | (own & 0700) >> 3 : own;
}

int
statefile_mkdirs(const char *path, struct err *e)
{
	struct stat st;
	int r;

	stategroup_raise();
	r = io_mkdirs(path, 0700, e);
	/* Whatever the umask says. It has the group from its parent. */
	if (r == 0 && stategroup_shared(NULL) && stat(path, &st) == 0 &&
	    (st.st_mode & 07777) != 02770 && chmod(path, 02770) != 0)
		r = err_sys(e, "cannot share %s", path);
	stategroup_lower();
	return r;
}

int
statefile_unlink(int folder, const char *file)
{
	int r;

	stategroup_raise();
	r = unlinkat(folder, file, 0);
	stategroup_lower();
	return r;
}

int
statefile_remove(const char *state, const char *name, const char *file,
    struct err *e)
{
	int folder = statefile_folder(state, name, e), r = 0;

	if (folder < 0)
		return -1;
	if (statefile_unlink(folder, file) != 0 && errno != ENOENT)
		r = err_sys(e, "cannot remove %s/%s/%s", state, name, file);
	else if (fsync(folder) != 0 && errno != EINVAL)
		r = err_sys(e, "cannot sync %s/%s", state, name);
	close(folder);
	return r;
}
