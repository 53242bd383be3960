/* SPDX-License-Identifier: ISC */
#include "policy/created.h"

#include <dirent.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"

#ifdef STATX_MNT_ID
#define WANTED (STATX_BTIME | STATX_UID | STATX_TYPE | STATX_MNT_ID)
#else
#define WANTED (STATX_BTIME | STATX_UID | STATX_TYPE)
#endif

enum { ENTRIES_MAX = 4096, DEPTH_MAX = 32, SLACK = 1000000000 };

struct look {
	const struct created *c;
	unsigned left;		/* entries we may still look at */
	uint64_t mount;		/* of the top */
};

void
created_init(struct created *c, uint64_t start, uid_t uid)
{
	long tick = sysconf(_SC_CLK_TCK);
	int64_t boot_wall = clock_wall() - clock_boot();

	c->uid = uid;
	c->since = 0;
	if (tick > 0 && start > 0)
		c->since = boot_wall +
		    (int64_t)(start * (1000000000ull / (uint64_t)tick));
}

/*
 * Which mount it is on. Overlays give files the device of their layer, so the
 * device alone would find a border below every folder there (Linux 5.8 names
 * the mount).
 */
static uint64_t
mount_of(const struct statx *sx)
{
#ifdef STATX_MNT_ID
	if ((sx->stx_mask & STATX_MNT_ID) != 0)
		return sx->stx_mnt_id;
#endif
	return (uint64_t)sx->stx_dev_major << 32 | sx->stx_dev_minor;
}

static bool
young(struct look *l, int dir, const char *name, struct statx *sx)
{
	int64_t born;

	if (l->left == 0)
		return false;
	l->left--;
	if (statx(dir, name, AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT,
	    WANTED, sx) != 0)
		return false;
	if ((sx->stx_mask & STATX_BTIME) == 0 || sx->stx_uid != l->c->uid)
		return false;
	born = (int64_t)sx->stx_btime.tv_sec * 1000000000 +
	    sx->stx_btime.tv_nsec;
	/* From the future: the clock was set back since, and says nothing. */
	return born >= l->c->since && born <= clock_wall() + SLACK;
}

static bool
all_young(struct look *l, int dir, const char *name, int depth)
{
	struct statx sx;
	struct dirent *de;
	bool ok = true;
	DIR *d;
	int fd;

	if (depth > DEPTH_MAX || !young(l, dir, name, &sx))
		return false;
	if (depth == 0)
		l->mount = mount_of(&sx);
	else if (l->mount != mount_of(&sx))
		return false;
	if (!S_ISDIR(sx.stx_mode))
		return true;
	fd = openat(dir, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return false;
	if ((d = fdopendir(fd)) == NULL) {
		close(fd);
		return false;
	}
	while (ok && (de = readdir(d)) != NULL)
		if (strcmp(de->d_name, ".") != 0 &&
		    strcmp(de->d_name, "..") != 0)
			ok = all_young(l, fd, de->d_name, depth + 1);
	closedir(d);
	return ok;
}

bool
created_here(void *arg, const char *path)
{
	const struct created *c = arg;
	struct look l = { .c = c, .left = ENTRIES_MAX };

	if (c->since == 0 || path == NULL || path[0] != '/')
		return false;
	return all_young(&l, AT_FDCWD, path, 0);
}
