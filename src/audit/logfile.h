/* SPDX-License-Identifier: ISC */
#ifndef AUDIT_LOGFILE_H
#define AUDIT_LOGFILE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>

#include "audit/chain.h"
#include "base/err.h"

/*
 * The files of the log below the state folder:
 *
 *   log.jsonl		the records
 *   log.head		last sequence number, hash and size; its lock is
 *			the writers' turn
 *   log-SEQ.jsonl	rotated, SEQ is its last record; .gz once compressed
 */

/*
 * Open one of them to append, made with mode 0600 when it is not there, never
 * through a symlink. It must be a regular file that belongs to `uid`, the
 * process's own, with one name, that nobody else can write; in the shared
 * state (base/stategroup.h) one of its group that others cannot open. Returns
 * the
 * descriptor or -1; a missing folder gives e->code ENOENT. `what` names it in
 * messages.
 */
int logfile_open(const char *path, int flags, const char *what, uid_t uid,
    struct stat *st, struct err *e);

enum { HEAD_SIZE = 192 };

/* What the head says; `valid` is false when there is none or it is broken. */
struct head {
	bool valid;
	struct chain last;
	uint64_t size, inode;	/* of log.jsonl behind that record */
	int64_t born;		/* wall seconds: when that file began */
};

/*
 * Open STATE/log.head, making the folder when it is not there, and take the
 * writers' lock, which closing the descriptor gives back. Its owner MUST be
 * `uid`. Waits LOCK_WAIT at
 * most. Returns the descriptor or -1.
 */
int head_open(const char *state, uid_t uid, struct err *e);

void head_read(int fd, struct head *out);
int head_write(int fd, const struct head *h, struct err *e);

/* The last whole record of a file that may end in something else. */
struct tail {
	bool found;
	struct chain last;
	int64_t end;		/* offset behind its newline; 0: not found */
};

/* Look back from `size`; at most TAIL_MAX bytes for one record. */
void tail_find(int fd, int64_t size, struct tail *out);

/* Hash of [from, to) of a file, with a newline behind it when `newline`. */
int tail_hash(int fd, int64_t from, int64_t to, bool newline,
    char hex[CHAIN_HEX + 1]);

#endif
