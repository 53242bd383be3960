/* SPDX-License-Identifier: ISC */
#include "base/stategroup.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/capability.h"
#include "base/io.h"

extern char **environ;

static const gid_t none = (gid_t)-1;

static struct {
	gid_t given;		/* by the set-group-id bit, or none */
	gid_t state;		/* of the state in use, or none */
	unsigned depth;
	bool secure;		/* more than the account's own rights */
} group = { (gid_t)-1, (gid_t)-1, 0, false };

int
stategroup_begin(void)
{
	gid_t real, effective, saved;

	if (getauxval(AT_SECURE) == 0)
		return 0;
	group.secure = true;
	if (getresgid(&real, &effective, &saved) != 0)
		return -1;
	if (effective != real) {
		if (setresgid(real, real, effective) != 0)
			return -1;
		group.given = effective;
	}
	/* Whatever /proc/sys/fs/suid_dumpable says. */
	return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}

bool
stategroup_use(gid_t gid)
{
	if (geteuid() != 0 && group.given != gid)
		return false;
	group.state = gid;
	return true;
}

bool
stategroup_shared(gid_t *gid)
{
	if (group.state == none)
		return false;
	if (gid != NULL)
		*gid = group.state;
	return true;
}

static void
become(gid_t gid)
{
	int saved = errno;

	/* Between two groups that are both ours this cannot fail. */
	if (setresgid(none, gid, none) != 0)
		abort();
	errno = saved;
}

void
stategroup_raise(void)
{
	if (group.state == none || group.given == none)
		return;
	if (group.depth++ == 0)
		become(group.given);
}

void
stategroup_lower(void)
{
	if (group.state == none || group.given == none)
		return;
	if (--group.depth == 0)
		become(getgid());
}

int
stategroup_forget(void)
{
	gid_t real = getgid();

	if (!group.secure)
		return 0;
	group.given = group.state = none;
	if (setresgid(real, real, real) != 0 ||
	    (geteuid() != 0 && capability_keep(0) != 0))
		return -1;
	return prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);
}

bool
stategroup_held_by(pid_t pid)
{
	unsigned long real, effective, saved;
	char path[32], text[4096], *at;

	if (group.state == none)
		return false;
	snprintf(path, sizeof path, "/proc/%d/status", (int)pid);
	if (io_read_head(path, text, sizeof text) <= 0)
		return false;
	at = strstr(text, "\nGid:");
	return at != NULL && sscanf(at, "\nGid: %lu %lu %lu", &real,
	    &effective, &saved) == 3 && saved == group.state;
}

/*
 * Linux lays the strings out one behind the other: arguments, environment,
 * then the file's name (AT_EXECFN). glibc moves pointers, never strings.
 */
char **
stategroup_environ(int argc, char **argv)
{
	char *from, *end = (char *)(uintptr_t)getauxval(AT_EXECFN), *s;
	char **out;
	size_t n = 0;

	if (!group.secure)
		return environ;
	if (argc < 1 || end == NULL)
		return NULL;
	from = argv[argc - 1] + strlen(argv[argc - 1]) + 1;
	if (from > end)
		return NULL;
	for (s = from; s < end; s += strlen(s) + 1)
		n++;
	out = calloc(n + 1, sizeof *out);
	for (s = from, n = 0; out != NULL && s < end; s += strlen(s) + 1)
		out[n++] = s;
	return out;
}
