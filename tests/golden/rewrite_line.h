/* SPDX-License-Identifier: ISC */
#ifndef TESTS_GOLDEN_REWRITE_LINE_H
#define TESTS_GOLDEN_REWRITE_LINE_H

#include "analyse/tool_data.h"
#include "rewrite.h"

enum { REWRITE_WORDS = 64 };

/* A line that is one simple command of plain words. */
struct rewrite_line {
	struct value *word[REWRITE_WORDS];
	unsigned n;
	struct norm *norm;
};

/* False when the line is something else, or its tool is not known. */
bool rewrite_line(struct arena *a, const char *t, struct rewrite_line *l);

/* May an option stand elsewhere? */
bool rewrite_any_order(const struct rewrite_line *l);

const char *rewrite_join(struct arena *a, const char *const *word,
    unsigned n);

/* rewrite_variable.c: an option goes into a variable ("optionVariables"). */
const char *rewrite_variable(struct arena *a, const char *t);

#endif
