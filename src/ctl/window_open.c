/* SPDX-License-Identifier: ISC */
/* Opening and extending a window. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <editline/readline.h>

#include "base/clock.h"
#include "base/exitcode.h"
#include "ctl/window.h"
#include "policy/hours.h"

#define MINUTE (INT64_C(60) * 1000000000)

enum { SESSIONS_MAX = 64, SCOPE_MAX = 32, ASKED_MAX = 3 };

const char *
window_clock(struct arena *a, int64_t wall)
{
	time_t at = (time_t)(wall / 1000000000);
	char text[64];
	struct tm t;

	if (localtime_r(&at, &t) == NULL ||
	    strftime(text, sizeof text, "%a %H:%M %Z", &t) == 0)
		return "?";
	return arena_strdup(a, text);
}

int
window_session(const struct ctl *c, const struct ctl_command *cmd,
    const char *id, struct session *out)
{
	struct session *list = arena_array(c->arena, SESSIONS_MAX,
	    sizeof *list);
	struct err e = { 0 };
	int i, n, hits = 0, hit = -1;

	n = session_list(c->policy->state_dir, id != NULL ? ctl_sees(c) :
	    getuid(), list, SESSIONS_MAX, &e);
	if (n < 0)
		return signer_sorry(cmd, e.msg, "");
	for (i = 0; i < n; i++)
		if (id == NULL || strncmp(list[i].id, id, strlen(id)) == 0) {
			hit = i;
			hits++;
		}
	if (hits == 1) {
		*out = list[hit];
		return 0;
	}
	if (n == 0)
		return signer_sorry(cmd, "no guarded session of yours is "
		    "alive", "");
	fprintf(stderr, "platectl: %s: %s; name one with --session:\n",
	    cmd->name, hits == 0 ? "no such session" :
	    "several sessions are alive");
	for (i = 0; i < n; i++)
		fprintf(stderr, "  %s  %-12s  %s\n", list[i].id,
		    list[i].agent[0] != '\0' ? list[i].agent : "terminal",
		    list[i].project);
	return EXITCODE_USAGE;
}

static bool
known(const struct policy *p, const char *scope)
{
	size_t i, n;
	const struct rule *const *r = rule_builtin(&n);

	if (strcmp(scope, "*") == 0)
		return true;
	for (i = 0; i < n; i++)
		if (strcmp(r[i]->id, scope) == 0 ||
		    strcmp(r[i]->pack, scope) == 0)
			return true;
	for (i = 0; i < p->nextra; i++)
		if (strcmp(p->extra[i]->id, scope) == 0 ||
		    strcmp(p->extra[i]->pack, scope) == 0)
			return true;
	return false;
}

/* May the owner's scope hold this one? */
static bool
inside_policy(const struct policy *p, const char *scope)
{
	const char *const *s;
	size_t n;

	for (s = p->window_scope; *s != NULL; s++) {
		n = strlen(*s);
		if (strcmp(*s, "*") == 0 || strcmp(*s, scope) == 0 ||
		    (strncmp(*s, scope, n) == 0 && scope[n] == '/'))
			return true;
	}
	return false;
}

int
window_scope(const struct ctl *c, const struct ctl_command *cmd,
    const char *text, struct window *w)
{
	const char **out = arena_array(c->arena, SCOPE_MAX + 1, sizeof *out);
	size_t n = 0, len;

	w->scope = c->policy->window_scope;
	for (; text != NULL && *text != '\0'; text += len + (text[len] != 0)) {
		len = strcspn(text, ",");
		if (len == 0)
			continue;
		if (n == SCOPE_MAX)
			return ctl_usage(cmd, "too many scopes");
		out[n] = arena_strndup(c->arena, text, len);
		if (!known(c->policy, out[n]))
			return ctl_usage(cmd, "no rule or pack is "
			    "called \"%s\"; see platectl rules", out[n]);
		if (!inside_policy(c->policy, out[n]))
			return signer_sorry(cmd, "the policy's "
			    "releaseWindow.scope does not hold ", out[n]);
		n++;
	}
	if (n > 0)
		w->scope = out;
	return 0;
}

/* The policy's hours. */
static int
within_hours(const struct ctl *c, const struct ctl_command *cmd, int64_t now,
    int64_t *ns)
{
	struct err e = { 0 };
	struct buf b = { 0 };
	const char *const *s;
	int64_t end;
	int r = hours_inside(c->policy->window_hours, now, &end, &e);

	if (r < 0)
		return signer_sorry(cmd, e.msg, "");
	if (r == 0) {
		for (s = c->policy->window_hours; *s != NULL; s++)
			buf_printf(&b, "%s%s", b.len > 0 ? "; " : "", *s);
		fprintf(stderr, "platectl: %s: the policy's "
		    "releaseWindow.hours allow windows only at: %s (now it is "
		    "%s)\n", cmd->name, b.data, window_clock(c->arena, now));
		buf_free(&b);
		return EXITCODE_REFUSED;
	}
	if (end - now < *ns) {
		*ns = end - now;
		fprintf(stderr, "platectl: %s: until %s only, when the "
		    "policy's hours end\n", cmd->name,
		    window_clock(c->arena, end));
	}
	return 0;
}

int
window_length(const struct ctl *c, const struct ctl_command *cmd,
    const struct window_options *o, int64_t *ns)
{
	int64_t now = clock_wall(), until;

	*ns = c->policy->window_default;
	if (o->until != NULL) {
		if (hours_next(o->until, now, &until) != 0)
			return ctl_usage(cmd, "\"until %s\" is no time of "
			    "day; one like \"until 18:00\" was expected",
			    o->until);
		*ns = until - now;
	} else if (o->length != NULL && clock_duration(o->length, ns) != 0)
		return ctl_usage(cmd, "\"%s\" is not a duration; one like "
		    "30m, 2h, 1h30m or \"until 18:00\" was expected",
		    o->length);
	if (*ns > c->policy->window_max)
		return signer_sorry(cmd, "longer than the policy's "
		    "releaseWindow.max: ",
		    ctl_duration(c->arena, c->policy->window_max));
	return within_hours(c, cmd, now, ns);
}

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

const char *
window_reason(const struct ctl *c)
{
	const char *out = NULL;
	char *line;
	int i;

	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
		return NULL;
	for (i = 0; i < ASKED_MAX && out == NULL; i++) {
		if ((line = readline("Reason, for the log: ")) == NULL)
			break;
		if (line[strspn(line, " \t")] != '\0')
			out = arena_strdup(c->arena, line);
		free(line);
	}
	return out;
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
	if ((r = within_hours(c, &cmd_window, now, &more)) != 0)
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
