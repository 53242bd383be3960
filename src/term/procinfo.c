/* SPDX-License-Identifier: ISC */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "term/procinfo.h"

int
procinfo_cwd(pid_t pid, char *out, size_t size)
{
	char path[64];
	ssize_t n;

	(void)snprintf(path, sizeof path, "/proc/%ld/cwd", (long)pid);
	n = readlink(path, out, size - 1);
	if (n <= 0 || (size_t)n >= size - 1)
		return -1;
	out[n] = '\0';
	return 0;
}

/*
 * Field `want` (from 1, as proc(5) counts) of /proc/PID/stat. The name in
 * field 2 may hold spaces and brackets: read on from the last one
 * (CVE-2017-1000367).
 */
static int
stat_field(pid_t pid, int want, uint64_t *out)
{
	char path[64], b[2048], *p, *end;
	ssize_t n;
	int fd, field;

	(void)snprintf(path, sizeof path, "/proc/%ld/stat", (long)pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd == -1)
		return -1;
	n = read(fd, b, sizeof b - 1);
	(void)close(fd);
	if (n <= 0)
		return -1;
	b[n] = '\0';
	p = strrchr(b, ')');
	for (field = 2; p != NULL && field < want; field++)
		p = strchr(p + 1, ' ');
	if (p == NULL)
		return -1;
	*out = strtoull(p + 1, &end, 10);
	return end == p + 1 ? -1 : 0;
}

pid_t
procinfo_parent(pid_t pid)
{
	uint64_t v;

	return stat_field(pid, 4, &v) == -1 ? -1 : (pid_t)v;
}

uint64_t
procinfo_image(pid_t pid)
{
	uint64_t stack, args;

	if (stat_field(pid, 28, &stack) == -1 ||
	    stat_field(pid, 48, &args) == -1 || stack == 0)
		return 0;
	return stack ^ (args << 1);
}
