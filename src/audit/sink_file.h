/* SPDX-License-Identifier: ISC */
#ifndef AUDIT_SINK_FILE_H
#define AUDIT_SINK_FILE_H

#include <stdbool.h>
#include <stdint.h>

#include "audit/chain.h"
#include "base/buf.h"
#include "base/err.h"

/* What happened to the log itself, as a record of its own. */
struct log_note {
	const char *event;	/* "begin" "continue" "sealed" "damaged" ... */
	char detail[200];
	int64_t bytes;		/* sealed: so many that are no record */
	char hash[CHAIN_HEX + 1];	/* of those; "" for other events */
};

struct sink_file_job {
	const struct buf *members;	/* of the record: ,"id":... */
	bool durable;			/* fdatasync() before returning */
	int64_t max_size;		/* rotate then; 0: never */
	int64_t max_age;		/* seconds; 0: never */

	/* Append the members of a record of kind "log" to *out. */
	void (*note)(const struct log_note *n, struct buf *out);
	/* Append members that depend on what the record follows (a signature);
	 * NULL: none. Called with the lock held. */
	int (*finish)(void *arg, const struct chain *before, struct buf *out,
	    struct err *e);
	void *arg;
};

/*
 * Append one record to STATE/log.jsonl as the next link of its chain, making
 * folder (0700) and files (0600) when they are not there; see logfile.h for
 * what a file must be. Under the writers' lock, in one write(2); a write that
 * ends short is taken back and is an error. What is found at the end that is
 * no record is sealed by a record that says so. Never raises SIGXFSZ.
 *
 * *line (appended) is all that was written; *rotated is set when the log began
 * a new file. Returns 0 or -1.
 */
int sink_file_append(const char *state, const struct sink_file_job *job,
    struct buf *line, bool *rotated, struct err *e);

#endif
