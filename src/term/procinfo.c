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

static int
read_link(pid_t pid, const char *what, char *out, size_t size)
{
	char path[64];
	ssize_t n;

	(void)snprintf(path, sizeof path, "/proc/%ld/%s", (long)pid, what);
	n = readlink(path, out, size - 1);
	if (n <= 0)
		return -1;
	out[n] = '\0';
	return 0;
}

static bool
shell_name(const char *path)
{
	static const char *const names[] = { "sh", "bash", "rbash", "dash",
	    "ash", "zsh", "zsh5", "ksh", "ksh93", "mksh", "yash", "fish",
	    "csh", "tcsh", "bsd-csh" };
	const char *base = strrchr(path, '/');
	size_t i;

	base = base != NULL ? base + 1 : path;
	base += *base == '-';
	for (i = 0; i < sizeof names / sizeof names[0]; i++)
		if (strcmp(base, names[i]) == 0)
			return true;
	return false;
}

/* Nothing but options, no text and no file to run. `p` is a list of words,
 * each with its NUL. */
static bool
only_options(const char *p, const char *end)
{
	const char *w;

	for (; p < end; p += strlen(p) + 1) {
		w = p;
		if ((*w != '-' && *w != '+') || strncmp(w, "--command", 9) == 0)
			return false;
		if (strcmp(w, "--rcfile") == 0 ||
		    strcmp(w, "--init-file") == 0 ||
		    strcmp(w + 1, "o") == 0 || strcmp(w + 1, "O") == 0) {
			p += strlen(p) + 1;
			if (p >= end)
				return true;
		} else if (w[1] != '-' && strchr(w, 'c') != NULL) {
			return false;
		}
	}
	return true;
}

static bool
is_bare_shell(pid_t pid, pid_t outer)
{
	char path[64], words[4096], file[4096], tty[64], ours[64];
	ssize_t n;
	int fd;

	if (procinfo_image(pid) == procinfo_image(outer) ||
	    read_link(pid, "exe", file, sizeof file) == -1 ||
	    read_link(pid, "fd/0", tty, sizeof tty) == -1 ||
	    read_link(outer, "fd/0", ours, sizeof ours) == -1 ||
	    strcmp(tty, ours) != 0)
		return false;
	(void)snprintf(path, sizeof path, "/proc/%ld/cmdline", (long)pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd == -1)
		return false;
	n = read(fd, words, sizeof words - 1);
	(void)close(fd);
	if (n <= 0)
		return false;
	words[n] = '\0';
	/* One file may be many programs: busybox goes by its first word. */
	return (shell_name(file) || shell_name(words)) &&
	    only_options(words + strlen(words) + 1, words + n);
}

static pid_t
first_child(pid_t pid)
{
	char path[64], b[32];
	ssize_t n;
	int fd;

	(void)snprintf(path, sizeof path, "/proc/%ld/task/%ld/children",
	    (long)pid, (long)pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd == -1)
		return 0;
	n = read(fd, b, sizeof b - 1);
	(void)close(fd);
	if (n <= 0)
		return 0;
	b[n] = '\0';
	return (pid_t)strtol(b, NULL, 10);
}

pid_t
procinfo_bare_shell(pid_t pid, pid_t outer)
{
	int depth;

	for (depth = 0; pid > 1 && depth < 8; depth++) {
		if (is_bare_shell(pid, outer))
			return pid;
		pid = first_child(pid);
	}
	return 0;
}
