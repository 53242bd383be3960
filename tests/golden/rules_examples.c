/* SPDX-License-Identifier: ISC */
/* The examples of every built-in rule: each refused or run as it says. */
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "policy/examples.h"

static unsigned number;
static bool held;	/* by the rule at hand, in one of its examples */

/* Its script is no part of a line: the shell's own standard input. */
static const char outside[] = "unknown/stdin-script";

static void
print(void *arg, const struct example *x)
{
	struct buf b = { 0 };

	(void)arg;
	/* A hash sign would be a TAP directive. */
	for (const char *s = x->text; *s != '\0'; s++) {
		if (*s == '\n')
			buf_str(&b, " | ");
		else
			buf_char(&b, *s == '#' ? '%' : *s);
	}
	printf("%sok %u - %s %s: %s\n", x->ok ? "" : "not ", ++number,
	    x->rule->id, x->kind == EXAMPLE_REFUSE ? "refuses" : "allows",
	    b.data != NULL ? b.data : "");
	if (*x->why != '\0')
		printf("# %s\n", x->why);
	held |= x->kind == EXAMPLE_REFUSE && x->held;
	buf_free(&b);
}

int
main(void)
{
	static const char *const none[] = { NULL };
	const struct policy_sources src = { .managed = "/nonexistent/policy",
	    .personal = "/nonexistent/policy", .claude = none };
	struct arena *a = arena_new((size_t)64 << 20);
	const struct rule *const *rule;
	const struct policy *p;
	unsigned wrong = 0;
	size_t n;

	if (a == NULL)
		return 99;
	p = policy_load(a, &src);
	rule = rule_builtin(&n);
	for (size_t i = 0; i < n; i++) {
		held = strcmp(rule[i]->id, outside) == 0;
		wrong += examples_run(rule[i], p, print, NULL);
		wrong += !held;
		printf("%sok %u - %s matches one of its own examples\n",
		    held ? "" : "not ", ++number, rule[i]->id);
	}
	printf("1..%u\n", number);
	policy_close(p);
	arena_free(a);
	return wrong == 0 ? 0 : 1;
}
