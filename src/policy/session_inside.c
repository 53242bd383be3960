/* SPDX-License-Identifier: ISC */
/* Was this process started from inside a guarded session? */
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/io.h"
#include "base/stategroup.h"
#include "policy/ancestry.h"
#include "policy/session.h"
#include "policy/session_int.h"
#include "policy/statefile.h"

enum { ANCESTORS_MAX = 64 };

static bool
is_guard(pid_t pid)
{
	char path[32], target[PATH_MAX];
	const char *base;
	ssize_t n;

	/* Into a program with the group nobody of its account may look. */
	if (stategroup_held_by(pid))
		return true;
	snprintf(path, sizeof path, "/proc/%d/exe", (int)pid);
	n = readlink(path, target, sizeof target - 1);
	if (n <= 0)
		return false;
	target[n] = '\0';
	base = strrchr(target, '/');
	base = base != NULL ? base + 1 : target;
	return strncmp(base, "bashplate", 9) == 0 ||
	    strncmp(target, PKGLIBEXECDIR "/", sizeof PKGLIBEXECDIR) == 0;
}

/* bashplate execs the real shell in its own pid with the argv it was given. */
static bool
was_guard(pid_t pid)
{
	char path[32], text[PATH_MAX];
	const char *base;

	snprintf(path, sizeof path, "/proc/%d/cmdline", (int)pid);
	if (io_read_head(path, text, sizeof text) <= 0)
		return false;
	base = strrchr(text, '/');
	base = base != NULL ? base + 1 : text;
	return strcmp(base, "bashplate") == 0 ||
	    strcmp(base, "-bashplate") == 0 ||
	    strncmp(text, PKGLIBEXECDIR "/", sizeof PKGLIBEXECDIR) == 0;
}

static bool
ancestor_inside(int folder, const struct process *p, const char *boot,
    uint64_t ns, const char **why)
{
	struct session s;
	char id[17];

	if (is_guard(p->pid) || was_guard(p->pid)) {
		*why = "it was started from a guarded shell";
		return true;
	}
	if (agent_by_name(p->name) != NULL) {
		*why = "it was started by an agent";
		return true;
	}
	session_make_id(boot, ns, p->pid, p->start, geteuid(), id);
	if (folder >= 0 && session_read(folder, id, &s) == 0 &&
	    s.agent[0] != '\0') {
		*why = "it was started from an agent's session";
		return true;
	}
	return false;
}

/*
 * The proxy of an interactive session starts platectl on the outer terminal,
 * for a line typed there: it is outside. What runs on the inner terminal,
 * `exec platectl` included, is in another session by setsid(2), which cannot
 * be joined again.
 */
static bool
from_the_proxy(const struct process *parent)
{
	return is_guard(parent->pid) && getsid(0) != -1 &&
	    getsid(0) == getsid(parent->pid);
}

bool
session_inside(const char *state, const char **why)
{
	struct process p;
	char boot[37];
	uint64_t ns = session_namespace();
	pid_t pid = session_parent(ns);
	int folder, i;
	bool inside = false;

	*why = "its environment names an agent";
	if (agent_by_environment() != NULL)
		return true;
	*why = "/proc cannot be read, so it cannot be told";
	if (clock_boot_id(boot, sizeof boot) != 0)
		return true;
	folder = state != NULL ? statefile_folder(state, "sessions", NULL) :
	    -1;
	for (i = 0; i < ANCESTORS_MAX && pid > 0 && !inside; i++) {
		if (process_read(pid, &p) != 0)
			break;
		if (i != 0 || !from_the_proxy(&p))
			inside = ancestor_inside(folder, &p, boot, ns,
			    why);
		pid = p.ppid;
	}
	if (folder >= 0)
		close(folder);
	return inside;
}
