/* SPDX-License-Identifier: ISC */
#ifndef ANALYSE_ENVELOPE_H
#define ANALYSE_ENVELOPE_H

#include "base/arena.h"
#include "syntax/ast.h"

/*
 * Agents wrap what the model wrote in text of their own. Recognising that
 * decides only which part a refusal quotes and the log shows: every byte of
 * the argument is judged by the same rules, whatever this says.
 */
struct envelope {
	const char *agent;	/* "claude-code", "codex", "gemini",
				   "opencode", or NULL for none */
	const char *text;	/* the agent's own command, unquoted */
	size_t len;
	struct span span;	/* of the word or lines that hold it */
	/* Where a sandbox stands around the whole of it: the shell that it
	 * calls with "-c" and all of that text; else NULL. */
	const char *inner;
};

/*
 * Find the agent's own command in a parsed program. When nothing is
 * recognised agent is NULL and text/len/span are the whole of it.
 */
void envelope_find(struct arena *a, const char *text, size_t len,
    const struct node *program, struct envelope *out);

#endif
