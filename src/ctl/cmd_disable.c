/* SPDX-License-Identifier: ISC */
/*
 * The owner's emergency exit: root's, outside every guarded session, in the
 * log, and over after an hour at most.
 */
#include <getopt.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/exitcode.h"
#include "ctl/signer.h"
#include "policy/disabled.h"

struct disable_options {
	const char *length, *reason;
	bool end;
};

static const struct option options[] = {
	{ "for", required_argument, NULL, 'f' },
	{ "reason", required_argument, NULL, 'r' },
	{ "end", no_argument, NULL, 'e' },
	{ NULL, 0, NULL, 0 }
};

static int
log_it(const struct ctl *c, const char *event, const char *why, int64_t ns)
{
	struct account who;
	const struct record_grant rec = { .who = who.name, .why = why,
	    .until = ns > 0 ? clock_wall() + ns : 0 };

	signer_account(&who);
	return ctl_record_grant(c, RECORD_POLICY, NULL, event, &rec);
}

static int
disable(const struct ctl *c, const struct disable_options *o)
{
	struct err e = { 0 };
	const char *why;
	int64_t ns = 0;

	if (ctl_inside(c->policy->state_dir, &why))
		return signer_sorry(&cmd_disable, "refused inside a guarded "
		    "session: ", why);
	if (geteuid() != 0)
		return signer_sorry(&cmd_disable, "this is root's: sudo "
		    "platectl disable --for 1h --reason TEXT", "");
	if (!o->end && (o->length == NULL || o->reason == NULL))
		return ctl_usage(&cmd_disable, "--for DURATION and --reason "
		    "TEXT were expected");
	if (!o->end && (clock_duration(o->length, &ns) != 0 ||
	    ns > DISABLED_MAX))
		return signer_sorry(&cmd_disable, "at most an hour at a time, "
		    "such as --for 30m", "");
	if (log_it(c, o->end ? "enable" : "disable", o->reason, ns) != 0)
		return EXITCODE_FAULT;
	if ((o->end ? disabled_end(&e) : disabled_begin(ns, &e)) != 0) {
		fprintf(stderr, "platectl: disable: %s\n", e.msg);
		return EXITCODE_FAULT;
	}
	if (o->end)
		puts("the guard is on again");
	else
		printf("the guard refuses NOTHING on this machine, the floor "
		    "included, for %s;\nplatectl disable --end ends it\n",
		    ctl_duration(c->arena, ns));
	return 0;
}

static int
run(int argc, char **argv)
{
	struct disable_options o = { 0 };
	struct ctl c;
	int k, r;

	while ((k = getopt_long(argc, argv, "", options, NULL)) != -1)
		switch (k) {
		case 'f':
			o.length = optarg;
			break;
		case 'r':
			o.reason = optarg;
			break;
		case 'e':
			o.end = true;
			break;
		default:
			return ctl_usage(&cmd_disable, "bad option");
		}
	if (optind < argc)
		return ctl_usage(&cmd_disable, "no word was expected");
	if ((r = ctl_open(&c, NULL)) != 0)
		return r;
	r = ctl_state(&c) == NULL ? EXITCODE_FAULT : disable(&c, &o);
	ctl_close(&c);
	return r;
}

const struct ctl_command cmd_disable = {
	.name = "disable",
	.usage = "--for DURATION --reason TEXT | --end",
	.help = "Emergency exit: switch the guard off for an hour at most",
	.options =
	    "For root, outside every guarded session. Every command of every "
	    "account runs,\nthe floor included, and what would have been "
	    "refused is marked in the log. It\nends by itself, and with a "
	    "restart of the machine.\n",
	.run = run
};
