/* SPDX-License-Identifier: ISC */
#include "term/marker.h"

#include <errno.h>
#include <string.h>
#include <sys/random.h>

int
marker_renew(struct marker *m)
{
	static const char hex[] = "0123456789abcdef";
	static const char begin[] = "\033]7717;";
	unsigned char random[16];
	ssize_t n;
	size_t i;

	do
		n = getrandom(random, sizeof random, 0);
	while (n == -1 && errno == EINTR);
	if (n != (ssize_t)sizeof random)
		return -1;
	memcpy(m->mark, begin, sizeof begin - 1);
	m->len = sizeof begin - 1;
	for (i = 0; i < sizeof random; i++) {
		m->mark[m->len++] = hex[random[i] >> 4];
		m->mark[m->len++] = hex[random[i] & 15];
	}
	m->mark[m->len++] = '\a';
	m->mark[m->len] = '\0';
	m->matched = 0;
	m->inside = false;
	buf_reset(&m->found);
	return 0;
}

void
marker_free(struct marker *m)
{
	buf_free(&m->found);
	memset(m, 0, sizeof *m);
}

struct out {
	void (*pass)(void *ctx, const char *p, size_t n);
	void (*found)(void *ctx, const char *p, size_t n);
	void *ctx;
};

/* Bytes that are no mark. */
static void
give(struct marker *m, const struct out *o, const char *p, size_t n)
{
	if (n == 0)
		return;
	if (!m->inside)
		o->pass(o->ctx, p, n);
	else if (m->found.len + n <= MARKER_MAX)
		buf_add(&m->found, p, n);
}

static void
whole_mark(struct marker *m, const struct out *o)
{
	m->matched = 0;
	if (!m->inside) {
		m->inside = true;
		buf_reset(&m->found);
		return;
	}
	m->inside = false;
	o->found(o->ctx, m->found.data != NULL ? m->found.data : "",
	    m->found.len);
}

void
marker_feed(struct marker *m, const char *p, size_t n,
    void (*pass)(void *ctx, const char *p, size_t n),
    void (*found)(void *ctx, const char *p, size_t n), void *ctx)
{
	const struct out o = { pass, found, ctx };
	size_t i, from = 0;

	for (i = 0; i < n; i++) {
		if (m->matched > 0 && p[i] != m->mark[m->matched]) {
			/* Not it; its first byte is in no other place of it. */
			give(m, &o, m->mark, m->matched);
			m->matched = 0;
			from = i;
		}
		if (m->len == 0 || p[i] != m->mark[m->matched])
			continue;
		if (m->matched++ == 0)
			give(m, &o, p + from, i - from);
		from = i + 1;
		if (m->matched == m->len)
			whole_mark(m, &o);
	}
	if (m->matched == 0)
		give(m, &o, p + from, n - from);
}
