/* SPDX-License-Identifier: ISC */
#include "policy/examples.h"

#include <string.h>

#include "analyse/walk.h"
#include "policy/decide.h"

enum { EXAMPLE_MEMORY = 64 << 20 };

static const char *const guard[] = { "/etc/bashplate", "/var/lib/bashplate",
    "/usr/bin/bashplate", "/usr/bin/platectl", "/usr/libexec/bashplate",
    "/home/user/.config/bashplate", "/home/user/.local/state/bashplate",
    NULL };
static const char *const scratch[] = { "/tmp", "/var/tmp", NULL };

void
examples_world(struct walk_world *w)
{
	static char home[] = "HOME=/home/user", path[] = "PATH=/usr/bin:/bin",
	    user[] = "USER=user", tmp[] = "TMPDIR=/tmp";
	static char *const environ_[] = { home, path, user, tmp, NULL };

	*w = (struct walk_world){ .environ = environ_,
	    .cwd = "/home/user/project", .home = "/home/user", .uid = 1000,
	    .pid = 4321, .ppid = 4320, .file_limit = 256 * 1024,
	    .file_count = 64 };
}

static struct context
context(const struct policy *p)
{
	return (struct context){ .project = "/home/user/project",
	    .home = "/home/user", .scratch = scratch, .guard = guard,
	    .production = p->production,
	    .protected_branches = p->protected_branches, .uid = 1000,
	    .tier = TIER_LINE_ONLY };
}

/* Could it, counts: xargs kubectl delete is refused for what it may do. */
static bool
holds(struct arena *a, const struct rule *r, const struct effects *effects,
    const struct context *ctx)
{
	for (const struct effect *e = effects->head; e != NULL; e = e->next) {
		if (rule_match(a, r, e, ctx) != MATCH_NO)
			return true;
	}
	return false;
}

static void
judge_example(struct arena *a, const struct policy *policy,
    struct example *x)
{
	struct walk_world w;
	const struct context ctx = context(policy);
	const struct grants none = { 0 };
	struct verdict v;
	struct effects *effects;

	examples_world(&w);
	effects = walk_text(a, x->text, strlen(x->text), NULL, &w);
	decide(a, effects, policy, &none, &ctx, &v);
	x->held = holds(a, x->rule, effects, &ctx);
	x->verdict = verdict_name(v.kind);
	x->by = v.kind == VERDICT_REFUSE ? v.rule : NULL;
	x->why = "";
	if (x->kind == EXAMPLE_ALLOW) {
		x->ok = v.kind != VERDICT_REFUSE;
		if (!x->ok)
			x->why = arena_printf(a, "refused by %s", v.rule);
		return;
	}
	x->ok = v.kind == VERDICT_REFUSE ||
	    (x->held && x->rule->radius < policy->threshold);
	if (!x->ok)
		x->why = x->held ? "the rule matches, but the line is not "
		    "refused" : "nothing refuses it";
	else if (!x->held)
		x->why = arena_printf(a, "the rule itself does not match; "
		    "refused by %s", v.rule);
}

static bool
run_one(const struct rule *rule, const struct policy *policy,
    enum example_kind kind, const char *text,
    void (*each)(void *, const struct example *), void *arg)
{
	struct arena *a = arena_new(EXAMPLE_MEMORY);
	struct example x = { .rule = rule, .kind = kind, .text = text,
	    .verdict = "refuse", .by = "limit", .why = "out of memory" };
	bool ok;

	if (a != NULL && setjmp(*arena_catch(a)) == 0)
		judge_example(a, policy, &x);
	ok = x.ok;
	each(arg, &x);
	arena_free(a);
	return ok;
}

unsigned
examples_run(const struct rule *rule, const struct policy *policy,
    void (*each)(void *arg, const struct example *x), void *arg)
{
	unsigned wrong = 0;

	for (const char *const *s = rule->refuse; *s != NULL; s++)
		wrong += !run_one(rule, policy, EXAMPLE_REFUSE, *s, each,
		    arg);
	for (const char *const *s = rule->allow; *s != NULL; s++)
		wrong += !run_one(rule, policy, EXAMPLE_ALLOW, *s, each, arg);
	return wrong;
}
