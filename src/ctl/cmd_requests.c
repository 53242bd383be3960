/* SPDX-License-Identifier: ISC */
/* What guarded sessions ask for. */
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/exitcode.h"
#include "ctl/ask.h"

static void
text_json(const char *key, const char *s, struct buf *b)
{
	buf_printf(b, ",\"%s\":", key);
	if (s != NULL)
		buf_json(b, s, strlen(s));
	else
		buf_str(b, "null");
}

static void
one_json(const struct request *r, struct buf *b)
{
	char when[32];

	clock_format(r->wall, when, sizeof when);
	buf_printf(b, "{\"id\":\"%s\",\"kind\":\"%s\",\"state\":\"%s\","
	    "\"session\":\"%s\",\"uid\":%lu,\"at\":\"%s\",\"count\":%u", r->id,
	    r->kind == REQUEST_WINDOW ? "window" : "command",
	    ask_state(r), r->session, (unsigned long)r->uid, when, r->count);
	text_json("agent", r->agent, b);
	text_json("cwd", r->cwd, b);
	text_json("command", r->text, b);
	text_json("what", ask_what(r), b);
	text_json(r->what == JUDGED_SIGNAL ? "target" : "file", r->part, b);
	text_json("line", r->from, b);
	buf_json_list(b, "refused", r->hit);
	buf_json_list(b, "files", r->file);
	text_json("length", r->length != NULL ? r->length : r->until, b);
	text_json("reason", r->reason, b);
	text_json("scope", r->scope, b);
	text_json("note", r->note, b);
	buf_char(b, '}');
}

static void
one_text(const struct ctl *c, const struct request *r, struct buf *b)
{
	buf_printf(b, "%s  %-8s %-7s %s ago  session %.8s  ", r->id,
	    ask_state(r), ask_what(r),
	    ctl_duration(c->arena, clock_boot() - r->boot), r->session);
	if (r->count > 1)
		buf_printf(b, "(%u times)  ", r->count);
	buf_visible(b, r->text, strlen(r->text), 200);
	buf_char(b, '\n');
}

static int
by_age(const void *x, const void *y)
{
	const struct request *a = x, *b = y;

	return (a->boot > b->boot) - (a->boot < b->boot);
}

static int
show(const struct ctl *c, bool json)
{
	struct request *list = arena_array(c->arena, ASK_MAX, sizeof *list);
	struct err e = { 0 };
	struct buf b = { 0 };
	int n, i;

	n = ask_list(c, list, &e);
	if (n < 0) {
		fprintf(stderr, "platectl: requests: %s\n", e.msg);
		return EXITCODE_FAULT;
	}
	qsort(list, (size_t)n, sizeof *list, by_age);
	buf_str(&b, json ? "[" : n == 0 ? "nothing is asked for\n" : "");
	for (i = 0; i < n; i++) {
		buf_str(&b, json && i > 0 ? "," : "");
		if (json)
			one_json(&list[i], &b);
		else
			one_text(c, &list[i], &b);
	}
	buf_str(&b, json ? "]\n" : "");
	ctl_flush(&b, stdout);
	buf_free(&b);
	return 0;
}

static int
run(int argc, char **argv)
{
	static const struct option options[] = {
		{ "format", required_argument, NULL, 'f' },
		{ NULL, 0, NULL, 0 }
	};
	struct ctl c;
	bool json = false;
	int k, r;

	while ((k = getopt_long(argc, argv, "", options, NULL)) != -1)
		if (k != 'f' || ctl_format(optarg, &json) != 0)
			return ctl_usage(&cmd_requests, "bad option");
	if (optind < argc)
		return ctl_usage(&cmd_requests, "no word was expected");
	if ((r = ctl_open(&c, NULL)) != 0)
		return r;
	r = ctl_state(&c) == NULL ? EXITCODE_FAULT : show(&c, json);
	ctl_close(&c);
	return r;
}

const struct ctl_command cmd_requests = {
	.name = "requests",
	.usage = "[--format text|json]",
	.help = "What guarded sessions ask for: commands and windows",
	.options =
	    "A refusal by the block set shows its id. platectl approve ID and "
	    "platectl deny ID\nanswer it. A request is forgotten an hour "
	    "after it was last repeated.\n",
	.granting = true,
	.run = run
};
