/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "syntax/reprinter.h"

static size_t part_put(struct buf *out, const char *s, size_t at,
    const struct part *p);

/* The source without backslash-newline. */
void
reprint_raw(struct buf *out, const char *s, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		if (s[i] == '\\' && i + 1 < n) {
			i++;
			if (s[i] == '\n')
				continue;
			buf_char(out, '\\');
		}
		buf_char(out, s[i]);
	}
}

/* As bash's sh_single_quote(), in which it keeps a $'..' it has read. */
void
reprint_quoted(struct buf *out, const char *text, size_t len)
{
	size_t i;

	if (len == 1 && text[0] == '\'') {
		buf_str(out, "\\'");
		return;
	}
	buf_char(out, '\'');
	for (i = 0; i < len; i++) {
		if (text[i] == '\'')
			buf_str(out, "'\\''");
		else
			buf_char(out, text[i]);
	}
	buf_char(out, '\'');
}

static size_t
parts_put(struct buf *out, const char *s, size_t at, const struct part *p)
{
	for (; p != NULL; p = p->next)
		at = part_put(out, s, at, p);
	return at;
}

static void
body_put(struct buf *out, const char *s, const struct part *p)
{
	struct buf text = { 0 };

	buf_str(out, p->style == STYLE_READ ? "<(" : p->style == STYLE_WRITE ?
	    ">(" : "$(");
	reprint_body(&text, s, p->other != NULL ? p->other : p->body);
	if (text.len > 0 && text.data[0] == '(')
		buf_char(out, ' ');	/* to be no arithmetic */
	buf_add(out, text.data, text.len);
	buf_char(out, ')');
	out->failed |= text.failed;
	buf_free(&text);
}

/* `$'..'` inside double quotes or arithmetic stays as it is. */
static size_t
part_put(struct buf *out, const char *s, size_t at, const struct part *p)
{
	const struct word *w[3] = { NULL, NULL, NULL };
	size_t end = p->span.off + p->span.len;
	int i;

	if (end <= at)
		return at;	/* decoded from a $'..' */
	if (p->span.off > at)
		reprint_raw(out, s + at, p->span.off - at);
	if (p->kind == PART_QUOTED && p->style == STYLE_ANSI) {
		if (p->bare)
			buf_add(out, p->text, p->len);
		else
			reprint_quoted(out, p->text, p->len);
		return end;
	}
	if (p->kind == PART_QUOTED && p->style == STYLE_SINGLE) {
		buf_add(out, s + p->span.off, p->span.len);
		return end;
	}
	if (((p->kind == PART_CMDSUB && p->style == STYLE_PLAIN) ||
	    p->kind == PART_PROCSUB) && s[p->span.off + 2] != '(') {
		body_put(out, s, p);
		return end;
	}
	at = p->span.off + (p->kind == PART_DQ && p->style == STYLE_LOCALE);
	if (p->kind == PART_DQ || p->kind == PART_ARITH)
		at = parts_put(out, s, at, p->parts);
	if (p->param != NULL) {
		w[0] = p->param->subscript;
		w[1] = p->param->arg;
		w[2] = p->param->arg2;
	}
	for (i = 0; i < 3; i++)
		if (w[i] != NULL)
			at = parts_put(out, s, at, w[i]->parts);
	if (end > at)
		reprint_raw(out, s + at, end - at);
	return end;
}

void
reprint_word(struct buf *out, const char *s, const struct word *w)
{
	size_t at = parts_put(out, s, w->span.off, w->parts);

	if (w->span.off + w->span.len > at)
		reprint_raw(out, s + at, w->span.off + w->span.len - at);
}

/* The elements of an array are joined by blanks, comments are gone. */
static void
elems_put(struct buf *out, const char *s, const struct assign *e)
{
	size_t at;

	for (; e != NULL; e = e->next) {
		at = e->span.off;
		if (e->subscript != NULL)
			at = parts_put(out, s, at, e->subscript->parts);
		if (e->value != NULL)
			at = parts_put(out, s, at, e->value->parts);
		if (e->span.off + e->span.len > at)
			reprint_raw(out, s + at, e->span.off + e->span.len -
			    at);
		if (e->next != NULL)
			buf_char(out, ' ');
	}
}

void
reprint_assign(struct buf *out, const char *s, const struct assign *as)
{
	size_t at = as->span.off, end = at + as->span.len;
	const char *open;

	if (as->subscript != NULL)
		at = parts_put(out, s, at, as->subscript->parts);
	if (!as->array) {
		if (as->value != NULL)
			at = parts_put(out, s, at, as->value->parts);
		if (end > at)
			reprint_raw(out, s + at, end - at);
		return;
	}
	open = memchr(s + at, '(', end - at);
	reprint_raw(out, s + at, (size_t)(open - (s + at)) + 1);
	elems_put(out, s, as->elems);
	buf_char(out, ')');
}
