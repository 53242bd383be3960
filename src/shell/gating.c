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
#include "kernel/member.h"
#include "kernel/probe.h"
#include "shell/sandbox.h"
#include "term/signals.h"

static void
now_granted(void *ctx, struct arena *a, int64_t judged,
    const char *const *approved, struct grants *out)
{
	const struct guard *g = ctx;
	struct grant_now now;

	memset(out, 0, sizeof *out);
	if (g->state != NULL && g->have_session) {
		grant_now(&now);
		now.line = judged;
		if (grant_load(a, g->policy, &g->session, &now, out,
		    NULL) != 0)
			memset(out, 0, sizeof *out);
	}
	out->approved = approved;
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
static void
note_tier(const struct guard *g, const char *reason, const char *cure)
{
	char detail[512];
	struct record r = { .kind = RECORD_TIER, .session = &g->session,
	    .event = tier_name(g->tier) };

	if (g->spill == NULL && (g->state == NULL || !g->have_session ||
	    !g->session.begun))
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

void
gating_probe(struct guard *g, const struct invoke *inv)
{
	struct probe p = { .tier = TIER_LINE_ONLY };

	if (g->policy->gates_off)
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
	note_tier(g, p.reason, p.cure);
}

bool
gating_inside(void)
{
	/* The cookie alone can be forged by who means to. */
	return member_gated(member_of(0)) && filter_watched();
}

/* As much of the line as fits; a cut one says so. */
static void
keep_text(const struct judgement *j, char out[GATES_TEXT])
{
	static const char cut[] = " [...]";
	const char *text = j->envelope.text;
	size_t n = text != NULL ? j->envelope.len : 0;

	if (n >= GATES_TEXT) {
		n = GATES_TEXT - sizeof cut;
		memcpy(out + n, cut, sizeof cut);
	} else
		out[n] = '\0';
	if (n > 0)
		memcpy(out, text, n);
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

	keep_text(j, c.text);
	c.nnp = g->needs_nnp ||
	    prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1;
	if (g->tier < g->policy->tier)
		return err_set(e, 0, "the policy demands tier %s, and here "
		    "there is %s; platectl doctor says why",
		    tier_name(g->policy->tier), tier_name(g->tier));
	if (g->tier == TIER_LINE_ONLY) {
		if (g->have_session)
			member_join(g->session.id, false);
		return 0;
	}
	if (gates_start(&c, &why) == 0)
		return 0;
	g->tier = TIER_LINE_ONLY;
	note_tier(g, why.code == EBUSY ? PROBE_FOREIGN : why.msg,
	    why.code == EBUSY ? PROBE_FOREIGN_CURE : NULL);
	return 1;
}
