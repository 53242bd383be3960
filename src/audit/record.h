/* SPDX-License-Identifier: ISC */
#ifndef AUDIT_RECORD_H
#define AUDIT_RECORD_H

#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "policy/judge.h"
#include "policy/session.h"

/*
 * The log: JSON lines, one record per event, one write(2) each. The decision
 * is recorded before anything runs; what cannot be recorded does not run.
 */
enum record_kind { RECORD_LINE, RECORD_WINDOW, RECORD_SESSION,
    RECORD_LEFT_GUARD, RECORD_POLICY };

struct record {
	enum record_kind kind;
	const struct session *session;	/* may be NULL */
	const char *cwd;		/* may be NULL */
	const struct judgement *judgement;	/* LINE */
	const char *event;	/* others: "open", "close", ... */
	const char *detail;	/* others: text, may be NULL */
	const char *window;	/* id, may be NULL */
	char id[17];		/* out: id of this record */
};

/* Append the record as one JSON line with its newline to *out and set r->id.
 * Secrets on the command line are masked and marked. */
void record_format(struct record *r, struct buf *out);

/*
 * Format and append to STATE/log.jsonl: mode 0600, O_APPEND|O_NOFOLLOW, owner
 * checked on the open descriptor, one write. Returns 0, or -1 with the reason
 * for the refusal (layer log).
 */
int record_write(const char *state, struct record *r, struct err *e);

#endif
