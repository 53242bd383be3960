/* SPDX-License-Identifier: ISC */
/* What a supervisor thinks of an argv, and how it says so. */
#include <string.h>

#include "audit/refusal.h"
#include "base/clock.h"
#include "base/network.h"
#include "kernel/ownwork.h"
#include "kernel/supervisor.h"
#include "kernel/target.h"
#include "policy/disabled.h"
#include "policy/operator.h"

/* A PATH search is quicker. */
enum { AGAIN_NS = 2 * 1000 * 1000 * 1000 };

static const struct context *
context_of(struct supervisor *s)
{
	if (s->context == NULL) {
		s->context = arena_alloc(s->arena, sizeof *s->context);
		judge_context(s->arena, s->cfg->policy, s->cfg->world,
		    s->cfg->session, s->context);
		s->context->isolated = network_isolated;
	}
	return s->context;
}

struct own {
	struct arena *a;
	pid_t caller;
};

static bool
is_own_work(void *arg, const struct effect *e)
{
	const struct own *own = arg;

	return ownwork(own->a, own->caller, e);
}

/* Could a grant, or where the program works, change this refusal? */
static bool
liftable(const struct verdict *v)
{
	return v->kind == VERDICT_REFUSE && (v->layer == LAYER_BLOCK ||
	    v->layer == LAYER_UNKNOWN);
}

void
supervisor_judge(struct supervisor *s, struct arena *a, char *const *argv,
    const size_t *len, unsigned argc, const struct walk_world *world,
    enum tier tier, pid_t caller, struct judgement *out)
{
	struct own own = { a, caller };
	struct value **v = arena_array(a, argc + 1u, sizeof *v);
	struct context ctx = *context_of(s);
	struct grants grants = { 0 };
	unsigned i;

	for (i = 0; i < argc; i++)
		v[i] = value_const(a, argv[i], len[i]);
	ctx.tier = tier;
	ctx.at_exec = true;
	ctx.own_work = is_own_work;
	ctx.own_work_arg = &own;
	out->effects = walk_argv(a, v, argc, world);
	decide(a, out->effects, s->cfg->policy, &grants, &ctx, &out->verdict);
	/* The owner's emergency exit. */
	if (out->verdict.kind == VERDICT_REFUSE && disabled_now()) {
		out->verdict.kind = VERDICT_ALLOW;
		out->verdict.observed = true;
	}
	if (!liftable(&out->verdict))
		return;
	/* Asked only now: both read files, and few are refused. */
	s->cfg->ops->grants(s->cfg->ctx, a, s->cfg->judged, s->cfg->approved,
	    &grants);
	if (world->cwd != NULL &&
	    lineage_below(&s->lineage, caller, s->shell))
		ctx.work = judge_project(a, world->cwd, ctx.home);
	decide(a, out->effects, s->cfg->policy, &grants, &ctx, &out->verdict);
}

void
supervisor_explain(struct supervisor *s, pid_t tid, struct judgement *j,
    enum judged_what what)
{
	struct buf out = { 0 };

	j->what = what;
	j->ask_nobody = j->verdict.lifted_by_window &&
	    !operator_anyone(s->cfg->policy, clock_wall());
	refusal_format(j, s->cfg->session, NULL, true, &out);
	if (out.data != NULL)
		target_say(tid, out.data, out.len);
	buf_free(&out);
}

static uint64_t
digest(const void *p, size_t n)
{
	const unsigned char *b = p;
	uint64_t h = 14695981039346656037ull;

	while (n-- > 0)
		h = (h ^ *b++) * 1099511628211ull;
	return h;
}

bool
supervisor_again(struct supervisor *s, pid_t tid, const void *what, size_t n)
{
	uint64_t h = digest(what, n);
	int64_t now = clock_boot();
	struct refused *r;
	unsigned i;

	for (i = 0; i < REFUSALS_KEPT; i++) {
		r = &s->refused[i];
		if (r->tid == tid && r->what == h && r->at != 0 &&
		    now - r->at < AGAIN_NS)
			return true;
	}
	r = &s->refused[s->next_refused++ % REFUSALS_KEPT];
	*r = (struct refused){ tid, h, now };
	return false;
}
