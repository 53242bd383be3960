/* SPDX-License-Identifier: ISC */
#include "kernel/reach.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <linux/capability.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/capability.h"
#include "base/io.h"
#include "kernel/member.h"
#include "kernel/uapi.h"
#include "policy/ancestry.h"

enum { ANCESTORS_MAX = 64, ROUNDS = 3 };

bool
reach_member(const struct reach *r, pid_t pid)
{
	struct process p;
	uint64_t c;
	int i;

	for (i = 0; i < ANCESTORS_MAX && pid > 1; i++, pid = p.ppid) {
		if (pid == r->shell)
			return true;
		c = member_of(pid);
		if (member_same(c, r->cookie))
			return true;
		/* A cookie of another session is an answer, unless that
		 * session was started inside ours: then an ancestor is. */
		if (process_read(pid, &p) != 0)
			return false;
	}
	return false;
}

/* Real, effective and saved uid. */
static bool
uids(pid_t pid, unsigned long uid[3])
{
	char path[32], text[4096], *at;

	snprintf(path, sizeof path, "/proc/%d/status", (int)pid);
	if (io_read_head(path, text, sizeof text) <= 0)
		return false;
	at = strstr(text, "\nUid:");
	return at != NULL && sscanf(at, "\nUid: %lu %lu %lu", &uid[0],
	    &uid[1], &uid[2]) == 3;
}

bool
reach_within_rights(const struct reach *r, pid_t pid)
{
	unsigned long from[3], to[3];

	/* Without it the kernel itself says no. */
	if (!capability_has(CAP_KILL))
		return true;
	if (!uids(r->caller, from) || !uids(pid, to))
		return false;
	return from[1] == 0 || from[0] == to[0] || from[0] == to[2] ||
	    from[1] == to[0] || from[1] == to[2];
}

int
reach_send(const struct reach *r, pid_t pid, int sig, siginfo_t *info,
    bool anyone)
{
	int fd = (int)syscall(SYS_pidfd_open, pid, 0), error = 0;

	if (fd < 0)
		return errno;
	if ((!anyone && !reach_member(r, pid)) ||
	    !reach_within_rights(r, pid))
		error = EPERM;
	else if (syscall(SYS_pidfd_send_signal, fd, sig, info, 0) != 0)
		error = errno;
	close(fd);
	return error;
}

static void
one(const struct reach *r, pid_t pid, int sig, bool dry,
    struct reach_count *out)
{
	int error;

	if (!reach_member(r, pid)) {
		out->others++;
		return;
	}
	out->members++;
	if (dry)
		return;
	error = reach_send(r, pid, sig, NULL, false);
	if (error == 0)
		out->sent++;
	else
		out->error = error;
}

/* One pass over all processes that are in the group and above `from`. */
static void
pass(const struct reach *r, pid_t group, pid_t self, int sig, bool dry,
    struct reach_count *out)
{
	struct dirent *d;
	DIR *dir = opendir("/proc");
	pid_t pid;

	if (dir == NULL)
		return;
	while ((d = readdir(dir)) != NULL) {
		if (!isdigit((unsigned char)d->d_name[0]))
			continue;
		pid = (pid_t)atoi(d->d_name);
		if (pid <= 1 || pid == self)
			continue;
		if (group != 0 && getpgid(pid) != group)
			continue;
		one(r, pid, sig, dry, out);
	}
	closedir(dir);
}

void
reach_group(const struct reach *r, pid_t group, pid_t self, int sig,
    bool dry, struct reach_count *out)
{
	bool mine = group != 0 && getpgid(self) == group;
	unsigned before = 0;
	int i;

	*out = (struct reach_count){ 0 };
	for (i = 0; i < (dry ? 1 : ROUNDS); i++) {
		/* What was forked meanwhile must not get away; what has had
		 * its signal gets no second one, but SIGKILL does not mind. */
		pass(r, group, self, sig, dry, out);
		if (sig != SIGKILL || out->sent == before)
			break;
		before = out->sent;
	}
	if (mine)
		one(r, self, sig, dry, out);
}
