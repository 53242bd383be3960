/* SPDX-License-Identifier: ISC */
#ifndef AUDIT_VERIFY_H
#define AUDIT_VERIFY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

enum verify_fault {
	VERIFY_SOUND,
	VERIFY_DELETED,		/* records seq to last are missing */
	VERIFY_EDITED,		/* record seq is not what was written */
	VERIFY_MOVED,		/* record seq stands at another place */
	VERIFY_FORGED,		/* record seq was not written by bashplate */
	VERIFY_CUT,		/* records seq to last: the end is missing */
	VERIFY_GARBAGE,		/* a line that is no record, behind seq */
	VERIFY_REPLACED,	/* record seq is not the one the head knows */
	VERIFY_UNSIGNED		/* the signature in record seq is wrong */
};

struct verify_problem {
	enum verify_fault fault;
	uint64_t seq, last;
	char file[100];		/* its name below the state folder */
	uint64_t line;		/* from 1 */
};

struct verify {
	struct verify_problem first;	/* in the order of the log */
	uint64_t problems;
	uint64_t records, bytes;
	uint64_t from, to;	/* sequence numbers seen */
	char from_time[28], to_time[28];
	uint64_t good_to;	/* the chain holds up to this record */
	char good_time[28];
	uint64_t torn;		/* pieces of records, sealed */
	uint64_t signed_to;	/* last signed anchor that holds; 0: none */
	char signed_key[65];
	bool whole_start;	/* begins with record 1 */
	bool head;		/* a head was there */
	bool ahead;		/* one record is not in the head */
};

/* Is this public key (64 hex digits) an operator's? */
typedef bool verify_key(void *arg, const char *key);

/*
 * Read the whole log below `state`, rotated files too, once and in constant
 * memory. Returns 0 when it could be read, whatever was found, else -1.
 * `known` may be NULL: then no signature counts.
 */
int verify_log(const char *state, verify_key *known, void *arg,
    struct verify *out, struct err *e);

/* "deleted", "edited", ... */
const char *verify_fault_name(enum verify_fault f);

#endif
