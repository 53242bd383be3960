/* SPDX-License-Identifier: ISC */
/* RFC 5424, with the record as message and what one filters by as structured
 * data. 32473 is the number that RFC 5612 sets aside for examples. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "audit/sinks.h"

/* authpriv; info, or warning for what was refused. */
enum { FACILITY = 10, INFO = 6, WARNING = 4,
    DATAGRAM_MAX = 60000,	/* of UDP, with room for its headers */
    SHORT_MAX = 2000 };		/* every receiver takes that much */

static void
param(const struct sink_line *l, const char *key, struct buf *out)
{
	size_t n, i;
	const char *s = sink_member(l, key, &n);

	if (s == NULL)
		return;
	buf_printf(out, " %s=\"", key);
	for (i = 0; i < n; i++) {
		if (s[i] == '"' || s[i] == '\\' || s[i] == ']')
			buf_char(out, '\\');
		buf_char(out, s[i]);
	}
	buf_char(out, '"');
}

static void
header(const struct sink_line *l, struct buf *out)
{
	char host[256];
	const char *ts;
	size_t n = 0;

	if (gethostname(host, sizeof host) != 0 || host[0] == '\0')
		snprintf(host, sizeof host, "-");
	host[sizeof host - 1] = '\0';
	ts = sink_member(l, "ts", &n);
	buf_printf(out, "<%d>1 %.*s %s bashplate %ld ",
	    FACILITY * 8 + (l->refused ? WARNING : INFO), ts != NULL ?
	    (int)n : 1, ts != NULL ? ts : "-", host, (long)getpid());
	ts = sink_member(l, "kind", &n);
	buf_add(out, ts != NULL ? ts : "-", ts != NULL ? n : 1);
	buf_printf(out, " [bashplate@32473 seq=\"%llu\" hash=\"%s\"",
	    (unsigned long long)l->seq, l->hash);
	param(l, "session", out);
	param(l, "user", out);
	param(l, "agent", out);
	param(l, "verdict", out);
	param(l, "rule", out);
	param(l, "window", out);
	buf_str(out, "] ");
}

void
sink_syslog_format(const struct sink_line *l, size_t max, struct buf *out)
{
	static const char cut[] = "... (cut; the whole is in log.jsonl)";
	size_t start = out->len, n = l->len;

	header(l, out);
	if (max != 0 && out->len - start + n > max) {
		n = max > out->len - start + sizeof cut ?
		    max - (out->len - start) - sizeof cut : 0;
		buf_add(out, l->text, n);
		buf_str(out, cut);
	} else
		buf_add(out, l->text, n);
}

/* Whole, or cut to what a receiver certainly takes. */
static int
send_datagram(int fd, const struct sink_line *l, size_t max)
{
	struct buf b = { 0 };
	ssize_t n;

	sink_syslog_format(l, max, &b);
	n = b.failed ? -1 : send(fd, b.data, b.len, MSG_DONTWAIT |
	    MSG_NOSIGNAL);
	if (n < 0 && errno == EMSGSIZE) {
		buf_reset(&b);
		sink_syslog_format(l, SHORT_MAX, &b);
		n = send(fd, b.data, b.len, MSG_DONTWAIT | MSG_NOSIGNAL);
	}
	buf_free(&b);
	return n < 0 ? -1 : 0;
}

/* A stream socket takes messages that end in a newline. All or nothing: half
 * a message would spoil the next one, but then the connection is gone. */
static int
send_stream(int fd, const struct sink_line *l)
{
	struct buf b = { 0 };
	ssize_t n;

	sink_syslog_format(l, 0, &b);
	buf_char(&b, '\n');
	n = b.failed ? -1 : send(fd, b.data, b.len, MSG_DONTWAIT |
	    MSG_NOSIGNAL);
	if (n >= 0 && (size_t)n < b.len) {
		errno = EAGAIN;
		n = -1;
	}
	buf_free(&b);
	return n < 0 ? -1 : 0;
}

int
sink_syslog_unix(const char *path, const struct sink_line *l, struct err *e)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX };
	int type = SOCK_DGRAM, fd = -1, r = -1, saved;

	if (strlen(path) >= sizeof a.sun_path)
		return err_set(e, ENAMETOOLONG, "syslog: %s: name too long",
		    path);
	memcpy(a.sun_path, path, strlen(path) + 1);
	for (;;) {
		fd = socket(AF_UNIX, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
		if (fd < 0)
			break;
		r = connect(fd, (struct sockaddr *)&a, sizeof a);
		if (r == 0 || errno != EPROTOTYPE || type == SOCK_STREAM)
			break;
		close(fd);
		type = SOCK_STREAM;
	}
	if (r == 0)
		r = type == SOCK_DGRAM ? send_datagram(fd, l, 0) :
		    send_stream(fd, l);
	saved = errno;
	if (fd >= 0)
		close(fd);
	errno = saved;
	return r == 0 ? 0 : err_sys(e, "syslog %s does not take the record",
	    path);
}

int
sink_syslog_udp(const char *address, const struct sink_line *l,
    struct err *e)
{
	int fd = sink_connect(address, SOCK_DGRAM | SOCK_NONBLOCK), r = -1;
	int saved;

	if (fd >= 0) {
		r = send_datagram(fd, l, DATAGRAM_MAX);
		saved = errno;
		close(fd);
		errno = saved;
	}
	return r == 0 ? 0 : err_sys(e, "syslog at %s does not take the "
	    "record", address);
}
