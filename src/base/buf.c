/* SPDX-License-Identifier: ISC */
#include "base/buf.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void
buf_free(struct buf *b)
{
	free(b->data);
	memset(b, 0, sizeof *b);
}

void
buf_reset(struct buf *b)
{
	b->len = 0;
	if (b->data != NULL)
		b->data[0] = '\0';
}

static bool
grow(struct buf *b, size_t n)
{
	size_t cap;
	char *p;

	if (b->failed || n > SIZE_MAX / 2 - b->len) {
		b->failed = true;
		return false;
	}
	if (b->data != NULL && b->cap - b->len > n)
		return true;
	cap = b->cap < 256 ? 256 : b->cap;
	while (cap - b->len <= n)
		cap *= 2;
	p = realloc(b->data, cap);
	if (p == NULL) {
		b->failed = true;
		return false;
	}
	b->data = p;
	b->cap = cap;
	return true;
}

void
buf_add(struct buf *b, const void *p, size_t n)
{
	if (!grow(b, n))
		return;
	if (n > 0)
		memcpy(b->data + b->len, p, n);
	b->len += n;
	b->data[b->len] = '\0';
}

void
buf_str(struct buf *b, const char *s)
{
	buf_add(b, s, strlen(s));
}

void
buf_char(struct buf *b, char c)
{
	buf_add(b, &c, 1);
}

void
buf_number(struct buf *b, int64_t n)
{
	uint64_t left = n < 0 ? -(uint64_t)n : (uint64_t)n;
	char text[20], *s = text + sizeof text;

	do
		*--s = (char)('0' + left % 10);
	while ((left /= 10) > 0);
	if (n < 0)
		*--s = '-';
	buf_add(b, s, (size_t)(text + sizeof text - s));
}

void
buf_printf(struct buf *b, const char *fmt, ...)
{
	va_list ap;
	size_t room;
	int n;

	/* Twice only where the room that is there does not do. */
	if (!grow(b, 1))
		return;
	room = b->cap - b->len;
	va_start(ap, fmt);
	n = vsnprintf(b->data + b->len, room, fmt, ap);
	va_end(ap);
	if (n >= 0 && (size_t)n >= room) {
		b->data[b->len] = '\0';
		if (!grow(b, (size_t)n))
			return;
		va_start(ap, fmt);
		n = vsnprintf(b->data + b->len, (size_t)n + 1, fmt, ap);
		va_end(ap);
	}
	if (n < 0) {
		b->data[b->len] = '\0';
		b->failed = true;
		return;
	}
	b->len += (size_t)n;
}

/*
 * Decode one character. Returns its length in bytes and sets *cp, or 0 when
 * the bytes at s are not valid UTF-8 (RFC 3629: no overlong forms, no
 * surrogates, nothing above U+10FFFF).
 */
static size_t
utf8(const unsigned char *s, size_t n, uint32_t *cp)
{
	static const uint32_t least[5] = { 0, 0, 0x80, 0x800, 0x10000 };
	uint32_t c = s[0];
	size_t len, i;

	if (c < 0x80) {
		*cp = c;
		return 1;
	}
	if (c >= 0xc2 && c <= 0xdf) {
		len = 2;
		c &= 0x1f;
	} else if ((c & 0xf0) == 0xe0) {
		len = 3;
		c &= 0x0f;
	} else if (c >= 0xf0 && c <= 0xf4) {
		len = 4;
		c &= 0x07;
	} else
		return 0;
	if (n < len)
		return 0;
	for (i = 1; i < len; i++) {
		if ((s[i] & 0xc0) != 0x80)
			return 0;
		c = c << 6 | (s[i] & 0x3f);
	}
	if (c < least[len] || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
		return 0;
	*cp = c;
	return len;
}

/*
 * Characters that move a cursor, hide, or reorder what a person reads: C0,
 * DEL, C1, zero-width and bidi controls, line and paragraph separators, tags,
 * the byte order mark (CVE-2021-42574, sudo CVE-2023-28486).
 */
static bool
hidden(uint32_t c)
{
	return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0xad ||
	    c == 0x61c || (c >= 0x200b && c <= 0x200f) ||
	    (c >= 0x2028 && c <= 0x202e) || (c >= 0x2060 && c <= 0x206f) ||
	    c == 0xfeff || (c >= 0xfff9 && c <= 0xfffb) ||
	    (c >= 0xe0000 && c <= 0xe007f) || c == 0x180e || c == 0x3164;
}

void
buf_json(struct buf *b, const char *s, size_t n)
{
	const unsigned char *p = (const unsigned char *)s;
	size_t i = 0, start = 0, len;
	uint32_t c;

	buf_char(b, '"');
	while (i < n) {
		if (p[i] >= ' ' && p[i] < 0x7f && p[i] != '"' &&
		    p[i] != '\\') {
			i++;
			continue;
		}
		len = utf8(p + i, n - i, &c);
		if (len != 0 && !hidden(c) && c != '"' && c != '\\') {
			i += len;
			continue;
		}
		buf_add(b, s + start, i - start);
		if (len == 0) {
			buf_printf(b, "\\udc%02x", p[i]);
			len = 1;
		} else if (c == '"')
			buf_str(b, "\\\"");
		else if (c == '\\')
			buf_str(b, "\\\\");
		else if (c == '\n')
			buf_str(b, "\\n");
		else if (c == '\t')
			buf_str(b, "\\t");
		else if (c > 0xffff)
			buf_printf(b, "\\u%04x\\u%04x",
			    (unsigned)(0xd800 + ((c - 0x10000) >> 10)),
			    (unsigned)(0xdc00 + ((c - 0x10000) & 0x3ff)));
		else
			buf_printf(b, "\\u%04x", (unsigned)c);
		i += len;
		start = i;
	}
	buf_add(b, s + start, i - start);
	buf_char(b, '"');
}

void
buf_visible(struct buf *b, const char *s, size_t n, size_t max)
{
	const unsigned char *p = (const unsigned char *)s;
	size_t i = 0, len, stop = b->len + max;
	char piece[16];
	uint32_t c;
	int k;

	while (i < n) {
		len = utf8(p + i, n - i, &c);
		if (len == 0) {
			k = snprintf(piece, sizeof piece, "\\x%02x", p[i]);
			len = 1;
		} else if (c == '\n')
			k = snprintf(piece, sizeof piece, "\\n");
		else if (c == '\t')
			k = snprintf(piece, sizeof piece, "\\t");
		else if (c < 0x80 && hidden(c))
			k = snprintf(piece, sizeof piece, "\\x%02x",
			    (unsigned)c);
		else if (hidden(c))
			k = snprintf(piece, sizeof piece, "\\u{%x}",
			    (unsigned)c);
		else {
			memcpy(piece, s + i, len);
			k = (int)len;
		}
		if (b->len + (size_t)k > stop) {
			buf_str(b, "...");
			return;
		}
		buf_add(b, piece, (size_t)k);
		i += len;
	}
}

void
buf_json_list(struct buf *b, const char *key, const char *const *s)
{
	const char *sep = "";

	buf_printf(b, ",\"%s\":[", key);
	for (; s != NULL && *s != NULL; s++, sep = ",") {
		buf_str(b, sep);
		buf_json(b, *s, strlen(*s));
	}
	buf_char(b, ']');
}
