/* SPDX-License-Identifier: ISC */
/*
 * Judge a command without running it, through the same functions as the
 * shell. Nothing is logged and no session is joined.
 */
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "audit/refusal.h"
#include "base/exitcode.h"
#include "base/io.h"
#include "ctl/command.h"
#include "ctl/common.h"

enum { LINE_MEMORY = 256 * 1024 * 1024, STDIN_MAX = 64 * 1024 * 1024 };

struct check {
	struct ctl_question q;
	bool stdin0;
};

static const struct option options[] = {
	{ "policy", required_argument, NULL, 'p' },
	{ "tier", required_argument, NULL, 't' },
	{ "format", required_argument, NULL, 'f' },
	{ "stdin0", no_argument, NULL, '0' },
	{ NULL, 0, NULL, 0 }
};

static int
parse(int argc, char **argv, struct check *o)
{
	int c, r;

	while ((c = getopt_long(argc, argv, "+", options, NULL)) != -1)
		if (c == '0')
			o->stdin0 = true;
		else if ((r = ctl_question_option(&cmd_check, c, optarg,
		    &o->q)) != 0)
			return r;
	if (argc - optind != (o->stdin0 ? 0 : 1))
		return ctl_usage(&cmd_check, o->stdin0 ? "--stdin0 takes no "
		    "COMMAND" : "one COMMAND in one word was expected");
	return 0;
}

static void
print(const struct check *o, const struct judgement *j)
{
	struct buf b = { 0 };

	if (o->q.json || o->stdin0)
		refusal_json(j, NULL, NULL, ctl_tier_name(o->q.tier), &b);
	else if (!ctl_allowed(j))
		refusal_format(j, NULL, NULL, false, &b);
	else if (j->verdict.kind == VERDICT_DEFER)
		buf_printf(&b, "allow, deferred to the kernel gates: %s\n",
		    j->verdict.rule);
	else if (j->verdict.observed)
		buf_printf(&b, "allow, mode is observe; else refused by %s: "
		    "%s\n", layer_title(j->verdict.layer), j->verdict.rule);
	else
		buf_str(&b, "allow\n");
	ctl_flush(&b, stdout);
	buf_free(&b);
}

/* Returns true when the command may run. */
static bool
check_one(const struct ctl *c, const struct check *o, const char *text,
    size_t len)
{
	struct arena *a = arena_new(LINE_MEMORY);
	struct judgement j;
	bool ok;

	if (a == NULL) {
		fputs("platectl: out of memory\n", stderr);
		return false;
	}
	ctl_judge(c, a, text, len, o->q.tier, &j);
	print(o, &j);
	ok = ctl_allowed(&j);
	arena_free(a);
	return ok;
}

static int
check_stdin(const struct ctl *c, const struct check *o)
{
	struct buf in = { 0 };
	struct err e = { 0 };
	const char *s, *end;
	bool ok = true;

	if (io_read_fd(STDIN_FILENO, STDIN_MAX, &in, &e) != 0) {
		fprintf(stderr, "platectl: check: standard input: %s\n",
		    e.msg);
		buf_free(&in);
		return EXITCODE_FAULT;
	}
	for (s = in.data; s != NULL && s < in.data + in.len; s = end + 1) {
		end = memchr(s, '\0', (size_t)(in.data + in.len - s));
		if (end == NULL)
			end = in.data + in.len;
		ok &= check_one(c, o, s, (size_t)(end - s));
	}
	buf_free(&in);
	return ok ? 0 : EXITCODE_REFUSED;
}

static int
run(int argc, char **argv)
{
	struct check o = { .q.tier = TIER_LINE_ONLY };
	struct ctl c;
	int r = parse(argc, argv, &o);

	if (r != 0 || (r = ctl_open(&c, o.q.policy)) != 0)
		return r;
	if (c.policy->broken) {
		ctl_problems(c.policy, false, stderr);
		fputs("platectl: check: the policy is broken, so nothing "
		    "would run\n", stderr);
		r = EXITCODE_FAULT;
	} else if (o.stdin0)
		r = check_stdin(&c, &o);
	else
		r = check_one(&c, &o, argv[optind], strlen(argv[optind])) ?
		    0 : EXITCODE_REFUSED;
	ctl_close(&c);
	return r;
}

const struct ctl_command cmd_check = {
	.name = "check",
	.usage = "[--policy FILE] [--tier T] [--format text|json] "
	    "[--stdin0] -- 'COMMAND'",
	.help = "Judge a command without running it",
	.options =
	    "  --policy FILE  judge by FILE and the built-in rules alone\n"
	    "  --tier T       line-only (default), unverified or full: which "
	    "gates are live\n"
	    "  --format F     text (default) or json: one line\n"
	    "  --stdin0       commands from standard input, each ended by a "
	    "NUL; one JSON\n                 line each\n\n"
	    "Exit status: 0 allow, 126 refuse, 125 broken policy. The answer "
	    "is that of\nthe line gate with no window open, for the current "
	    "folder.\n",
	.stateless = true,
	.run = run
};
