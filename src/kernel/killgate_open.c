/* SPDX-License-Identifier: ISC */
/*
 * Opening a file to write, where no Landlock scope keeps the tree away from
 * others: /proc/PID/mem is another way to write into a process, oom_score_adj
 * one to have it killed. Everything else is the kernel's business, and goes on
 * at once.
 *
 * Between this look and the kernel's own another thread can change the path:
 * it keeps out who writes there plainly, not who races for it (SECURITY).
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/magic.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "kernel/killask.h"
#include "kernel/target.h"
#include "kernel/uapi.h"

/* What the call names, whichever of the four it is. */
struct named {
	int dirfd;
	uint64_t path;		/* in the caller's memory */
	bool writes;
};

static void
find_name(const struct seccomp_notif *n, struct named *out)
{
	enum filter_call call = filter_call(n->data.arch, n->data.nr);
	const __u64 *arg = n->data.args;
	uint64_t flags;

	*out = (struct named){ AT_FDCWD, arg[0], true };
	if (call == CALL_OPEN)
		return;
	out->dirfd = (int)(int32_t)arg[0];
	out->path = arg[1];
	/* struct open_how begins with the flags; one that cannot be read is
	 * an error of the call's own. */
	if (call == CALL_OPENAT2)
		out->writes = target_read((pid_t)n->pid, arg[2], &flags,
		    sizeof flags) == 0 && (flags & O_ACCMODE) != O_RDONLY &&
		    (flags & O_PATH) == 0;
}

/* What of /proc/PID reaches into that process, or has it chosen when memory is
 * short. */
static const char *const reaching[] = { "mem", "oom_score_adj", "oom_adj",
    NULL };

/*
 * Whose is this file, if it is one of them? 0: it is none. -1: it is, of
 * nobody knows whom (a bind mount hides the number). The link of a file in
 * procfs shows its name, which *which points into.
 */
static pid_t
reaches(int fd, char name[PATH_MAX], const char **which)
{
	char link[32], *file, *dir;
	struct statfs fs;
	ssize_t n;
	pid_t pid;
	int i;

	if (fstatfs(fd, &fs) != 0 || fs.f_type != PROC_SUPER_MAGIC)
		return 0;
	snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
	n = readlink(link, name, PATH_MAX - 1);
	name[n > 0 ? n : 0] = '\0';
	file = strrchr(name, '/');
	for (i = 0; file != NULL && reaching[i] != NULL &&
	    strcmp(file + 1, reaching[i]) != 0; i++)
		;
	if (file == NULL || reaching[i] == NULL)
		return 0;
	*which = file + 1;
	*file = '\0';
	dir = strrchr(name, '/');
	pid = dir != NULL ? (pid_t)strtol(dir + 1, NULL, 10) : 0;
	return pid > 0 ? pid : -1;
}

/* Do the numbers of that procfs mean what they mean to us? */
static bool
our_numbers(int fd, pid_t tid)
{
	struct stat st, ours;

	return target_same_pids(tid) || (fstat(fd, &st) == 0 &&
	    stat("/proc", &ours) == 0 && st.st_dev == ours.st_dev);
}

/* On what kind of file system does a look at a name need no wait? */
static bool
answers_at_once(int fd)
{
	static const long quick[] = { TMPFS_MAGIC, EXT4_SUPER_MAGIC,
	    XFS_SUPER_MAGIC, BTRFS_SUPER_MAGIC, F2FS_SUPER_MAGIC,
	    OVERLAYFS_SUPER_MAGIC };
	struct statfs fs;
	size_t i;

	if (fstatfs(fd, &fs) != 0)
		return false;
	for (i = 0; i < sizeof quick / sizeof quick[0]; i++)
		if (fs.f_type == quick[i])
			return true;
	return false;
}

static bool
is_link(int fd)
{
	struct stat st;

	return fstat(fd, &st) != 0 || S_ISLNK(st.st_mode);
}

/* Takes the descriptor. */
static bool
is_harmless(int fd)
{
	char name[PATH_MAX];
	const char *which;
	bool none = reaches(fd, name, &which) == 0;

	close(fd);
	return none;
}

/*
 * The name is not in the kernel's cache, as that of a new file is not. Its
 * folder is, on a disk of our own: then a look does not wait either.
 */
static bool
harmless_in_folder(int base, const char *path)
{
	struct open_how how = { .flags = O_PATH | O_CLOEXEC | O_DIRECTORY,
	    .resolve = RESOLVE_CACHED };
	const char *slash = strrchr(path, '/');
	const char *name = slash != NULL ? slash + 1 : path;
	char folder[PATH_MAX];
	bool quick;
	int dir, fd = -1;

	snprintf(folder, sizeof folder, "%.*s", (int)(name - path), path);
	dir = (int)syscall(SYS_openat2, base, slash != NULL ? folder : ".",
	    &how, sizeof how);
	if (dir < 0)
		return false;
	quick = answers_at_once(dir);
	if (quick)
		fd = openat(dir, name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
	close(dir);
	if (fd < 0)
		return quick && errno == ENOENT;
	if (is_link(fd)) {
		close(fd);
		return false;
	}
	return is_harmless(fd);
}

static bool
harmless(int base, const char *path)
{
	struct open_how how = { .flags = O_PATH | O_CLOEXEC,
	    .resolve = RESOLVE_CACHED };
	int fd = (int)syscall(SYS_openat2, base, path, &how, sizeof how);

	if (fd >= 0)
		return is_harmless(fd);
	/* Links of procfs, which mean somebody else to us, are never found
	 * that way. */
	return errno == ENOENT || (errno == EAGAIN &&
	    harmless_in_folder(base, path));
}

bool
opengate_is(const struct seccomp_notif *n)
{
	enum filter_call call = filter_call(n->data.arch, n->data.nr);

	return call == CALL_OPEN || call == CALL_OPENAT ||
	    call == CALL_OPENAT2;
}

bool
opengate_at_once(const struct supervisor *s, const struct seccomp_notif *n)
{
	pid_t tid = (pid_t)n->pid;
	char path[PATH_MAX];
	struct named name;
	int base = AT_FDCWD;
	bool ok;

	if (!opengate_is(n))
		return false;
	find_name(n, &name);
	if (target_line(tid, name.path, path, sizeof path) != 0 ||
	    !target_same_view(tid))
		return false;
	if (path[0] != '/') {
		base = target_base(tid, name.dirfd);
		if (base < 0)
			return false;
	}
	ok = !name.writes || harmless(base, path);
	if (base >= 0)
		close(base);
	if (ok)
		supervisor_answer(s, n->id, 0);
	return ok;
}

void
ask_by_open(struct ask *q, const struct seccomp_notif *n)
{
	const char *path = NULL, *which = NULL;
	bool outside, ours = false;
	char text[PATH_MAX];
	struct named name;
	pid_t pid = 0;
	int fd = -1;

	find_name(n, &name);
	if (name.writes)
		path = target_string(q->a, q->tid, name.path, PATH_MAX);
	/* What is not there, cannot be read, or is an error, stays one. */
	if (path != NULL)
		fd = target_walk(q->tid, name.dirfd, path);
	if (fd >= 0) {
		pid = reaches(fd, text, &which);
		ours = pid != 0 && our_numbers(fd, q->tid);
		close(fd);
	}
	q->verb = "gdb";
	q->target = pid;
	if (ours && pid > 0) {
		if (which[0] == 'o')
			q->path = arena_printf(q->a, "/proc/%d/%s", (int)pid,
			    which);
		pid = target_tgid(pid);
	}
	if (!ours || (pid > 0 && ask_may_reach(q, pid, &outside)))
		supervisor_answer(q->s, q->id, 0);
	else if (pid < 0)
		supervisor_answer(q->s, q->id, EPERM);
}
