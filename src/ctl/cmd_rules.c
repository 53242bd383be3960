/* SPDX-License-Identifier: ISC */
/* The whole block set, for people and for the documentation. */
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "base/exitcode.h"
#include "base/nearest.h"
#include "ctl/command.h"
#include "ctl/common.h"
#include "ctl/rules_print.h"

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

static bool
chosen(const struct choice *o, const struct rule *r)
{
	return (o->pack == NULL || strcmp(o->pack, r->pack) == 0) &&
	    (o->radius < 0 || o->radius == r->radius);
}

/* The built-in rules and then the owner's that are chosen; *n is set. */
static const struct rule **
choose(const struct ctl *c, const struct choice *o, size_t *n)
{
	size_t i, all;
	const struct rule *const *r = rule_builtin(&all);
	const struct policy *p = c->policy;
	const struct rule **out = arena_array(c->arena, all + p->nextra + 1,
	    sizeof *out);

	*n = 0;
	for (i = 0; i < all; i++)
		if (chosen(o, r[i]))
			out[(*n)++] = r[i];
	/* The documentation is about what everybody has. */
	for (i = 0; i < p->nextra && !o->markdown; i++)
		if (chosen(o, p->extra[i]))
			out[(*n)++] = p->extra[i];
	return out;
}

static int
list(const struct ctl *c, const struct choice *o)
{
	size_t i, n;
	const struct rule **r = choose(c, o, &n);
	struct buf b = { 0 };

	if (o->markdown)
		rules_markdown_head(r, n, &b);
	for (i = 0; i < n; i++) {
		if (o->markdown) {
			if (i == 0 || strcmp(r[i - 1]->pack, r[i]->pack) != 0)
				buf_printf(&b, "## %s\n\n", r[i]->pack);
			rules_markdown(r[i], &b);
		} else if (o->json) {
			buf_str(&b, i == 0 ? "[" : ",\n");
			rules_json(c->policy, r[i], &b);
		} else
			rules_line(c->policy, r[i], &b);
	}
	if (o->json)
		buf_str(&b, n == 0 ? "[]\n" : "]\n");
	ctl_flush(&b, stdout);
	buf_free(&b);
	return 0;
}

static int
no_such(const struct rule *const *all, size_t n, const char *id)
{
	struct nearest near;

	nearest_init(&near, id);
	for (size_t i = 0; i < n; i++)
		nearest_offer(&near, all[i]->id);
	fprintf(stderr, "platectl: rules: no rule is called \"%s\"", id);
	if (near.best != NULL)
		fprintf(stderr, "; did you mean \"%s\"?", near.best);
	fputc('\n', stderr);
	return EXITCODE_USAGE;
}

static int
show(const struct ctl *c, const struct choice *o, const char *id)
{
	const struct choice any = { .radius = -1 };
	const struct rule **all;
	struct buf b = { 0 };
	size_t i, n;

	all = choose(c, &any, &n);
	for (i = 0; i < n && strcmp(all[i]->id, id) != 0; )
		i++;
	if (i == n)
		return no_such(all, n, id);
	if (o->json) {
		rules_json(c->policy, all[i], &b);
		buf_char(&b, '\n');
	} else
		rules_whole(c->policy, all[i], &b);
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
	    "discloses or publishes,\n0 is logged only. show ID prints one "
	    "rule with its examples and how to unblock\nit, turn it off or "
	    "raise it to the floor. --markdown writes the documentation.\n",
	.stateless = true,
	.run = run
};
