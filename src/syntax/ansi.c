/* SPDX-License-Identifier: ISC */
#include "syntax/lex.h"

#include <stdio.h>

#include "base/hex.h"

enum { ANSI_ROOM = 12 };	/* the longest decoded escape: \U0001F600 */

/* Up to `max` digits in `base` at the position; *count how many. */
static unsigned long
number(struct parser *p, int base, int max, int *count)
{
	unsigned long v = 0;
	int d, k;

	for (k = 0; k < max && p->pos < p->n; k++) {
		d = hex_value((unsigned char)p->s[p->pos]);
		if (d < 0 || d >= base)
			break;
		v = v * (unsigned long)base + (unsigned long)d;
		p->pos++;
	}
	*count = k;
	return v;
}

static size_t
utf8(unsigned long c, char *out)
{
	static const unsigned char lead[] = { 0, 0, 0xc0, 0xe0, 0xf0, 0xf8,
	    0xfc };
	size_t n, i;

	if (c < 0x80) {
		out[0] = (char)c;
		return 1;
	}
	n = c < 0x800 ? 2 : c < 0x10000 ? 3 : c < 0x200000 ? 4 :
	    c < 0x4000000 ? 5 : 6;
	if (c > 0x7fffffff)
		return 0;
	for (i = n - 1; i > 0; i--) {
		out[i] = (char)(0x80 | (c & 0x3f));
		c >>= 6;
	}
	out[0] = (char)(lead[n] | c);
	return n;
}

/* \x: two digits, or any number of them in braces. */
static size_t
escape_hex(struct parser *p, char *out)
{
	size_t back = p->pos;
	bool brace = p->pos < p->n && p->s[p->pos] == '{';
	unsigned long v;
	int count;

	if (brace)
		p->pos++;
	v = number(p, 16, brace ? 1 << 20 : 2, &count);
	if (brace && count > 0) {
		if (p->pos < p->n && p->s[p->pos] == '}')
			p->pos++;
	} else if (count == 0) {
		p->pos = back;
		out[0] = '\\';
		out[1] = 'x';
		return 2;
	}
	out[0] = (char)(v & 0xff);
	return 1;
}

static size_t
escape_unicode(struct parser *p, char letter, char *out)
{
	unsigned long v;
	int count;

	v = number(p, 16, letter == 'u' ? 4 : 8, &count);
	if (count == 0) {
		out[0] = '\\';
		out[1] = letter;
		return 2;
	}
	p->sh->locale |= v > 0x7f;
	if (v > 0x7f && p->sh->opts.ascii)
		return (size_t)snprintf(out, ANSI_ROOM,
		    v <= 0xffff ? "\\u%04lX" : "\\U%08lX", v);
	return utf8(v, out);
}

static size_t
escape_control(struct parser *p, char *out)
{
	int c;

	if (p->pos >= p->n || p->s[p->pos] == '\'') {
		out[0] = '\\';
		out[1] = 'c';
		return 2;
	}
	c = (unsigned char)p->s[p->pos++];
	if (c == '\\' && p->pos < p->n && p->s[p->pos] == '\\')
		p->pos++;
	if (c >= 'a' && c <= 'z')
		c -= 'a' - 'A';
	out[0] = (char)(c == '?' ? 0x7f : c & 0x1f);
	return 1;
}

/* Behind a backslash: decode one escape into `out`; returns its length. */
static size_t
escape(struct parser *p, char *out)
{
	static const char names[] = "abefnrtvE";
	static const char values[] = "\a\b\033\f\n\r\t\v\033";
	char c = p->s[p->pos++];
	int count, i;

	for (i = 0; names[i] != '\0'; i++) {
		if (c == names[i]) {
			out[0] = values[i];
			return 1;
		}
	}
	switch (c) {
	case '0': case '1': case '2': case '3':
	case '4': case '5': case '6': case '7':
		p->pos--;
		out[0] = (char)(number(p, 8, 3, &count) & 0xff);
		return 1;
	case 'x':
		return escape_hex(p, out);
	case 'u':
	case 'U':
		return escape_unicode(p, c, out);
	case 'c':
		return escape_control(p, out);
	case '\\': case '\'': case '"': case '?':
		out[0] = c;
		return 1;
	default:
		out[0] = '\\';
		out[1] = c;
		return 2;
	}
}

void
ansi_read(struct parser *p, struct lex_word *w, size_t from)
{
	bool cut = false;	/* a NUL ends the string, not the quoting */
	char out[ANSI_ROOM];
	size_t n;

	for (;;) {
		if (p->pos >= p->n)
			lex_fail(p, PARSE_INCOMPLETE, from,
			    "the quote $' is not closed");
		if (p->s[p->pos] == '\'')
			break;
		if (p->s[p->pos] == '\\' && p->pos + 1 < p->n) {
			p->pos++;
			n = escape(p, out);
		} else {
			out[0] = p->s[p->pos++];
			n = 1;
		}
		if (n == 1 && out[0] == '\0')
			cut = true;
		if (!cut)
			wb_lit(p, w, out, n, from, p->pos);
	}
	p->pos++;
}
