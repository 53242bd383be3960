/* SPDX-License-Identifier: ISC */
/* Write a first policy, check one, and say what each entry matches. */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/exitcode.h"
#include "base/io.h"
#include "ctl/command.h"
#include "ctl/common.h"
#include "ctl/policy.h"
#include "policy/floor_example.h"

static void
explain_list(struct buf *b, const char *label, const char *const *list)
{
	buf_printf(b, "  %-20s", label);
	for (; list != NULL && *list != NULL; list++)
		buf_printf(b, " %s", *list);
	buf_char(b, '\n');
}

/* On one line: a heredoc is shown as bash would read it in one word. */
static void
show_line(struct buf *b, const char *label, const char *line)
{
	buf_printf(b, "      %-12s ", label);
	buf_visible(b, line, strlen(line), 300);
	buf_char(b, '\n');
}

static void
explain_examples(const struct ctl *c, const struct floor_entry *f,
    struct buf *b)
{
	struct floor_examples x;

	floor_examples(c->arena, f, &x);
	for (unsigned i = 0; i < x.nrefused; i++)
		show_line(b, "refuses", x.refused[i]);
	for (unsigned i = 0; i < x.npassed; i++)
		show_line(b, "lets through", x.passed[i]);
	if (x.nrefused == 0)
		buf_str(b, "      warning: no command was found that it "
		    "matches; platectl check -- 'COMMAND' tries yours\n");
}

static void
explain_entry(const struct ctl *c, const struct floor_entry *f, size_t n,
    struct buf *b)
{
	buf_printf(b, "  %2zu  ", n);
	buf_visible(b, f->text, strlen(f->text), 200);
	buf_printf(b, "\n      from %s line %u\n      ",
	    f->file != NULL ? f->file : "the starter policy", f->line);
	if (f->regex != NULL)
		buf_printf(b, "matches a PCRE2 pattern in %s\n",
		    f->in == FLOOR_IN_ARGV ? "the words joined by blanks" :
		    "each word");
	else
		buf_printf(b, "matches %s\n",
		    signature_print(c->arena, f->sig));
	if (f->why != NULL) {
		buf_str(b, "      because ");
		buf_visible(b, f->why, strlen(f->why), 200);
		buf_char(b, '\n');
	}
	explain_examples(c, f, b);
}

static int
explain(const struct ctl *c)
{
	const struct policy *p = c->policy;
	struct buf b = { 0 };
	size_t i;

	ctl_problems(p, true, stderr);
	buf_printf(&b, "layout: %s\nstate:  %s\nhash:   %s\n",
	    p->managed ? "managed: the policy is root's" :
	    "personal: tamper-evident, not tamper-proof",
	    p->state_dir != NULL ? p->state_dir : "none", p->hash);
	buf_printf(&b, "floor (no window lifts it):\n");
	for (i = 0; i < p->nfloor; i++)
		explain_entry(c, &p->floor[i], i + 1, &b);
	if (p->nfloor == 0)
		buf_str(&b, "  empty: the owner says []\n");
	buf_printf(&b, "window: default %s, at most %s, grace %s\n",
	    ctl_duration(c->arena, p->window_default),
	    ctl_duration(c->arena, p->window_max),
	    ctl_duration(c->arena, p->window_grace));
	explain_list(&b, "scope", p->window_scope);
	buf_printf(&b, "block set: see platectl rules\n");
	explain_list(&b, "off", p->off);
	buf_printf(&b, "  %-20s %zu rules\n", "raised to the floor",
	    p->nraised);
	buf_str(&b, "context:\n");
	buf_printf(&b, "  %-20s %s\n", "project", p->project != NULL ?
	    p->project : "the git top level, else the folder");
	explain_list(&b, "production", p->production);
	explain_list(&b, "protectedBranches", p->protected_branches);
	explain_list(&b, "scratch", p->scratch);
	buf_printf(&b, "mode: %s\nunknown: %s\nfloorUnseen: %s\nshell: %s\n",
	    p->mode == MODE_OBSERVE ? "observe" : "enforce",
	    p->unknown == UNKNOWN_REFUSE ? "refuse" : "defer",
	    p->floor_unseen_refuse ? "refuse" : "log", p->shell);
	ctl_flush(&b, stdout);
	buf_free(&b);
	return p->broken ? EXITCODE_FAULT : 0;
}

struct choice {
	bool json;
	const char *since;
};

static const struct option options[] = {
	{ "format", required_argument, NULL, 'f' },
	{ "since", required_argument, NULL, 's' },
	{ NULL, 0, NULL, 0 }
};

static int
parse(int argc, char **argv, struct choice *o)
{
	int opt;

	while ((opt = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (opt == 's')
			o->since = optarg;
		else if (opt != 'f')
			return ctl_usage(&cmd_policy, "bad option");
		else if (ctl_format(optarg, &o->json) != 0)
			return ctl_usage(&cmd_policy, "\"%s\" is no format; "
			    "text or json", optarg);
	}
	return 0;
}

static int
explain_verb(const struct ctl *c, const char *file)
{
	(void)file;
	return explain(c);
}

static const struct verb {
	const char *name;
	int (*run)(const struct ctl *c, const char *file);
	bool load;		/* FILE is the policy that is meant */
} verbs[] = {
	{ "init", policy_init, false },
	{ "edit", policy_edit, false },
	{ "diff", policy_diff, false },
	{ "rollback", policy_rollback, false },
	{ "explain", explain_verb, true },
	{ NULL, NULL, false }
};

static int
run(int argc, char **argv)
{
	struct choice o = { 0 };
	const char *verb, *file;
	const struct verb *v = verbs;
	struct ctl c;
	int r;

	if ((r = parse(argc, argv, &o)) != 0)
		return r;
	verb = optind < argc ? argv[optind] : "";
	file = optind + 1 < argc ? argv[optind + 1] : NULL;
	if (argc - optind > 2)
		return ctl_usage(&cmd_policy, "at most one FILE was expected");
	while (v->name != NULL && strcmp(v->name, verb) != 0)
		v++;
	if (v->name == NULL && strcmp(verb, "check") != 0 &&
	    (strcmp(verb, "try") != 0 || file == NULL))
		return ctl_usage(&cmd_policy, "one of init, check, edit, "
		    "diff, rollback, explain, try FILE was expected");
	if ((r = ctl_open(&c, v->name == NULL || v->load ? file : NULL)) != 0)
		return r;
	if (v->name != NULL)
		r = v->run(&c, file);
	else if (strcmp(verb, "check") == 0)
		r = policy_check(&c, o.json);
	else
		r = policy_try(&c, file, o.since, o.json);
	ctl_close(&c);
	return r;
}

const struct ctl_command cmd_policy = {
	.name = "policy",
	.usage = "init|edit|diff|rollback|check|explain [FILE] | try FILE "
	    "[--since 7d]",
	.help = "Write, change, check, explain or try a policy",
	.options =
	    "  init      write the starter policy; never over a file that is "
	    "there\n"
	    "  edit      change it in $EDITOR; only a text without a mistake "
	    "takes its place\n"
	    "  diff      what changed since the version before\n"
	    "  rollback  go back to the version before, and forth again\n"
	    "  check     every mistake with file, line and column; each value "
	    "and its origin\n"
	    "  explain   the policy in force: each floor entry and what it "
	    "matches\n"
	    "  try FILE  what the lines of the log would have met under "
	    "FILE\n\n"
	    "Without FILE the policy in force is meant: managed, personal, "
	    "and the\nneverAllow of Claude Code's settings. --format json "
	    "for check and try.\n",
	.run = run
};
