/* SPDX-License-Identifier: ISC */
/*
 * Would the real client start us now, and are policy, log and windows
 * healthy? One line for each thing looked at, each finding with its fix.
 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/exitcode.h"
#include "ctl/command.h"
#include "ctl/common.h"
#include "ctl/doctor.h"
#include "ctl/setup_place.h"

enum { DOCTOR_MEMORY = 64 * 1024 * 1024 };

static const struct option options[] = {
	{ "format", required_argument, NULL, 'f' },
	{ "project", required_argument, NULL, 'p' },
	{ "root", required_argument, NULL, 'r' },
	{ "settings", required_argument, NULL, 's' },
	{ NULL, 0, NULL, 0 }
};

static int
parse(int argc, char **argv, struct doctor *d, bool *json)
{
	int c;

	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1)
		switch (c) {
		case 'f':
			if (ctl_format(optarg, json) != 0)
				return ctl_usage(&cmd_doctor, "\"%s\" is no "
				    "format; text or json", optarg);
			break;
		case 'p':
			d->project = optarg;
			break;
		case 'r':
			d->root = optarg;
			break;
		case 's':
			d->flag = optarg;
			break;
		default:
			return ctl_usage(&cmd_doctor, "bad option");
		}
	return optind == argc ? 0 : ctl_usage(&cmd_doctor, "no word was "
	    "expected");
}

/* The policy as bashplate would load it; below --root when that is given. */
static void
load_policy(struct doctor *d)
{
	const char *claude[3] = { setup_managed(d->a, d->root),
	    setup_user(d->a), NULL };
	struct policy_sources src = { .claude = claude,
	    .managed = arena_printf(d->a, "%s%s", d->root,
	    PKGSYSCONFDIR "/policy.json") };

	d->policy = policy_load(d->a, d->root[0] != '\0' ? &src : NULL);
}

static void
examine(struct doctor *d)
{
	char *cwd = realpath(d->project != NULL ? d->project : ".", NULL);

	d->project = arena_strdup(d->a, cwd != NULL ? cwd : ".");
	free(cwd);
	d->program = setup_program(d->a, d->root);
	d->installed = d->program != NULL && strcmp(d->program,
	    arena_printf(d->a, "%s%s", d->root, BINDIR "/bashplate")) == 0;
	load_policy(d);
	doctor_client(d);
	doctor_install(d);
	doctor_policy(d);
	doctor_gates(d);
	doctor_records(d);
}

static int
run(int argc, char **argv)
{
	struct doctor d = { .root = "" };
	struct buf out = { 0 };
	bool json = false;
	int r = parse(argc, argv, &d, &json);

	if (r != 0)
		return r;
	d.a = arena_new(DOCTOR_MEMORY);
	if (d.a == NULL || setjmp(*arena_catch(d.a)) != 0) {
		fputs("platectl: doctor: out of memory\n", stderr);
		return EXITCODE_FAULT;
	}
	examine(&d);
	if (json)
		doctor_json(&d, &out);
	else
		doctor_text(&d, &out);
	ctl_flush(&out, stdout);
	r = d.findings > 0 ? 1 : 0;
	buf_free(&out);
	policy_close(d.policy);
	arena_free(d.a);
	return r;
}

const struct ctl_command cmd_doctor = {
	.name = "doctor",
	.usage = "[--format text|json] [--project DIR] [--settings FILE|JSON] "
	    "[--root DIR]",
	.help = "Say whether the guard really guards, and the fix where not",
	.options =
	    "  --format F    text (default) or json\n"
	    "  --project DIR the folder that Claude Code is started in; "
	    "default: this one\n"
	    "  --settings S  what Claude Code is started with after "
	    "--settings\n"
	    "  --root DIR    the machine's own files are below DIR\n\n"
	    "Run it where and as whom the client runs: the answer depends on "
	    "the folder and\nthe environment. Nothing is started and nothing is "
	    "changed. Exit status:\n0 healthy, 1 findings.\n",
	.run = run
};
