/* SPDX-License-Identifier: ISC */
#include "audit/tidy.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "audit/detach.h"
#include "audit/logread.h"
#include "base/stategroup.h"
#include "policy/statefile.h"

enum { LEVEL = 6, CHUNK = 64 * 1024 };

static int
copy(int in, gzFile out)
{
	char chunk[CHUNK];
	ssize_t n;

	while ((n = read(in, chunk, sizeof chunk)) > 0)
		if (gzwrite(out, chunk, (unsigned)n) != (int)n)
			return -1;
	return n < 0 ? -1 : 0;
}

static int
compress_to(int in, const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW |
	    O_CLOEXEC, 0600);
	gzFile out;
	int r;

	if (fd < 0)
		return -1;
	if (fchmod(fd, statefile_mode(0600)) != 0) {
		close(fd);
		return -1;
	}
	out = gzdopen(dup(fd), "wb6");
	if (out == NULL) {
		close(fd);
		return -1;
	}
	r = copy(in, out);
	if (gzclose(out) != Z_OK || fsync(fd) != 0)
		r = -1;
	close(fd);
	return r;
}

static void
compress_one(const char *state, const char *name)
{
	char from[PATH_MAX], to[PATH_MAX], part[PATH_MAX];
	int in;

	snprintf(from, sizeof from, "%s/%s", state, name);
	snprintf(to, sizeof to, "%s/%s.gz", state, name);
	snprintf(part, sizeof part, "%s/%s.part", state, name);
	in = open(from, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	if (in < 0)
		return;
	if (compress_to(in, part) == 0 && rename(part, to) == 0)
		unlink(from);
	else
		unlink(part);
	close(in);
}

static void
tidy_files(const char *state, unsigned keep)
{
	struct logset set;
	char path[PATH_MAX];
	int lock;
	size_t i;

	lock = open(state, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (lock < 0 || flock(lock, LOCK_EX | LOCK_NB) != 0 ||
	    logset_list(state, &set, NULL) != 0) {
		if (lock >= 0)
			close(lock);
		return;
	}
	for (i = 0; i < set.n; i++)
		if (keep > 0 && set.n - i > keep) {
			snprintf(path, sizeof path, "%s/%s", state,
			    set.file[i].name);
			unlink(path);
		} else if (!set.file[i].compressed &&
		    strncmp(set.file[i].name, "log-", 4) == 0)
			compress_one(state, set.file[i].name);
	logset_free(&set);
	close(lock);
}

void
tidy(const char *state, unsigned keep)
{
	stategroup_raise();
	tidy_files(state, keep);
	stategroup_lower();
}

struct job {
	const char *state;
	unsigned keep;
};

static void
work(void *arg)
{
	const struct job *j = arg;

	tidy(j->state, j->keep);
}

void
tidy_later(const char *state, unsigned keep)
{
	struct job j = { state, keep };

	detach(work, &j, -1);
}
