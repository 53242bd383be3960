/* SPDX-License-Identifier: ISC */
#include "kernel/member.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "base/io.h"

enum { SESSIONS_MAX = 1024 };

#define TAG_MASK	0xc000000000000000ull
#define TAG		0x4000000000000000ull
#define DEPTH_SHIFT	58
#define DEPTH_MASK	(0xfull << DEPTH_SHIFT)
#define UNGATED		(1ull << 57)
#define ID_MASK		(UNGATED - 1)

static uint64_t
tagged(uint64_t limit)
{
	return (limit & TAG_MASK) == TAG && (limit & ID_MASK) != 0 ? limit : 0;
}

#ifdef __linux__
/* Another user's limits: prlimit(2) is denied, the file is for all to read.
 * "Max file locks            unlimited            unlimited            locks" */
static uint64_t
from_file(pid_t pid)
{
	char path[32], text[4096], *at, *end;
	unsigned long long hard;

	snprintf(path, sizeof path, "/proc/%d/limits", (int)pid);
	if (io_read_head(path, text, sizeof text) <= 0)
		return 0;
	at = strstr(text, "Max file locks");
	if (at == NULL)
		return 0;
	at += strlen("Max file locks");
	at += strspn(at, " ");
	at += strcspn(at, " ");
	hard = strtoull(at, &end, 10);
	return end == at ? 0 : tagged(hard);
}

uint64_t
member_of(pid_t pid)
{
	struct rlimit64 rl;

	if (prlimit64(pid, RLIMIT_LOCKS, NULL, &rl) == 0)
		return tagged(rl.rlim_max);
	return errno == EPERM ? from_file(pid) : 0;
}

static int
lower(uint64_t cookie)
{
	struct rlimit64 rl;

	if (prlimit64(0, RLIMIT_LOCKS, NULL, &rl) != 0)
		return -1;
	rl.rlim_max = cookie;
	if (rl.rlim_cur > rl.rlim_max)
		rl.rlim_cur = rl.rlim_max;
	return prlimit64(0, RLIMIT_LOCKS, &rl, NULL);
}
#else
uint64_t
member_of(pid_t pid)
{
	(void)pid;
	return 0;
}

static int
lower(uint64_t cookie)
{
	(void)cookie;
	errno = ENOSYS;
	return -1;
}
#endif

bool
member_same(uint64_t a, uint64_t b)
{
	return tagged(a) != 0 && (a | UNGATED) == (b | UNGATED);
}

bool
member_gated(uint64_t cookie)
{
	return tagged(cookie) != 0 && (cookie & UNGATED) == 0;
}

static int
digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

uint64_t
member_cookie(const char *id, uint64_t outer, bool gated)
{
	uint64_t v = 0, depth = DEPTH_MASK;
	int i, d;

	for (i = 0; i < 16; i++) {
		d = digit(id[i]);
		if (d < 0)
			return 0;
		v = v << 4 | (uint64_t)d;
	}
	v &= ID_MASK;
	if (v == 0)
		v = 1;
	if (tagged(outer) != 0 && (outer & ID_MASK) == v)
		depth = outer & DEPTH_MASK;
	else if (tagged(outer) != 0) {
		if ((outer & DEPTH_MASK) == 0)
			return 0;
		depth = (outer & DEPTH_MASK) - (1ull << DEPTH_SHIFT);
	}
	/* A filter is handed on to every descendant. */
	if (gated || member_gated(outer))
		return TAG | depth | v;
	return TAG | depth | UNGATED | v;
}

uint64_t
member_join(const char *id, bool gated)
{
	uint64_t outer = member_of(0), cookie;

	cookie = member_cookie(id, outer, gated);
	if (cookie == 0 || cookie == outer)
		return outer;
	return lower(cookie) == 0 ? cookie : outer;
}

int
member_session(const char *state, uint64_t cookie, struct session *out)
{
	struct session *list = calloc(SESSIONS_MAX, sizeof *list);
	int n, i, r = -1;

	if (list == NULL || tagged(cookie) == 0) {
		free(list);
		return -1;
	}
	n = session_list(state, (uid_t)-1, list, SESSIONS_MAX, NULL);
	for (i = 0; i < n && r != 0; i++)
		if (member_same(member_cookie(list[i].id, cookie, true),
		    cookie)) {
			*out = list[i];
			r = 0;
		}
	free(list);
	return r;
}
