/* SPDX-License-Identifier: ISC */
#ifndef POLICY_LOAD_H
#define POLICY_LOAD_H

/*
 * Private to the files that load a policy: what they share while it is put
 * together. Everybody else includes policy/policy.h.
 */
#include <stdbool.h>
#include <stddef.h>

#include <cjson/cJSON.h>

#include "base/arena.h"
#include "base/hash.h"
#include "policy/policy.h"

enum {
	LOAD_FILE_MAX = 1024 * 1024,	/* bytes of one policy file */
	LOAD_PROBLEMS_MAX = 100,
	LOAD_PATH_MAX = 12		/* depth of keys */
};

/* Whose file it is decides what it may say and how strict we are with it. */
enum load_kind {
	LOAD_MANAGED,		/* must be root's */
	LOAD_OWN,		/* must be the user's own */
	LOAD_ONLY,		/* named on platectl's command line */
	LOAD_CLAUDE		/* another program's file: mistakes are
				   warnings, it can only add */
};

struct load {
	struct arena *a;
	struct policy *p;
	struct hash hash;

	struct floor_entry *floor;
	size_t nfloor, floor_cap;
	struct policy_problem *problem;
	size_t nproblem, problem_cap;

	bool have_policy;	/* a policy file was read */
	bool floor_stated;	/* ... and it has neverAllow, [] included */

	bool advice;		/* say what looks like a mistake but is none */
	struct policy_origin *origin;
	size_t origin_cap;
	bool ignored;		/* the key at hand may not say that */

	const struct rule **extra;	/* p->extra, to be written */
	size_t extra_cap;

	bool rules;		/* the file at hand is a pack of rules.d */

	/* The file at hand. */
	const char *file;
	enum load_kind kind;
	bool tighten;		/* an earlier file has the last word */
	const char *text;
	size_t len;
	const char *path[LOAD_PATH_MAX + 1];	/* keys down to here */
	unsigned depth;
};

/*
 * Note a mistake at the value (or the key) that l->path names. In another
 * program's file it is always a warning.
 */
void load_error(struct load *l, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
void load_warn(struct load *l, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
void load_error_key(struct load *l, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
void load_error_at(struct load *l, unsigned line, unsigned column,
    const char *fmt, ...) __attribute__((format(printf, 4, 5)));

void load_push(struct load *l, const char *key);
void load_push_index(struct load *l, unsigned index);
void load_pop(struct load *l);

/* Read and apply one file. Returns true when it was there. */
bool load_file(struct load *l, const char *file, enum load_kind kind);

/* The whole tree of a policy file; only `permissions` of Claude's. */
void load_tree(struct load *l, const cJSON *root);

/* A pack of rules.d, from l->text. */
void load_rules(struct load *l);

/* All packs in rules.d beside `policy_file`, with the same demands on owner
 * and mode. */
void load_rules_d(struct load *l, const char *policy_file,
    enum load_kind kind);

/* permissions.neverAllow (an array). */
void load_floor(struct load *l, const cJSON *array);

/* record.mask, record.sinks (arrays) and record.rotate.size (a string). */
void load_mask(struct load *l, const cJSON *array);
void load_sinks(struct load *l, const cJSON *array);
void load_rotate_size(struct load *l, const cJSON *string);

/* blockSet.off and blockSet.floor (arrays of strings). */
void load_block_off(struct load *l, const cJSON *array);
void load_block_floor(struct load *l, const cJSON *array);

/* The built-in starter floor and defaults (starter.c). */
void starter_defaults(struct policy *p);
void starter_floor(struct load *l);
extern const char *const starter_entry[];	/* NULL ended */

#endif
