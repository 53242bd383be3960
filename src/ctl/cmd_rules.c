/* SPDX-License-Identifier: ISC */
/* The whole block set, for people and for the documentation. */
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "base/exitcode.h"
#include "base/nearest.h"
#include "ctl/command.h"
#include "ctl/common.h"

struct choice {
	const char *pack;
	int radius;		/* -1: any */
	bool json, markdown;
};

static const struct option options[] = {
	{ "pack", required_argument, NULL, 'p' },
	{ "radius", required_argument, NULL, 'r' },
	{ "format", required_argument, NULL, 'f' },
	{ "markdown", no_argument, NULL, 'm' },
	{ NULL, 0, NULL, 0 }
};

static int
parse(int argc, char **argv, struct choice *o)
{
	int c;

	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1)
		switch (c) {
		case 'p':
			o->pack = optarg;
			break;
		case 'r':
			if (optarg[0] < '0' || optarg[0] > '4' ||
			    optarg[1] != '\0')
				return ctl_usage(&cmd_rules, "--radius is 0 "
				    "to 4");
			o->radius = optarg[0] - '0';
			break;
		case 'm':
			o->markdown = true;
			break;
		case 'f':
			if (ctl_format(optarg, &o->json) != 0)
				return ctl_usage(&cmd_rules, "\"%s\" is no "
				    "format; text or json", optarg);
			break;
		default:
			return ctl_usage(&cmd_rules, "bad option");
		}
	return 0;
}

static void
json_list(struct buf *b, const char *key, const char *const *list)
{
	size_t i;

	buf_printf(b, ",\"%s\":[", key);
	for (i = 0; list != NULL && list[i] != NULL; i++) {
		buf_str(b, i > 0 ? "," : "");
		buf_json(b, list[i], strlen(list[i]));
	}
	buf_char(b, ']');
}

static void
json_member(struct buf *b, const char *key, const char *s)
{
	buf_printf(b, ",\"%s\":", key);
	if (s != NULL)
		buf_json(b, s, strlen(s));
	else
		buf_str(b, "null");
}

static void
rule_json(const struct ctl *c, const struct rule *r, struct buf *b)
{
	buf_printf(b, "{\"id\":\"%s\",\"pack\":\"%s\",\"radius\":%d,"
	    "\"unseen\":%s,\"on\":%s", r->id, r->pack, r->radius,
	    r->defer ? "\"defer\"" : "null",
	    policy_rule_off(c->policy, r) ? "false" : "true");
	json_member(b, "title", r->title);
	json_member(b, "why", r->why);
	json_member(b, "instead", r->instead);
	json_list(b, "refuse", r->refuse);
	json_list(b, "allow", r->allow);
	buf_char(b, '}');
}

static void
text_list(struct buf *b, const char *label, const char *const *list)
{
	for (; list != NULL && *list != NULL; list++) {
		buf_printf(b, "  %-8s ", label);
		buf_visible(b, *list, strlen(*list), 400);
		buf_char(b, '\n');
	}
}

static void
rule_text(const struct ctl *c, const struct rule *r, bool whole,
    struct buf *b)
{
	buf_printf(b, "%-34s %d  %s%s\n", r->id, r->radius, r->title,
	    policy_rule_off(c->policy, r) ? "  (off)" : "");
	if (!whole)
		return;
	buf_printf(b, "  why      %s\n", r->why != NULL ? r->why : "");
	if (r->instead != NULL)
		buf_printf(b, "  instead  %s\n", r->instead);
	text_list(b, "refuse", r->refuse);
	text_list(b, "allow", r->allow);
}

static void
rule_markdown(const struct rule *r, struct buf *b)
{
	const char *const *s;

	buf_printf(b, "### `%s`: %s\n\nRadius %d. %s\n", r->id, r->title,
	    r->radius, r->why != NULL ? r->why : "");
	if (r->instead != NULL)
		buf_printf(b, "\nInstead: %s\n", r->instead);
	buf_str(b, "\nRefused:\n\n");
	for (s = r->refuse; s != NULL && *s != NULL; s++)
		buf_printf(b, "    %s\n", *s);
	buf_str(b, "\nAllowed:\n\n");
	for (s = r->allow; s != NULL && *s != NULL; s++)
		buf_printf(b, "    %s\n", *s);
	buf_char(b, '\n');
}

static void
print_rule(const struct ctl *c, const struct choice *o,
    const struct rule *r, const char *last_pack, struct buf *b)
{
	if (o->markdown && strcmp(last_pack, r->pack) != 0)
		buf_printf(b, "## %s\n\n", r->pack);
	if (o->markdown)
		rule_markdown(r, b);
	else if (o->json)
		rule_json(c, r, b);
	else
		rule_text(c, r, false, b);
}

static int
list(const struct ctl *c, const struct choice *o)
{
	size_t i, n, shown = 0;
	const struct rule *const *r = rule_builtin(&n);
	const char *last = "";
	struct buf b = { 0 };

	buf_str(&b, o->markdown ? "# The block set\n\n" : o->json ? "[" : "");
	for (i = 0; i < n; i++) {
		if ((o->pack != NULL && strcmp(o->pack, r[i]->pack) != 0) ||
		    (o->radius >= 0 && o->radius != r[i]->radius))
			continue;
		if (o->json && shown > 0)
			buf_str(&b, ",\n");
		print_rule(c, o, r[i], last, &b);
		last = r[i]->pack;
		shown++;
	}
	buf_str(&b, o->json ? "]\n" : "");
	ctl_flush(&b, stdout);
	buf_free(&b);
	return 0;
}

static int
show(const struct ctl *c, const struct choice *o, const char *id)
{
	const struct rule *r = rule_find(id);
	const struct rule *const *all;
	struct nearest near;
	struct buf b = { 0 };
	size_t i, n;

	if (r == NULL) {
		nearest_init(&near, id);
		all = rule_builtin(&n);
		for (i = 0; i < n; i++)
			nearest_offer(&near, all[i]->id);
		fprintf(stderr, "platectl: rules: no rule is called \"%s\"",
		    id);
		if (near.best != NULL)
			fprintf(stderr, "; did you mean \"%s\"?", near.best);
		fputc('\n', stderr);
		return EXITCODE_USAGE;
	}
	if (o->json) {
		rule_json(c, r, &b);
		buf_char(&b, '\n');
	} else
		rule_text(c, r, true, &b);
	ctl_flush(&b, stdout);
	buf_free(&b);
	return 0;
}

static int
run(int argc, char **argv)
{
	struct choice o = { .radius = -1 };
	struct ctl c;
	int r, words;

	if ((r = parse(argc, argv, &o)) != 0)
		return r;
	words = argc - optind;
	if (words != 0 && (words != 2 || strcmp(argv[optind], "show") != 0))
		return ctl_usage(&cmd_rules, "nothing or \"show ID\" was "
		    "expected");
	if ((r = ctl_open(&c, NULL)) != 0)
		return r;
	r = words == 0 ? list(&c, &o) : show(&c, &o, argv[optind + 1]);
	ctl_close(&c);
	return r;
}

const struct ctl_command cmd_rules = {
	.name = "rules",
	.usage = "[show ID] [--pack P] [--radius N] [--format text|json] "
	    "[--markdown]",
	.help = "List the block set",
	.options =
	    "Radius: 4 cannot be undone and reaches other people, 3 cannot be "
	    "undone,\n2 disturbs running work or weakens a control, 1 "
	    "discloses or publishes,\n0 is logged only.\n",
	.run = run
};
