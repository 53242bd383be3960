/* SPDX-License-Identifier: ISC */
/* What the kernel lets us watch here: the tier of a session. */
#include <linux/capability.h>

#include "ctl/doctor.h"
#include "ctl/setup_share.h"
#include "kernel/probe.h"

static const char area[] = "tier";

static const char *
meaning(enum tier t)
{
	switch (t) {
	case TIER_FULL:
		return "every exec and signal of a command is judged, and what "
		    "was judged is compared with what runs";
	case TIER_UNVERIFIED:
		return "every exec and signal of a command is judged";
	default:
		return "lines are judged before they run; what a program does "
		    "later is not seen";
	}
}

/* A person's own prompt keeps set-user-id programs, whatever that costs. */
static void
at_prompt(struct doctor *d)
{
	const struct policy *p = d->policy;
	struct probe mine;

	/* The helper's capabilities are the program's, not ours. */
	probe(&mine, p->managed && (setup_caps(PKGLIBEXECDIR
	    "/bashplate-interactive") & 1u << CAP_SYS_ADMIN) != 0);
	probe_listener(&mine);
	if (p->gates_off) {
		mine.tier = TIER_LINE_ONLY;
		mine.reason = "the policy says \"tier\": \"line-only\"";
		mine.cure = NULL;
	}
	if (mine.tier < p->tier)
		doctor_say(d, DOCTOR_FINDING, area, mine.cure, "the policy "
		    "demands %s, and a person's own prompt of this account "
		    "reaches %s here (%s): it does not start",
		    tier_name(p->tier), tier_name(mine.tier),
		    mine.reason != NULL ? mine.reason : "?");
	else
		doctor_say(d, mine.tier == TIER_FULL ? DOCTOR_OK :
		    DOCTOR_NOTE, area, mine.cure, "%s for a person's own "
		    "prompt: %s%s%s; set-user-id programs work",
		    tier_name(mine.tier), meaning(mine.tier),
		    mine.reason != NULL ? "; " : "",
		    mine.reason != NULL ? mine.reason : "");
}

void
doctor_gates(struct doctor *d)
{
	const struct policy *p = d->policy;
	struct probe agent;

	probe(&agent, true);
	probe_listener(&agent);
	if (p->gates_off) {
		agent.tier = TIER_LINE_ONLY;
		agent.reason = "the policy says \"tier\": \"line-only\"";
		agent.cure = NULL;
	}
	if (agent.tier < p->tier)
		doctor_say(d, DOCTOR_FINDING, area, agent.cure != NULL ?
		    agent.cure : "set \"tier\": \"any\"", "the policy demands "
		    "%s, and an agent's session reaches %s here (%s): nothing "
		    "runs", tier_name(p->tier), tier_name(agent.tier),
		    agent.reason != NULL ? agent.reason : "?");
	else
		doctor_say(d, agent.tier == TIER_FULL ? DOCTOR_OK :
		    DOCTOR_NOTE, area, agent.cure, "%s for an agent's session: "
		    "%s%s%s", tier_name(agent.tier), meaning(agent.tier),
		    agent.reason != NULL ? "; " : "",
		    agent.reason != NULL ? agent.reason : "");
	if (agent.tier != TIER_LINE_ONLY && agent.needs_nnp)
		doctor_say(d, DOCTOR_NOTE, area, NULL, "set-user-id programs "
		    "(sudo, su, ping) have no effect in an agent's session: "
		    "the filter needs NO_NEW_PRIVS without CAP_SYS_ADMIN; "
		    "\"tier\": \"line-only\" gives them back and gives the gates "
		    "up");
	at_prompt(d);
}
