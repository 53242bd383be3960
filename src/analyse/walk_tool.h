/* SPDX-License-Identifier: ISC */
#ifndef ANALYSE_WALK_TOOL_H
#define ANALYSE_WALK_TOOL_H

#include "analyse/walk_int.h"

/* Between walk_tool.c and its kin: what a command's words mean, by the kinds
 * that its grammar gives them. */
struct use {
	enum operand_kind kind;
	const struct value *v;
	unsigned at, end;
};

struct uses {
	struct use *u;
	unsigned n;
};

/* Was the option given, under its normal name? */
bool norm_has(const struct norm *n, const char *name);

/* Where a use stands; that of the command when it has no place of its own. */
struct span use_span(const struct use *u, const struct effect *e);

/* walk_signal.c: the signals that a command sends. */
void walk_signals(struct walk *w, struct effect *e, const struct uses *s);

#endif
