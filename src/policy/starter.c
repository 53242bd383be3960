/* SPDX-License-Identifier: ISC */
/*
 * What holds when nobody wrote a policy. The list is a start for an owner to
 * tailor, not our opinion of what is catastrophic for everyone.
 */
#include "policy/load.h"

const char *const starter_entry[] = {
	"DROP DATABASE",
	"DROP SCHEMA",
	"DROP TABLE",
	"TRUNCATE",
	"DELETE FROM (unbounded)",
	"kubectl delete ns nexlayer-services",
	"kubectl delete pvc",
	"git push --force origin main",
	NULL
};

static const char *const none[] = { NULL };
static const char *const all[] = { "*", NULL };
static const char *const production[] = { "prod", "*-prod-*", "prod-*",
    "*-prod", "production", NULL };
static const char *const branches[] = { "main", "master", "release/*", NULL };

void
starter_defaults(struct policy *p)
{
	const int64_t minute = INT64_C(60) * 1000000000;

	p->window_default = 120 * minute;
	p->window_max = 480 * minute;
	p->window_grace = 10 * minute;
	p->window_scope = all;
	p->qualification_valid = 180 * 24 * 60 * minute;
	p->off = none;
	p->threshold = 1;
	p->production = production;
	p->protected_branches = branches;
	p->mode = MODE_ENFORCE;
	p->unknown = UNKNOWN_DEFER;
	p->tier = TIER_LINE_ONLY;
	p->shell = "/bin/bash";
	p->prefix_key = "^]";
	p->rotate_size = INT64_C(64) * 1024 * 1024;
	p->sinks = none;
}
