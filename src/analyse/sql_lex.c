/* SPDX-License-Identifier: ISC */
/* Tokens of a SQL text, as the client and server of one dialect cut it. */
#include <string.h>

#include "analyse/sql_lex.h"

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

static bool
is_word(const struct lexer *lx, int c)
{
	return lex_is_start(c) || lex_is_digit(c) || c == '$' ||
	    (lx->dialect == SQL_TSQL && (c == '#' || c == '@'));
}

void
lex_skip_line(struct lexer *lx)
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
		if (lex_at(lx, lx->pos) == '*' &&
		    lex_at(lx, lx->pos + 1) == '/') {
			lx->pos += 2;
			if (--depth == 0)
				return;
		} else if ((lx->flags & LEX_NESTED) != 0 &&
		    lex_at(lx, lx->pos) == '/' &&
		    lex_at(lx, lx->pos + 1) == '*') {
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
	if (lex_at(lx, i) == 'M' && lex_at(lx, i + 1) == '!') {
		maria = true;
		i++;
	}
	if (lex_at(lx, i) != '!')
		return false;
	i++;
	while (digits < 6 && lex_is_digit(lex_at(lx, i))) {
		version = version * 10 + (unsigned long)(lex_at(lx, i) - '0');
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

bool
lex_dash_comment(const struct lexer *lx)
{
	int c = lex_at(lx, lx->pos + 2);

	if (lex_at(lx, lx->pos) != '-' || lex_at(lx, lx->pos + 1) != '-')
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
	int c = lex_at(lx, lx->pos);

	if (c == 0)
		lx->broken = true;
	if (lex_is_blank(c) || c == 0)
		lx->pos++;
	else if (lex_dash_comment(lx) || (c == '#' && (lx->flags & LEX_HASH)))
		lex_skip_line(lx);
	else if (c == '/' && lex_at(lx, lx->pos + 1) == '*') {
		if (!exec_comment(lx))
			skip_block(lx);
	} else if (c == '*' && lex_at(lx, lx->pos + 1) == '/' &&
	    lx->exec_open > 0) {
		lx->exec_open--;
		lx->pos += 2;
	} else
		return false;
	return true;
}

/* @x @@x :x :'x' :"x" ?1 $1 $x: a value that is not written here. */
static bool
lex_param(struct lexer *lx, struct tok *t)
{
	size_t i = lx->pos;
	int c = lex_at(lx, i), d = lex_at(lx, i + 1);

	t->kind = TOK_PARAM;
	if (c == '?' || c == '@' || (c == '$' && d != '('))
		for (i++; lex_at(lx, i) == '@' || is_word(lx, lex_at(lx, i));
		    i++)
			continue;
	else if (c == '$') {
		while (i < lx->n && lx->s[i] != ')' && lx->s[i] != '\n')
			i++;
		i += i < lx->n;
	} else if (c == ':' && is_word(lx, d) && (lx->pos == 0 ||
	    lx->s[lx->pos - 1] != ':'))
		for (i++; is_word(lx, lex_at(lx, i)); i++)
			continue;
	else if (c == ':' && (d == '\'' || d == '"') &&
	    lx->dialect == SQL_POSTGRES) {
		for (i += 2; is_word(lx, lex_at(lx, i)); i++)
			continue;
		if (lex_at(lx, i) != d)
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
	int c = lex_at(lx, start);

	if (lex_is_start(c) || (lx->dialect == SQL_TSQL && c == '#')) {
		t->kind = TOK_WORD;
		while (is_word(lx, lex_at(lx, lx->pos)))
			lx->pos++;
	} else if (lex_is_digit(c) ||
	    (c == '.' && lex_is_digit(lex_at(lx, lx->pos + 1)))) {
		t->kind = TOK_NUMBER;
		while (is_word(lx, lex_at(lx, lx->pos)) ||
		    lex_at(lx, lx->pos) == '.')
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
	if (!lex_quoted(lx, t) && !(lex_at(lx, lx->pos) == '$' &&
	    (lx->flags & LEX_DOLLAR) != 0 && lex_dollar_quoted(lx, t)))
		lex_plain(lx, t);
	t->len = (uint32_t)(lx->pos - t->off);
}

void
lex_skip_copy(struct lexer *lx)
{
	lex_skip_line(lx);
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
