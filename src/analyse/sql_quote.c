/* SPDX-License-Identifier: ISC */
/* Strings and quoted identifiers of a SQL text: where they end, what they
 * mean. */
#include <string.h>

#include "analyse/sql_lex.h"
#include "base/hex.h"

/* The byte that a backslash escape at lx->pos means; pos goes past it. */
static char
escape(struct lexer *lx, bool numeric)
{
	int c = lex_at(lx, lx->pos++), v = 0, k;

	switch (c) {
	case 'n':
		return '\n';
	case 't':
		return '\t';
	case 'r':
		return '\r';
	case 'b':
		return '\b';
	default:
		break;
	}
	if (!numeric)
		return (char)c;
	if (c == 'x' || c == 'u' || c == 'U') {
		int max = c == 'x' ? 2 : c == 'u' ? 4 : 8;

		for (k = 0; k < max && hex_value(lex_at(lx, lx->pos)) >= 0; k++)
			v = (v << 4 | hex_value(lex_at(lx, lx->pos++))) &
			    0xffff;
		return k == 0 ? (char)c : (char)v;
	}
	if (c >= '0' && c <= '7') {
		v = c - '0';
		for (k = 0; k < 2 && lex_at(lx, lx->pos) >= '0' &&
		    lex_at(lx, lx->pos) <= '7'; k++)
			v = v * 8 + (lex_at(lx, lx->pos++) - '0');
		return (char)v;
	}
	return (char)c;
}

/* Joined pieces are copied each time: keep that linear in practice. */
enum { CONTINUED_MAX = 4096 };

enum { Q_BACKSLASH = 1, Q_NUMERIC = 2, Q_UNICODE = 4 };

/* U&'\0041' and U&'\+000041'; the escape character itself doubled. */
static char
unicode_escape(struct lexer *lx)
{
	int v = 0, k, max = 4;

	if (lex_at(lx, lx->pos) == '+') {
		lx->pos++;
		max = 6;
	}
	if (hex_value(lex_at(lx, lx->pos)) < 0)
		return (char)lex_at(lx, lx->pos++);
	for (k = 0; k < max && hex_value(lex_at(lx, lx->pos)) >= 0; k++)
		v = v << 4 | hex_value(lex_at(lx, lx->pos++));
	return v < 0x80 ? (char)v : '?';
}

/* The index of the quote that closes what starts at i, or lx->n. */
static size_t
quote_end(struct lexer *lx, size_t i, char close, int how, bool *plain)
{
	bool twice = close != ']' || lx->dialect == SQL_TSQL;

	for (; i < lx->n; i++) {
		char c = lx->s[i];

		if (c == '*' && lex_at(lx, i + 1) == '/' && lx->exec_open > 0)
			lx->broken = true;
		if (c == '\\' && how != 0) {
			*plain = false;
			i += how != Q_UNICODE;
		} else if (c == close) {
			if (!twice || lex_at(lx, i + 1) != close)
				return i;
			*plain = false;
			i++;
		}
	}
	lx->broken = true;
	return lx->n;
}

/* From the opening quote at lx->pos; `close` doubled stands for itself. */
static void
quoted(struct lexer *lx, struct tok *t, char close, int how)
{
	size_t start = ++lx->pos, len = 0, end;
	bool plain = true;
	char *buf;

	end = quote_end(lx, start, close, how, &plain);
	if (plain) {
		t->text = lx->s + start;
		t->tlen = (uint32_t)(end - start);
	} else {
		/* Decoding only ever shortens. */
		t->text = buf = arena_alloc(lx->a, end - start + 1);
		while (lx->pos < end) {
			char c = lx->s[lx->pos++];

			if (c == close)
				lx->pos++;
			else if (c == '\\' && how != 0 && lx->pos < end)
				c = (how & Q_UNICODE) != 0 ?
				    unicode_escape(lx) :
				    escape(lx, (how & Q_NUMERIC) != 0);
			buf[len++] = c;
		}
		t->tlen = (uint32_t)len;
	}
	lx->pos = end < lx->n ? end + 1 : end;
}

/*
 * PostgreSQL reads 'a' newline 'b' as one string and goes on in the manner of
 * its first piece, so a backslash in the second may still escape.
 */
static void
quoted_continued(struct lexer *lx, struct tok *t, int how)
{
	size_t save;
	struct tok more;

	quoted(lx, t, '\'', how);
	for (;;) {
		bool newline = false;

		save = lx->pos;
		while (lex_is_blank(lex_at(lx, lx->pos)) ||
		    lex_dash_comment(lx)) {
			if (lex_at(lx, lx->pos) == '-') {
				lex_skip_line(lx);
				continue;
			}
			newline = newline || lx->s[lx->pos] == '\n' ||
			    lx->s[lx->pos] == '\r';
			lx->pos++;
		}
		if (!newline || lex_at(lx, lx->pos) != '\'') {
			lx->pos = save;
			return;
		}
		quoted(lx, &more, '\'', how);
		if (t->tlen + more.tlen > CONTINUED_MAX) {
			lx->broken = true;
			continue;
		}
		t->text = arena_printf(lx->a, "%.*s%.*s", (int)t->tlen,
		    t->text, (int)more.tlen, more.text);
		t->tlen = (uint32_t)strlen(t->text);
	}
}

bool
lex_dollar_quoted(struct lexer *lx, struct tok *t)
{
	size_t i = lx->pos + 1, tag, body;

	while (lex_is_start(lex_at(lx, i)) ||
	    (i > lx->pos + 1 && lex_is_digit(lex_at(lx, i))))
		i++;
	if (lex_at(lx, i) != '$')
		return false;
	tag = i + 1 - lx->pos;
	body = i + 1;
	for (i = body; i + tag <= lx->n; i++) {
		const char *p = memchr(lx->s + i, '$', lx->n - i);

		if (p == NULL || (size_t)(p - lx->s) + tag > lx->n)
			break;
		i = (size_t)(p - lx->s);
		if (memcmp(p, lx->s + lx->pos, tag) != 0)
			continue;
		t->kind = TOK_STRING;
		t->text = lx->s + body;
		t->tlen = (uint32_t)(i - body);
		lx->pos = i + tag;
		return true;
	}
	t->kind = TOK_STRING;
	t->text = lx->s + body;
	t->tlen = (uint32_t)(lx->n - body);
	lx->pos = lx->n;
	lx->broken = true;
	return true;
}

bool
lex_quoted(struct lexer *lx, struct tok *t)
{
	int c = lex_at(lx, lx->pos), d = lex_at(lx, lx->pos + 1);
	int how = (lx->flags & LEX_BACKSLASH) != 0 ? Q_BACKSLASH : 0;

	t->kind = TOK_STRING;
	if ((lx->flags & LEX_ESTRING) && (c == 'e' || c == 'E') && d == '\'') {
		lx->pos++;
		quoted_continued(lx, t, Q_BACKSLASH | Q_NUMERIC);
	} else if ((lx->flags & LEX_ESTRING) && (c == 'u' || c == 'U') &&
	    d == '&' && (lex_at(lx, lx->pos + 2) == '\'' ||
	    lex_at(lx, lx->pos + 2) == '"')) {
		lx->pos += 2;
		t->kind = lex_at(lx, lx->pos) == '"' ? TOK_IDENT : TOK_STRING;
		quoted(lx, t, (char)lex_at(lx, lx->pos), Q_UNICODE);
	} else if ((c == 'n' || c == 'N') && d == '\'') {
		lx->pos++;
		quoted(lx, t, '\'', how);
	} else if (c == '\'')
		quoted(lx, t, '\'', how);
	else if (c == '"') {
		t->dquote = true;
		if ((lx->flags & LEX_DQ_STRING) == 0)
			t->kind = TOK_IDENT;
		quoted(lx, t, '"', how);
	} else if (c == '`' && (lx->flags & LEX_BACKTICK) != 0) {
		t->kind = TOK_IDENT;
		quoted(lx, t, '`', lx->dialect == SQL_CLICKHOUSE ? how : 0);
	} else if (c == '[' && (lx->flags & LEX_BRACKET) != 0) {
		t->kind = TOK_IDENT;
		quoted(lx, t, ']', 0);
	} else
		return false;
	return true;
}
