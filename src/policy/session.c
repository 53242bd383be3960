/* SPDX-License-Identifier: ISC */
/*
 * Sessions: STATE/sessions/ID, one line in a file for each anchor. It MUST
 * hold:
 *  1. The id follows from boot id, anchor pid, its start time and the
 *     account, so that a reused pid or another boot is another session, and
 *     an account never joins that of another one (su, sudo -u); from the pid
 *     namespace, too, where that is not the machine's.
 *  2. A record counts only if it says what its name says, see statefile.h for
 *     who may have written it.
 *  3. A session that is a person's own terminal never takes in an agent that
 *     was started from that terminal: the agent gets its own anchor.
 *  4. Only who sees the anchor's processes says that it is gone: containers
 *     and sandboxes may share the state with the machine.
 */
#include "policy/session.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/hash.h"
#include "base/io.h"
#include "policy/ancestry.h"
#include "policy/session_int.h"
#include "policy/statefile.h"

enum { ANCESTORS_MAX = 64 };

/* PROC_PID_INIT_INO of the kernel: the pid namespace of the machine. */
#define MACHINE_NS 0xEFFFFFFCu

uint64_t
session_namespace(void)
{
	struct stat st;

	if (stat("/proc/self/ns/pid", &st) != 0 || st.st_ino == MACHINE_NS)
		return 0;
	return st.st_ino;
}

pid_t
session_parent(uint64_t ns)
{
	struct process p;

	return ns != 0 && process_self(&p) == 0 ? p.ppid : getppid();
}

/* MUST 1. */
void
session_make_id(const char *boot, uint64_t ns, pid_t pid, uint64_t start,
    uid_t uid, char id[17])
{
	char text[140], hex[65];
	struct hash h;
	int n;

	n = snprintf(text, sizeof text, "%s %d %llu %lu", boot, (int)pid,
	    (unsigned long long)start, (unsigned long)uid);
	if (ns != 0)
		n += snprintf(text + n, sizeof text - (size_t)n, " %llu",
		    (unsigned long long)ns);
	hash_init(&h);
	hash_add(&h, text, (size_t)n);
	hash_hex(&h, hex);
	memcpy(id, hex, 16);
	id[16] = '\0';
}

/* One line, the project last since it may hold any byte: no JSON, so that no
 * library is loaded for it before every command. */
static void
format(const struct session *s, struct buf *b)
{
	buf_printf(b, "bashplate-session %d %s %d %llu %s %lu %d %s ",
	    s->ns != 0 ? 2 : 1, s->id, (int)s->anchor,
	    (unsigned long long)s->start, s->boot, (unsigned long)s->uid,
	    s->terminal, s->agent[0] != '\0' ? s->agent : "-");
	if (s->ns != 0)
		buf_printf(b, "%llu ", (unsigned long long)s->ns);
	buf_printf(b, "%s\n", s->project);
}

/* The namespace behind the agent in version 2; moves *at behind it. */
static int
fill_namespace(const char *text, int *at, struct session *out)
{
	unsigned long long ns;
	int n = 0;

	if (sscanf(text + *at, " %llu%n", &ns, &n) != 1 || ns == 0)
		return -1;
	out->ns = ns;
	*at += n;
	return 0;
}

/* MUST 2. */
static int
fill(const char *text, size_t len, const char *id, struct session *out)
{
	unsigned long long start;
	unsigned long uid;
	char stored[17], expected[17];
	int version, anchor, terminal, at = 0;
	size_t n;

	memset(out, 0, sizeof *out);
	if (len == 0 || text[len - 1] != '\n' ||
	    sscanf(text, "bashplate-session %d %16s %d %llu %36s %lu %d %31s%n",
	    &version, stored, &anchor, &start, out->boot, &uid, &terminal,
	    out->agent, &at) != 8 || version < 1 || version > 2 ||
	    (version == 2 && fill_namespace(text, &at, out) != 0) ||
	    text[at] != ' ')
		return -1;
	n = len - (size_t)at - 2;
	if (n >= sizeof out->project)
		return -1;
	memcpy(out->project, text + at + 1, n);
	if (strcmp(out->agent, "-") == 0)
		out->agent[0] = '\0';
	out->anchor = anchor;
	out->start = start;
	out->uid = (uid_t)uid;
	out->terminal = terminal != 0;
	session_make_id(out->boot, out->ns, out->anchor, out->start, out->uid,
	    expected);
	if (strcmp(expected, id) != 0 || strcmp(stored, id) != 0)
		return -1;
	memcpy(out->id, expected, sizeof expected);
	return 0;
}

int
session_read(int folder, const char *id, struct session *out)
{
	struct buf b = { 0 };
	int r = -1;

	if (statefile_read(folder, id, &b, NULL) == 0 && b.data != NULL)
		r = fill(b.data, b.len, id, out);
	buf_free(&b);
	return r;
}

static int
write_record(const char *state, const struct session *s, struct err *e)
{
	struct buf b = { 0 };
	int r;

	format(s, &b);
	r = statefile_write(state, "sessions", s->id, &b, e);
	buf_free(&b);
	return r;
}

/* What the walk up the tree found. */
struct walk {
	struct process anchor;	/* where a new session would be anchored */
	char parent[20];	/* name of our own parent */
	const char *agent;	/* by environment or by name */
	uint64_t ns;		/* pid namespace, 0: the machine's */
	bool found;		/* *session was recorded before */
};

/*
 * From the parent upwards: the nearest recorded anchor, or the nearest
 * program that is known to be an agent, whichever comes first.
 */
static int
walk_up(int folder, const char *boot, struct session *s, struct walk *w)
{
	struct process p;
	const char *name;
	char id[17];
	pid_t pid;
	int i;

	w->agent = agent_by_environment();
	w->found = false;
	w->ns = session_namespace();
	pid = session_parent(w->ns);
	for (i = 0; i < ANCESTORS_MAX && pid > 0; i++, pid = p.ppid) {
		if (process_read(pid, &p) != 0)
			break;
		if (i == 0) {
			w->anchor = p;
			snprintf(w->parent, sizeof w->parent, "%s", p.name);
		}
		session_make_id(boot, w->ns, pid, p.start, geteuid(), id);
		name = agent_by_name(p.name);
		if (folder >= 0 && session_read(folder, id, s) == 0) {
			if (s->terminal && w->agent != NULL && name == NULL)
				break;	/* MUST 3 */
			w->found = true;
			if (w->agent == NULL)
				w->agent = name;
			break;
		}
		if (name != NULL) {
			w->anchor = p;
			w->agent = name;
			break;
		}
	}
	/* A parent in another pid namespace, or hidden by hidepid: nobody
	 * but this process can be the anchor. */
	if (w->anchor.pid == 0 && !w->found)
		return process_read(getpid(), &w->anchor);
	return 0;
}

static void
begin(struct session *s, const struct walk *w, const char *boot)
{
	memset(s, 0, sizeof *s);
	s->begun = true;
	memcpy(s->boot, boot, sizeof s->boot);
	s->anchor = w->anchor.pid;
	s->start = w->anchor.start;
	s->ns = w->ns;
	s->uid = geteuid();
	s->terminal = w->agent == NULL && w->anchor.terminal;
	snprintf(s->agent, sizeof s->agent, "%s",
	    w->agent != NULL ? w->agent : "");
	if (getcwd(s->project, sizeof s->project) == NULL)
		s->project[0] = '\0';
	session_make_id(boot, s->ns, s->anchor, s->start, s->uid, s->id);
}

/*
 * A sandbox for one command: its first process is the launcher, or it has no
 * /proc of its own. Nobody comes back to it, and a file for each such command
 * would only pile up.
 */
static bool
for_one_command(const struct walk *w)
{
	struct process self;

	if (w->ns == 0)
		return false;
	return (w->anchor.pid == 1 && strcmp(w->anchor.name, "bwrap") == 0) ||
	    process_self(&self) != 0 || self.pid != getpid();
}

int
session_join(const char *state, struct session *out, struct err *e)
{
	struct walk w = { 0 };
	char boot[37];
	int folder, r;

	if (clock_boot_id(boot, sizeof boot) != 0)
		return err_set(e, ENOSYS, "the kernel's boot id cannot be "
		    "read; is /proc mounted?");
	folder = statefile_folder(state, "sessions", e);
	if (folder < 0 && e != NULL && e->code != ENOENT)
		return -1;
	r = walk_up(folder, boot, out, &w);
	if (folder >= 0)
		close(folder);
	if (r != 0)
		return err_set(e, ENOSYS, "/proc does not show the process "
		    "that started the guard");
	if (!w.found)
		begin(out, &w, boot);
	memcpy(out->parent, w.parent, sizeof out->parent);
	if (w.found && (w.agent == NULL || out->agent[0] != '\0'))
		return 0;
	/* A client's first probe comes without the variables that name it. */
	out->terminal = out->terminal && w.agent == NULL;
	if (w.agent != NULL)
		snprintf(out->agent, sizeof out->agent, "%s", w.agent);
	if (!w.found && for_one_command(&w))
		return 0;
	return write_record(state, out, e);
}

void
session_at_prompt(const char *state, struct session *s)
{
	if (s->agent[0] != '\0' || s->terminal)
		return;
	s->terminal = true;
	(void)write_record(state, s, NULL);
}

int
session_find(const char *state, const char *id, struct session *out)
{
	int folder = statefile_folder(state, "sessions", NULL), r;

	if (folder < 0)
		return -1;
	r = session_read(folder, id, out);
	close(folder);
	return r;
}

bool
session_alive(const struct session *s)
{
	struct process p;
	char boot[37];

	return clock_boot_id(boot, sizeof boot) == 0 &&
	    strcmp(boot, s->boot) == 0 && s->ns == session_namespace() &&
	    process_read(s->anchor, &p) == 0 &&
	    p.start == s->start && p.state != 'Z' && p.state != 'X';
}
