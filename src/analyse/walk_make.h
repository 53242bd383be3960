/* SPDX-License-Identifier: ISC */
#ifndef ANALYSE_WALK_MAKE_H
#define ANALYSE_WALK_MAKE_H

#include "analyse/walk_int.h"

/*
 * Makefiles as far as a line can tell: variables, rules, recipes, includes.
 * Both sides of a conditional count. What make's functions return is not
 * known; what $(shell ..) runs is.
 */
enum { MAKE_TEXT = 8 * 1024 * 1024, MAKE_NEST = 24, MAKE_RULES = 4096,
	MAKE_BUCKETS = 256 };

struct mk_line {
	struct mk_line *next;
	const char *text;
};

struct mk_var {
	struct mk_var *next;
	const char *name, *value;
	bool fixed;		/* by the command line: no file changes it */
	bool exported;
};

/* A rule under one of its targets. */
struct mk_target {
	struct mk_target *next;
	const char *name;
	struct mk_rule *rule;
};

struct mk_rule {
	struct mk_rule *next;
	const char *targets, *needs;	/* words */
	struct mk_line *recipe, **tail;
	bool made;
};

struct mk {
	struct walk *w;
	struct mk_var *var[MAKE_BUCKETS];
	struct mk_target *named[MAKE_BUCKETS], *patterns;
	struct mk_rule *rule, **tail;
	struct span span;
	const struct norm *norm;
	const char *dir;	/* of the file being read, for includes */
	const char *target, *needs;	/* of the recipe at hand, or NULL */
	size_t made;		/* bytes of text made so far */
	unsigned nrule, depth;
	bool dry;		/* recipes are only printed */
	bool all_exported;
	bool written;		/* some of its text is the line's own */
};

/* The bytes that stand in a text for what is not known: a shell variable. */
#define MAKE_UNKNOWN "$BASHPLATE_UNKNOWN"

unsigned mk_bucket(const char *name);
struct mk_var *mk_find(const struct mk *m, const char *name);

/* s[0..n) with its variables and functions resolved, in the arena. */
const char *mk_expand(struct mk *m, const char *s, size_t n);
void mk_set(struct mk *m, const char *name, const char *value, bool fixed);

/* Add the rules and variables of a makefile's text. */
void mk_read(struct mk *m, const char *text, size_t len);

/* Follow the recipes of `goal` and of all it needs; NULL: of the first. */
void mk_make(struct mk *m, const char *goal);

#endif
