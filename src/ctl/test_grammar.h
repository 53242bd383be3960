/* SPDX-License-Identifier: ISC */
#ifndef CTL_TEST_GRAMMAR_H
#define CTL_TEST_GRAMMAR_H

#include "ctl/common.h"

/*
 * If `path` holds tool grammars (rules/tools/NAME.json), print each of its
 * mistakes as FILE:LINE:COLUMN: TEXT, count them in *bad, the sound grammars
 * in *good, and return true. False when it is something else.
 */
bool test_grammar(const struct ctl *c, const char *path, unsigned long *good,
    unsigned long *bad);

#endif
