/* SPDX-License-Identifier: ISC */
#include "ctl/log_import.h"

#include <stdio.h>
#include <unistd.h>

#include "audit/spill.h"
#include "base/exitcode.h"

int
log_import(struct ctl *c, const char *folder)
{
	uid_t whose = geteuid() == 0 ? (uid_t)-1 : geteuid();
	struct spill_count n;
	struct err e = { 0 };
	int r = spill_import(c->arena, c->policy, whose, folder, &n, &e);

	printf("%lu record%s of %u sandbox folder%s moved to the log\n",
	    n.records, n.records == 1 ? "" : "s", n.folders,
	    n.folders == 1 ? "" : "s");
	if (n.unsound > 0)
		printf("%lu of them do not follow the one before: the log "
		    "says which (\"sound\": false)\n", n.unsound);
	if (n.dropped > 0)
		printf("%llu bytes were more than a sandbox may write, and "
		    "were left out\n", (unsigned long long)n.dropped);
	if (r == 0)
		return 0;
	fprintf(stderr, "platectl: log: %s; what was not moved is still "
	    "there\n", e.msg);
	return EXITCODE_FAULT;
}
