/* SPDX-License-Identifier: ISC */
#ifndef POLICY_VERDICT_H
#define POLICY_VERDICT_H

#include <stdbool.h>

#include "syntax/ast.h"


/* Distant values: no single bit turns a refusal into an allow
 * (CVE-2023-42465). */
enum verdict_kind {
	VERDICT_REFUSE = 0x5a3c96e1,
	VERDICT_ALLOW = 0x25c3691e,
	VERDICT_DEFER = 0x3c5aa587	/* runs; the kernel gates judge */
};

/* A line, or a part of one that runs already: a program, a signal. */
enum judged_what { JUDGED_LINE, JUDGED_EXEC, JUDGED_SIGNAL };

enum layer {
	LAYER_NONE,		/* allowed, nothing had an objection */
	LAYER_FLOOR,
	LAYER_SELF,		/* the guard protects itself; part of the floor */
	LAYER_BLOCK,
	LAYER_UNKNOWN,
	LAYER_UNPARSED,
	LAYER_LIMIT,
	LAYER_LOG,
	LAYER_POLICY,
	LAYER_REQUEST		/* the line asks the guard for something */
};

struct verdict {
	enum verdict_kind kind;
	enum layer layer;
	const char *rule;	/* "git/push-force", "floor/3", "limit/depth" */
	const char *title;	/* one line: what it is */
	const char *why;
	const char *matched;	/* normal form of what matched, or NULL */
	struct span span;	/* in the judged text */
	const char *instead;	/* or NULL */
	bool lifted_by_window;	/* would an open window let it pass? */
	const char *window;	/* id of the window that let it pass, or NULL */
	bool own_work;		/* allowed as a tool's own work */
	bool observed;		/* allowed only because mode is observe */
	/*
	 * A refusal that an approval would lift: what grant_digest() says, ""
	 * when none can. `hit` is everything that refused, or that an approval
	 * let pass.
	 */
	char digest[65];
	const char *approval;	/* id of the approval that let it pass */
	const char *const *hit;		/* "RULE: matched"; NULL ended */
	const char *const *file;	/* see grant_file() */
};

const char *layer_name(enum layer l);		/* "block" */
const char *layer_title(enum layer l);		/* "the block set" */
const char *verdict_name(enum verdict_kind k);	/* "refuse" */

#endif
