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

#endif
