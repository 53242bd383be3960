/* SPDX-License-Identifier: ISC */
#ifndef POLICY_MKRULES_H
#define POLICY_MKRULES_H

#include <stdio.h>

#include "analyse/tool_data.h"
#include "base/arena.h"
#include "policy/rule.h"

/*
 * Printing const C tables. Equal tables are printed once: gen_table() returns
 * the name of the earlier one.
 */
struct gen_seen;

struct gen {
	struct arena *a;
	FILE *out;
	struct gen_seen *seen;
	unsigned n;
};

/* `static const TYPE NAME[] = { BODY };` Returns NAME. */
const char *gen_table(struct gen *g, const char *type, const char *body);

/* A C string literal, "NULL" for NULL. */
const char *gen_string(struct gen *g, const char *s);

/* A NULL ended array of strings: its name, or "NULL". */
const char *gen_strings(struct gen *g, const char *const *s);

/* tool_index[] and all it points to. */
void gen_tools(struct gen *g, const struct tool *const *tool, unsigned n);

/* rule_table[] with its indexes. */
void gen_packs(struct gen *g, const struct rule *const *rule, unsigned n);

#endif
