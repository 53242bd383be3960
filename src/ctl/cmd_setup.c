/* SPDX-License-Identifier: ISC */
/*
 * Make Claude Code start bashplate: shown first, applied after a yes, undone
 * byte for byte. It MUST hold:
 *  1. Nothing is written before the change was shown and agreed to, and only
 *     if the file is still what was shown.
 *  2. A file that is not understood, or is another user's, is left alone.
 *  3. Undoing is refused when the file changed since, and to whoever is
 *     inside a guarded session: it would lift the guard.
 */
#include <getopt.h>
#include <string.h>

#include "ctl/command.h"
#include "ctl/common.h"
#include "ctl/setup_claude.h"
#include "ctl/setup_managed.h"

enum { SETUP_MEMORY = 32 * 1024 * 1024 };

static const struct option options[] = {
	{ "helper", no_argument, NULL, 'h' },
	{ "purge", no_argument, NULL, 'p' },
	{ "root", required_argument, NULL, 'r' },
	{ "scope", required_argument, NULL, 's' },
	{ "undo", no_argument, NULL, 'u' },
	{ "yes", no_argument, NULL, 'y' },
	{ NULL, 0, NULL, 0 }
};

static int
parse(int argc, char **argv, struct setup_claude *o)
{
	int c;

	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1)
		switch (c) {
		case 'h':
			o->helper = true;
			break;
		case 'p':
			o->purge = true;
			break;
		case 'r':
			o->root = optarg;
			break;
		case 's':
			if (strcmp(optarg, "managed") != 0 &&
			    strcmp(optarg, "user") != 0)
				return ctl_usage(&cmd_setup, "\"%s\" is no "
				    "scope; managed or user", optarg);
			o->scope = optarg;
			break;
		case 'u':
			o->undo = true;
			break;
		case 'y':
			o->yes = true;
			break;
		default:
			return ctl_usage(&cmd_setup, "bad option");
		}
	if (argc - optind == 1 && strcmp(argv[optind], "managed") == 0)
		o->layout = true;
	else if (argc - optind != 1 ||
	    strcmp(argv[optind], "claude-code") != 0)
		return ctl_usage(&cmd_setup, "\"claude-code\" or \"managed\" "
		    "was expected");
	if ((o->helper && (!o->layout || o->undo)) ||
	    (o->purge && (!o->layout || !o->undo)))
		return ctl_usage(&cmd_setup, "--helper is for \"managed\", "
		    "--purge for \"managed --undo\"");
	return 0;
}

static int
run(int argc, char **argv)
{
	struct setup_claude o = { .root = "" };
	struct err e = { 0 };
	int r = parse(argc, argv, &o);

	if (r != 0)
		return r;
	o.a = arena_new(SETUP_MEMORY);
	if (o.a == NULL || setjmp(*arena_catch(o.a)) != 0)
		return setup_fault("out of memory");
	if (o.layout)
		r = setup_managed_layout(o.a, &(struct setup_layout){ o.undo,
		    o.yes, o.helper, o.purge });
	else if (setup_claude_find(&o, &e) != 0)
		r = setup_fault(e.msg);
	else
		r = o.undo ? setup_claude_undo(&o) : setup_claude_set(&o);
	buf_free(&o.text);
	arena_free(o.a);
	return r;
}

const struct ctl_command cmd_setup = {
	.name = "setup",
	.usage = "claude-code [--undo] [--yes] [--scope managed|user] "
	    "[--root DIR] | managed [--helper] [--undo [--purge]] [--yes]",
	.help = "Make Claude Code start bashplate; make the managed layout",
	.options =
	    "  managed     group, folders, programs and policy of an install "
	    "that root owns, each\n              step shown first\n\n"
	    "  --helper    with capabilities under which sudo works in a "
	    "guarded session, gated\n"
	    "  --purge     undo: the log and the operators' keys go as well\n"
	    "  --undo      put the settings back as they were, byte for byte\n"
	    "  --yes       do not ask\n"
	    "  --scope S   managed (default for root): an agent cannot change "
	    "them; user\n              (default for others): it can\n"
	    "  --root DIR  the machine's own files are below DIR\n\n"
	    "Shows the change and asks. Exit status: 0 done or nothing to do, "
	    "2 not agreed\nto, 125 the file cannot be understood or changed, "
	    "126 --undo from inside a\nguarded session.\n",
	.stateless = true,
	.run = run
};
