/* SPDX-License-Identifier: ISC */
#ifndef AUDIT_VERIFY_SCAN_H
#define AUDIT_VERIFY_SCAN_H

/* Shared by verify.c (records) and verify_files.c. */

#include "audit/logfile.h"
#include "audit/logread.h"
#include "audit/verify.h"

/* Where a record stands. */
struct verify_seen {
	struct chain chain;
	char file[100];
	uint64_t line;
	char time[28];
};

struct verify_scan {
	struct verify *v;
	const char *state;
	verify_key *known;
	void *arg;
	struct verify_seen here;	/* where we read */
	struct verify_seen last, before;	/* the last two that count */
	bool any;
	bool loose;		/* last.chain.hash is not what was written */
	enum { CALM, UNFIT, TWICE } doubt;
	struct verify_seen suspect;
	uint64_t gap, gap_end;	/* the latest missing records; 0: none */
	struct chain_digest region;	/* bytes that are no record */
	int64_t region_bytes;
	struct verify_seen region_at;
};

/* The next line, or the bytes that a file ends with; `file` and `line` of
 * s->here are the caller's. */
void verify_scan_line(struct verify_scan *s, const char *p, size_t n,
    enum logread_result kind);

/* All was read: settle what is open, by what the head says. */
void verify_scan_end(struct verify_scan *s, const struct head *h);

#endif
