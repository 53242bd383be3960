/* SPDX-License-Identifier: ISC */
/*
 * A path of the target, step by step: links such as /proc/self mean the one
 * that follows them, so none may be followed for us by the kernel. Ten system
 * calls more than an open(2): for those that may lead through procfs.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/magic.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "kernel/target.h"

enum { LINKS_MAX = 40 };	/* the kernel's own limit */

struct walk {
	pid_t tid;
	int at;			/* where it is, O_PATH */
	int links;
	char rest[2 * PATH_MAX];	/* of the path */
};

static int
root_of(pid_t tid)
{
	char path[32];

	snprintf(path, sizeof path, "/proc/%d/root", (int)tid);
	return open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
}

/* Takes `fd`: go there. */
static int
go(struct walk *w, int fd)
{
	if (fd < 0)
		return -1;
	close(w->at);
	w->at = fd;
	return 0;
}

static bool
in_procfs(int fd)
{
	struct statfs fs;

	return fstatfs(fd, &fs) == 0 && fs.f_type == PROC_SUPER_MAGIC;
}

/* In procfs: "self" is the target; the kernel's own links lead where no text
 * could. */
static int
follow_own(struct walk *w, const char *name)
{
	char who[48];

	if (strcmp(name, "self") == 0)
		snprintf(who, sizeof who, "%d", (int)target_tgid(w->tid));
	else if (strcmp(name, "thread-self") == 0)
		snprintf(who, sizeof who, "%d/task/%d",
		    (int)target_tgid(w->tid), (int)w->tid);
	else
		snprintf(who, sizeof who, "%.40s", name);
	return go(w, openat(w->at, who, O_PATH | O_CLOEXEC));
}

/* Put what the link says before the rest of the path. */
static int
follow(struct walk *w, int link)
{
	char text[2 * PATH_MAX];
	ssize_t n = readlinkat(link, "", text, PATH_MAX);

	if (n <= 0 || n == PATH_MAX ||
	    (size_t)n + strlen(w->rest) + 2 > sizeof text) {
		errno = ENAMETOOLONG;
		return -1;
	}
	text[n] = '/';
	strcpy(text + n + 1, w->rest);
	strcpy(w->rest, text);
	return text[0] == '/' ? go(w, root_of(w->tid)) : 0;
}

static int
step(struct walk *w, const char *name)
{
	struct stat st;
	int fd, r;

	fd = openat(w->at, name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0 || fstat(fd, &st) != 0 || !S_ISLNK(st.st_mode))
		return go(w, fd);
	if (++w->links > LINKS_MAX) {
		errno = ELOOP;
		r = -1;
	} else
		r = in_procfs(w->at) ? follow_own(w, name) : follow(w, fd);
	close(fd);
	return r;
}

int
target_walk(pid_t tid, int dirfd, const char *path)
{
	struct walk w = { .tid = tid };
	char name[NAME_MAX + 1];
	size_t skip, n;

	if (strlen(path) >= PATH_MAX) {
		errno = ENAMETOOLONG;
		return -1;
	}
	strcpy(w.rest, path);
	w.at = path[0] == '/' ? root_of(tid) : target_base(tid, dirfd);
	while (w.at >= 0) {
		skip = strspn(w.rest, "/");
		n = strcspn(w.rest + skip, "/");
		if (n == 0)
			return w.at;
		if (n > NAME_MAX)
			break;
		memcpy(name, w.rest + skip, n);
		name[n] = '\0';
		memmove(w.rest, w.rest + skip + n,
		    strlen(w.rest + skip + n) + 1);
		if (step(&w, name) != 0)
			break;
	}
	if (w.at >= 0)
		close(w.at);
	return -1;
}
