/* SPDX-License-Identifier: ISC */
#include "audit/spill.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LOOK_AT = 4096 };	/* entries of a folder */

static bool
below(const char *path, const char *folder)
{
	size_t n = strlen(folder);

	return strncmp(path, folder, n) == 0 &&
	    (path[n] == '/' || path[n] == '\0');
}

/* TMPDIR, where the policy lets the environment say so. */
static const char *
temporary(const struct policy *p)
{
	const char *dir = getenv("TMPDIR");

	if (dir == NULL || dir[0] != '/' || strstr(dir, "/..") != NULL)
		return NULL;
	if (p->managed && !below(dir, "/tmp") && !below(dir, "/var/tmp") &&
	    !below(dir, "/run/user"))
		return NULL;
	return dir;
}

/* Ours, and nobody else gets in. */
static int
look(const char *path, struct err *e)
{
	struct stat st;
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	int r = fd < 0 ? -1 : fstat(fd, &st);

	if (fd < 0 || r != 0)
		err_sys(e, "cannot open %s", path);
	else if (st.st_uid != geteuid() || (st.st_mode & 077) != 0)
		r = err_set(e, EPERM, "%s is not ours alone", path);
	else if (fstatat(fd, "log.jsonl", &st, AT_SYMLINK_NOFOLLOW) == 0 &&
	    st.st_size > SPILL_BYTES)
		r = err_set(e, ENOSPC, "%s/log.jsonl is full; outside the "
		    "sandbox: platectl log import", path);
	if (fd >= 0)
		close(fd);
	return r;
}

static const char *
folder_in(struct arena *a, const char *where, struct err *e)
{
	const char *path = arena_printf(a, "%s/" SPILL_PREFIX "%lu", where,
	    (unsigned long)geteuid());

	if (mkdir(path, 0700) != 0 && errno != EEXIST) {
		err_sys(e, "cannot make %s", path);
		return NULL;
	}
	return look(path, e) == 0 ? path : NULL;
}

/* Claude Code's sandbox leaves a folder in the one for temporary files that
 * can be written, and TMPDIR as it is. */
static const char *
folder_below(struct arena *a, const char *where, struct err *e)
{
	const char *found = folder_in(a, where, e);
	DIR *d = found != NULL ? NULL : opendir(where);
	struct dirent *entry;
	struct stat st;
	unsigned left = LOOK_AT;

	while (d != NULL && found == NULL && left-- > 0 &&
	    (entry = readdir(d)) != NULL)
		if (entry->d_name[0] != '.' && strncmp(entry->d_name,
		    SPILL_PREFIX, sizeof SPILL_PREFIX - 1) != 0 && fstatat(dirfd(d), entry->d_name,
		    &st, AT_SYMLINK_NOFOLLOW) == 0 && S_ISDIR(st.st_mode) &&
		    st.st_uid == geteuid() && (st.st_mode & 022) == 0 &&
		    faccessat(dirfd(d), entry->d_name, W_OK, 0) == 0)
			found = folder_in(a, arena_printf(a, "%s/%s", where,
			    entry->d_name), e);
	if (d != NULL)
		closedir(d);
	return found;
}

bool
spill_needed(const char *state)
{
	char path[PATH_MAX], *slash;

	if (snprintf(path, sizeof path, "%s", state) >= (int)sizeof path)
		return false;
	/* Of what is not there yet the folder above it decides. */
	while (access(path, W_OK) != 0) {
		if (errno == EROFS)
			return true;
		slash = strrchr(path, '/');
		if (errno != ENOENT || slash == NULL || slash == path)
			return false;
		*slash = '\0';
	}
	return false;
}

const char *
spill_open(struct arena *a, const struct policy *p, struct err *e)
{
	const char *dir = temporary(p), *found = NULL;

	if (!policy_spills(p)) {
		err_set(e, EPERM, "policy record.unreachable is refuse");
		return NULL;
	}
	if (dir != NULL)
		found = folder_below(a, dir, e);
	return found != NULL ? found : folder_below(a, "/tmp", e);
}
