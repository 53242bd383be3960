/* SPDX-License-Identifier: ISC */
/* Read the log: filters, text or the records as they are. */
#include <fnmatch.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/exitcode.h"
#include "base/jsonraw.h"
#include "ctl/command.h"
#include "ctl/common.h"
#include "ctl/log_verify.h"

struct filter {
	char since[32];		/* "" or a time as records have it */
	const char *session, *verdict, *rule, *grep;
	long last;		/* 0: all */
	bool json, verify;
	unsigned long bad, shown;
};

static const struct option options[] = {
	{ "since", required_argument, NULL, 's' },
	{ "session", required_argument, NULL, 'S' },
	{ "verdict", required_argument, NULL, 'v' },
	{ "rule", required_argument, NULL, 'r' },
	{ "grep", required_argument, NULL, 'g' },
	{ "format", required_argument, NULL, 'f' },
	{ NULL, 0, NULL, 0 }
};

static int
since(const char *text, struct filter *f)
{
	int64_t ns;

	if (clock_duration(text, &ns) != 0)
		return ctl_usage(&cmd_log, "\"%s\" is not a duration; one "
		    "like 2h was expected", text);
	clock_format(clock_wall() - ns, f->since, sizeof f->since);
	return 0;
}

static int
parse(int argc, char **argv, struct filter *f)
{
	int c, r = 0;

	while (r == 0 && (c = getopt_long(argc, argv, "", options, NULL)) !=
	    -1)
		switch (c) {
		case 's':
			r = since(optarg, f);
			break;
		case 'S':
			f->session = optarg;
			break;
		case 'v':
			f->verdict = optarg;
			break;
		case 'r':
			f->rule = optarg;
			break;
		case 'g':
			f->grep = optarg;
			break;
		case 'f':
			if (ctl_format(optarg, &f->json) != 0)
				r = ctl_usage(&cmd_log, "\"%s\" is no format; "
				    "text or json", optarg);
			break;
		default:
			r = ctl_usage(&cmd_log, "bad option");
		}
	if (r == 0 && optind < argc && strcmp(argv[optind], "verify") == 0) {
		f->verify = true;
		optind++;
	}
	if (r == 0 && optind < argc)
		r = ctl_usage(&cmd_log, "no word was expected");
	return r;
}

static bool
starts(const cJSON *j, const char *key, const char *want)
{
	const char *s = jsonraw_string(j, key);

	return want == NULL ||
	    (s != NULL && strncmp(s, want, strlen(want)) == 0);
}

static bool
wanted(const struct filter *f, const cJSON *j)
{
	const char *ts = jsonraw_string(j, "ts");
	const char *rule = jsonraw_string(j, "rule");
	const char *command = jsonraw_string(j, "command");

	if (f->since[0] != '\0' && (ts == NULL || strcmp(ts, f->since) < 0))
		return false;
	if (f->rule != NULL && (rule == NULL ||
	    fnmatch(f->rule, rule, 0) != 0))
		return false;
	if (f->grep != NULL && (command == NULL ||
	    strstr(command, f->grep) == NULL))
		return false;
	return starts(j, "session", f->session) &&
	    starts(j, "verdict", f->verdict);
}

static const char *
either(const cJSON *j, const char *a, const char *b)
{
	const char *s = jsonraw_string(j, a);

	if (s == NULL)
		s = jsonraw_string(j, b);
	return s != NULL ? s : "";
}

static void
print_text(const cJSON *j)
{
	struct buf b = { 0 };
	const char *rule = either(j, "rule", "window");
	const char *text = either(j, "command", "detail");

	buf_visible(&b, either(j, "ts", "ts"), 19, 40);
	buf_printf(&b, "  %-8.8s ", either(j, "session", "session"));
	buf_visible(&b, either(j, "verdict", "event"),
	    strlen(either(j, "verdict", "event")), 20);
	buf_str(&b, rule[0] != '\0' ? " [" : "");
	buf_visible(&b, rule, strlen(rule), 80);
	buf_str(&b, rule[0] != '\0' ? "]  " : "  ");
	buf_visible(&b, text, strlen(text), 400);
	buf_char(&b, '\n');
	ctl_flush(&b, stdout);
	buf_free(&b);
}

static void
read_line(struct filter *f, char *line, size_t n)
{
	struct buf raw = { 0 };
	cJSON *j;

	if (n > 0 && line[n - 1] == '\n')
		n--;
	if (n == 0)
		return;
	buf_add(&raw, line, n);
	j = jsonraw_parse(line, n);
	if (j == NULL || jsonraw_string(j, "ts") == NULL ||
	    strlen(jsonraw_string(j, "ts")) < 19)
		f->bad++;
	else if (wanted(f, j)) {
		f->shown++;
		if (f->json && raw.data != NULL)
			printf("%s\n", raw.data);
		else
			print_text(j);
	}
	cJSON_Delete(j);
	buf_free(&raw);
}

static int
read_log(const char *path, struct filter *f)
{
	FILE *in = fopen(path, "re");
	char *line = NULL;
	size_t size = 0;
	ssize_t n;

	if (in == NULL) {
		fprintf(stderr, "platectl: log: %s: %m\n", path);
		return EXITCODE_FAULT;
	}
	while ((n = getline(&line, &size, in)) >= 0)
		read_line(f, line, (size_t)n);
	free(line);
	fclose(in);
	if (f->bad > 0)
		fprintf(stderr, "platectl: log: %lu line%s no record\n",
		    f->bad, f->bad == 1 ? " is" : "s are");
	return 0;
}

static int
run(int argc, char **argv)
{
	struct filter f = { 0 };
	struct ctl c;
	int r;

	if ((r = parse(argc, argv, &f)) != 0 ||
	    (r = ctl_open(&c, NULL)) != 0)
		return r;
	r = EXITCODE_FAULT;
	if (ctl_state(&c) != NULL && f.verify)
		r = log_verify(c.policy->state_dir, f.json);
	else if (c.policy->state_dir != NULL)
		r = read_log(arena_printf(c.arena, "%s/log.jsonl",
		    c.policy->state_dir), &f);
	ctl_close(&c);
	return r;
}

const struct ctl_command cmd_log = {
	.name = "log",
	.usage = "[verify] [--since 2h] [--session ID] [--verdict refuse] "
	    "[--rule 'git/*'] [--grep TEXT] [--format text|json]",
	.help = "Read the log",
	.options = "With --format json the records are printed as they are, "
	    "one a line.\n"
	    "verify reads the whole chain, rotated files too, and names the "
	    "first record that was\ndeleted, edited, moved, forged or cut "
	    "off: exit 126 then.\n",
	.run = run
};
