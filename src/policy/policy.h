/* SPDX-License-Identifier: ISC */
#ifndef POLICY_POLICY_H
#define POLICY_POLICY_H

#include <stdbool.h>
#include <stdint.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"
#include "policy/context.h"
#include "policy/rule.h"
#include "policy/signature.h"

/*
 * The owner's policy: the managed file, then the personal one, then the
 * neverAllow of Claude Code's settings. Floors add up; a later layer can only
 * tighten. With no file at all the built-in starter policy holds.
 */
struct floor_entry {
	const char *text;	/* as the owner wrote it; for regex the pattern */
	const char *why;	/* or NULL */
	const struct signature *sig;	/* NULL for a regex */
	void *regex;		/* pcre2_code *, or NULL */
	enum { FLOOR_IN_WORD, FLOOR_IN_ARGV } in;
	const char *file;	/* where it stands */
	unsigned line;
};

enum policy_mode { MODE_ENFORCE, MODE_OBSERVE };
enum policy_unknown { UNKNOWN_DEFER, UNKNOWN_REFUSE };
enum policy_unreachable {
	UNREACHABLE_UNSAID,
	UNREACHABLE_REFUSE,
	UNREACHABLE_SPILL
};

struct policy_problem {		/* one per mistake, all found in one run */
	const char *file;
	unsigned line, column;	/* from 1; 0 when they do not apply */
	const char *message;	/* what is wrong and what was expected */
	bool warning;		/* does not make the policy broken */
};

/* Where a value comes from; lists that several files add to have several. */
struct policy_origin {
	const char *key;	/* "context.production" */
	const char *file;
	unsigned line;
};

struct policy {
	const struct floor_entry *floor;
	size_t nfloor;
	bool broken;		/* an error: windows stay shut, -c exits 125 */
	const struct policy_problem *problem;
	size_t nproblem;
	const struct policy_origin *origin;	/* in the order they were read */
	size_t norigin;
	char hash[65];		/* hex, over all bytes that were read */

	int64_t window_default, window_max, window_grace;	/* ns */
	const char *const *window_scope;	/* NULL ended; "*" is all */
	const char *const *window_hours;	/* see hours.h; NULL: any time */

	const char *const *operators;	/* names, %groups; NULL: anybody */
	int64_t qualification_valid;	/* ns */

	const char *const *off;		/* blockSet.off: rule or pack ids */
	const struct rule *const *raised;	/* blockSet.floor */
	size_t nraised;
	int threshold;		/* rules below this radius are off; 1 */
	const struct rule *const *extra;	/* rules.d, may be NULL */
	size_t nextra;
	const struct rule_index *own;	/* of extra; NULL: none */

	const char *project;	/* context.project or NULL */
	const char *const *production;
	const char *const *protected_branches;
	const char *const *scratch;	/* "$TMPDIR" already replaced */

	enum policy_mode mode;
	enum policy_unknown unknown;
	bool floor_unseen_refuse;	/* floorUnseen: "refuse" */
	enum tier tier;		/* least tier demanded; LINE_ONLY is any */
	bool gates_off;		/* "line-only": start none */
	bool isolate;		/* a tree cannot look into processes outside */
	bool record_exec;	/* each exec is a record, not a summary */
	const char *shell;	/* "/bin/bash" */
	const char *prefix_key;	/* "^]" */
	bool own_line;		/* lineEditor: the proxy reads the line */
	bool record_io;		/* record.io: sessions are recorded */

	void *const *mask;	/* record.mask: pcre2_code *, nmask of them */
	size_t nmask;
	int64_t rotate_size;	/* bytes; 0: never */
	int64_t rotate_age;	/* ns; 0: never */
	unsigned rotate_keep;	/* rotated files kept; 0: all */
	const char *const *sinks;	/* record.sinks, NULL ended */
	enum policy_unreachable unreachable;
	bool sink_refuse;	/* record.onSinkError: refuse */

	bool managed;		/* the managed file exists and is root's */
	const char *config_dir;	/* where the managed file lies, or NULL */
	const char *state_dir;	/* see policy_state_dir() */
	bool shared;		/* ... is PKGSTATEDIR, shared by its group */
	bool out_of_reach;	/* ... which this process does not have */
};

/* Do records go to a place of the account's own while the log is out of reach
 * (audit/spill.h)? Where nothing is said: not in a managed install. */
bool policy_spills(const struct policy *p);

/* How policy_load() finds its files. NULL members: from the environment and
 * the build's own paths. */
struct policy_sources {
	const char *managed;	/* PKGSYSCONFDIR/policy.json */
	const char *personal;	/* $XDG_CONFIG_HOME/bashplate/policy.json */
	const char *const *claude;	/* settings files, NULL ended */
	const char *only;	/* --policy FILE: this file plus built-ins */
	/* Leave out the advice (entries that may never match): a command's
	 * start has nobody to give it to, and it is most of the work. */
	bool no_advice;
};

/*
 * Load all layers into `a`. Never fails as a whole: mistakes are in
 * problem[], and floor[] then holds every entry that did parse plus the
 * starter floor. Reads files and their owner and mode, nothing else.
 */
const struct policy *policy_load(struct arena *a,
    const struct policy_sources *src);

/* Release what lives outside the arena (compiled regexes). */
void policy_close(const struct policy *p);

/* Is the built-in rule with this id switched off by blockSet? */
bool policy_rule_off(const struct policy *p, const struct rule *r);

/* Does one of the floor's entries hold for `e`? Sets *which. A regex that
 * meets PCRE2's limits is MATCH_YES: it fails closed. */
enum match policy_floor_match(const struct policy *p, const struct effect *e,
    struct arena *a, const struct floor_entry **which);

/*
 * Where one account's own state lies: PKGSTATEDIR when it exists and is its
 * own, else $XDG_STATE_HOME/bashplate. NULL when there is no such place (HOME
 * unset). A managed install whose PKGSTATEDIR is root's, of mode 02770, keeps
 * everybody's there instead (policy.shared, base/stategroup.h).
 */
const char *policy_state_dir(struct arena *a);

/*
 * Before anything is loaded: is this an ordinary account of a managed install
 * with a shared state? Then a program with its group decides, and this one
 * need not read the policy. Two calls at most, one of which policy_load()
 * would have made.
 */
bool policy_elsewhere(void);

#endif
