/* SPDX-License-Identifier: ISC */
/*
 * Windows and approvals: STATE/grants/ID, one small signed record each. It
 * MUST hold:
 *  1. Folder and file pass statefile.h: opened once, not a symlink, one
 *     link, the user's own, writable by nobody else.
 *  2. A record that is not exactly what grant_publish() writes is shut:
 *     a wrong or missing member, another version, another name than its id.
 *  3. The signature is over every byte before it, and by the key of an
 *     operator whose record counts and is valid now (operator.h).
 *  4. The window ends by boot clock and by wall clock, whichever is first,
 *     and is never longer than the policy's max.
 *  5. Another boot id: shut. Opened in the future by either clock: shut (a
 *     clock that was set back does not make a window longer).
 *  6. Its session's anchor must live; the session must be the one it names.
 *  7. A record is written whole or not at all. Closing leaves a mark with its
 *     id, and no record of that id counts ever again.
 *  8. Whatever fails on the way: shut, with the reason.
 * The cheap reasons come first: a signature is looked at only where nothing
 * else shuts the record.
 */
#include "policy/grant.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/stategroup.h"
#include "policy/operator.h"
#include "policy/statefile.h"

enum { GRANTS_MAX = 1024 };

/* One grant_load(). */
struct loading {
	struct arena *a;
	const struct policy *p;
	const struct session *session;
	const struct grant_now *now;
	int folder;
};

void
grant_now(struct grant_now *now)
{
	now->wall = clock_wall();
	now->boot = clock_boot();
	now->line = 0;
	if (clock_boot_id(now->boot_id, sizeof now->boot_id) != 0)
		now->boot_id[0] = '\0';
}

/* A line that was judged in the window keeps it for the grace. */
static bool
over(const struct loading *l, int64_t opened, int64_t until, int64_t at)
{
	int64_t grace = 0;

	if (l->now->line > opened && l->now->line < until)
		grace = l->p->window_grace;
	return at >= until && at - until >= grace;
}

/* MUST 4, 5 and 6. Why the grant is shut, or NULL. */
static const char *
why_shut(const struct loading *l, const struct window *w)
{
	const struct grant_now *now = l->now;
	struct session s;
	bool in_line = now->line > w->opened_boot && now->line < w->until_boot;

	if (now->boot_id[0] == '\0' || strcmp(w->boot, now->boot_id) != 0)
		return "the machine was started again";
	if (now->boot < w->opened_boot || now->wall < w->opened_wall)
		return "opened in the future: a clock was set back";
	if (over(l, w->opened_boot, w->until_boot, now->boot) ||
	    (now->wall >= w->until_wall &&
	    now->wall - w->until_wall >= (in_line ? l->p->window_grace : 0)))
		return "expired";
	if (w->until_boot - w->opened_boot > l->p->window_max)
		return "longer than the policy's releaseWindow.max";
	if (w->session[0] == '\0')
		return l->p->managed ? NULL :
		    "a window for a user counts in a managed install only";
	if (session_find(l->p->state_dir, w->session, &s) != 0 ||
	    !session_alive(&s))
		return "its session has ended";
	return NULL;
}

/* MUST 7: is there a mark that it was closed? */
static bool
closed(const struct loading *l, const char *id)
{
	char path[PATH_MAX];
	struct stat st;
	bool r;

	snprintf(path, sizeof path, "%s/closed/%s", l->p->state_dir, id);
	stategroup_raise();
	r = lstat(path, &st) == 0 || errno != ENOENT;
	stategroup_lower();
	return r;
}

/* MUST 3. Why the signature does not count, or NULL. */
static const char *
why_unsigned(const struct loading *l, const struct window *w,
    const char *text, size_t len, const unsigned char *sig)
{
	struct operator o;
	struct err e = { 0 };
	const char *why;

	if (operator_find(l->p, w->operator_name, &o, &e) != 0)
		return e.code == ENOENT ? "its operator is not known here" :
		    arena_printf(l->a, "its operator: %s", e.msg);
	why = operator_invalid(l->p, &o, l->now->wall);
	if (why != NULL)
		return arena_printf(l->a, "its operator: %s", why);
	/* Not by a key that was made after it, such as that of a new
	 * qualification. */
	if (o.uid != w->uid)
		return "its operator is another account";
	if (!seal_verify(o.key, text, len, sig))
		return "its signature is not that of its operator";
	return NULL;
}

/*
 * Before a command runs only a grant of its own session matters. What plainly
 * is none is not parsed: a quote inside a string is escaped, so these bytes
 * cannot stand in a reason.
 */
static bool
irrelevant(const struct session *s, const struct buf *b)
{
	char user[40];

	if (s == NULL || b->data == NULL ||
	    strstr(b->data, s->id) != NULL)
		return false;
	snprintf(user, sizeof user, ",\"user\":\"%lu\",",
	    (unsigned long)s->uid);
	return strstr(b->data, user) == NULL;
}

static bool
concerns(const struct session *s, const struct window *w)
{
	return s == NULL || strcmp(w->session, s->id) == 0 ||
	    (w->session[0] == '\0' && w->user == s->uid);
}

/* Why it is shut, or NULL. The text is changed. */
static const char *
examine(const struct loading *l, struct buf *b, struct window *w)
{
	unsigned char sig[SEAL_SIGNATURE];
	const char *text = arena_strndup(l->a, b->data, b->len), *why;
	char id[17];
	size_t n;

	memcpy(id, w->id, sizeof id);
	if (grant_split(text, b->len, &n, sig) != 0 ||
	    grant_parse(l->a, id, b->data, b->len, w) != 0)
		return "the record is damaged or not one of ours";
	if (closed(l, id))
		return "closed";
	why = why_shut(l, w);
	return why != NULL ? why : why_unsigned(l, w, text, n, sig);
}

/* Returns false for one that need not be listed. */
static bool
read_grant(const struct loading *l, const char *id, struct window *w)
{
	struct buf b = { 0 };
	struct err e = { 0 };

	memset(w, 0, sizeof *w);
	memcpy(w->id, id, sizeof w->id);
	w->user = (uid_t)-1;
	if (statefile_read(l->folder, id, &b, &e) != 0)
		w->shut = arena_printf(l->a, "not to be trusted: %s", e.msg);
	else if (irrelevant(l->session, &b)) {
		buf_free(&b);
		return false;
	} else if (b.failed || b.data == NULL)
		w->shut = "the record is damaged or not one of ours";
	else
		w->shut = examine(l, &b, w);
	buf_free(&b);
	if (w->reason == NULL)
		w->reason = w->ticket = "";
	if (w->scope == NULL)
		w->scope = arena_array(l->a, 1, sizeof *w->scope);
	return concerns(l->session, w);
}

/* Append to a list that doubles: most commands meet no grant at all. */
static void
keep(struct arena *a, const struct window **list, size_t *n,
    const struct window *w)
{
	struct window *copy = (struct window *)(uintptr_t)*list;

	if (*n == 0 || (*n >= 8 && (*n & (*n - 1)) == 0)) {
		copy = arena_array(a, *n == 0 ? 8 : 2 * *n, sizeof *copy);
		if (*n > 0)
			memcpy(copy, *list, *n * sizeof *copy);
		*list = copy;
	}
	copy[(*n)++] = *w;
}

static void
keep_kind(struct arena *a, struct grants *g, const struct window *w)
{
	if (w->kind == GRANT_APPROVAL)
		keep(a, &g->approval, &g->napproval, w);
	else
		keep(a, &g->window, &g->nwindow, w);
}

int
grant_load(struct arena *a, const struct policy *p,
    const struct session *session, const struct grant_now *now,
    struct grants *out, struct err *e)
{
	struct loading l = { a, p, session, now, -1 };
	struct err local = { 0 };
	struct window w;
	struct dirent *d;
	DIR *dir;

	memset(out, 0, sizeof *out);
	out->scope = p->window_scope;
	l.folder = statefile_folder(p->state_dir, "grants", &local);
	if (l.folder < 0 && local.code == ENOENT)
		return 0;
	if (l.folder < 0)
		return err_set(e, local.code, "%s", local.msg);
	dir = fdopendir(l.folder);
	if (dir == NULL) {
		close(l.folder);
		return err_sys(e, "cannot list %s/grants", p->state_dir);
	}
	while (out->nwindow + out->napproval < GRANTS_MAX &&
	    (d = readdir(dir)) != NULL)
		if (grant_is_id(d->d_name) && read_grant(&l, d->d_name, &w))
			keep_kind(a, out, &w);
	closedir(dir);
	return 0;
}

static void
read_ended(const struct loading *l, const char *id, struct grants *out)
{
	struct window w = { .user = (uid_t)-1, .shut = "closed" };
	struct buf b = { 0 };
	long long at;
	char *line;

	memcpy(w.id, id, sizeof w.id);
	if (statefile_read(l->folder, id, &b, NULL) == 0 && b.data != NULL &&
	    !b.failed && (line = strchr(b.data, '\n')) != NULL) {
		if (sscanf(line, "\nclosed %lld", &at) == 1)
			w.closed_wall = at;
		else if (sscanf(line, "\nexpired %lld", &at) == 1) {
			w.closed_wall = at;
			w.shut = "expired";
		}
		else if (line[1] == '\0')	/* put away when it was over */
			w.shut = "expired";
		if (grant_parse(l->a, id, b.data, (size_t)(line - b.data) + 1,
		    &w) == 0) {
			if (w.closed_wall == 0)
				w.closed_wall = w.until_wall;
			keep_kind(l->a, out, &w);
		}
	}
	buf_free(&b);
}

int
grant_ended(struct arena *a, const struct policy *p, struct grants *out,
    struct err *e)
{
	struct loading l = { .a = a, .p = p };
	struct err local = { 0 };
	struct dirent *d;
	DIR *dir;

	memset(out, 0, sizeof *out);
	l.folder = statefile_folder(p->state_dir, "closed", &local);
	if (l.folder < 0 && local.code == ENOENT)
		return 0;
	if (l.folder < 0)
		return err_set(e, local.code, "%s", local.msg);
	if ((dir = fdopendir(l.folder)) == NULL) {
		close(l.folder);
		return err_sys(e, "cannot list %s/closed", p->state_dir);
	}
	while (out->nwindow + out->napproval < GRANTS_MAX &&
	    (d = readdir(dir)) != NULL)
		if (grant_is_id(d->d_name))
			read_ended(&l, d->d_name, out);
	closedir(dir);
	return 0;
}

uint64_t
grant_stamp(const char *state)
{
	char path[PATH_MAX];
	struct stat st;
	int r;

	if (state == NULL || snprintf(path, sizeof path, "%s/grants", state) >=
	    (int)sizeof path)
		return 0;
	stategroup_raise();
	r = stat(path, &st);
	stategroup_lower();
	if (r != 0)
		return 0;
	return (uint64_t)st.st_mtim.tv_sec * 1000000000u +
	    (uint64_t)st.st_mtim.tv_nsec + 1;
}
