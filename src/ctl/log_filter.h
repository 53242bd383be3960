/* SPDX-License-Identifier: ISC */
#ifndef CTL_LOG_FILTER_H
#define CTL_LOG_FILTER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

/*
 * Which records are wanted. Lines are looked at as they stand in the file:
 * quotes inside of JSON strings are escaped, so ,"verdict":"refuse" finds the
 * member and nothing else, and no line is parsed to be thrown away.
 */
enum { LOG_FILTER_MEMBERS = 8 };

struct log_filter {
	char since[32], until[32];	/* as records have times, or "" */
	struct buf member[LOG_FILTER_MEMBERS];
	size_t nmember;
	const char *rule;		/* glob, or NULL */
	struct buf grep;		/* as it stands in a line; empty: all */
};

/* Each 0, or -1 for a value that is no time. */
int log_filter_since(struct log_filter *f, const char *text);
int log_filter_until(struct log_filter *f, const char *text);

/* The member must have this value, or begin with it when `prefix`. */
void log_filter_member(struct log_filter *f, const char *key,
    const char *value, bool prefix);

/* Command, argv, SQL, detail or reason must hold this text. */
void log_filter_grep(struct log_filter *f, const char *text);

bool log_filter_wants(const struct log_filter *f, const char *line,
    size_t n);
void log_filter_free(struct log_filter *f);

/* Does the line hold this text, such as ,"kind":"line"? */
bool log_has(const char *line, size_t n, const char *text);

/* A member of a line as it stands there (strings without their quotes), or
 * NULL. */
const char *log_member(const char *line, size_t n, const char *key,
    size_t *len);

/* The same, turned back into the bytes that it means. */
bool log_string(const char *line, size_t n, const char *key,
    struct buf *out);

#endif
