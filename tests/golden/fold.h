/* SPDX-License-Identifier: ISC */
#ifndef TESTS_GOLDEN_FOLD_H
#define TESTS_GOLDEN_FOLD_H

#include "analyse/effect.h"
#include "base/arena.h"
#include "policy/rule_data.h"

/*
 * What is left of an example when each operand is replaced by its kind: tool,
 * sub-commands, options in order of name, kinds of operands and values. A
 * word that the rule itself names (aws' verbs, a literal operand of a
 * signature) stays, and a path is the place of the rule that it lies in:
 * these are what the rule tells apart.
 */
const char *fold_example(struct arena *a, const struct rule *r,
    const struct effects *fx);

/* All that a rule matches, as text: rules with equal matches are one. */
const char *fold_rule(struct arena *a, const struct rule *r);

/* Do two lines use the same program and differ in one element: a word, or an
 * option with its value, that is another, is missing or was added? */
bool fold_near(const char *x, const char *y);

#endif
