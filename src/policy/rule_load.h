/* SPDX-License-Identifier: ISC */
#ifndef POLICY_RULE_LOAD_H
#define POLICY_RULE_LOAD_H

#include "base/jsondoc.h"
#include "policy/rule_data.h"

/*
 * The rules of one pack file, text[0..len) of `path`, in order; *n is set.
 * Every mistake is in *problems (NULL when there is none), with line and
 * column; a rule with a mistake in it is left out. Everything lives in `a`.
 * `builtin` adds what only the shipped packs must keep: both kinds of
 * examples, and no option in a signature that its grammar does not know.
 */
const struct rule *const *rule_load_file(struct arena *a, const char *path,
    const char *text, size_t len, bool builtin, size_t *n,
    const struct jsonproblem **problems);

/* One element of "match", at the path d stands at; NULL after a mistake. */
const struct predicate *predicate_load(struct jsondoc *d, const cJSON *o,
    bool builtin);

#endif
