/* SPDX-License-Identifier: ISC */
/*
 * Run examples against the policy: those of the built-in rules, or an owner's
 * own list of lines "refuse: COMMAND" and "allow: COMMAND".
 */
#include <stdlib.h>
#include <string.h>

#include "base/exitcode.h"
#include "ctl/command.h"
#include "ctl/common.h"
#include "ctl/pack.h"
#include "ctl/test_grammar.h"
#include "policy/examples.h"

enum { LINE_MEMORY = 256 * 1024 * 1024 };

struct count {
	unsigned long good, bad;
};

static void
expect(const struct ctl *c, struct count *n, const char *where,
    const char *command, bool refuse)
{
	struct arena *a = arena_new(LINE_MEMORY);
	struct judgement j;
	struct buf b = { 0 };

	if (a == NULL) {
		n->bad++;
		return;
	}
	ctl_judge(c, a, command, strlen(command), TIER_LINE_ONLY, &j);
	if (ctl_allowed(&j) != refuse)
		n->good++;
	else {
		n->bad++;
		buf_printf(&b, "%s: %s, but should be %s: ", where,
		    refuse ? "allowed" : "refused",
		    refuse ? "refused" : "allowed");
		buf_visible(&b, command, strlen(command), 400);
		if (!refuse)
			buf_printf(&b, " (%s)", j.verdict.rule);
		buf_char(&b, '\n');
		ctl_flush(&b, stdout);
	}
	buf_free(&b);
	arena_free(a);
}

static void
builtin(const struct ctl *c, struct count *n)
{
	size_t i, k;
	const struct rule *const *r = rule_builtin(&k);
	const char *const *s;

	for (i = 0; i < k; i++) {
		if (policy_rule_off(c->policy, r[i]))
			continue;
		for (s = r[i]->refuse; s != NULL && *s != NULL; s++)
			expect(c, n, r[i]->id, *s, true);
		for (s = r[i]->allow; s != NULL && *s != NULL; s++)
			expect(c, n, r[i]->id, *s, false);
	}
}

static int
from_file(const struct ctl *c, struct count *n, const char *path)
{
	FILE *in = fopen(path, "re");
	char *line = NULL;
	size_t size = 0, at = 0;
	ssize_t k;

	if (in == NULL) {
		fprintf(stderr, "platectl: test: %s: %m\n", path);
		return -1;
	}
	while ((k = getline(&line, &size, in)) >= 0) {
		const char *where = arena_printf(c->arena, "%s:%zu", path,
		    ++at);

		if (k > 0 && line[k - 1] == '\n')
			line[k - 1] = '\0';
		if (strncmp(line, "refuse: ", 8) == 0)
			expect(c, n, where, line + 8, true);
		else if (strncmp(line, "allow: ", 7) == 0)
			expect(c, n, where, line + 7, false);
		else if (line[0] != '\0' && line[0] != '#') {
			printf("%s: expected \"refuse: COMMAND\" or \"allow: "
			    "COMMAND\"\n", where);
			n->bad++;
		}
	}
	free(line);
	fclose(in);
	return 0;
}

static void
print_example(void *arg, const struct example *x)
{
	struct count *n = arg;
	struct buf b = { 0 };

	if (x->ok && (x->kind == EXAMPLE_ALLOW || x->held)) {
		n->good++;
		return;
	}
	n->bad++;
	buf_printf(&b, "%s: should be %s: ", x->rule->id,
	    x->kind == EXAMPLE_REFUSE ? "refused" : "allowed");
	buf_visible(&b, x->text, strlen(x->text), 400);
	buf_printf(&b, " (%s)\n", x->why);
	ctl_flush(&b, stdout);
	buf_free(&b);
}

/* The rules of a pack that may go live, and those that are. */
static void
from_pack(struct count *n, const char *path, const struct policy *p)
{
	size_t own = p->nextra, had = n->good + n->bad;

	for (size_t i = 0; i < own; i++)
		examples_run(p->extra[i], p, print_example, n);
	if (n->good + n->bad == had)
		printf("%s: none of its rules has an example\n", path);
}

static int
from_any(const struct ctl *c, struct count *n, const char *path)
{
	struct policy with_pack;
	int r;

	if (test_grammar(c, path, &n->good, &n->bad))
		return 0;
	r = pack_policy(c, path, &with_pack);
	if (r > 0)
		from_pack(n, path, &with_pack);
	else if (r < 0)
		n->bad++;
	return r != 0 ? 0 : from_file(c, n, path);
}

static int
run(int argc, char **argv)
{
	struct count n = { 0 };
	struct ctl c;
	int r, i;

	if ((r = ctl_open(&c, NULL)) != 0)
		return r;
	if (c.policy->broken) {
		ctl_problems(c.policy, false, stderr);
		ctl_close(&c);
		return EXITCODE_FAULT;
	}
	if (argc < 2)
		builtin(&c, &n);
	for (i = 1; i < argc && r == 0; i++)
		if (from_any(&c, &n, argv[i]) != 0)
			r = EXITCODE_FAULT;
	printf("%lu as expected, %lu not\n", n.good, n.bad);
	ctl_close(&c);
	return r != 0 ? r : n.bad > 0 ? 1 : 0;
}

const struct ctl_command cmd_test = {
	.name = "test",
	.usage = "[FILE...]",
	.help = "Run examples against the policy in force",
	.options =
	    "Without FILE the examples of the built-in rules run. A FILE has "
	    "lines\n\"refuse: COMMAND\" and \"allow: COMMAND\"; blank lines "
	    "and # comments are\nskipped. A FILE of tool grammars "
	    "(rules/tools/NAME.json) or rules (rules.d/PACK.json)\nis "
	    "checked, each mistake named with line and column, and the "
	    "examples of\nits rules run as if it were in force. Exit status: 0 all as expected, 1 not.\n",
	.stateless = true,
	.run = run
};
