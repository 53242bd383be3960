/* SPDX-License-Identifier: ISC */
/* Tokens of a SQL text, as the client and server of one dialect cut it. */
#include <string.h>

#include "analyse/sql_int.h"

static const unsigned dialect_flags[] = {
	[SQL_POSTGRES] = LEX_NESTED | LEX_DOLLAR | LEX_CR | LEX_ESTRING,
	[SQL_MYSQL] = LEX_HASH | LEX_DASH_SPACE | LEX_BACKSLASH |
	    LEX_DQ_STRING | LEX_BACKTICK | LEX_EXEC,
	[SQL_SQLITE] = LEX_BRACKET | LEX_BACKTICK,
	[SQL_TSQL] = LEX_NESTED | LEX_BRACKET,
	[SQL_CLICKHOUSE] = LEX_HASH | LEX_BACKSLASH | LEX_BACKTICK |
	    LEX_DOLLAR,
	[SQL_GENERIC] = LEX_DOLLAR | LEX_BACKTICK | LEX_ESTRING
};

void
lex_init(struct lexer *lx, struct arena *a, const char *s, size_t n,
    enum sql_dialect d)
{
	memset(lx, 0, sizeof *lx);
	lx->a = a;
	lx->s = s;
	lx->n = n;
	lx->dialect = d;
	lx->flags = dialect_flags[d];
	lx->client = true;
	lx->line_from = 1;
}

static int
at(const struct lexer *lx, size_t i)
{
	return i < lx->n ? (unsigned char)lx->s[i] : -1;
}

static bool
is_blank(int c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool
is_digit(int c)
{
	return c >= '0' && c <= '9';
}

static bool
is_start(int c)
{
	return c == '_' || c >= 0x80 || (c >= 'a' && c <= 'z') ||
	    (c >= 'A' && c <= 'Z');
}

static bool
is_word(const struct lexer *lx, int c)
{
	return is_start(c) || is_digit(c) || c == '$' ||
	    (lx->dialect == SQL_TSQL && (c == '#' || c == '@'));
}

static void
skip_line(struct lexer *lx)
{
	while (lx->pos < lx->n && lx->s[lx->pos] != '\n' &&
	    !((lx->flags & LEX_CR) && lx->s[lx->pos] == '\r'))
		lx->pos++;
}

static void
skip_block(struct lexer *lx)
{
	unsigned depth = 1;

	lx->pos += 2;
	while (lx->pos < lx->n) {
		if (at(lx, lx->pos) == '*' && at(lx, lx->pos + 1) == '/') {
			lx->pos += 2;
			if (--depth == 0)
				return;
		} else if ((lx->flags & LEX_NESTED) != 0 &&
		    at(lx, lx->pos) == '/' && at(lx, lx->pos + 1) == '*') {
			lx->pos += 2;
			depth++;
		} else
			lx->pos++;
	}
	lx->broken = true;
}

/* Is the executable comment with this version number code here? */
static bool
exec_is_code(const struct lexer *lx, bool maria, unsigned long version)
{
	switch (lx->exec) {
	case EXEC_ALL:
		/* No server is that new: dumps use it for what none reads. */
		return version != 999999;
	case EXEC_NONE:
		return false;
	case EXEC_MYSQL:
		return !maria && version <= 90999;
	case EXEC_MARIADB:
		return version < 50700 || (version >= 100000 &&
		    version <= 129999);
	}
	return true;
}

/* At a slash-star; true when the comment's text is code from here on. */
static bool
exec_comment(struct lexer *lx)
{
	size_t i = lx->pos + 2, digits = 0;
	unsigned long version = 0;
	bool maria = false;

	if ((lx->flags & LEX_EXEC) == 0)
		return false;
	if (at(lx, i) == 'M' && at(lx, i + 1) == '!') {
		maria = true;
		i++;
	}
	if (at(lx, i) != '!')
		return false;
	i++;
	while (digits < 6 && is_digit(at(lx, i))) {
		version = version * 10 + (unsigned long)(at(lx, i) - '0');
		digits++;
		i++;
	}
	lx->versions++;
	if (!exec_is_code(lx, maria, version))
		return false;
	lx->exec_open++;
	lx->pos = i;
	return true;
}

static bool
dash_comment(const struct lexer *lx)
{
	int c = at(lx, lx->pos + 2);

	if (at(lx, lx->pos) != '-' || at(lx, lx->pos + 1) != '-')
		return false;
	/* mysql drops a line that begins with --, blank or not, as long as it
	 * has gathered nothing for the server. */
	return (lx->flags & LEX_DASH_SPACE) == 0 || c <= ' ' || c == 0x7f ||
	    (lx->client && !lx->pending);
}

/* Blanks and comments; true when something was skipped. */
static bool
skip_space(struct lexer *lx)
{
	int c = at(lx, lx->pos);

	if (c == 0)
		lx->broken = true;
	if (is_blank(c) || c == 0)
		lx->pos++;
	else if (dash_comment(lx) || (c == '#' && (lx->flags & LEX_HASH)))
		skip_line(lx);
	else if (c == '/' && at(lx, lx->pos + 1) == '*') {
		if (!exec_comment(lx))
			skip_block(lx);
	} else if (c == '*' && at(lx, lx->pos + 1) == '/' &&
	    lx->exec_open > 0) {
		lx->exec_open--;
		lx->pos += 2;
	} else
		return false;
	return true;
}

static int
hex_value(int c)
{
	if (is_digit(c))
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/* The byte that a backslash escape at lx->pos means; pos goes past it. */
static char
escape(struct lexer *lx, bool numeric)
{
	int c = at(lx, lx->pos++), v = 0, k;

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

		for (k = 0; k < max && hex_value(at(lx, lx->pos)) >= 0; k++)
			v = (v << 4 | hex_value(at(lx, lx->pos++))) & 0xffff;
		return k == 0 ? (char)c : (char)v;
	}
	if (c >= '0' && c <= '7') {
		v = c - '0';
		for (k = 0; k < 2 && at(lx, lx->pos) >= '0' &&
		    at(lx, lx->pos) <= '7'; k++)
			v = v * 8 + (at(lx, lx->pos++) - '0');
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

	if (at(lx, lx->pos) == '+') {
		lx->pos++;
		max = 6;
	}
	if (hex_value(at(lx, lx->pos)) < 0)
		return (char)at(lx, lx->pos++);
	for (k = 0; k < max && hex_value(at(lx, lx->pos)) >= 0; k++)
		v = v << 4 | hex_value(at(lx, lx->pos++));
	return v < 0x80 ? (char)v : '?';
}

/* The index of the quote that closes what starts at i, or lx->n. */
static size_t
quote_end(struct lexer *lx, size_t i, char close, int how, bool *plain)
{
	bool twice = close != ']' || lx->dialect == SQL_TSQL;

	for (; i < lx->n; i++) {
		char c = lx->s[i];

		if (c == '*' && at(lx, i + 1) == '/' && lx->exec_open > 0)
			lx->broken = true;
		if (c == '\\' && how != 0) {
			*plain = false;
			i += how != Q_UNICODE;
		} else if (c == close) {
			if (!twice || at(lx, i + 1) != close)
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
		while (is_blank(at(lx, lx->pos)) || dash_comment(lx)) {
			if (at(lx, lx->pos) == '-') {
				skip_line(lx);
				continue;
			}
			newline = newline || lx->s[lx->pos] == '\n' ||
			    lx->s[lx->pos] == '\r';
			lx->pos++;
		}
		if (!newline || at(lx, lx->pos) != '\'') {
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

/* $tag$ .. $tag$; false when no tag stands here. */
static bool
dollar_quoted(struct lexer *lx, struct tok *t)
{
	size_t i = lx->pos + 1, tag, body;

	while (is_start(at(lx, i)) || (i > lx->pos + 1 && is_digit(at(lx, i))))
		i++;
	if (at(lx, i) != '$')
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

/* Strings and quoted identifiers, with the letter in front of some. */
static bool
lex_quoted(struct lexer *lx, struct tok *t)
{
	int c = at(lx, lx->pos), d = at(lx, lx->pos + 1);
	int how = (lx->flags & LEX_BACKSLASH) != 0 ? Q_BACKSLASH : 0;

	t->kind = TOK_STRING;
	if ((lx->flags & LEX_ESTRING) && (c == 'e' || c == 'E') && d == '\'') {
		lx->pos++;
		quoted_continued(lx, t, Q_BACKSLASH | Q_NUMERIC);
	} else if ((lx->flags & LEX_ESTRING) && (c == 'u' || c == 'U') &&
	    d == '&' && (at(lx, lx->pos + 2) == '\'' ||
	    at(lx, lx->pos + 2) == '"')) {
		lx->pos += 2;
		t->kind = at(lx, lx->pos) == '"' ? TOK_IDENT : TOK_STRING;
		quoted(lx, t, (char)at(lx, lx->pos), Q_UNICODE);
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

/* @x @@x :x :'x' :"x" ?1 $1 $x: a value that is not written here. */
static bool
lex_param(struct lexer *lx, struct tok *t)
{
	size_t i = lx->pos;
	int c = at(lx, i), d = at(lx, i + 1);

	t->kind = TOK_PARAM;
	if (c == '?' || c == '@' || (c == '$' && d != '('))
		for (i++; at(lx, i) == '@' || is_word(lx, at(lx, i)); i++)
			continue;
	else if (c == '$') {
		while (i < lx->n && lx->s[i] != ')' && lx->s[i] != '\n')
			i++;
		i += i < lx->n;
	} else if (c == ':' && is_word(lx, d) && (lx->pos == 0 ||
	    lx->s[lx->pos - 1] != ':'))
		for (i++; is_word(lx, at(lx, i)); i++)
			continue;
	else if (c == ':' && (d == '\'' || d == '"') &&
	    lx->dialect == SQL_POSTGRES) {
		for (i += 2; is_word(lx, at(lx, i)); i++)
			continue;
		if (at(lx, i) != d)
			return false;
		i++;
	} else
		return false;
	t->text = lx->s + lx->pos;
	t->tlen = (uint32_t)(i - lx->pos);
	lx->pos = i;
	return true;
}

static void
lex_plain(struct lexer *lx, struct tok *t)
{
	size_t start = lx->pos;
	int c = at(lx, start);

	if (is_start(c) || (lx->dialect == SQL_TSQL && c == '#')) {
		t->kind = TOK_WORD;
		while (is_word(lx, at(lx, lx->pos)))
			lx->pos++;
	} else if (is_digit(c) ||
	    (c == '.' && is_digit(at(lx, lx->pos + 1)))) {
		t->kind = TOK_NUMBER;
		while (is_word(lx, at(lx, lx->pos)) || at(lx, lx->pos) == '.')
			lx->pos++;
	} else if (lex_param(lx, t))
		return;
	else {
		t->kind = c == ';' ? TOK_SEMI : TOK_PUNCT;
		lx->pos++;
	}
	t->text = lx->s + start;
	t->tlen = (uint32_t)(lx->pos - start);
}

void
lex_next(struct lexer *lx, struct tok *t)
{
	memset(t, 0, sizeof *t);
	for (;;) {
		t->off = (uint32_t)lx->pos;
		if (lx->client && lex_client(lx, t))
			break;
		if (lx->pos >= lx->n || !skip_space(lx))
			break;
	}
	if (t->kind == TOK_META || t->kind == TOK_BATCH ||
	    t->kind == TOK_SEMI) {
		t->len = (uint32_t)(lx->pos - t->off);
		return;
	}
	t->off = (uint32_t)lx->pos;
	if (lx->pos >= lx->n) {
		if (lx->exec_open > 0)
			lx->broken = true;
		return;
	}
	if (!lex_quoted(lx, t) && !(at(lx, lx->pos) == '$' &&
	    (lx->flags & LEX_DOLLAR) != 0 && dollar_quoted(lx, t)))
		lex_plain(lx, t);
	t->len = (uint32_t)(lx->pos - t->off);
}

void
lex_skip_copy(struct lexer *lx)
{
	skip_line(lx);
	while (lx->pos < lx->n) {
		size_t start = lx->pos += lx->s[lx->pos] == '\n';
		const char *nl = memchr(lx->s + start, '\n', lx->n - start);
		size_t end = nl == NULL ? lx->n : (size_t)(nl - lx->s);

		lx->pos = end;
		if (end > start && lx->s[end - 1] == '\r')
			end--;
		if (end - start == 2 && memcmp(lx->s + start, "\\.", 2) == 0)
			return;
	}
}
