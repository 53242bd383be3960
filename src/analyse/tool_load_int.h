/* SPDX-License-Identifier: ISC */
#ifndef ANALYSE_TOOL_LOAD_INT_H
#define ANALYSE_TOOL_LOAD_INT_H

#include "analyse/tool_load.h"

/* Shared by the files that read grammars. Mistakes become problems of `d`. */

/* The pieces of s between any of the characters of `sep`; NULL ended, their
 * number in *n when it is not NULL. */
const char *const *tool_split(struct arena *a, const char *s,
    const char *sep, unsigned *n);

/* The operand kind of that name, or -1. */
int tool_read_kind(struct jsondoc *d, const char *name);

/* The operands that member `key` of o lists. */
struct tool_shape tool_read_shape(struct jsondoc *d, const cJSON *o,
    const char *key);

/* Member `key` of o by the names that `of` knows, or `missing`. */
int tool_read_enum(struct jsondoc *d, const cJSON *o, const char *key,
    int (*of)(const char *), int missing);

/* Member "options" of o into c->option. */
void tool_read_options(struct jsondoc *d, const cJSON *o,
    struct tool_command *c);

#endif
