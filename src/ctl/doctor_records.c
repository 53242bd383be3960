/* SPDX-License-Identifier: ISC */
/* State folder, log, windows and sessions: may they be used, what is there? */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "audit/sinks.h"
#include "base/clock.h"
#include "base/io.h"
#include "base/stategroup.h"
#include "ctl/doctor.h"
#include "policy/grant.h"
#include "policy/session.h"

enum { SESSIONS_MAX = 256 };

/* Less free space than this is about to stop every command. */
static const unsigned long long space_min = 16ULL * 1024 * 1024;

static const char area[] = "log";

/* Owner and mode, in which folder and log must agree with audit/sink_file. */
static bool
private(struct doctor *d, const char *what, const char *path,
    const struct stat *st)
{
	if (st->st_uid != geteuid()) {
		doctor_say(d, DOCTOR_FINDING, area, arena_printf(d->a,
		    "chown %lu %s", (unsigned long)geteuid(), path), "the %s "
		    "%s belongs to uid %lu: every command is refused", what,
		    path, (unsigned long)st->st_uid);
		return false;
	}
	if ((st->st_mode & 022) != 0) {
		doctor_say(d, DOCTOR_FINDING, area, arena_printf(d->a,
		    "chmod go-w %s", path), "the %s %s is writable by group "
		    "or others (mode %04o)", what, path,
		    (unsigned)st->st_mode & 07777);
		return false;
	}
	return true;
}

/* The folder, or the nearest above it that exists. */
static const char *
nearest(struct arena *a, const char *path)
{
	char *p = arena_strdup(a, path), *slash;
	struct stat st;

	while (lstat(p, &st) != 0 && (slash = strrchr(p, '/')) != NULL) {
		if (slash == p)
			return "/";
		*slash = '\0';
	}
	return p;
}

static bool
folder_usable(struct doctor *d, const char *path)
{
	const char *where = nearest(d->a, path);
	struct stat st;

	if (lstat(where, &st) != 0) {
		doctor_say(d, DOCTOR_FINDING, area, "set HOME or "
		    "XDG_STATE_HOME", "%s cannot be looked at: %s", path,
		    strerror(errno));
		return false;
	}
	if (where != path && strcmp(where, path) == 0 && S_ISLNK(st.st_mode)) {
		doctor_say(d, DOCTOR_FINDING, area, arena_printf(d->a,
		    "put a folder there, or point XDG_STATE_HOME elsewhere"),
		    "the state folder %s is a symlink", path);
		return false;
	}
	if (stat(where, &st) != 0 || !S_ISDIR(st.st_mode)) {
		doctor_say(d, DOCTOR_FINDING, area, arena_printf(d->a,
		    "move %s away", where), "%s is not a folder, so there is "
		    "no state: every command is refused", where);
		return false;
	}
	if (strcmp(where, path) == 0 &&
	    !private(d, "state folder", path, &st))
		return false;
	if (access(where, W_OK | X_OK) != 0) {
		doctor_say(d, DOCTOR_FINDING, area, arena_printf(d->a,
		    "chmod u+wx %s", where), "%s cannot be written (%s): every "
		    "command is refused", where, strerror(errno));
		return false;
	}
	return true;
}

static bool
space_left(struct doctor *d, const char *path, off_t size)
{
	struct statvfs v;
	struct rlimit r;
	unsigned long long left;

	if (statvfs(nearest(d->a, path), &v) == 0) {
		left = (unsigned long long)v.f_bavail * v.f_frsize;
		if (left < space_min || (v.f_files > 0 && v.f_favail == 0)) {
			doctor_say(d, DOCTOR_FINDING, area, "make room; "
			    "without a log every command is refused", "%s has "
			    "%llu MiB and %llu file names left", path,
			    left >> 20, (unsigned long long)v.f_favail);
			return false;
		}
	}
	if (getrlimit(RLIMIT_FSIZE, &r) == 0 && r.rlim_cur != RLIM_INFINITY &&
	    r.rlim_cur < (rlim_t)size + space_min) {
		doctor_say(d, DOCTOR_FINDING, area, "raise ulimit -f", "the "
		    "file size limit leaves the log %lld bytes",
		    (long long)r.rlim_cur - (long long)size);
		return false;
	}
	return true;
}

/* The same open as the log's own, but it makes nothing. */
static bool
log_usable(struct doctor *d, const char *path, off_t *size)
{
	int fd = open(path, O_RDWR | O_APPEND | O_NOFOLLOW | O_NONBLOCK |
	    O_NOCTTY | O_CLOEXEC);
	struct stat st;
	bool ok;

	*size = 0;
	if (fd < 0 && errno == ENOENT)
		return true;
	if (fd < 0) {
		doctor_say(d, DOCTOR_FINDING, area, errno == ELOOP ?
		    arena_printf(d->a, "remove the symlink %s", path) :
		    arena_printf(d->a, "make %s a file of yours with mode 600",
		    path), "the log %s %s: every command is refused", path,
		    errno == ELOOP ? "is a symlink, which is not followed" :
		    arena_printf(d->a, "cannot be opened (%s)",
		    strerror(errno)));
		return false;
	}
	ok = fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_nlink == 1;
	close(fd);
	if (!ok)
		doctor_say(d, DOCTOR_FINDING, area, arena_printf(d->a,
		    "move %s away", path), "the log %s is not a regular file "
		    "with one name: every command is refused", path);
	*size = ok ? st.st_size : 0;
	return ok && private(d, "log", path, &st);
}

static void
window(struct doctor *d, const struct window *w, const char *state)
{
	char until[40];

	if (w->shut == NULL) {
		clock_format(w->until_wall, until, sizeof until);
		doctor_say(d, DOCTOR_NOTE, "windows", NULL, "window %s of %s "
		    "is open for session %s until %s: %s", w->id,
		    w->operator_name, w->session, until, w->reason);
	} else if (strncmp(w->shut, "not to be trusted", 17) == 0 ||
	    strncmp(w->shut, "the record is damaged", 21) == 0)
		doctor_say(d, DOCTOR_FINDING, "windows", arena_printf(d->a,
		    "rm %s/grants/%s", state, w->id), "window %s does not "
		    "count: %s", w->id, w->shut);
}

static void
windows(struct doctor *d, const char *state)
{
	struct grant_now now;
	struct grants g;
	struct err e = { 0 };
	size_t i, open = 0;

	grant_now(&now);
	if (grant_load(d->a, d->policy, NULL, &now, &g, &e) != 0) {
		doctor_say(d, DOCTOR_FINDING, "windows", arena_printf(d->a,
		    "make %s/grants a folder of yours with mode 700", state),
		    "all windows are shut: %s", e.msg);
		return;
	}
	for (i = 0; i < g.nwindow; i++) {
		window(d, &g.window[i], state);
		open += g.window[i].shut == NULL;
	}
	if (open == 0)
		doctor_say(d, DOCTOR_OK, "windows", NULL, "none is open: the "
		    "whole block set is in force");
}

static void
sessions(struct doctor *d, const char *state)
{
	struct session *list = arena_array(d->a, SESSIONS_MAX, sizeof *list);
	struct err e = { 0 };
	int n = session_list(state, geteuid(), list, SESSIONS_MAX, &e);

	if (n < 0)
		doctor_say(d, DOCTOR_FINDING, "sessions", arena_printf(d->a,
		    "make %s/sessions a folder of yours with mode 700",
		    state), "sessions cannot be kept, so no window can be "
		    "bound to one: %s", e.msg);
	else
		doctor_say(d, DOCTOR_OK, "sessions", NULL, "%d of yours alive",
		    n);
}

/* What a sink beyond the file said last, if it does not work. */
static void
sinks(struct doctor *d, const char *state)
{
	const char *const *s = d->policy->sinks;
	char path[PATH_MAX];
	struct buf text = { 0 };

	for (; s != NULL && *s != NULL; s++) {
		sink_status_path(state, *s, path, sizeof path);
		buf_reset(&text);
		if (io_read_file(path, 4096, 1, &text, NULL) != 0 ||
		    text.data == NULL) {
			doctor_say(d, DOCTOR_OK, "sinks", NULL, "%s takes the "
			    "records", *s);
			continue;
		}
		text.data[strcspn(text.data, "\n")] = '\0';
		doctor_say(d, DOCTOR_FINDING, "sinks", "start the receiver, "
		    "or take it out of record.sinks", "%s: %s%s", *s,
		    text.data, d->policy->sink_refuse ? ": every command is "
		    "refused" : "; records are in the file only");
	}
	buf_free(&text);
}

/* Whose it is and who gets in was looked at before: policy.shared. */
static void
shared(struct doctor *d, const char *state)
{
	if (d->policy->out_of_reach)
		return;
	if (space_left(d, state, 0))
		doctor_say(d, DOCTOR_OK, area, NULL, "%s/log.jsonl is "
		    "everybody's, and only the guard's programs write it",
		    state);
	stategroup_raise();
	sinks(d, state);
	stategroup_lower();
	windows(d, state);
	sessions(d, state);
}

void
doctor_records(struct doctor *d)
{
	const char *state = d->policy->state_dir, *log;
	off_t size;

	if (state == NULL) {
		doctor_say(d, DOCTOR_FINDING, area, "set HOME or "
		    "XDG_STATE_HOME to an absolute path", "there is no place "
		    "for the log: every command is refused");
		return;
	}
	if (d->policy->shared) {
		shared(d, state);
		return;
	}
	log = arena_printf(d->a, "%s/log.jsonl", state);
	if (!folder_usable(d, state))
		return;
	if (log_usable(d, log, &size) && space_left(d, state, size))
		doctor_say(d, DOCTOR_OK, area, NULL, size > 0 ? "%s is yours, "
		    "writable, and has room" : "%s is made by the first "
		    "command, in a place of yours with room", log);
	sinks(d, state);
	windows(d, state);
	sessions(d, state);
}
