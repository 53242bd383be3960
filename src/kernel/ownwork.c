/* SPDX-License-Identifier: ISC */
#include "kernel/ownwork.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "analyse/tool.h"
#include "policy/ancestry.h"

enum { ANCESTORS_MAX = 32 };

/* The program file of a process, when nobody but root can change it. */
static const char *
program(struct arena *a, pid_t pid)
{
	char path[32], name[PATH_MAX], *slash;
	struct stat st;
	ssize_t n;

	snprintf(path, sizeof path, "/proc/%d/exe", (int)pid);
	if (stat(path, &st) != 0 || st.st_uid != 0 ||
	    (st.st_mode & (S_IWGRP | S_IWOTH)) != 0)
		return NULL;
	n = readlink(path, name, sizeof name - 1);
	if (n <= 0)
		return NULL;
	name[n] = '\0';
	slash = strrchr(name, '/');
	return arena_strdup(a, slash != NULL ? slash + 1 : name);
}

/* "git reflog": the child is that tool with that sub-command. */
static bool
is_command(const char *want, const struct effect *child)
{
	const struct effect *e = child;
	const struct norm *n;
	size_t len;
	unsigned i = 0;

	if (e->kind != EFFECT_COMMAND)
		e = e->via;
	if (e == NULL || e->kind != EFFECT_COMMAND || e->norm == NULL)
		return false;
	n = e->norm;
	len = strcspn(want, " ");
	if (strlen(n->name) != len || strncmp(n->name, want, len) != 0)
		return false;
	for (want += len; *want == ' '; want += len, i++) {
		want++;
		len = strcspn(want, " ");
		if (i >= n->nsub || strlen(n->sub[i]) != len ||
		    strncmp(n->sub[i], want, len) != 0)
			return false;
	}
	return true;
}

static bool
claims(const struct tool *t, bool parent, const struct effect *child)
{
	const char *const *c = t != NULL ? tool_children(t) : NULL;

	for (; c != NULL && *c != NULL; c++)
		if (strcmp(*c, "*") == 0 || (parent && is_command(*c, child)))
			return true;
	return false;
}

static bool
is_shell(const char *name)
{
	return strcmp(name, "sh") == 0 || strcmp(name, "dash") == 0 ||
	    strcmp(name, "bash") == 0;
}

bool
ownwork(struct arena *a, pid_t caller, const struct effect *child)
{
	struct process p;
	const char *name;
	pid_t pid = caller;
	bool parent = true;
	int i;

	/* Between fork and exec the caller still is its parent's program. A
	 * shell between, as make has it, is no other tool. */
	for (i = 0; i < ANCESTORS_MAX && pid > 1; i++, pid = p.ppid) {
		name = program(a, pid);
		if (name == NULL)
			return false;
		if (claims(tool_find(name), parent, child))
			return true;
		parent = parent && is_shell(name);
		if (process_read(pid, &p) != 0)
			return false;
	}
	return false;
}
