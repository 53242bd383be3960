/* SPDX-License-Identifier: ISC */
#include "shell/gating.h"

#include <errno.h>
#include <linux/capability.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "audit/record.h"
#include "base/capability.h"
#include "base/clock.h"
#include "kernel/filter.h"
#include "kernel/gates.h"
#include "kernel/lines.h"
#include "kernel/member.h"
#include "kernel/probe.h"
#include "shell/sandbox.h"
#include "term/signals.h"

static void
now_granted(void *ctx, struct arena *a, const struct gates_line *line,
    struct grants *out)
{
	const struct guard *g = ctx;
	struct grant_now now;

	memset(out, 0, sizeof *out);
	if (line->strict)
		return;
	if (g->state != NULL && line->session != NULL) {
		grant_now(&now);
		now.line = line->judged;
		if (grant_load(a, g->policy, line->session, &now, out,
		    NULL) != 0)
			memset(out, 0, sizeof *out);
	}
	out->approved = line->approved;
}

static int
as_daemon(void *ctx)
{
	(void)ctx;
	/* The filter hangs on the shell's process already, or will. */
	if (geteuid() != 0 && capability_keep(1u << CAP_SYS_PTRACE |
	    1u << CAP_KILL) != 0)
		return -1;
	return signals_daemon();
}

static const struct gates_ops ops = { now_granted, as_daemon };

static bool
is_person(const struct guard *g)
{
	return g->have_session && g->session.terminal &&
	    g->session.agent[0] == '\0';
}

/* One record for each session: what was enforced in it, why no more, and what
 * to do about that. */
void
gating_note(const struct guard *g, const char *reason, const char *cure)
{
	char detail[512];
	struct record r = { .kind = RECORD_TIER, .session = &g->session,
	    .event = tier_name(g->tier) };

	if (g->spill == NULL && (g->state == NULL || !g->have_session))
		return;
	snprintf(detail, sizeof detail, "%s%s%s", reason != NULL ? reason : "",
	    cure != NULL ? "; cure: " : "", cure != NULL ? cure : "");
	if (detail[0] != '\0')
		r.detail = detail;
	if (g->spill != NULL) {
		r.session = NULL;
		(void)record_spill(g->spill, &r, NULL);
	} else
		(void)record_write(g->state, &r, NULL);
}

static void
note_begun(const struct guard *g, const char *reason, const char *cure)
{
	if (g->spill != NULL || (g->have_session && g->session.begun))
		gating_note(g, reason, cure);
}

/* What the gates around us hold is what they could have begun with here. */
static void
around(struct guard *g, struct probe *p)
{
	g->inside = true;
	probe(p, true);
	if (p->tier == TIER_LINE_ONLY)
		p->tier = TIER_UNVERIFIED;
	p->scope = false;
	p->reason = "the gates of the session around this one hold";
	p->cure = NULL;
}

void
gating_probe(struct guard *g, const struct invoke *inv)
{
	struct probe p = { .tier = TIER_LINE_ONLY };

	if (gating_inside()) {
		around(g, &p);
	} else if (g->policy->gates_off)
		p.reason = "the policy says line-only";
	else if (g->spill != NULL)
		p.reason = "the log is out of this sandbox's reach; its "
		    "records wait for platectl log import";
	else if (sandbox_start(inv))
		p.reason = "this line starts a sandbox; the shell inside it "
		    "is judged and gated by itself";
	else
		probe(&p, !is_person(g));
	g->tier = p.tier;
	g->scope = p.scope && g->policy->isolate;
	g->needs_nnp = p.needs_nnp;
	note_begun(g, p.reason, p.cure);
}

void
gating_probe_prompt(struct guard *g, const char **reason, const char **cure)
{
	struct probe p = { .tier = TIER_LINE_ONLY };

	if (gating_inside())
		around(g, &p);
	else if (g->policy->gates_off)
		p.reason = "the policy says line-only";
	else
		probe(&p, false);
	g->tier = p.tier;
	g->scope = g->needs_nnp = false;
	*reason = p.reason;
	*cure = p.cure;
}

bool
gating_inside(void)
{
	/* The cookie alone can be forged by who means to. */
	return member_gated(member_of(0)) && filter_watched();
}

bool
gating_other_session(const struct guard *g)
{
	uint64_t cookie = member_of(0);
	struct session outer;

	return g->state != NULL && g->have_session &&
	    g->session.agent[0] != '\0' &&
	    !member_same(member_cookie(g->session.id, cookie, true), cookie) &&
	    member_session(g->state, cookie, &outer) == 0 &&
	    outer.agent[0] == '\0';
}

int
gating_begin(struct guard *g, const struct judgement *j, const char *line,
    char **argv, struct err *e)
{
	struct gates_config c = { .policy = g->policy, .state = g->state,
	    .session = g->have_session ? &g->session : NULL,
	    .world = &g->world, .line = line, .tier = g->tier,
	    .scope = g->scope, .argv = argv, .ops = &ops, .ctx = g,
	    .judged = clock_boot(),
	    .approved = j->verdict.approval != NULL ? j->verdict.hit : NULL };
	struct err why = { 0 };

	lines_text(c.text, j->envelope.text, j->envelope.len);
	c.nnp = g->needs_nnp ||
	    prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1;
	if (g->tier < g->policy->tier)
		return err_set(e, 0, "the policy demands tier %s, and here "
		    "there is %s; platectl doctor says why",
		    tier_name(g->policy->tier), tier_name(g->tier));
	if (g->tier == TIER_LINE_ONLY || g->inside) {
		gating_join(g);
		return 0;
	}
	if (gates_start(&c, &why) == 0)
		return 0;
	g->tier = TIER_LINE_ONLY;
	note_begun(g, why.code == EBUSY ? PROBE_FOREIGN : why.msg,
	    why.code == EBUSY ? PROBE_FOREIGN_CURE : NULL);
	return 1;
}

void
gating_join(const struct guard *g)
{
	if (g->have_session)
		member_join(g->session.id, g->inside);
}

int
gating_begin_prompt(struct guard *g, const struct lines *lines,
    const char *shell, const char *guarded, char **argv, struct err *why)
{
	struct gates_config c = { .policy = g->policy, .state = g->state,
	    .session = g->have_session ? &g->session : NULL,
	    .world = &g->world, .lines = lines, .shell = shell,
	    .guarded = guarded, .tier = g->tier, .argv = argv, .ops = &ops, .ctx = g,
	    .nnp = prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1 };

	return gates_start(&c, why);
}
