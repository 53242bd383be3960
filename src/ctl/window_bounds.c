/* SPDX-License-Identifier: ISC */
/* What a window is asked to be, within what the policy allows: for which
 * session, what it lifts, how long, why. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <editline/readline.h>

#include "base/clock.h"
#include "base/exitcode.h"
#include "ctl/window.h"
#include "policy/hours.h"

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
int
window_within_hours(const struct ctl *c, const struct ctl_command *cmd,
    int64_t now, int64_t *ns)
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
	return window_within_hours(c, cmd, now, ns);
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
