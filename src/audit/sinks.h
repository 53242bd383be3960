/* SPDX-License-Identifier: ISC */
#ifndef AUDIT_SINKS_H
#define AUDIT_SINKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

/*
 * Where records go besides the file: journald, syslog. A sink never delays a
 * command: local sockets and UDP are sent to without waiting, TCP is served
 * from the log file by a process of its own (forward.c).
 */

/* One record, a line of the log without its newline, as sinks need it. */
struct sink_line {
	const char *text;
	size_t len;
	uint64_t seq;
	char hash[65];
	bool refused;
};

/* A member of the line as it stands there, JSON-escaped, without quotes; NULL
 * when there is none. */
const char *sink_member(const struct sink_line *l, const char *key,
    size_t *n);

/* Take a line apart; false when it is no record. */
bool sink_line_of(const char *text, size_t n, struct sink_line *out);

/*
 * Send every line of `lines` to each sink (NULL ended). Returns 0, or -1 when
 * one did not take it; *e names it. The others are served all the same.
 */
int sinks_send(const char *state, const char *const *sinks,
    const struct buf *lines, struct err *e);

/* The file that tells how a sink does, "STATE/sink-ID", into `path`. */
void sink_status_path(const char *state, const char *sink, char *path,
    size_t size);

/* Note there why it does not take records; NULL: it does. */
void sink_status_write(const char *state, const char *sink,
    const char *failed);

/* --- the kinds, each 0 or -1 ---------------------------------------------*/

int sink_journald(const char *path, const struct sink_line *l,
    struct err *e);
int sink_syslog_unix(const char *path, const struct sink_line *l,
    struct err *e);
int sink_syslog_udp(const char *address, const struct sink_line *l,
    struct err *e);

/* One RFC 5424 message; at most `max` bytes of it (0: no limit). */
void sink_syslog_format(const struct sink_line *l, size_t max,
    struct buf *out);

/* See to it that a process sends what `address` has not got yet. */
int forward_tcp(const char *state, const char *sink, const char *address,
    struct err *e);

/* Open a connected socket to "ADDRESS:PORT"; `type` is SOCK_DGRAM or
 * SOCK_STREAM, SOCK_NONBLOCK included where wanted. -1 on error (errno). */
int sink_connect(const char *address, int type);

#endif
