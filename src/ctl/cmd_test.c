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
#include "ctl/test_grammar.h"

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
		if (!test_grammar(&c, argv[i], &n.good, &n.bad) &&
		    from_file(&c, &n, argv[i]) != 0)
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
	    "(rules/tools/NAME.json) is checked, and each\nmistake named "
	    "with line and column. Exit status: 0 all as expected, 1 not.\n",
	.run = run
};
