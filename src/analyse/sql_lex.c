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
		if (lx->pos >= lx->n || !lex_skip_space(lx))
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
