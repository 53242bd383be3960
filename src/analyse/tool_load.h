/* SPDX-License-Identifier: ISC */
#ifndef ANALYSE_TOOL_LOAD_H
#define ANALYSE_TOOL_LOAD_H

#include "analyse/tool_data.h"
#include "base/jsondoc.h"

/*
 * Read the grammars of an opened file (one object or an array of them) into
 * its arena. Every mistake becomes a problem of `d`; what can be used is
 * returned nevertheless. *n is set.
 */
const struct tool *const *tool_load(struct jsondoc *d, unsigned *n);

/* The keys of a tool that tool_load_texts() reads, NULL ended; its result is
 * NULL when the tool has none of them. */
extern const char *const tool_text_keys[];
const struct tool_texts *tool_load_texts(struct jsondoc *d, const cJSON *o);

#endif
