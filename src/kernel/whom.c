/* SPDX-License-Identifier: ISC */
#include "kernel/whom.h"

#include <ctype.h>
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "kernel/target.h"
#include "policy/ancestry.h"

enum { COMMAND_MAX = 164, OWNER_MAX = 64, GROUP_MAX = 16 };

static int64_t
started(pid_t pid)
{
	struct process p;
	long tick = sysconf(_SC_CLK_TCK);

	if (tick <= 0 || process_read(pid, &p) != 0)
		return 0;
	return clock_wall() - clock_boot() +
	    (int64_t)(p.start * (1000000000ull / (uint64_t)tick));
}

const char *
whom_describe(struct arena *a, pid_t target, struct record_signal *r)
{
	char cmd[COMMAND_MAX], owner[OWNER_MAX] = "?", when[32] = "";
	const char *kind = target < 0 ? "process group" : "pid";
	pid_t pid = target < 0 ? -target : target;

	r->target = target;
	if (target_describe(pid, cmd, sizeof cmd, owner, sizeof owner,
	    &r->owner) != 0)
		return arena_printf(a, "%s %d", kind, (int)pid);
	r->command = arena_strdup(a, cmd);
	r->since = started(pid);
	if (r->since > 0) {
		clock_format(r->since, when, sizeof when);
		when[19] = '\0';
	}
	return arena_printf(a, "%s %d (%s), owner %s, since %s", kind,
	    (int)pid, cmd, owner, when[0] != '\0' ? when : "?");
}

static const char *
exactly(struct arena *a, pid_t pid)
{
	char cmd[COMMAND_MAX], owner[OWNER_MAX];
	long tick = sysconf(_SC_CLK_TCK);
	struct process p;
	uid_t uid;

	if (tick <= 0 || process_read(pid, &p) != 0 || target_describe(pid,
	    cmd, sizeof cmd, owner, sizeof owner, &uid) != 0)
		return NULL;
	return arena_printf(a, "pid %d (%s), owner %s, started %llu.%02llu s "
	    "after boot", (int)pid, cmd, owner,
	    (unsigned long long)p.start / (unsigned long long)tick,
	    (unsigned long long)p.start % (unsigned long long)tick * 100 /
	    (unsigned long long)tick);
}

static int
by_number(const void *x, const void *y)
{
	const pid_t *a = x, *b = y;

	return (*a > *b) - (*a < *b);
}

/* Those in the group, in order; -1 for more than fit. */
static int
members(pid_t group, pid_t out[GROUP_MAX])
{
	DIR *dir = opendir("/proc");
	struct dirent *d;
	int n = 0;
	pid_t pid;

	if (dir == NULL)
		return -1;
	while (n >= 0 && (d = readdir(dir)) != NULL) {
		if (!isdigit((unsigned char)d->d_name[0]))
			continue;
		pid = (pid_t)atoi(d->d_name);
		if (pid <= 1 || getpgid(pid) != group)
			continue;
		if (n == GROUP_MAX)
			n = -1;
		else
			out[n++] = pid;
	}
	closedir(dir);
	if (n > 0)
		qsort(out, (size_t)n, sizeof *out, by_number);
	return n;
}

const char *
whom_exactly(struct arena *a, pid_t target)
{
	pid_t pid[GROUP_MAX];
	const char *out, *one;
	int i, n;

	if (target > 0)
		return exactly(a, target);
	n = members(-target, pid);
	if (n <= 0)
		return NULL;
	out = arena_printf(a, "process group %d: ", (int)-target);
	for (i = 0; i < n; i++) {
		if ((one = exactly(a, pid[i])) == NULL)
			return NULL;
		out = arena_printf(a, "%s%s%s", out, i > 0 ? "; " : "", one);
	}
	return out;
}
