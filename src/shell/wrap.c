/* SPDX-License-Identifier: ISC */
#include "shell/wrap.h"

#include <string.h>

/* Where the text of a refusal's members begins. */
enum { INDENT = 11, LEAST_COLS = 30 };

/* Columns that s[0..n) takes. */
static unsigned
columns(const char *s, size_t n)
{
	unsigned cols = 0;
	size_t i;

	for (i = 0; i < n; i++)
		if (s[i] == '\033')
			while (i + 1 < n && s[i] != 'm')
				i++;
		else
			cols += ((unsigned char)s[i] & 0xc0) != 0x80;
	return cols;
}

static void
wrap_line(const char *s, size_t n, unsigned cols, struct buf *out)
{
	unsigned indent = n > INDENT && memcmp(s, "  ", 2) == 0 &&
	    memchr(s, ':', INDENT) != NULL ? INDENT : 2;
	unsigned at = 0, width;
	size_t word, gap;

	while (n > 0) {
		gap = 0;
		while (gap < n && s[gap] == ' ')
			gap++;
		word = gap;
		while (word < n && s[word] != ' ')
			word++;
		width = columns(s, word);
		if (at > indent && at + width > cols) {
			buf_printf(out, "\n%*s", (int)indent, "");
			at = indent + columns(s + gap, word - gap);
			buf_add(out, s + gap, word - gap);
		} else {
			at += width;
			buf_add(out, s, word);
		}
		s += word;
		n -= word;
	}
}

void
wrap_text(const char *text, unsigned cols, struct buf *out)
{
	size_t n;

	for (;; text += n + 1) {
		n = strcspn(text, "\n");
		if (cols < LEAST_COLS || columns(text, n) <= cols)
			buf_add(out, text, n);
		else
			wrap_line(text, n, cols, out);
		if (text[n] == '\0')
			return;
		buf_char(out, '\n');
	}
}
