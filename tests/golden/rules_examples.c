/* SPDX-License-Identifier: ISC */
/*
 * The examples of every built-in rule: each refused or run as it says. And
 * what a refusal recommends is a command that is not refused in its turn
 * (doc/rules-format.md says what counts as a command).
 */
#include <stdio.h>
#include <string.h>

#include "analyse/walk.h"
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

static const struct effects *
walk(struct arena *a, const char *text)
{
	struct walk_world w;

	examples_world(&w);
	return walk_text(a, text, strlen(text), NULL, &w);
}

/* The program of a command, NULL for other effects and unknown words. */
static const char *
program(const struct effect *e)
{
	return e->kind != EFFECT_COMMAND || e->argc == 0 ? NULL :
	    value_text(e->argv[0]);
}

static bool
runs(struct arena *a, const char *const *examples, const char *name)
{
	for (; *examples != NULL; examples++) {
		const struct effect *e = walk(a, *examples)->head;

		for (; e != NULL; e = e->next) {
			const char *s = program(e);

			if (s != NULL && strcmp(s, name) == 0)
				return true;
		}
	}
	return false;
}

/* Each of its commands has a grammar, or its program is in an example. */
static bool
is_command(struct arena *a, const struct rule *r)
{
	const struct effects *f = walk(a, r->instead);
	bool any = false;

	if (f->status != EFFECTS_OK)
		return false;
	for (const struct effect *e = f->head; e != NULL; e = e->next) {
		const char *s = program(e);

		if (e->kind != EFFECT_COMMAND)
			continue;
		any = true;
		if (s == NULL || (tool_find(s) == NULL &&
		    !runs(a, r->allow, s) && !runs(a, r->refuse, s)))
			return false;
	}
	return any;
}

static void
note(void *arg, const struct example *x)
{
	if (!x->ok)
		printf("# `%s`: %s\n", x->text, x->why);
	*(bool *)arg = x->ok;
}

/* Through the same judgement as an example that must be allowed. */
static unsigned
instead(const struct rule *r, const struct policy *p)
{
	static const char *const none[] = { NULL };
	struct arena *a = arena_new((size_t)64 << 20);
	const char *const one[] = { r->instead, NULL };
	struct rule fake = *r;
	bool command, allowed = false;

	fake.refuse = none;
	fake.allow = one;
	if (r->instead != NULL)
		examples_run(&fake, p, note, &allowed);
	command = r->instead != NULL && a != NULL && is_command(a, r);
	printf("%sok %u - %s recommends a command%s%s\n",
	    command ? "" : "not ", ++number, r->id, command ? "" : ", not: ",
	    command ? "" : r->instead == NULL ? "nothing" : r->instead);
	printf("%sok %u - %s recommends what is not refused\n",
	    allowed ? "" : "not ", ++number, r->id);
	arena_free(a);
	return !command + !allowed;
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
		wrong += instead(rule[i], p);
	}
	printf("1..%u\n", number);
	policy_close(p);
	arena_free(a);
	return wrong == 0 ? 0 : 1;
}
