/* SPDX-License-Identifier: ISC */
/* Live sessions and their ids. */
#include <getopt.h>
#include <string.h>
#include <unistd.h>

#include "base/exitcode.h"
#include "ctl/command.h"
#include "ctl/common.h"

enum { SESSIONS_MAX = 256 };

static void
one_json(const struct session *s, struct buf *b)
{
	buf_printf(b, "{\"id\":\"%s\",\"anchor\":%d,\"uid\":%lu,"
	    "\"terminal\":%s,\"agent\":", s->id, (int)s->anchor,
	    (unsigned long)s->uid, s->terminal ? "true" : "false");
	buf_json(b, s->agent, strlen(s->agent));
	buf_str(b, ",\"project\":");
	buf_json(b, s->project, strlen(s->project));
	buf_char(b, '}');
}

static void
one_text(const struct session *s, struct buf *b)
{
	buf_printf(b, "%s  pid %-8d %-12s ", s->id, (int)s->anchor,
	    s->agent[0] != '\0' ? s->agent :
	    s->terminal ? "terminal" : "program");
	buf_visible(b, s->project, strlen(s->project), 1000);
	buf_char(b, '\n');
}

static void
print(const struct session *list, int n, bool json)
{
	struct buf b = { 0 };
	int i;

	buf_str(&b, json ? "[" : "");
	for (i = 0; i < n; i++) {
		if (json && i > 0)
			buf_char(&b, ',');
		if (json)
			one_json(&list[i], &b);
		else
			one_text(&list[i], &b);
	}
	buf_str(&b, json ? "]\n" : n == 0 ? "no session is alive\n" : "");
	ctl_flush(&b, stdout);
	buf_free(&b);
}

static int
run(int argc, char **argv)
{
	static const struct option options[] = {
		{ "format", required_argument, NULL, 'f' },
		{ NULL, 0, NULL, 0 }
	};
	static struct session list[SESSIONS_MAX];
	struct err e = { 0 };
	struct ctl c;
	bool json = false;
	int k, n, r;

	while ((k = getopt_long(argc, argv, "", options, NULL)) != -1)
		if (k != 'f' || ctl_format(optarg, &json) != 0)
			return ctl_usage(&cmd_sessions, "bad option");
	if (optind < argc)
		return ctl_usage(&cmd_sessions, "no word was expected");
	if ((r = ctl_open(&c, NULL)) != 0)
		return r;
	if (ctl_state(&c) == NULL)
		r = EXITCODE_FAULT;
	else if ((n = session_list(c.policy->state_dir, ctl_sees(&c), list,
	    SESSIONS_MAX, &e)) < 0) {
		fprintf(stderr, "platectl: sessions: %s\n", e.msg);
		r = EXITCODE_FAULT;
	} else
		print(list, n, json);
	ctl_close(&c);
	return r;
}

const struct ctl_command cmd_sessions = {
	.name = "sessions",
	.usage = "[--format text|json]",
	.help = "List the live sessions and their ids",
	.run = run
};
