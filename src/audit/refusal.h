/* SPDX-License-Identifier: ISC */
#ifndef AUDIT_REFUSAL_H
#define AUDIT_REFUSAL_H

#include "base/buf.h"
#include "policy/judge.h"

enum { REFUSAL_MAX = 2048 };

/*
 * The structured refusal, at most REFUSAL_MAX bytes: the block for people,
 * then (when `json`) one JSON line. First line:
 * "bashplate: refused by the floor: RULE". `id` is the log record's, may be
 * NULL; `session` may be NULL.
 */
void refusal_format(const struct judgement *j, const struct session *session,
    const char *id, bool json, struct buf *out);

/*
 * The JSON line alone, for any verdict: "verdict" is allow or refuse, "exit" 0
 * or 126, and with `tier` (may be NULL) the members "tier" and "deferred" are
 * added.
 */
void refusal_json(const struct judgement *j, const struct session *session,
    const char *id, const char *tier, struct buf *out);

#endif
