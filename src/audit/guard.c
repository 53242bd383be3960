/* SPDX-License-Identifier: ISC */
#include "audit/guard.h"

#include "audit/ask.h"
#include "audit/spill.h"
#include "base/confined.h"
#include "base/network.h"
#include "policy/disabled.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>


int
guard_open(struct guard *g, struct err *e)
{
	static const struct policy_sources sources = { .no_advice = true };

	memset(g, 0, sizeof *g);
	g->arena = arena_new((size_t)64 * 1024 * 1024);
	if (g->arena == NULL)
		return err_set(e, ENOMEM, "out of memory");
	g->policy = policy_load(g->arena, &sources);
	record_use(g->policy);
	walk_world_init(&g->world);
	if (!g->policy->out_of_reach)
		g->state = g->policy->state_dir;
	/* With NO_NEW_PRIVS alone is there more to ask. */
	if (confined() && (g->state == NULL || spill_needed(g->state)))
		g->spill = spill_open(g->arena, g->policy, NULL);
	if (g->state != NULL && g->spill == NULL)
		g->have_session = session_join(g->state, &g->session,
		    NULL) == 0;
	/* Where this cannot be logged, no line can: that one is refused. */
	if (g->have_session && g->session.begun)
		(void)record_session(g->state, &g->session, g->policy, NULL);
	return 0;
}

void
guard_close(struct guard *g)
{
	record_use(NULL);
	if (g->policy != NULL)
		policy_close(g->policy);
	arena_free(g->arena);
	memset(g, 0, sizeof *g);
}

/* A window of this session that is over is put away and logged, once. */
static void
sweep(struct guard *g, const struct grants *grants,
    const struct grant_now *now)
{
	struct record_grant grant = { .id = NULL };
	struct record rec = { .kind = RECORD_WINDOW, .event = "expire",
	    .session = &g->session, .grant = &grant };
	size_t i;

	for (i = 0; i < grants->nwindow; i++) {
		const struct window *w = &grants->window[i];

		if (w->shut == NULL || grant_sweep(g->policy, w, now,
		    NULL) != 1)
			continue;
		grant.id = w->id;
		grant.who = w->operator_name;
		grant.until = w->until_wall;
		(void)record_write(g->state, &rec, NULL);
	}
}

/* No windows unless every one of these steps worked: strict is the default. */
void
guard_grants(struct guard *g, struct arena *a, struct grants *grants)
{
	struct grant_now now;

	memset(grants, 0, sizeof *grants);
	if (g->policy->broken || g->state == NULL || !g->have_session)
		return;
	grant_now(&now);
	if (grant_load(a, g->policy, &g->session, &now, grants, NULL) != 0)
		memset(grants, 0, sizeof *grants);
	else
		sweep(g, grants, &now);
}

static void
refuse_log(struct judgement *j, struct arena *a, const char *state,
    const struct err *e)
{
	struct verdict *v = &j->verdict;

	memset(v, 0, sizeof *v);
	v->kind = VERDICT_REFUSE;
	v->layer = LAYER_LOG;
	v->rule = "log";
	v->title = "The decision cannot be recorded, so nothing runs";
	v->why = arena_strdup(a, e->msg);
	v->instead = e->code != EROFS ? "make the log writable; `platectl "
	    "doctor` names the fix" : arena_printf(a, "let the sandbox write "
	    "the guard's state; in Claude Code's settings: \"sandbox\": "
	    "{\"filesystem\": {\"allowWrite\": [\"%s\"]}}",
	    state != NULL ? state : "?");
	v->span = j->envelope.span;
}

/* The owner's emergency exit lets pass what would be refused. */
static bool
emergency(struct judgement *j)
{
	struct verdict *v = &j->verdict;

	if (v->kind != VERDICT_REFUSE || v->layer == LAYER_REQUEST ||
	    !disabled_now())
		return false;
	v->kind = VERDICT_ALLOW;
	v->observed = true;
	return true;
}

static void
record(struct guard *g, struct arena *a, struct judgement *j, char *id)
{
	struct record r = { .kind = RECORD_LINE, .cwd = g->world.cwd,
	    .event = emergency(j) ? "disabled" : NULL, .judgement = j, .approval = j->verdict.approval,
	    .session = g->have_session ? &g->session : NULL };
	struct err e = { 0 };

	id[0] = '\0';
	if (g->spill == NULL && g->state == NULL) {
		err_set(&e, ENOENT, g->policy->out_of_reach ? "the managed "
		    "log is out of this process's reach" : "there is no place "
		    "for the log: HOME and XDG_STATE_HOME are unset");
		refuse_log(j, a, NULL, &e);
		return;
	}
	if ((g->spill != NULL ? record_spill(g->spill, &r, &e) :
	    record_write(g->state, &r, &e)) != 0) {
		refuse_log(j, a, g->state, &e);
		(void)emergency(j);
	} else
		memcpy(id, r.id, sizeof r.id);
}

/*
 * The verdict stands on an approval: take one use of it. False when another
 * command was quicker, or it cannot be noted.
 */
static bool
take_approval(struct guard *g, const struct grants *grants,
    const struct judgement *j)
{
	const struct window *w = grant_approves(grants, j->verdict.digest);
	const struct ask_part p = { .state = g->state, .cwd = g->world.cwd,
	    .session = &g->session,
	    .use = { j->verdict.hit, g->prompt } };

	if (w == NULL || (!g->peek && !ask_take(&p, w, j->envelope.text)))
		return false;
	g->took = true;
	return true;
}

void
guard_line(struct guard *g, struct arena *a, const char *text, size_t len,
    const struct invoke *inv, struct judgement *j, char *id)
{
	struct grants grants;
	struct context ctx;

	guard_grants(g, a, &grants);
	judge_context(a, g->policy, &g->world,
	    g->have_session ? &g->session : NULL, &ctx);
	ctx.tier = g->tier;
	ctx.isolated = network_isolated;
	judge_text(a, text, len, inv, &g->world, g->policy, &grants, &ctx, j);
	if (j->verdict.approval != NULL && !take_approval(g, &grants, j)) {
		grants.napproval = 0;
		judge_text(a, text, len, inv, &g->world, g->policy, &grants,
		    &ctx, j);
	}
	record(g, a, j, id);
	ask_person(g, a, j);
}

void
guard_unseen_stdin(struct guard *g, struct arena *a, struct judgement *j,
    char *id)
{
	static const char text[] = "(script on standard input)";
	struct effects *fx = arena_alloc(a, sizeof *fx);
	struct effect *e = arena_alloc(a, sizeof *e);
	struct grants grants;
	struct context ctx;

	e->kind = EFFECT_UNKNOWN;
	e->unknown = UNKNOWN_STDIN_SCRIPT;
	e->cwd = g->world.cwd;
	e->span.len = sizeof text - 1;
	fx->head = e;
	fx->tail = &e->next;
	fx->count = 1;
	guard_grants(g, a, &grants);
	judge_context(a, g->policy, &g->world,
	    g->have_session ? &g->session : NULL, &ctx);
	ctx.tier = g->tier;
	memset(j, 0, sizeof *j);
	j->text = j->envelope.text = text;
	j->len = j->envelope.len = sizeof text - 1;
	j->envelope.span = e->span;
	j->effects = fx;
	decide(a, fx, g->policy, &grants, &ctx, &j->verdict);
	record(g, a, j, id);
}

void
guard_policy_problems(const struct guard *g, struct buf *out)
{
	const struct policy_problem *p;
	size_t i;

	if (!g->policy->broken)
		return;
	for (i = 0; i < g->policy->nproblem; i++) {
		p = &g->policy->problem[i];
		buf_printf(out, "bashplate: policy: %s:%u:%u: %s%s\n", p->file,
		    p->line, p->column, p->warning ? "warning: " : "",
		    p->message);
	}
}
