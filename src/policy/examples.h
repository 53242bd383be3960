/* SPDX-License-Identifier: ISC */
#ifndef POLICY_EXAMPLES_H
#define POLICY_EXAMPLES_H

#include <stdbool.h>
#include <stddef.h>

#include "analyse/walk.h"
#include "policy/policy.h"
#include "policy/rule.h"

/*
 * Every rule carries commands that it must refuse and commands that must
 * run. They are judged through the whole pipeline, in a world of their own
 * that no file or variable of this machine changes.
 */
enum example_kind { EXAMPLE_REFUSE, EXAMPLE_ALLOW };

struct example {
	const struct rule *rule;
	enum example_kind kind;
	const char *text;
	bool ok;
	bool held;		/* REFUSE: did this very rule match? */
	const char *verdict;	/* "refuse" */
	const char *by;		/* what refused: a rule id; NULL if allowed */
	const char *why;	/* one line for a person, or "" */
};

/* That world. Strings are static; no file of the machine is read. */
void examples_world(struct walk_world *w);

/*
 * Judge all examples of `rule` under `policy`, as the line gate alone would.
 * A REFUSE example is ok when the line is refused (for a rule of a radius
 * below the policy's threshold: when the rule matches); `held` tells whether
 * the rule itself had a part in it. An ALLOW example is ok when the line is
 * not refused. `each` sees one result after
 * another; its strings last until it returns. Returns how many are not ok.
 */
unsigned examples_run(const struct rule *rule, const struct policy *policy,
    void (*each)(void *arg, const struct example *x), void *arg);

#endif
