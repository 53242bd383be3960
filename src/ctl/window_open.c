/* SPDX-License-Identifier: ISC */
/* Opening and extending a window. */
#include <string.h>

#include "base/clock.h"
#include "base/exitcode.h"
#include "ctl/window.h"

static void
tell_scope(const struct window *w, struct buf *b)
{
	const char *const *s;

	for (s = w->scope; *s != NULL; s++)
		buf_printf(b, "%s%s", s == w->scope ? "" : ",", *s);
	if (w->radius < GRANT_RADIUS_MAX)
		buf_printf(b, ", radius up to %d", w->radius);
	if (w->place != GRANT_ANYWHERE)
		buf_str(b, w->place == GRANT_PRODUCTION ? ", production only" :
		    ", not what names production");
}

/* What is about to be signed, for a person: text of a request is not
 * trusted. */
static const char *
describe(const struct ctl *c, const struct session *s,
    const struct window *w, int64_t ns)
{
	struct buf b = { 0 };
	const char *out;

	buf_printf(&b, "Window of %s for ", ctl_duration(c->arena, ns));
	if (s != NULL) {
		buf_printf(&b, "session %s (%s) in ", s->id,
		    s->agent[0] != '\0' ? s->agent : "terminal");
		buf_visible(&b, s->project, strlen(s->project), 200);
	} else
		buf_printf(&b, "all sessions of uid %lu",
		    (unsigned long)w->user);
	buf_str(&b, ", lifting ");
	tell_scope(w, &b);
	buf_str(&b, ". Reason: ");
	buf_visible(&b, w->reason, strlen(w->reason), 300);
	out = arena_strdup(c->arena, b.data != NULL ? b.data : "");
	buf_free(&b);
	return out;
}

static int
publish(const struct ctl *c, const struct ctl_command *cmd,
    const struct signer *who, const struct session *s, const struct window *w,
    const char *event)
{
	struct record_grant rec;
	struct err e = { 0 };

	/* What is not in the log does not count; a record of a window that
	 * was then not opened does no harm. */
	ctl_record_window(w, &rec);
	if (signer_record(c, who, RECORD_WINDOW, s, event, &rec) != 0)
		return EXITCODE_FAULT;
	if (grant_publish(c->policy->state_dir, w, who->secret, &e) == 0)
		return 0;
	fprintf(stderr, "platectl: %s: not done: %s\n", cmd->name, e.msg);
	ctl_record_grant(c, RECORD_WINDOW, s, "failed", &rec);
	return EXITCODE_FAULT;
}

int
window_grant(const struct ctl *c, const struct ctl_command *cmd,
    struct signer *who, const struct passphrase_source *source,
    const struct session *s, struct window *w, int64_t ns)
{
	const char *about = describe(c, s, w, ns);
	struct err e = { 0 };
	int r;

	fprintf(stderr, "%s\n", about);
	if ((r = signer_open(c, cmd, source, about, who)) != 0)
		return r;
	memcpy(w->operator_name, who->op.name, sizeof w->operator_name);
	w->uid = who->op.uid;
	if (grant_prepare(w, ns, &e) != 0) {
		fprintf(stderr, "platectl: %s: not opened: %s\n", cmd->name,
		    e.msg);
		r = EXITCODE_FAULT;
	} else
		r = publish(c, cmd, who, s, w, "open");
	signer_close(who);
	if (r != 0)
		return r;
	printf("window %s is open for ", w->id);
	if (s != NULL)
		printf("session %s", s->id);
	else
		printf("uid %lu", (unsigned long)w->user);
	printf(", %s, until %s\n", ctl_duration(c->arena, ns),
	    window_clock(c->arena, w->until_wall));
	return 0;
}

/* --user NAME: every session of that account. */
static int
for_user(const struct ctl *c, const char *name, struct window *w)
{
	struct account who;

	if (!c->policy->managed)
		return signer_sorry(&cmd_window, "--user is for managed "
		    "installs; here, name a --session", "");
	if (account_named(name, &who, &w->user) != 0)
		return ctl_usage(&cmd_window, "no account is called \"%s\"",
		    name);
	return 0;
}

int
window_open(const struct ctl *c, const struct window_options *o)
{
	struct signer who;
	struct session s;
	struct window w = { .user = (uid_t)-1, .reason = o->reason,
	    .ticket = o->ticket, .radius = o->radius, .place = o->place };
	int64_t ns;
	int r;

	if ((r = signer_may(c, &cmd_window, &o->source, &who)) != 0)
		return r;
	if ((r = window_length(c, &cmd_window, o, &ns)) != 0 ||
	    (r = window_scope(c, &cmd_window, o->scope, &w)) != 0)
		return r;
	if (w.reason == NULL || w.reason[0] == '\0')
		w.reason = window_reason(c);
	if (w.reason == NULL)
		return ctl_usage(&cmd_window, "--reason TEXT is missing");
	if (o->user != NULL)
		r = for_user(c, o->user, &w);
	else if ((r = window_session(c, &cmd_window, o->session, &s)) == 0)
		memcpy(w.session, s.id, sizeof w.session);
	if (r != 0)
		return r;
	return window_grant(c, &cmd_window, &who, &o->source,
	    o->user != NULL ? NULL : &s, &w, ns);
}

/* The open window named by `id`, or the only one. */
static int
find_open(const struct ctl *c, const char *id, struct window *out)
{
	struct grant_now now;
	struct grants g;
	struct err e = { 0 };
	size_t i, hits = 0;

	grant_now(&now);
	if (grant_load(c->arena, c->policy, NULL, &now, &g, &e) != 0)
		return signer_sorry(&cmd_window, e.msg, "");
	for (i = 0; i < g.nwindow; i++)
		if (g.window[i].shut == NULL && (id == NULL ||
		    strcmp(g.window[i].id, id) == 0)) {
			*out = g.window[i];
			hits++;
		}
	if (hits == 1)
		return 0;
	fprintf(stderr, "platectl: window: %s\n", hits > 1 ? "several windows "
	    "are open; name one (platectl window status)" :
	    id != NULL ? "that window is not open" : "no window is open");
	return EXITCODE_USAGE;
}

int
window_extend(const struct ctl *c, const struct window_options *o)
{
	struct signer who;
	struct session s;
	struct window w;
	int64_t more, now = clock_wall(), left;
	int r;

	if ((r = signer_may(c, &cmd_window, &o->source, &who)) != 0 ||
	    (r = find_open(c, o->id, &w)) != 0 ||
	    (r = window_length(c, &cmd_window, o, &more)) != 0)
		return r;
	/* "until" names the new end, a duration is added to the old one. */
	left = w.until_wall - now;
	if (o->until == NULL)
		more += left;
	if (more <= left)
		return signer_sorry(&cmd_window, "it is open for longer than "
		    "that already", "");
	if (now + more - w.opened_wall > c->policy->window_max)
		return signer_sorry(&cmd_window, "longer in all than the "
		    "policy's releaseWindow.max: ",
		    ctl_duration(c->arena, c->policy->window_max));
	if ((r = window_within_hours(c, &cmd_window, now, &more)) != 0)
		return r;
	w.until_boot += more - left;
	w.until_wall += more - left;
	if (o->reason != NULL)
		w.reason = arena_printf(c->arena, "%s; %s", w.reason,
		    o->reason);
	if ((r = signer_open(c, &cmd_window, &o->source, "Extend a window",
	    &who)) != 0)
		return r;
	/* The one who extends it answers for it. */
	memcpy(w.operator_name, who.op.name, sizeof w.operator_name);
	w.uid = who.op.uid;
	r = publish(c, &cmd_window, &who, w.session[0] != '\0' &&
	    session_find(c->policy->state_dir, w.session, &s) == 0 ? &s :
	    NULL, &w, "extend");
	signer_close(&who);
	if (r == 0)
		printf("window %s is open until %s\n", w.id,
		    window_clock(c->arena, w.until_wall));
	return r;
}
