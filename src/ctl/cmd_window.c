/* SPDX-License-Identifier: ISC */
/*
 * Windows: opening needs a person at a terminal outside every guarded
 * session; looking and closing work from anywhere.
 */
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/account.h"
#include "base/clock.h"
#include "base/exitcode.h"
#include "ctl/command.h"
#include "ctl/common.h"

enum { SESSIONS_MAX = 64, SCOPE_MAX = 32 };

struct window_options {
	const char *reason, *scope, *session, *word;
	bool json, all;
};

static const struct option options[] = {
	{ "reason", required_argument, NULL, 'r' },
	{ "scope", required_argument, NULL, 's' },
	{ "session", required_argument, NULL, 'S' },
	{ "format", required_argument, NULL, 'f' },
	{ "all", no_argument, NULL, 'a' },
	{ NULL, 0, NULL, 0 }
};

static int
parse(int argc, char **argv, struct window_options *o)
{
	int c;

	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1)
		switch (c) {
		case 'r':
			o->reason = optarg;
			break;
		case 's':
			o->scope = optarg;
			break;
		case 'S':
			o->session = optarg;
			break;
		case 'a':
			o->all = true;
			break;
		case 'f':
			if (ctl_format(optarg, &o->json) != 0)
				return ctl_usage(&cmd_window, "\"%s\" is no "
				    "format; text or json", optarg);
			break;
		default:
			return ctl_usage(&cmd_window, "bad option");
		}
	if (argc - optind > 1)
		return ctl_usage(&cmd_window, "too many words; quote the "
		    "reason");
	o->word = argv[optind];
	return 0;
}

/* --- open ----------------------------------------------------------------*/

static int
sorry(const char *text, const char *more)
{
	fprintf(stderr, "platectl: window: %s%s\n", text, more);
	return EXITCODE_REFUSED;
}

/* A person at a terminal, outside; else the exit status. */
static int
may_open(const struct ctl *c, const struct window_options *o)
{
	const char *why;

	if (session_inside(c->policy->state_dir, &why))
		return sorry("refused inside a guarded session: ", why);
	if (!isatty(STDIN_FILENO) || !isatty(STDERR_FILENO))
		return sorry("opening needs a person at a terminal: standard "
		    "input and standard error must be one", "");
	if (c->policy->broken) {
		ctl_problems(c->policy, false, stderr);
		return sorry("the policy is broken, so windows stay shut", "");
	}
	if (o->reason == NULL || o->reason[0] == '\0')
		return ctl_usage(&cmd_window, "--reason TEXT is missing");
	return 0;
}

static int
choose_session(const struct ctl *c, const char *id, struct session *out)
{
	static struct session list[SESSIONS_MAX];
	struct err e = { 0 };
	int i, n, hits = 0, hit = -1;

	n = session_list(c->policy->state_dir, geteuid(), list, SESSIONS_MAX,
	    &e);
	if (n < 0)
		return sorry(e.msg, "");
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
		return sorry("no guarded session of yours is alive", "");
	fprintf(stderr, "platectl: window: %s; name one with --session:\n",
	    hits == 0 ? "no such session" : "several sessions are alive");
	for (i = 0; i < n; i++)
		fprintf(stderr, "  %s  %-12s  %s\n", list[i].id,
		    list[i].agent[0] != '\0' ? list[i].agent : "terminal",
		    list[i].project);
	return EXITCODE_USAGE;
}

static bool
known(const char *scope)
{
	size_t i, n;
	const struct rule *const *r = rule_builtin(&n);

	if (strcmp(scope, "*") == 0)
		return true;
	for (i = 0; i < n; i++)
		if (strcmp(r[i]->id, scope) == 0 ||
		    strcmp(r[i]->pack, scope) == 0)
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

static int
fill_scope(const struct ctl *c, const char *text, struct window *w)
{
	const char **out = arena_array(c->arena, SCOPE_MAX + 1, sizeof *out);
	size_t n = 0, len;

	w->scope = c->policy->window_scope;
	for (; text != NULL && *text != '\0'; text += len + (text[len] != 0)) {
		len = strcspn(text, ",");
		if (len == 0)
			continue;
		if (n == SCOPE_MAX)
			return ctl_usage(&cmd_window, "too many scopes");
		out[n] = arena_strndup(c->arena, text, len);
		if (!known(out[n]))
			return ctl_usage(&cmd_window, "no rule or pack is "
			    "called \"%s\"; see platectl rules", out[n]);
		if (!inside_policy(c->policy, out[n]))
			return sorry("the policy's releaseWindow.scope does "
			    "not hold ", out[n]);
		n++;
	}
	if (n > 0)
		w->scope = out;
	return 0;
}

static int
fill_length(const struct ctl *c, const char *word, struct window *w)
{
	int64_t ns = c->policy->window_default;

	if (word != NULL && clock_duration(word, &ns) != 0)
		return ctl_usage(&cmd_window, "\"%s\" is not a duration; one "
		    "like 30m, 2h or 1h30m was expected", word);
	if (ns > c->policy->window_max)
		return sorry("longer than the policy's releaseWindow.max: ",
		    ctl_duration(c->arena, c->policy->window_max));
	w->until_wall = ns;
	return 0;
}

static int
open_window(const struct ctl *c, const struct window_options *o)
{
	struct account account;
	struct session s;
	struct window w = { .uid = geteuid() };
	struct err e = { 0 };
	int r;

	if ((r = may_open(c, o)) != 0 ||
	    (r = fill_length(c, o->word, &w)) != 0 ||
	    (r = fill_scope(c, o->scope, &w)) != 0 ||
	    (r = choose_session(c, o->session, &s)) != 0)
		return r;
	account_find(geteuid(), &account);
	memcpy(w.operator_name, account.name, sizeof w.operator_name);
	memcpy(w.session, s.id, sizeof w.session);
	w.reason = o->reason;
	if (grant_open(c->policy->state_dir, &w, &e) != 0) {
		fprintf(stderr, "platectl: window: not opened: %s\n", e.msg);
		return EXITCODE_FAULT;
	}
	/* What is not in the log does not count. */
	if (ctl_record(c, RECORD_WINDOW, &s, "open", w.id, o->reason) != 0) {
		grant_close(c->policy->state_dir, w.id, NULL, NULL);
		return EXITCODE_FAULT;
	}
	printf("window %s is open for session %s, %s\n", w.id, s.id,
	    ctl_duration(c->arena, w.until_boot - w.opened_boot));
	return 0;
}

/* --- look ----------------------------------------------------------------*/

static const char *
state_of(const struct window *w)
{
	if (w->shut == NULL)
		return "open";
	if (strcmp(w->shut, "closed") == 0 || strcmp(w->shut, "expired") == 0)
		return w->shut;
	return "shut";
}

static void
one_json(const struct ctl *c, const struct window *w, struct buf *b)
{
	const char *const *s;
	char when[32];

	(void)c;
	buf_printf(b, "{\"id\":\"%s\",\"state\":\"%s\",\"session\":\"%s\"",
	    w->id, state_of(w), w->session);
	buf_str(b, ",\"why\":");
	if (w->shut != NULL)
		buf_json(b, w->shut, strlen(w->shut));
	else
		buf_str(b, "null");
	buf_str(b, ",\"operator\":");
	buf_json(b, w->operator_name, strlen(w->operator_name));
	clock_format(w->opened_wall, when, sizeof when);
	buf_printf(b, ",\"opened\":\"%s\"", when);
	clock_format(w->until_wall, when, sizeof when);
	buf_printf(b, ",\"until\":\"%s\",\"scope\":[", when);
	for (s = w->scope; *s != NULL; s++) {
		buf_str(b, s == w->scope ? "" : ",");
		buf_json(b, *s, strlen(*s));
	}
	buf_str(b, "],\"reason\":");
	buf_json(b, w->reason, strlen(w->reason));
	buf_char(b, '}');
}

static void
one_text(const struct ctl *c, const struct grant_now *now,
    const struct window *w, struct buf *b)
{
	const char *const *s;

	buf_printf(b, "%s  %-8s session %s  ", w->id, state_of(w),
	    w->session[0] != '\0' ? w->session : "?");
	if (w->shut == NULL)
		buf_printf(b, "%s left  ", ctl_duration(c->arena,
		    w->until_boot - now->boot));
	else
		buf_printf(b, "%s  ", w->shut);
	for (s = w->scope; *s != NULL; s++)
		buf_printf(b, "%s%s", s == w->scope ? "" : ",", *s);
	buf_str(b, "  ");
	buf_visible(b, w->reason, strlen(w->reason), 200);
	buf_char(b, '\n');
}

static int
show(const struct ctl *c, const struct window_options *o, bool only_open)
{
	struct grant_now now;
	struct buf b = { 0 };
	struct err e = { 0 };
	struct grants g;
	size_t i, n = 0;

	grant_now(&now);
	if (grant_load(c->arena, c->policy->state_dir, NULL, &now, &g, &e)) {
		fprintf(stderr, "platectl: window: %s; every window is "
		    "shut\n", e.msg);
		return EXITCODE_FAULT;
	}
	buf_str(&b, o->json ? "[" : "");
	for (i = 0; i < g.nwindow; i++) {
		if (only_open && g.window[i].shut != NULL)
			continue;
		if (o->json && n > 0)
			buf_char(&b, ',');
		if (o->json)
			one_json(c, &g.window[i], &b);
		else
			one_text(c, &now, &g.window[i], &b);
		n++;
	}
	if (o->json)
		buf_str(&b, "]\n");
	else if (n == 0)
		buf_str(&b, only_open ? "no window is open: the whole block "
		    "set is in force\n" : "no windows\n");
	ctl_flush(&b, stdout);
	buf_free(&b);
	return 0;
}

static int
close_windows(const struct ctl *c, const struct window_options *o)
{
	struct err e = { 0 };
	int n;

	n = grant_close(c->policy->state_dir, o->word, o->session, &e);
	if (n < 0) {
		fprintf(stderr, "platectl: window: %s\n", e.msg);
		return EXITCODE_FAULT;
	}
	if (n == 0 && o->word != NULL) {
		fprintf(stderr, "platectl: window: %s is not open\n",
		    o->word);
		return EXITCODE_USAGE;
	}
	if (n > 0)
		ctl_record(c, RECORD_WINDOW, NULL, "close", o->word, NULL);
	printf("%d closed\n", n);
	return 0;
}

static int
dispatch(const struct ctl *c, const char *verb,
    const struct window_options *o)
{
	if (strcmp(verb, "open") == 0)
		return open_window(c, o);
	if (strcmp(verb, "close") == 0)
		return close_windows(c, o);
	if (o->word != NULL)
		return ctl_usage(&cmd_window, "\"%s\" was not expected",
		    o->word);
	if (strcmp(verb, "status") == 0)
		return show(c, o, true);
	if (strcmp(verb, "list") == 0)
		return show(c, o, false);
	return ctl_usage(&cmd_window, "\"%s\" is none of open, status, list, "
	    "close", verb);
}

static int
run(int argc, char **argv)
{
	struct window_options o = { 0 };
	struct ctl c;
	int r;

	if (argc < 2)
		return ctl_usage(&cmd_window, "one of open, status, list, "
		    "close was expected");
	if ((r = parse(argc - 1, argv + 1, &o)) != 0 ||
	    (r = ctl_open(&c, NULL)) != 0)
		return r;
	r = ctl_state(&c) == NULL ? EXITCODE_FAULT :
	    dispatch(&c, argv[1], &o);
	ctl_close(&c);
	return r;
}

const struct ctl_command cmd_window = {
	.name = "window",
	.usage = "open [DURATION] --reason TEXT [--scope A,B] [--session ID] "
	    "| status | list | close [ID]",
	.help = "Lift the block set for a session, for a time",
	.options =
	    "  open    for DURATION (30m, 2h, 1h30m; default and longest "
	    "from the policy);\n          needs a terminal and is refused "
	    "inside a guarded session\n"
	    "  status  windows that are open now\n"
	    "  list    all windows, [--format text|json]\n"
	    "  close   one by its ID, or all; works from anywhere\n\n"
	    "  --scope    packs or rule ids that it lifts; default from the "
	    "policy\n"
	    "  --session  the session it is for, as `platectl sessions` and "
	    "the refusal show\n\n"
	    "No window lifts the floor.\n",
	.run = run
};
