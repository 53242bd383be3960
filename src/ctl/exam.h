/* SPDX-License-Identifier: ISC */
#ifndef CTL_EXAM_H
#define CTL_EXAM_H

#include "ctl/common.h"

/*
 * The checklist of `platectl qualify`: scenarios with the policy, rules and
 * commands of this installation. A change of what they teach is a new
 * OPERATOR_CHECKLIST.
 */
enum { EXAM_OPTIONS = 4, EXAM_LONG = 9, EXAM_SHORT = 4, EXAM_WRONG_MAX = 4 };

struct exam_question {
	const char *id;
	bool always;		/* asked in every full exam */
	/* Text with {floor}, {blocked}, ... for this installation; the first
	 * option is the right one. */
	const char *scene;
	const char *option[EXAM_OPTIONS];
	const char *because;
};

extern const struct exam_question exam_pool[];
extern const unsigned exam_pool_n;

/* What {words} stand for here. */
struct exam_facts {
	const char *floor, *blocked, *rule, *pack;
	const char *max, *grace, *log, *writers, *tier;
};

void exam_facts(const struct ctl *c, struct exam_facts *out);

/* `text` with every {word} replaced, in the arena. */
const char *exam_fill(struct arena *a, const struct exam_facts *f,
    const char *text);

/*
 * Draw `n` questions and ask until each was answered right; a wrong answer
 * explains itself and its question comes again. Returns 0 when passed, 1 when
 * the person gave up, 2 after EXAM_WRONG_MAX wrong answers. *wrong counts
 * them.
 */
int exam_run(const struct ctl *c, unsigned n, unsigned *wrong);

/* The terms; true when accepted. */
bool exam_terms(const struct ctl *c);

#endif
