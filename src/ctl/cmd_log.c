/* SPDX-License-Identifier: ISC */
/* Read the log: filters, text or the records as they are. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/account.h"
#include "base/exitcode.h"
#include "ctl/command.h"
#include "ctl/common.h"
#include "ctl/log_filter.h"
#include "ctl/log_import.h"
#include "ctl/log_print.h"
#include "ctl/log_scan.h"
#include "ctl/log_verify.h"

struct log_options {
	struct log_filter filter;
	const char *window;
	unsigned long last;	/* only so many; 0: all */
	bool json, follow, verify, import;
	const char *folder;	/* to import from, or NULL */
	struct buf text;	/* one record to be printed */
	struct buf *ring;	/* the last so many */
	unsigned long seen;
};

static const struct option options[] = {
	{ "since", required_argument, NULL, 's' },
	{ "until", required_argument, NULL, 'U' },
	{ "window", required_argument, NULL, 'w' },
	{ "session", required_argument, NULL, 'S' },
	{ "user", required_argument, NULL, 'u' },
	{ "agent", required_argument, NULL, 'a' },
	{ "kind", required_argument, NULL, 'k' },
	{ "verdict", required_argument, NULL, 'v' },
	{ "rule", required_argument, NULL, 'r' },
	{ "grep", required_argument, NULL, 'g' },
	{ "last", required_argument, NULL, 'l' },
	{ "follow", no_argument, NULL, 'F' },
	{ "format", required_argument, NULL, 'f' },
	{ NULL, 0, NULL, 0 }
};

static const struct {
	const char *said, *is;
} verdicts[] = {
	{ "refuse", "refuse" }, { "refused", "refuse" },
	{ "allow", "allow" }, { "allowed", "allow" },
	{ "defer", "defer" }, { "deferred", "defer" },
	{ NULL, NULL }
};

static int
set_verdict(struct log_options *o, const char *said)
{
	size_t i;

	for (i = 0; verdicts[i].said != NULL; i++)
		if (strcmp(verdicts[i].said, said) == 0) {
			log_filter_member(&o->filter, "verdict",
			    verdicts[i].is, false);
			return 0;
		}
	return ctl_usage(&cmd_log, "\"%s\" is no verdict; refused, allowed "
	    "or deferred", said);
}

static int
set_last(struct log_options *o, const char *text)
{
	char *end;

	o->last = strtoul(text, &end, 10);
	if (*text < '1' || *text > '9' || *end != '\0' || o->last > 1000000)
		return ctl_usage(&cmd_log, "\"%s\" is no number of records",
		    text);
	return 0;
}

static int
set(struct log_options *o, int c)
{
	static const char *const member[128] = { ['S'] = "session",
	    ['u'] = "user", ['a'] = "agent", ['k'] = "kind" };

	switch (c) {
	case 's':
		if (log_filter_since(&o->filter, optarg) == 0)
			return 0;
		break;
	case 'U':
		if (log_filter_until(&o->filter, optarg) == 0)
			return 0;
		break;
	case 'w':
		o->window = optarg;
		return 0;
	case 'S':
	case 'u':
	case 'a':
	case 'k':
		log_filter_member(&o->filter, member[c], optarg, c == 'S');
		return 0;
	case 'v':
		return set_verdict(o, optarg);
	case 'r':
		o->filter.rule = optarg;
		return 0;
	case 'g':
		log_filter_grep(&o->filter, optarg);
		return 0;
	case 'l':
		return set_last(o, optarg);
	case 'F':
		o->follow = true;
		return 0;
	case 'f':
		if (ctl_format(optarg, &o->json) == 0)
			return 0;
		return ctl_usage(&cmd_log, "\"%s\" is no format; text or "
		    "json", optarg);
	default:
		return ctl_usage(&cmd_log, "bad option");
	}
	return ctl_usage(&cmd_log, "\"%s\" is no time; one like 2h or "
	    "2026-01-31T08:05 was expected", optarg);
}

static int
parse(int argc, char **argv, struct log_options *o)
{
	int c, r;

	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1)
		if ((r = set(o, c)) != 0)
			return r;
	if (optind < argc && strcmp(argv[optind], "verify") == 0) {
		o->verify = true;
		optind++;
	} else if (optind < argc && strcmp(argv[optind], "import") == 0) {
		o->import = true;
		o->folder = argv[++optind];
		optind += o->folder != NULL;
	}
	if (optind < argc)
		return ctl_usage(&cmd_log, "no word was expected");
	if (o->follow && o->last > 0)
		return ctl_usage(&cmd_log, "--follow and --last do not go "
		    "together");
	return 0;
}

static void
print(struct log_options *o, const char *line, size_t n)
{
	if (o->json) {
		fwrite(line, 1, n, stdout);
		fputc('\n', stdout);
		return;
	}
	log_print(line, n, &o->text);
	ctl_flush(&o->text, stdout);
}

static void
each(void *arg, const char *line, size_t n)
{
	struct log_options *o = arg;
	struct buf *b;

	if (!log_filter_wants(&o->filter, line, n))
		return;
	if (o->last == 0) {
		print(o, line, n);
		return;
	}
	b = &o->ring[o->seen++ % o->last];
	buf_reset(b);
	buf_add(b, line, n);
}

static void
print_ring(struct log_options *o)
{
	unsigned long i, n = o->seen < o->last ? o->seen : o->last;
	struct buf *b;

	for (i = o->seen - n; i < o->seen; i++) {
		b = &o->ring[i % o->last];
		if (b->data != NULL)
			print(o, b->data, b->len);
	}
	for (i = 0; i < o->last; i++)
		buf_free(&o->ring[i]);
	free(o->ring);
}

static int
choose_window(const char *state, struct log_options *o)
{
	char id[17];
	struct err e = { 0 };

	if (o->window == NULL)
		return 0;
	if (strcmp(o->window, "last") != 0)
		snprintf(id, sizeof id, "%s", o->window);
	else if (log_last_window(state, id, &e) != 0) {
		fprintf(stderr, "platectl: log: %s\n", e.msg);
		return EXITCODE_USAGE;
	}
	/* As member of a line, or as id of the grant. */
	buf_printf(&o->filter.member[o->filter.nmember++], "\":\"%s", id);
	return 0;
}

/* A shared log: an account reads of itself, an operator of all. */
static int
only_own(const struct ctl *c, struct log_options *o)
{
	uid_t uid = ctl_sees(c);
	struct account who;

	if (uid == (uid_t)-1)
		return 0;
	if (o->filter.nmember == LOG_FILTER_MEMBERS)
		return ctl_usage(&cmd_log, "too many conditions");
	account_find(uid, &who);
	log_filter_member(&o->filter, "user", who.name, false);
	return 0;
}

static int
read_log(const char *state, struct log_options *o)
{
	struct log_scan s = { .each = each, .arg = o,
	    .since = o->filter.since };
	struct err e = { 0 };
	int r = choose_window(state, o);

	if (r != 0)
		return r;
	if (o->last > 0 &&
	    (o->ring = calloc(o->last, sizeof *o->ring)) == NULL) {
		fputs("platectl: log: out of memory\n", stderr);
		return EXITCODE_FAULT;
	}
	r = o->follow ? log_follow(state, &s, &e) : log_scan(state, &s, &e);
	if (o->last > 0)
		print_ring(o);
	if (r != 0)
		fprintf(stderr, "platectl: log: %s\n", e.msg);
	if (s.other > 0)
		fprintf(stderr, "platectl: log: %lu line%s no record; "
		    "platectl log verify says more\n", (unsigned long)s.other,
		    s.other == 1 ? " is" : "s are");
	return r == 0 ? 0 : EXITCODE_FAULT;
}

static int
run(int argc, char **argv)
{
	struct log_options o = { 0 };
	struct ctl c;
	int r;

	if ((r = parse(argc, argv, &o)) == 0 &&
	    (r = ctl_open(&c, NULL)) == 0) {
		r = EXITCODE_FAULT;
		if (ctl_state(&c) != NULL)
			r = o.verify ? log_verify(c.policy, o.json) :
			    o.import ? log_import(&c, o.folder) :
			    (r = only_own(&c, &o)) != 0 ? r :
			    read_log(c.policy->state_dir, &o);
		ctl_close(&c);
	}
	log_filter_free(&o.filter);
	buf_free(&o.text);
	return r;
}

const struct ctl_command cmd_log = {
	.name = "log",
	.usage = "[verify|import [FOLDER]] [--since 2h] [--until TIME] [--window ID|last] "
	    "[--session ID] [--user NAME] [--agent NAME] [--kind KIND] "
	    "[--verdict refused] [--rule 'git/*'] [--grep TEXT] [--last N] "
	    "[--follow] [--format text|json]",
	.help = "Read the log, verify its chain, or import to it",
	.options = "Rotated and compressed files are read too. With --format "
	    "json the records are\nprinted as they are, one a line "
	    "(bashplate-log(5)).\n"
	    "verify reads the whole chain and names the first record that "
	    "was deleted, edited,\nmoved, forged or cut off: exit 126 "
	    "then.\n"
	    "import moves what commands in a sandbox could only record in a "
	    "folder of their own\n(record.unreachable) to the log, as "
	    "records of kind \"spill\": from FOLDER,\nor from where temporary "
	    "files lie.\n",
	.run = run
};
