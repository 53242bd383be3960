/* SPDX-License-Identifier: ISC */
#ifndef POLICY_CONTEXT_H
#define POLICY_CONTEXT_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct arena;
struct effect;
struct match_cache;

/* What this machine can enforce (DESIGN terms: full, unverified, line-only).
 * TIER_LINE_ONLY is what `check` and `explain` answer for by default. */
enum tier { TIER_LINE_ONLY, TIER_UNVERIFIED, TIER_FULL };

/*
 * What a verdict may depend on besides text and policy. Filled once before
 * decide(), which does no I/O but through the functions here.
 */
struct context {
	const char *project;	/* absolute, real path; NULL when none */
	const char *work;	/* at_exec: a second one, where a program that
				   the line started works; or NULL */
	const char *home;	/* absolute, real path; NULL when unset */
	const char *const *scratch;	/* absolute folders, NULL ended */
	const char *const *guard;	/* the guard's own files and folders */
	/* With it `guard` is as named, and match_cache_guard() has the real
	 * paths: few commands touch a file, and links are read only then. */
	const char *const *(*guard_real)(struct arena *a,
	    const char *const *guard);
	const char *const *production;	/* globs, NULL ended */
	const char *const *protected_branches;
	uid_t uid;
	enum tier tier;
	/* What an approval is bound to: the command as its author wrote it,
	 * without what an agent puts around it, and where it runs. */
	const char *line;
	size_t line_len;
	const char *cwd;	/* or NULL */
	/*
	 * Of what a gate judges: which file those words would start, or which
	 * process the signal would reach. NULL: a line.
	 */
	const char *part;
	const char *sender;	/* comm of who sends a signal, else NULL */
	/*
	 * A program is about to start, not a line. What the text of a script
	 * file would do is then judged when it does it: only the floor looks
	 * at it beforehand. Refusing a tool for a part that may never run
	 * would stop the work in the middle.
	 */
	bool at_exec;
	/*
	 * Is what `e` says the own work of a tool that was allowed to start,
	 * as the helpers of a package manager are? Asked only about what the
	 * block set would refuse. NULL: never.
	 */
	bool (*own_work)(void *arg, const struct effect *e);
	void *own_work_arg;
	/*
	 * True when everything at `path` was made by this session: birth time
	 * after the anchor's start, same owner, bounded walk. NULL: never.
	 */
	bool (*created_here)(void *arg, const char *path);
	void *created_arg;
	/* Has this machine, as we see it, no network but the loopback? NULL:
	 * it has one. */
	bool (*isolated)(void);
	/* Texts of rules that were read for this line; NULL: none are kept. */
	struct match_cache *cache;
};

#endif
