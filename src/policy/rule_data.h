/* SPDX-License-Identifier: ISC */
#ifndef POLICY_RULE_DATA_H
#define POLICY_RULE_DATA_H

#include <stdint.h>

#include "policy/rule.h"
#include "policy/signature_data.h"

/*
 * One object of "match" or "unless" (a plain signature is an object with
 * `sig` alone); members as in doc/rules-format.md. Masks have bit 1 << VALUE
 * of their enum. Signatures of built-in rules stay text until their rule is a
 * candidate: nothing is parsed at start.
 */
struct predicate {
	unsigned kinds;		/* mask of effect_kind it can hold for */
	const char *const *sig;	/* any of them; NULL ended, or NULL */
	const struct signature *const *parsed;	/* sig of an owner's rule,
						   read with its file */
	const char *const *tools;	/* of these tools; NULL: any command */
	uint64_t tool_bits;	/* rule_tool_bit() of each */
	const char *const *path, *const *outside;
	bool unknown_path;
	int recursive;		/* 0, 1, or -1: not asked */
	unsigned long long operand;	/* mask of operand_kind, 0: not asked */
	const char *const *operand_like;
	bool operand_unknown, operand_none;
	int operand_min;	/* 0: not asked */
	const char *const *option, *const *sub, *const *argv_like;
	const char *const *sql, *const *env;
	unsigned signals, unknown, where;	/* masks, 0: not asked */
	bool production, protected_ref, isolated;
	const char *const *idiom;	/* of unknown shell text */
	const char *regex;
	const char *const *regex_needs;	/* see regex_needs.h */
	bool regex_argv;	/* "in": "argv" */
};

/* One bit for the name of a tool: different bits, different tools. */
static inline uint64_t
rule_tool_bit(const char *name)
{
	unsigned h = 5381;

	while (*name != '\0')
		h = h * 33 ^ (unsigned char)*name++;
	return UINT64_C(1) << (h ^ h >> 6) % 64;
}

/* The generated tables; rules in pack order, lists end in -1. */
struct rule_bucket {
	const char *tool;
	const short *rule;	/* indexes into rule_table */
};
extern const struct rule *const rule_table[];
extern const unsigned rule_table_n;
extern const struct rule_bucket rule_bucket[];	/* sorted by tool */
extern const unsigned rule_bucket_n;
extern const short *const rule_by_kind[];	/* for COMMAND: any tool */
const short *rule_bucket_of(const char *tool);	/* or NULL */

enum { EFFECT_KINDS = EFFECT_UNKNOWN + 1 };

/* Can the rule hold for effects of kind k; for a command of any tool
 * (any_tool), or of that tool? Both tables are built by these. */
bool rule_about(const struct rule *r, unsigned k, bool any_tool);

/* Everything a predicate is asked about. */
struct question {
	struct arena *a;
	const struct effect *e;
	const struct effect *cmd;	/* e, or the command behind it; may be
					   NULL */
	const struct context *ctx;
	struct match_cache *cache;	/* never NULL */
	enum sureness sure;
};

enum match predicate_match(const struct question *q,
    const struct predicate *p);

/* Is absolute path `path` (a pattern when `glob`) in `place`? */
bool place_has(const struct question *q, const char *place,
    const char *path, bool glob);

/* The predicates that look at words; see predicate_word.c. */
enum match predicate_operand(const struct question *q,
    const struct predicate *p);
enum match predicate_argv_like(const struct question *q,
    const char *const *globs);
bool predicate_idiom(const struct question *q, const char *const *globs);
enum match predicate_env(const struct question *q, const char *const *env);
enum match predicate_production(const struct question *q);
enum match predicate_protected(const struct question *q);
enum match predicate_regex(const struct question *q,
    const struct predicate *p);

/* NULL, or why PCRE2 does not take the pattern (static or arena text). */
const char *predicate_regex_error(struct arena *a, const char *pattern);

#endif
