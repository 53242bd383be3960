/* SPDX-License-Identifier: ISC */
#include "ctl/setup_share.h"

#include <dirent.h>
#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

enum { DEPTH = 4 };

static const char capability[] = "security.capability";

/* Folders that a first session would make as well, but as its own. */
static const char *const folders[] = { "casts", "closed", "grants",
    "operators", "requests", "sessions", "used", NULL };

/* What there is no use for once nobody is guarded here. */
static const char *const passing[] = { "closed", "grants", "requests",
    "sessions", "used", NULL };

static int
folder_open(int at, const char *name, struct err *e)
{
	int fd = openat(at, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW |
	    O_CLOEXEC);

	return fd >= 0 ? fd : err_sys(e, "%s", name);
}

/* --- going through it ------------------------------------------------------*/

/* For each entry of the folder but . and ..; stops at the first -1. */
static int
each(int fd, int (*fn)(int at, const char *name, void *arg, struct err *e),
    void *arg, struct err *e)
{
	int own = openat(fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC), r = 0;
	DIR *dir = own >= 0 ? fdopendir(own) : NULL;
	struct dirent *d;

	if (dir == NULL) {
		if (own >= 0)
			close(own);
		return err_sys(e, "cannot list a folder of the state");
	}
	while (r == 0 && (d = readdir(dir)) != NULL)
		if (strcmp(d->d_name, ".") != 0 &&
		    strcmp(d->d_name, "..") != 0)
			r = fn(fd, d->d_name, arg, e);
	closedir(dir);
	return r;
}

struct share {
	gid_t gid;
	int depth;
};

static int share_one(int at, const char *name, void *arg, struct err *e);

static int
share_folder(int fd, const struct share *how, struct err *e)
{
	struct share deeper = { how->gid, how->depth + 1 };

	if (fchown(fd, 0, how->gid) != 0 || fchmod(fd, 02770) != 0)
		return err_sys(e, "cannot share a folder of the state");
	return how->depth < DEPTH ? each(fd, share_one, &deeper, e) : 0;
}

static int
share_one(int at, const char *name, void *arg, struct err *e)
{
	const struct share *how = arg;
	struct stat st;
	int fd, r;

	if (fstatat(at, name, &st, AT_SYMLINK_NOFOLLOW) != 0)
		return errno == ENOENT ? 0 : err_sys(e, "%s", name);
	if (!S_ISDIR(st.st_mode) && !S_ISREG(st.st_mode))
		return 0;
	fd = openat(at, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0 || fstat(fd, &st) != 0)
		r = err_sys(e, "%s", name);
	else if (S_ISDIR(st.st_mode))
		r = share_folder(fd, how, e);
	else
		r = fchown(fd, (uid_t)-1, how->gid) == 0 &&
		    fchmod(fd, 0660) == 0 ? 0 : err_sys(e, "%s", name);
	if (fd >= 0)
		close(fd);
	return r;
}

int
setup_share_state(const char *state, gid_t gid, struct err *e)
{
	const struct share how = { gid, 0 };
	const char *const *f;
	int fd = folder_open(AT_FDCWD, state, e), r = 0;

	if (fd < 0)
		return -1;
	for (f = folders; r == 0 && *f != NULL; f++)
		if (mkdirat(fd, *f, 0700) != 0 && errno != EEXIST)
			r = err_sys(e, "cannot make %s/%s", state, *f);
	if (r == 0)
		r = share_folder(fd, &how, e);
	close(fd);
	return r;
}

bool
setup_state_is_shared(const char *state, gid_t gid)
{
	struct stat st;

	return lstat(state, &st) == 0 && S_ISDIR(st.st_mode) &&
	    st.st_uid == 0 && st.st_gid == gid &&
	    (st.st_mode & 07777) == 02770;
}

/* --- and taking it back ----------------------------------------------------*/

static int
remove_one(int at, const char *name, void *arg, struct err *e)
{
	int fd, r;

	if (unlinkat(at, name, 0) == 0 || errno == ENOENT)
		return 0;
	if (errno != EISDIR && errno != EPERM)
		return err_sys(e, "cannot remove %s", name);
	fd = folder_open(at, name, e);
	if (fd < 0)
		return -1;
	r = each(fd, remove_one, arg, e);
	close(fd);
	if (r == 0 && unlinkat(at, name, AT_REMOVEDIR) != 0)
		r = err_sys(e, "cannot remove %s", name);
	return r;
}

int
setup_unshare_state(const char *state, bool purge, bool *kept, struct err *e)
{
	const char *const *f;
	int fd = folder_open(AT_FDCWD, state, e), r = 0;

	*kept = false;
	if (fd < 0)
		return -1;
	/* First nobody else gets in any more. */
	if (fchown(fd, 0, 0) != 0 || fchmod(fd, 0700) != 0)
		r = err_sys(e, "cannot close %s", state);
	if (r == 0 && purge)
		r = each(fd, remove_one, NULL, e);
	for (f = passing; r == 0 && !purge && *f != NULL; f++)
		r = remove_one(fd, *f, NULL, e);
	for (f = folders; r == 0 && *f != NULL; f++)
		(void)unlinkat(fd, *f, AT_REMOVEDIR);
	close(fd);
	if (r == 0 && rmdir(state) != 0) {
		*kept = errno == ENOTEMPTY || errno == EEXIST;
		if (!*kept)
			r = err_sys(e, "%s stays", state);
	}
	return r;
}

/* --- programs --------------------------------------------------------------*/

static int
program_set(const char *path, gid_t gid, mode_t mode, struct err *e)
{
	int fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	struct stat st;
	int r = 0;

	if (fd < 0)
		return err_sys(e, "%s", path);
	if (fstat(fd, &st) != 0)
		r = err_sys(e, "%s", path);
	else if (!S_ISREG(st.st_mode))
		r = err_set(e, EINVAL, "%s is not a regular file", path);
	/* In this order: a change of the owner takes the bit away. */
	else if (fchown(fd, 0, gid) != 0 || fchmod(fd, mode) != 0)
		r = err_sys(e, "%s", path);
	close(fd);
	return r;
}

int
setup_program_group(const char *path, gid_t gid, struct err *e)
{
	return program_set(path, gid, 02755, e);
}

int
setup_program_plain(const char *path, struct err *e)
{
	return program_set(path, 0, 0755, e);
}

bool
setup_program_has_group(const char *path, gid_t gid)
{
	struct stat st;

	return lstat(path, &st) == 0 && S_ISREG(st.st_mode) &&
	    st.st_uid == 0 && st.st_gid == gid &&
	    (st.st_mode & 07777) == 02755;
}

/* --- capabilities ----------------------------------------------------------*/

int
setup_set_caps(const char *path, unsigned caps, struct err *e)
{
	struct vfs_cap_data d = { .magic_etc = htole32(VFS_CAP_REVISION_2 |
	    VFS_CAP_FLAGS_EFFECTIVE) };

	d.data[0].permitted = htole32(caps);
	if (caps == 0 ? lremovexattr(path, capability) != 0 &&
	    errno != ENODATA && errno != ENOTSUP :
	    lsetxattr(path, capability, &d, sizeof d, 0) != 0)
		return err_sys(e, "cannot set the capabilities of %s", path);
	return 0;
}

unsigned
setup_caps(const char *path)
{
	struct vfs_cap_data d;

	if (lgetxattr(path, capability, &d, sizeof d) != (ssize_t)sizeof d)
		return 0;
	return le32toh(d.data[0].permitted);
}

void
setup_caps_text(unsigned caps, char *out, size_t size)
{
	static const struct {
		int bit;
		const char *name;
	} known[] = { { CAP_KILL, "cap_kill" }, { CAP_SYS_ADMIN,
	    "cap_sys_admin" }, { CAP_SYS_PTRACE, "cap_sys_ptrace" } };
	size_t i, n = 0;

	out[0] = '\0';
	for (i = 0; i < sizeof known / sizeof *known; i++)
		if ((caps & 1u << known[i].bit) != 0 && n < size)
			n += (size_t)snprintf(out + n, size - n, "%s%s",
			    n > 0 ? "," : "", known[i].name);
}
