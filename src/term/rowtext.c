/* SPDX-License-Identifier: ISC */
#include "term/rowtext.h"

#include <stdbool.h>
#include <string.h>
#include <wchar.h>

#define NONE ((size_t)-1)

enum state { TEXT, ESCAPE, CSI, OSC, OSC_ESCAPE, CHARSET };

static void
cut(struct rowtext *r, size_t len)
{
	if (r->text.data == NULL || len > r->text.len)
		return;
	r->text.len = len;
	r->text.data[len] = '\0';
}

/* Take the last character away. */
static void
back(struct rowtext *r)
{
	size_t n = r->text.len;

	while (n > 0 && ((unsigned char)r->text.data[n - 1] & 0xc0) == 0x80)
		n--;
	if (n > 0)
		cut(r, n - 1);
}

static void
plain(struct rowtext *r, char c)
{
	switch (c) {
	case '\n':
	case '\r':
	case '\f':
	case '\v':
		cut(r, 0);
		break;
	case '\b':
		back(r);
		break;
	case '\t':
		/* Eight columns, for a row that has nothing wide in it. */
		do
			buf_char(&r->text, ' ');
		while (r->text.len % 8 != 0);
		break;
	case '\033':
		r->sequence = r->text.len;
		r->state = ESCAPE;
		buf_char(&r->text, c);
		break;
	default:
		if ((unsigned char)c >= ' ' && c != 0x7f)
			buf_char(&r->text, c);
		break;
	}
}

/* A sequence has ended: keep what draws, forget the row where it moves. */
static void
ended(struct rowtext *r, char final)
{
	r->state = TEXT;
	if (final == 'm')
		return;
	if (strchr("ABCDEFGHJdf", final) != NULL)
		cut(r, 0);
	else
		cut(r, r->sequence);
}

static void
in_sequence(struct rowtext *r, char c)
{
	buf_char(&r->text, c);
	switch (r->state) {
	case ESCAPE:
		if (c == '[')
			r->state = CSI;
		else if (c == ']' || c == 'P' || c == '_' || c == '^')
			r->state = OSC;
		else if (c == '(' || c == ')')
			r->state = CHARSET;
		else
			ended(r, 'x');
		break;
	case CSI:
		if (c >= '@' && c <= '~')
			ended(r, c);
		break;
	case OSC:
		if (c == '\a')
			ended(r, 'x');
		else if (c == '\033')
			r->state = OSC_ESCAPE;
		break;
	case OSC_ESCAPE:
	case CHARSET:
		ended(r, 'x');
		break;
	default:
		break;
	}
}

void
rowtext_feed(struct rowtext *r, const char *p, size_t n)
{
	size_t i, gone;

	for (i = 0; i < n; i++) {
		if (r->state == TEXT)
			plain(r, p[i]);
		else
			in_sequence(r, p[i]);
		if (r->text.len <= ROWTEXT_MAX)
			continue;
		gone = r->text.len / 2;
		memmove(r->text.data, r->text.data + gone,
		    r->text.len - gone);
		cut(r, r->text.len - gone);
		r->sequence = r->sequence > gone ? r->sequence - gone : 0;
	}
	if (r->text.failed)
		buf_free(&r->text);
}

void
rowtext_free(struct rowtext *r)
{
	buf_free(&r->text);
	memset(r, 0, sizeof *r);
}

/* One character of a row, or one sequence. */
struct piece {
	size_t len;
	unsigned width;
	bool sequence;
	bool bad;		/* bytes that are no character */
};

static struct piece
next_piece(const char *s, size_t n)
{
	struct piece p = { .len = 1 };
	mbstate_t st;
	wchar_t w;
	size_t k;
	int width;

	if (*s == '\033') {
		p.sequence = true;
		for (p.len = 2; p.len < n; p.len++)
			if (s[p.len] >= '@' && s[p.len] <= '~')
				break;
		p.len = p.len < n ? p.len + 1 : n;
		return p;
	}
	memset(&st, 0, sizeof st);
	k = mbrtowc(&w, s, n, &st);
	if (k == 0 || k > n) {
		p.bad = true;
		return p;
	}
	p.len = k;
	width = wcwidth(w);
	p.bad = width < 0;
	p.width = width > 0 ? (unsigned)width : 0;
	return p;
}

/*
 * libedit draws a sequence together with the character behind it and loses one
 * behind which there is none: a blank at the end goes behind it.
 */
static void
mend_end(struct buf *out, size_t blank, size_t sequences)
{
	if (blank != NONE && sequences != NONE && sequences == blank + 1) {
		memmove(out->data + blank, out->data + sequences,
		    out->len - sequences);
		out->data[out->len - 1] = ' ';
	}
}

void
rowtext_prompt(const struct rowtext *r, unsigned cols, struct buf *out)
{
	const char *s = r->text.data;
	size_t n = r->text.len, i, blank = NONE, open = NONE,
	    from = out->len;
	unsigned at = 0;
	struct piece p;

	for (i = 0; i < n; i += p.len) {
		p = next_piece(s + i, n - i);
		if (p.bad)
			continue;
		if (at + p.width > cols || (at == cols && p.width > 0)) {
			/* Only what stands on the last row is drawn. */
			out->len = from;
			blank = NONE;
			open = NONE;
			at = 0;
		}
		if (p.sequence && open == NONE) {
			open = out->len;
			buf_char(out, '\1');
		} else if (!p.sequence && open != NONE) {
			buf_char(out, '\1');
			open = NONE;
		}
		if (!p.sequence)
			blank = s[i] == ' ' ? out->len : NONE;
		buf_add(out, s + i, p.len);
		at += p.width;
	}
	if (open != NONE) {
		buf_char(out, '\1');
		if (!out->failed)
			mend_end(out, blank, open);
	}
}
