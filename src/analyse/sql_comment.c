/* SPDX-License-Identifier: ISC */
/* Blanks and comments of a SQL text, and comments that are code. */
#include "analyse/sql_lex.h"

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

bool
lex_skip_space(struct lexer *lx)
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
