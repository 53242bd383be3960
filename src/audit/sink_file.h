/* SPDX-License-Identifier: ISC */
#ifndef AUDIT_SINK_FILE_H
#define AUDIT_SINK_FILE_H

#include <stddef.h>

#include "base/err.h"

/*
 * Append one record (`n` bytes that end in a newline) to STATE/log.jsonl,
 * making folder (0700) and file (0600) when they are not there. The file is
 * opened with O_APPEND|O_NOFOLLOW; its owner, type, mode and link count are
 * checked on the open descriptor; there is one write(2). A write that ends
 * short is an error, and the next record then begins on a line of its own.
 * Never raises SIGXFSZ. Returns 0 or -1.
 */
int sink_file_append(const char *state, const char *p, size_t n,
    struct err *e);

#endif
