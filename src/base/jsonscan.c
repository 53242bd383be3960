/* SPDX-License-Identifier: ISC */
#include "base/jsonscan.h"

#include <string.h>

void
jsonscan_blank(struct jsonscan *s)
{
	/* A byte order mark is not JSON, but editors write it. */
	if (s->off == 0 && s->len >= 3 &&
	    memcmp(s->text, "\xef\xbb\xbf", 3) == 0)
		s->off = 3;
	while (s->off < s->len && strchr(" \t\r\n", s->text[s->off]) != NULL &&
	    s->text[s->off] != '\0')
		s->off++;
}

bool
jsonscan_take(struct jsonscan *s, char c)
{
	jsonscan_blank(s);
	if (s->off >= s->len || s->text[s->off] != c)
		return false;
	s->off++;
	return true;
}

/* The raw bytes between the quotes are [*start, *start + *n). */
bool
jsonscan_string(struct jsonscan *s, size_t *start, size_t *n)
{
	if (!jsonscan_take(s, '"'))
		return false;
	*start = s->off;
	while (s->off < s->len && s->text[s->off] != '"')
		s->off += s->text[s->off] == '\\' ? 2 : 1;
	if (s->off >= s->len)
		return false;
	*n = s->off++ - *start;
	return true;
}

/* Past one scalar or one whole container, brackets inside strings apart. */
bool
jsonscan_skip(struct jsonscan *s)
{
	unsigned depth = 0;
	size_t a, n;

	do {
		jsonscan_blank(s);
		if (s->off >= s->len)
			return false;
		switch (s->text[s->off]) {
		case '"':
			if (!jsonscan_string(s, &a, &n))
				return false;
			break;
		case '{': case '[':
			depth++;
			s->off++;
			break;
		case '}': case ']':
			if (depth == 0)
				return false;
			depth--;
			s->off++;
			break;
		case ',': case ':':
			if (depth == 0)
				return false;
			s->off++;
			break;
		default:
			while (s->off < s->len && strchr(" \t\r\n,:{}[]\"",
			    s->text[s->off]) == NULL)
				s->off++;
			/* A NUL is found by strchr and is nobody's value. */
			if (s->off < s->len && s->text[s->off] == '\0')
				return false;
		}
	} while (depth > 0);
	return true;
}

static unsigned
hex4(const char *p)
{
	unsigned v = 0;

	for (int i = 0; i < 4; i++) {
		const char *d = "0123456789abcdef";
		const char *at = p[i] != '\0' ? strchr(d, p[i] | 0x20) : NULL;

		if (at == NULL)
			return 0xfffd;
		v = v << 4 | (unsigned)(at - d);
	}
	return v;
}

static void
add_utf8(struct buf *b, unsigned c)
{
	if (c < 0x80) {
		buf_char(b, (char)c);
	} else if (c < 0x800) {
		buf_char(b, (char)(0xc0 | c >> 6));
		buf_char(b, (char)(0x80 | (c & 0x3f)));
	} else if (c < 0x10000) {
		buf_char(b, (char)(0xe0 | c >> 12));
		buf_char(b, (char)(0x80 | (c >> 6 & 0x3f)));
		buf_char(b, (char)(0x80 | (c & 0x3f)));
	} else {
		buf_char(b, (char)(0xf0 | c >> 18));
		buf_char(b, (char)(0x80 | (c >> 12 & 0x3f)));
		buf_char(b, (char)(0x80 | (c >> 6 & 0x3f)));
		buf_char(b, (char)(0x80 | (c & 0x3f)));
	}
}

/* \uXXXX at p[0..n): the character, with a surrogate pair joined. */
static size_t
decode_u(struct buf *b, const char *p, size_t n)
{
	unsigned c, low;

	if (n < 6)
		return n;
	c = hex4(p + 2);
	if (c >= 0xd800 && c < 0xdc00 && n >= 12 && p[6] == '\\' &&
	    p[7] == 'u' && (low = hex4(p + 8)) >= 0xdc00 && low < 0xe000) {
		add_utf8(b, 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00));
		return 12;
	}
	add_utf8(b, c);
	return 6;
}

void
jsonscan_decode(struct buf *b, const char *p, size_t n)
{
	static const char from[] = "bfnrt", to[] = "\b\f\n\r\t";

	for (size_t i = 0; i < n;) {
		const char *at;

		if (p[i] != '\\' || i + 1 >= n) {
			buf_char(b, p[i++]);
		} else if (p[i + 1] == 'u') {
			i += decode_u(b, p + i, n - i);
		} else {
			at = strchr(from, p[i + 1]);
			buf_char(b, at != NULL && *at != '\0' ?
			    to[at - from] : p[i + 1]);
			i += 2;
		}
	}
}
