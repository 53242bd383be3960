/* SPDX-License-Identifier: ISC */
/*
 * Qualify this account without the exam: for tests of what comes after it.
 *	make_operator PASSPHRASE [VALID_SECONDS [CHECKLIST]]
 * Not installed; the same record as platectl qualify writes, sealed cheaply.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/account.h"
#include "base/clock.h"
#include "base/stategroup.h"
#include "policy/operator.h"

int
main(int argc, char **argv)
{
	/* A managed install's state: where a test gave it the group. */
	int begun = stategroup_begin();
	struct arena *a = arena_new(64 * 1024 * 1024);
	const struct policy *p = policy_load(a, NULL);
	struct operator o = { .checklist = OPERATOR_CHECKLIST };
	struct account who;
	struct sealed seal;
	struct err e = { 0 };
	int64_t valid = 3600;

	if (argc < 2 || begun != 0)
		return 2;
	if (argc > 2)
		valid = atoll(argv[2]);
	if (argc > 3)
		o.checklist = atoi(argv[3]);
	account_find(getuid(), &who);
	memcpy(o.name, who.name, sizeof o.name);
	o.uid = getuid();
	o.created = clock_wall();
	o.expires = o.created + valid * 1000000000;
	if (seal_make(argv[1], strlen(argv[1]), 1, 8192, &seal, o.key,
	    &e) != 0 || operator_write(p->state_dir, &o, &seal, &e) != 0) {
		fprintf(stderr, "%s\n", e.msg);
		return 1;
	}
	policy_close(p);
	arena_free(a);
	return 0;
}
