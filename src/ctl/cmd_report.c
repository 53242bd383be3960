/* SPDX-License-Identifier: ISC */
/* One page for an auditor about a window, or about a span of time. */
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "base/exitcode.h"
#include "ctl/command.h"
#include "ctl/common.h"
#include "ctl/log_filter.h"
#include "ctl/log_scan.h"
#include "ctl/report.h"

static const struct option options[] = {
	{ "since", required_argument, NULL, 's' },
	{ "format", required_argument, NULL, 'f' },
	{ NULL, 0, NULL, 0 }
};

struct report_options {
	const char *since, *window;
	bool json;
};

static int
parse(int argc, char **argv, struct report_options *o)
{
	int c;

	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1)
		switch (c) {
		case 's':
			o->since = optarg;
			break;
		case 'f':
			if (ctl_format(optarg, &o->json) == 0)
				break;
			return ctl_usage(&cmd_report, "\"%s\" is no format; "
			    "text or json", optarg);
		default:
			return ctl_usage(&cmd_report, "bad option");
		}
	if (optind < argc)
		o->window = argv[optind++];
	if (optind < argc || (o->window == NULL) == (o->since == NULL))
		return ctl_usage(&cmd_report, "a window (its id, or last) or "
		    "--since was expected");
	return 0;
}

static int
report(const struct ctl *c, const struct report_options *o)
{
	static struct report r;
	struct log_filter f = { 0 };
	struct buf out = { 0 };
	struct err e = { 0 };
	char id[17];

	r.a = c->arena;
	r.window = o->window;
	if (o->since != NULL) {
		if (log_filter_since(&f, o->since) != 0)
			return ctl_usage(&cmd_report, "\"%s\" is no time; one "
			    "like 2h or 2026-01-31T08:05 was expected",
			    o->since);
		memcpy(r.since, f.since, sizeof r.since);
	} else if (strcmp(o->window, "last") == 0) {
		if (log_last_window(c->policy->state_dir, id, &e) != 0)
			goto failed;
		r.window = id;
	}
	if (report_gather(&r, c->policy, &e) != 0)
		goto failed;
	if (o->json)
		report_json(&r, &out);
	else
		report_text(&r, &out);
	ctl_flush(&out, stdout);
	buf_free(&out);
	return r.verify.problems == 0 ? 0 : EXITCODE_REFUSED;
failed:
	fprintf(stderr, "platectl: report: %s\n", e.msg);
	return EXITCODE_FAULT;
}

static int
run(int argc, char **argv)
{
	struct report_options o = { 0 };
	struct ctl c;
	int r;

	if ((r = parse(argc, argv, &o)) != 0 ||
	    (r = ctl_open(&c, NULL)) != 0)
		return r;
	r = EXITCODE_FAULT;
	if (ctl_sees(&c) != (uid_t)-1) {
		fputs("platectl: report: the log is everybody's here: a report "
		    "is for root and operators\n", stderr);
		r = EXITCODE_REFUSED;
	} else if (ctl_state(&c) != NULL)
		r = report(&c, &o);
	ctl_close(&c);
	return r;
}

const struct ctl_command cmd_report = {
	.name = "report",
	.usage = "WINDOW|last | --since 7d [--format text|json]",
	.help = "One page for an auditor: what ran because of a window",
	.options = "Who opened it, why and for what; what ran because of it; "
	    "what was refused all the\nsame; what was still running at its "
	    "end; gaps; whether the log's chain holds\n(exit 126 when not).\n",
	.run = run
};
