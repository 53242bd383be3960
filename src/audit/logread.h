/* SPDX-License-Identifier: ISC */
#ifndef AUDIT_LOGREAD_H
#define AUDIT_LOGREAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/err.h"

/*
 * Reading the log, whatever state it is in: rotated and compressed files too,
 * while writers write and rotate. Memory is bounded by LOGREAD_LINE_MAX.
 */
enum { LOGREAD_LINE_MAX = 32 * 1024 * 1024 };

/* The rotated files of a log, oldest first: ours, and those that logrotate
 * made of log.jsonl. */
struct logset {
	struct logset_file {
		char name[100];
		uint64_t first;	/* sequence number it begins with, or 0 */
		bool compressed;
	} *file;
	size_t n;
};

/* List them. A file that is there twice, compressed and not, is listed once.
 * Returns 0 or -1; no folder is an empty list. Free with logset_free(). */
int logset_list(const char *state, struct logset *out, struct err *e);
void logset_free(struct logset *s);

struct logread;

/* Open one file, NULL and *e when that fails. `compressed`: through zlib. */
struct logread *logread_open(const char *path, bool compressed,
    struct err *e);
void logread_close(struct logread *r);

/* The same of a file that is open already. Takes the descriptor. */
struct logread *logread_take(int fd, struct err *e);

/* The open file's inode, to tell whether the log was rotated meanwhile. */
uint64_t logread_inode(const struct logread *r);

enum logread_result {
	LOGREAD_LINE,		/* *line, *n: without its newline */
	LOGREAD_PART,		/* a piece of a line that is too long, or the
				   end of the file without a newline */
	LOGREAD_END,		/* for now: asking again reads what came */
	LOGREAD_FAILED
};

/*
 * The next line; it is valid until the next call. At the end of the file what
 * stands there without a newline is kept back for the next call, until
 * logread_rest() takes it.
 */
enum logread_result logread_next(struct logread *r, const char **line,
    size_t *n);

/* What was kept back at the end, as LOGREAD_PART, or LOGREAD_END. */
enum logread_result logread_rest(struct logread *r, const char **line,
    size_t *n);

/* Skip to `offset` of a file that is not compressed. */
int logread_seek(struct logread *r, int64_t offset);

#endif
