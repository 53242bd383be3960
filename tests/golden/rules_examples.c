/* SPDX-License-Identifier: ISC */
/* The examples of every built-in rule: each refused or run as it says. */
#include <stdio.h>

#include "base/buf.h"
#include "policy/examples.h"

static unsigned number;

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
	if (!x->ok)
		printf("# %s\n", x->why);
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
	for (size_t i = 0; i < n; i++)
		wrong += examples_run(rule[i], p, print, NULL);
	printf("1..%u\n", number);
	policy_close(p);
	arena_free(a);
	return wrong == 0 ? 0 : 1;
}
