/* SPDX-License-Identifier: ISC */
#include "config.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/exitcode.h"
#include "base/stategroup.h"
#include "ctl/command.h"
#include "ctl/common.h"

static const struct ctl_command *const commands[] = {
	&cmd_approve,
	&cmd_check,
	&cmd_deny,
	&cmd_disable,
	&cmd_doctor,
	&cmd_explain,
	&cmd_hook,
	&cmd_log,
	&cmd_operators,
	&cmd_policy,
	&cmd_qualify,
	&cmd_report,
	&cmd_requests,
	&cmd_rules,
	&cmd_sessions,
	&cmd_setup,
	&cmd_test,
	&cmd_watch,
	&cmd_window,
	NULL
};

static void
list(FILE *out)
{
	const struct ctl_command *const *c;
	bool anyone = ctl_anyone();

	fputs("usage: platectl COMMAND [OPTIONS]\n\n", out);
	for (c = commands; *c != NULL; c++)
		if (anyone || !(*c)->granting)
			fprintf(out, "  %-9s %s\n", (*c)->name,
			    (*c)->help);
	fputs("\nplatectl COMMAND --help says more.\n", out);
}

static void
describe(FILE *out, const struct ctl_command *c)
{
	fprintf(out, "usage: platectl %s %s\n\n%s.\n", c->name, c->usage,
	    c->help);
	if (c->options != NULL)
		fprintf(out, "\n%s", c->options);
}

int
ctl_usage(const struct ctl_command *c, const char *fmt, ...)
{
	va_list ap;

	fprintf(stderr, "platectl: %s: ", c->name);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fprintf(stderr, "\nusage: platectl %s %s\n", c->name, c->usage);
	return EXITCODE_USAGE;
}

static int
wants_help(int argc, char **argv)
{
	int i;

	for (i = 1; i < argc && strcmp(argv[i], "--") != 0; i++)
		if (strcmp(argv[i], "--help") == 0 ||
		    strcmp(argv[i], "-h") == 0)
			return 1;
	return 0;
}

extern char **environ;

/* What libraries left out of the environment of a program with the group is
 * for those commands again that act with the account's own rights alone. */
static int
give_up_group(int argc, char **argv)
{
	char **whole = stategroup_environ(argc, argv);

	if (whole == NULL || stategroup_forget() != 0) {
		fputs("platectl: cannot give up the group of the state\n",
		    stderr);
		return -1;
	}
	environ = whole;
	return 0;
}

int
main(int argc, char **argv)
{
	const struct ctl_command *const *c;

	if (stategroup_begin() != 0) {
		fputs("platectl: cannot lower the group of the state\n",
		    stderr);
		return EXITCODE_FAULT;
	}

	if (argc < 2 || strcmp(argv[1], "--help") == 0 ||
	    strcmp(argv[1], "help") == 0 || strcmp(argv[1], "-h") == 0) {
		list(argc < 2 ? stderr : stdout);
		return argc < 2 ? EXITCODE_USAGE : 0;
	}
	if (strcmp(argv[1], "--version") == 0) {
		puts("platectl (bashplate) " PACKAGE_VERSION);
		return 0;
	}
	for (c = commands; *c != NULL; c++)
		if (strcmp((*c)->name, argv[1]) == 0)
			break;
	if (*c == NULL) {
		fprintf(stderr, "platectl: no command is called \"%s\"\n",
		    argv[1]);
		list(stderr);
		return EXITCODE_USAGE;
	}
	if (wants_help(argc - 1, argv + 1)) {
		describe(stdout, *c);
		return 0;
	}
	if ((*c)->stateless && give_up_group(argc, argv) != 0)
		return EXITCODE_FAULT;
	return (*c)->run(argc - 1, argv + 1);
}
