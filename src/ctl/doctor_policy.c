/* SPDX-License-Identifier: ISC */
/* Is the policy sound, what does it promise, and what does the layout. */
#include <unistd.h>

#include "ctl/doctor.h"

static const char area[] = "policy";

static void
problems(struct doctor *d)
{
	const struct policy_problem *p;
	const char *file, *at;
	size_t i;

	for (i = 0; i < d->policy->nproblem; i++) {
		p = &d->policy->problem[i];
		file = p->file != NULL ? p->file : "the policy";
		at = p->line > 0 ? arena_printf(d->a, "%s:%u:%u", file,
		    p->line, p->column) : file;
		if (p->warning)
			doctor_say(d, DOCTOR_NOTE, area, NULL, "%s: %s", at,
			    p->message);
		else
			doctor_say(d, DOCTOR_FINDING, area, arena_printf(d->a,
			    "mend it; until then nothing runs (exit 125) and "
			    "no window counts; platectl policy check tells "
			    "when it is sound"), "%s: %s", at, p->message);
	}
	if (!d->policy->broken)
		doctor_say(d, DOCTOR_OK, area, NULL, "sound; the floor has "
		    "%zu entr%s", d->policy->nfloor,
		    d->policy->nfloor == 1 ? "y" : "ies");
}

static void
promises(struct doctor *d)
{
	const struct policy *p = d->policy;

	if (!p->broken && p->nfloor == 0)
		doctor_say(d, DOCTOR_NOTE, area, NULL, "the floor is empty: "
		    "in an open window nothing but the guard itself is "
		    "protected");
	if (p->mode == MODE_OBSERVE)
		doctor_say(d, DOCTOR_NOTE, area, NULL, "mode is observe: what "
		    "the block set would refuse is logged and runs");
}

static void
layout(struct doctor *d)
{
	const char *state = d->policy->state_dir;

	if (!d->policy->managed)
		doctor_say(d, DOCTOR_NOTE, "layout", NULL, "personal: policy, "
		    "state and log have your own uid, and so has an agent "
		    "you start: tamper-evident, not tamper-proof");
	else if (geteuid() == 0)
		doctor_say(d, DOCTOR_NOTE, "layout", NULL, "managed, and you "
		    "are root: what you start as root can change all of it: "
		    "tamper-evident, not tamper-proof");
	else if (d->policy->out_of_reach)
		doctor_say(d, DOCTOR_FINDING, "layout", "sudo platectl setup "
		    "managed; and start this outside every guarded session "
		    "and sandbox", "managed, and the state %s is out of reach: "
		    "this program has not got its group", state);
	else if (d->policy->shared)
		doctor_say(d, DOCTOR_OK, "layout", NULL, "managed: policy, "
		    "state and log are out of an agent's reach (%s)", state);
	else
		doctor_say(d, DOCTOR_FINDING, "layout", "sudo platectl setup "
		    "managed", "half managed: the policy is root's and out of "
		    "an agent's reach; state and log (%s) are your own: "
		    "tamper-evident, not tamper-proof",
		    state != NULL ? state : "nowhere");
}

void
doctor_policy(struct doctor *d)
{
	problems(d);
	promises(d);
	layout(d);
}
