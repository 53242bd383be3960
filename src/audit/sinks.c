/* SPDX-License-Identifier: ISC */
#include "audit/sinks.h"

#include <arpa/inet.h>
#include <errno.h>
#include <limits.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "audit/chain.h"
#include "base/stategroup.h"

const char *
sink_member(const struct sink_line *l, const char *key, size_t *n)
{
	const char *at, *end = l->text + l->len, *p;
	char text[40];
	int k;

	/* Quotes inside of strings are escaped, so this finds a member. */
	k = snprintf(text, sizeof text, ",\"%s\":\"", key);
	at = memmem(l->text, l->len, text, (size_t)k);
	if (at == NULL)
		return NULL;
	for (p = at += k; p < end && *p != '"'; p++)
		if (*p == '\\')
			p++;
	*n = p < end ? (size_t)(p - at) : (size_t)(end - at);
	return at;
}

bool
sink_line_of(const char *text, size_t n, struct sink_line *out)
{
	struct chain_line l;
	const char *verdict;
	size_t k;

	if (!chain_parse(text, n, &l))
		return false;
	out->text = text;
	out->len = n;
	out->seq = l.seq;
	memcpy(out->hash, l.hash, sizeof out->hash);
	verdict = sink_member(out, "verdict", &k);
	out->refused = verdict != NULL && k == 6 &&
	    memcmp(verdict, "refuse", 6) == 0;
	return true;
}

void
sink_status_path(const char *state, const char *sink, char *path,
    size_t size)
{
	struct chain_digest d;
	char hex[CHAIN_HEX + 1];

	chain_digest_start(&d);
	chain_digest_add(&d, sink, strlen(sink));
	chain_digest_end(&d, hex);
	snprintf(path, size, "%s/sink-%.16s", state, hex);
}

/* "1.2.3.4:514" or "[::1]:514"; the policy let no other through. */
int
sink_connect(const char *address, int type)
{
	struct sockaddr_in6 six = { .sin6_family = AF_INET6 };
	struct sockaddr_in four = { .sin_family = AF_INET };
	const char *port = strrchr(address, ':');
	char host[64];
	int fd, saved;
	bool v6;

	if (port == NULL || port - address >= (ptrdiff_t)sizeof host) {
		errno = EINVAL;
		return -1;
	}
	v6 = address[0] == '[';
	snprintf(host, sizeof host, "%.*s",
	    (int)(port - address - (v6 ? 2 : 0)), address + v6);
	four.sin_port = six.sin6_port = htons((uint16_t)atoi(port + 1));
	if (inet_pton(v6 ? AF_INET6 : AF_INET, host, v6 ?
	    (void *)&six.sin6_addr : (void *)&four.sin_addr) != 1) {
		errno = EINVAL;
		return -1;
	}
	fd = socket(v6 ? AF_INET6 : AF_INET, type | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -1;
	if (connect(fd, v6 ? (struct sockaddr *)&six :
	    (struct sockaddr *)&four, v6 ? sizeof six : sizeof four) != 0 &&
	    errno != EINPROGRESS) {
		saved = errno;
		close(fd);
		errno = saved;
		return -1;
	}
	return fd;
}

static int
send_one(const char *sink, const struct sink_line *l, struct err *e)
{
	if (strncmp(sink, "journald", 8) == 0)
		return sink_journald(sink[8] == ':' ? sink + 9 :
		    "/run/systemd/journal/socket", l, e);
	if (strncmp(sink, "syslog+udp:", 11) == 0)
		return sink_syslog_udp(sink + 11, l, e);
	return sink_syslog_unix(sink[6] == ':' ? sink + 7 : "/dev/log", l,
	    e);
}

static int
send_all(const char *sink, const struct buf *lines, struct err *e)
{
	const char *p = lines->data, *end = p + lines->len, *nl;
	struct sink_line l;

	for (; p < end; p = nl + 1) {
		nl = memchr(p, '\n', (size_t)(end - p));
		if (nl == NULL)
			break;
		if (sink_line_of(p, (size_t)(nl - p), &l) &&
		    send_one(sink, &l, e) != 0)
			return -1;
	}
	return 0;
}

void
sink_status_write(const char *state, const char *sink, const char *failed)
{
	char path[PATH_MAX], new[PATH_MAX + 16];
	bool whole;
	FILE *f;

	sink_status_path(state, sink, path, sizeof path);
	if (failed == NULL) {
		(void)unlink(path);
		return;
	}
	/* Whole or not at all: others write and read it at the same time. */
	snprintf(new, sizeof new, "%s.%d", path, (int)getpid());
	f = fopen(new, "we");
	if (f == NULL)
		return;
	whole = fprintf(f, "%s\n", failed) > 0;
	whole = fclose(f) == 0 && whole;
	if (!whole || rename(new, path) != 0)
		(void)unlink(new);
}

int
sinks_send(const char *state, const char *const *sinks,
    const struct buf *lines, struct err *e)
{
	struct err local;
	int r = 0, k;

	/* Their notes lie in the state; a process that stays keeps it too. */
	stategroup_raise();
	for (; *sinks != NULL; sinks++) {
		memset(&local, 0, sizeof local);
		if (strncmp(*sinks, "syslog+tcp:", 11) == 0)
			k = forward_tcp(state, *sinks, *sinks + 11, &local);
		else {
			k = send_all(*sinks, lines, &local);
			sink_status_write(state, *sinks, k == 0 ? NULL :
			    local.msg);
		}
		if (k != 0 && r == 0)
			r = err_set(e, local.code, "%s", local.msg);
	}
	stategroup_lower();
	return r;
}
