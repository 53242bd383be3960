/* SPDX-License-Identifier: ISC */
#ifndef AUDIT_CHAIN_H
#define AUDIT_CHAIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <sodium/crypto_generichash_blake2b.h>

#include "base/buf.h"

/*
 * The log is a chain: each record names the BLAKE2b hash (32 bytes) of the
 * line before it, `b2sum -l 256` of that line without its newline, and ends
 * in a short check sum of itself.
 *
 *   {"ver":1,"seq":7,"prev":"64 hex digits", ... ,"sum":"16 hex digits"}
 *
 * `prev` is what an attacker must recompute all the way to the end; `sum`
 * tells which of two neighbours was changed when they no longer fit.
 */
enum { CHAIN_HEX = 64, CHAIN_SUM_HEX = 16 };

/* The last record: what the next one follows. */
struct chain {
	uint64_t seq;			/* 0: none yet */
	char hash[CHAIN_HEX + 1];	/* of its line; zeros: none yet */
};

void chain_start(struct chain *c);

/* The same hash over bytes that come in pieces. */
struct chain_digest {
	crypto_generichash_blake2b_state state;
};

void chain_digest_start(struct chain_digest *d);
void chain_digest_add(struct chain_digest *d, const void *p, size_t n);
void chain_digest_end(struct chain_digest *d, char hex[CHAIN_HEX + 1]);

/*
 * Make the line that follows *c from a record's members (",..." without the
 * braces) and append it with its newline to *out. *c becomes that record.
 */
void chain_add(struct chain *c, const char *members, size_t n,
    struct buf *out);

/* What one line says of itself. */
struct chain_line {
	uint64_t seq;
	const char *prev;	/* CHAIN_HEX digits in the line */
	const char *members;	/* from ,"id" on */
	size_t nmembers;	/* up to ,"sum" */
	bool whole;		/* the check sum is right */
	char hash[CHAIN_HEX + 1];
};

/*
 * Take apart a line without its newline. Returns false when it does not have
 * the form of a record. Linear; no JSON is parsed.
 */
bool chain_parse(const char *line, size_t n, struct chain_line *out);

/* Only the sequence number, of a line that begins like a record. */
bool chain_seq(const char *line, size_t n, uint64_t *out);

#endif
