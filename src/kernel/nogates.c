/* SPDX-License-Identifier: ISC */
/* What the kernel gates are where they are not built: the line gate alone. */
#include <errno.h>
#include <string.h>

#include "kernel/filter.h"
#include "kernel/gates.h"
#include "kernel/probe.h"

void
probe(struct probe *p, bool may_nnp)
{
	(void)may_nnp;
	memset(p, 0, sizeof *p);
	p->tier = TIER_LINE_ONLY;
	p->reason = "bashplate was built without kernel gates";
}

void
probe_listener(struct probe *p)
{
	(void)p;
}

const char *
tier_name(enum tier t)
{
	return t == TIER_FULL ? "full" : t == TIER_UNVERIFIED ? "unverified" :
	    "line-only";
}

bool
filter_watched(void)
{
	return false;
}

int
gates_start(const struct gates_config *c, struct err *why)
{
	(void)c;
	return err_set(why, ENOSYS, "built without kernel gates");
}
