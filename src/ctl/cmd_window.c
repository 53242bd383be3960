/* SPDX-License-Identifier: ISC */
/*
 * Windows: opening and extending need a qualified person outside every
 * guarded session; looking and closing work from anywhere.
 */
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "base/exitcode.h"
#include "ctl/window.h"

static const struct option options[] = {
	{ "reason", required_argument, NULL, 'r' },
	{ "ticket", required_argument, NULL, 't' },
	{ "scope", required_argument, NULL, 's' },
	{ "radius", required_argument, NULL, 'R' },
	{ "production", required_argument, NULL, 'p' },
	{ "session", required_argument, NULL, 'S' },
	{ "user", required_argument, NULL, 'u' },
	{ "format", required_argument, NULL, 'f' },
	{ "passphrase-fd", required_argument, NULL, 'P' },
	{ "pinentry", required_argument, NULL, 'y' },
	{ "all", no_argument, NULL, 'a' },
	{ NULL, 0, NULL, 0 }
};

static int
read_place(const char *word, enum grant_place *out)
{
	static const char *const names[] = { "any", "only", "no" };
	int i;

	for (i = 0; i < 3; i++)
		if (strcmp(names[i], word) == 0) {
			*out = (enum grant_place)i;
			return 0;
		}
	return ctl_usage(&cmd_window, "--production is any, only or no");
}

/* An option whose value is looked at. */
static int
take_value(int key, const char *v, struct window_options *o)
{
	char *end;
	long n;

	switch (key) {
	case 'R':
		n = strtol(v, &end, 10);
		if (*v == '\0' || *end != '\0' || n < 0 ||
		    n > GRANT_RADIUS_MAX)
			return ctl_usage(&cmd_window, "--radius is 0 to 4");
		o->radius = (int)n;
		return 0;
	case 'p':
		return read_place(v, &o->place);
	case 'f':
		if (ctl_format(v, &o->json) != 0)
			return ctl_usage(&cmd_window, "\"%s\" is no "
			    "format; text or json", v);
		return 0;
	case 'P':
		if (passphrase_fd(v, &o->source.fd) != 0)
			return ctl_usage(&cmd_window, "--passphrase-fd is the "
			    "number of an open descriptor");
		return 0;
	default:
		return ctl_usage(&cmd_window, "bad option");
	}
}

static int
take(int key, const char *v, struct window_options *o)
{
	switch (key) {
	case 'r':
		o->reason = v;
		return 0;
	case 't':
		o->ticket = v;
		return 0;
	case 's':
		o->scope = v;
		return 0;
	case 'S':
		o->session = v;
		return 0;
	case 'u':
		o->user = v;
		return 0;
	case 'y':
		o->source.pinentry = v;
		return 0;
	case 'a':
		o->all = true;
		return 0;
	default:
		return take_value(key, v, o);
	}
}

/* [ID] [DURATION | until HH:MM] */
static int
words(char **argv, struct window_options *o)
{
	if (*argv != NULL && grant_is_id(*argv))
		o->id = *argv++;
	if (argv[0] != NULL && strcmp(argv[0], "until") == 0 &&
	    argv[1] != NULL) {
		o->until = argv[1];
		argv += 2;
	} else if (argv[0] != NULL && strncmp(argv[0], "until ", 6) == 0)
		o->until = *argv++ + 6;
	else if (*argv != NULL)
		o->length = *argv++;
	if (*argv != NULL)
		return ctl_usage(&cmd_window, "\"%s\" was not expected; "
		    "quote the reason", *argv);
	return 0;
}

static int
parse(int argc, char **argv, struct window_options *o)
{
	int c, r;

	o->radius = GRANT_RADIUS_MAX;
	o->source.fd = -1;
	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1)
		if ((r = take(c, optarg, o)) != 0)
			return r;
	return words(argv + optind, o);
}

/* Close one and log it. Returns 1, 0 when it was not open, -1. */
static int
close_one(const struct ctl *c, const struct window *w, struct err *e)
{
	struct record_grant rec;
	struct session s;
	bool known;
	int n;

	if (w->shut != NULL)
		return 0;
	n = grant_close(c->policy, w->id, NULL, e);
	if (n < 1)
		return n;
	known = session_find(c->policy->state_dir, w->session, &s) == 0;
	ctl_record_window(w, &rec);
	ctl_record_grant(c, w->kind == GRANT_WINDOW ? RECORD_WINDOW :
	    RECORD_APPROVAL, known ? &s : NULL, "close", &rec);
	return 1;
}

static int
close_all(const struct ctl *c, const struct window_options *o,
    const struct session *only, struct err *e)
{
	struct grant_now now;
	struct grants g;
	size_t i;
	int n = 0, r;

	grant_now(&now);
	r = grant_load(c->arena, c->policy, only, &now, &g, e);
	for (i = 0; r >= 0 && i < g.nwindow + g.napproval; i++) {
		const struct window *w = i < g.nwindow ? &g.window[i] :
		    &g.approval[i - g.nwindow];

		if ((o->id != NULL && strcmp(o->id, w->id) != 0) ||
		    !ctl_sees_window(c, w))
			continue;
		r = close_one(c, w, e);
		n += r > 0;
	}
	return r < 0 ? -1 : n;
}

static int
close_windows(const struct ctl *c, const struct window_options *o)
{
	struct session s;
	struct err e = { 0 };
	int n;

	if (o->length != NULL)
		return ctl_usage(&cmd_window, "\"%s\" is no id of a window",
		    o->length);
	if (o->session != NULL && session_find(c->policy->state_dir,
	    o->session, &s) != 0)
		return ctl_usage(&cmd_window, "no such session");
	n = close_all(c, o, o->session != NULL ? &s : NULL, &e);
	if (n < 0) {
		fprintf(stderr, "platectl: window: %s\n", e.msg);
		return EXITCODE_FAULT;
	}
	if (n == 0 && o->id != NULL) {
		fprintf(stderr, "platectl: window: %s is not open\n", o->id);
		return EXITCODE_USAGE;
	}
	printf("%d closed\n", n);
	return 0;
}

static int
dispatch(const struct ctl *c, const char *verb,
    const struct window_options *o)
{
	if (strcmp(verb, "open") == 0)
		return window_open(c, o);
	if (strcmp(verb, "extend") == 0)
		return window_extend(c, o);
	if (strcmp(verb, "close") == 0)
		return close_windows(c, o);
	if (o->length != NULL || o->id != NULL || o->until != NULL)
		return ctl_usage(&cmd_window, "no word was expected");
	if (strcmp(verb, "status") == 0)
		return window_show(c, o, true);
	if (strcmp(verb, "list") == 0)
		return window_show(c, o, false);
	return ctl_usage(&cmd_window, "\"%s\" is none of open, extend, "
	    "status, list, close", verb);
}

static int
run(int argc, char **argv)
{
	struct window_options o = { 0 };
	struct ctl c;
	int r;

	if (argc < 2)
		return ctl_usage(&cmd_window, "one of open, extend, status, "
		    "list, close was expected");
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
	.usage = "open [DURATION|until HH:MM] --reason TEXT [OPTIONS] | "
	    "extend [ID] [DURATION|until HH:MM] | status | list | close [ID]",
	.help = "Lift the block set for a session, for a time",
	.options =
	    "  open    for DURATION (30m, 2h, 1h30m) or until a time of day; "
	    "default and\n          longest from the policy. Needs a "
	    "qualified person (platectl qualify) and\n          is refused "
	    "inside a guarded session\n"
	    "  extend  the only open window, or ID, by DURATION or until a "
	    "time\n"
	    "  status  windows that are open now\n"
	    "  list    all windows, [--format text|json]\n"
	    "  close   one by its ID, or all; works from anywhere, needs no "
	    "passphrase\n\n"
	    "  --reason TEXT   why, for the log; --ticket TEXT as well\n"
	    "  --scope A,B     packs or rule ids that it lifts; default from "
	    "the policy\n"
	    "  --radius N      only rules of radius N and less\n"
	    "  --production W  only: just commands that name production; no: "
	    "all others\n"
	    "  --session ID    the session it is for, as `platectl sessions` "
	    "and the refusal\n                  show\n"
	    "  --user NAME     all sessions of an account; managed installs "
	    "only\n"
	    "  --passphrase-fd N  read the passphrase from descriptor N\n"
	    "  --pinentry FILE    ask with this pinentry program\n\n"
	    "No window lifts the floor.\n",
	.granting = true,
	.run = run
};
