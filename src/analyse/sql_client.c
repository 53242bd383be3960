/* SPDX-License-Identifier: ISC */
/* Where a client command stands in the text, and how far it goes. */
#include <string.h>
#include <strings.h>

#include "analyse/sql_int.h"

/* Remembered, for a line may hold many commands. */
static size_t
line_end(struct lexer *lx, size_t i)
{
	const char *nl;

	if (i >= lx->line_from && i <= lx->line_to)
		return lx->line_to;
	nl = memchr(lx->s + i, '\n', lx->n - i);
	lx->line_from = i;
	lx->line_to = nl == NULL ? lx->n : (size_t)(nl - lx->s);
	return lx->line_to;
}

static bool
line_start(const struct lexer *lx)
{
	return lx->pos == 0 || lx->s[lx->pos - 1] == '\n';
}

enum { MAX_NAME = 32 };

static size_t
blanks(const struct lexer *lx, size_t i)
{
	while (i < lx->n && (lx->s[i] == ' ' || lx->s[i] == '\t' ||
	    lx->s[i] == '\r'))
		i++;
	return i;
}

static void
meta(struct lexer *lx, struct tok *t, size_t start, size_t end, size_t resume)
{
	t->kind = TOK_META;
	t->text = lx->s + start;
	t->tlen = (uint32_t)(end - start);
	lx->pos = resume;
}

/* `word` at i, no matter the case, and no word byte behind it. */
static bool
word_at(const struct lexer *lx, size_t i, const char *word)
{
	size_t n = strlen(word);
	unsigned char c;

	if (lx->n - i < n || strncasecmp(lx->s + i, word, n) != 0)
		return false;
	if (i + n >= lx->n)
		return true;
	c = (unsigned char)lx->s[i + n];
	return !(c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
	    (c >= 'A' && c <= 'Z') || c >= 0x80);
}

/* --- psql ---------------------------------------------------------------- */

/* These take the rest of the line, backslashes and all. */
static bool
psql_whole_line(const struct lexer *lx, size_t i)
{
	if (lx->s[i] == '!' || word_at(lx, i, "copy"))
		return true;
	for (size_t k = 0; k < MAX_NAME && i < lx->n &&
	    strchr(" \t\n|", lx->s[i]) == NULL; k++)
		i++;
	i = blanks(lx, i);
	return i < lx->n && lx->s[i] == '|';
}

static size_t
psql_end(const struct lexer *lx, size_t i, size_t eol)
{
	char quote = '\0';

	for (; i < eol; i++) {
		char c = lx->s[i];

		if (quote != '\0') {
			if (c == '\\' && quote == '\'')
				i++;
			else if (c == quote)
				quote = '\0';
		} else if (c == '\'' || c == '"' || c == '`')
			quote = c;
		else if (c == '\\')
			break;
	}
	return i < eol ? i : eol;
}

static bool
psql_client(struct lexer *lx, struct tok *t)
{
	size_t start = lx->pos + 1, eol, end;

	if (lx->s[lx->pos] != '\\' || start >= lx->n)
		return false;
	if (lx->s[start] == ';' || lx->s[start] == '\\' ||
	    lx->s[start] == ':') {
		t->kind = lx->s[start] == ';' ? TOK_SEMI : TOK_META;
		t->text = "";
		lx->pos += 2;
		return true;
	}
	eol = line_end(lx, start);
	if (start < eol && psql_whole_line(lx, start))
		end = eol;
	else
		end = psql_end(lx, start, eol);
	meta(lx, t, start, end, end + 1 < lx->n && lx->s[end] == '\\' &&
	    lx->s[end + 1] == '\\' ? end + 2 : end);
	return true;
}

/* --- mysql --------------------------------------------------------------- */

static size_t
delim_at(const struct lexer *lx, size_t i, size_t eol)
{
	const char *d = lx->delim[0] != '\0' ? lx->delim : ";";
	size_t n = strlen(d);

	for (; i + n <= eol; i++)
		if (memcmp(lx->s + i, d, n) == 0)
			return i;
	return eol;
}

static void
set_delim(struct lexer *lx, size_t i, size_t eol)
{
	size_t n = 0;
	char quote = '\0';

	i = blanks(lx, i);
	if (i < eol && strchr("'\"`", lx->s[i]) != NULL)
		quote = lx->s[i++];
	memset(lx->delim, 0, sizeof lx->delim);
	while (i < eol && n + 1 < sizeof lx->delim && lx->s[i] != quote &&
	    (quote != '\0' || strchr(" \t\r", lx->s[i]) == NULL))
		lx->delim[n++] = lx->s[i++];
	if (n + 1 == sizeof lx->delim)
		lx->broken = true;
	if (strcmp(lx->delim, ";") == 0)
		lx->delim[0] = '\0';
}

/* The shell gets the whole line, but SQL goes on behind the delimiter. */
static void
mysql_command(struct lexer *lx, struct tok *t, size_t start)
{
	size_t eol = line_end(lx, start), end = delim_at(lx, start, eol);

	meta(lx, t, start, eol, end);
}

static bool
mysql_named(struct lexer *lx, struct tok *t)
{
	static const char *const names[] = { "source", "system", "pager",
	    "tee", "edit", "use", "connect", "prompt", "charset", "help" };
	static const char *const alone[] = { "clear", "costs", "ego", "exit",
	    "go", "help", "nopager", "notee", "nowarning", "print", "quit",
	    "rehash", "resetconnection", "status", "warnings" };
	size_t i = blanks(lx, lx->pos), eol;

	if (lx->pending || i >= lx->n)
		return false;
	if (word_at(lx, i, "delimiter")) {
		eol = line_end(lx, i);
		set_delim(lx, i + strlen("delimiter"), eol);
		t->kind = TOK_BATCH;
		lx->pos = eol;
		return true;
	}
	for (size_t k = 0; k < sizeof names / sizeof names[0]; k++)
		if (word_at(lx, i, names[k])) {
			mysql_command(lx, t, i);
			return true;
		}
	/* These are commands only when they are all of a line. */
	for (size_t k = 0; k < sizeof alone / sizeof alone[0]; k++)
		if (word_at(lx, i, alone[k]) && (eol = line_end(lx, i)) ==
		    blanks(lx, i + strlen(alone[k]))) {
			meta(lx, t, i, eol, eol);
			return true;
		}
	return false;
}

static bool
mysql_client(struct lexer *lx, struct tok *t)
{
	size_t n = strlen(lx->delim);
	char c;

	if (n > 0 && lx->n - lx->pos >= n &&
	    memcmp(lx->s + lx->pos, lx->delim, n) == 0) {
		t->kind = TOK_BATCH;
		lx->pos += n;
		return true;
	}
	if (mysql_named(lx, t))
		return true;
	if (lx->s[lx->pos] != '\\' || lx->pos + 1 >= lx->n)
		return false;
	c = lx->s[lx->pos + 1];
	if (c == '!' || c == '.' || c == 'P' || c == 'T' || c == 'e')
		mysql_command(lx, t, lx->pos + 1);
	else if (c == 'd') {
		size_t eol = line_end(lx, lx->pos);

		set_delim(lx, lx->pos + 2, eol);
		t->kind = TOK_BATCH;
		lx->pos = eol;
	} else {
		t->kind = c == 'g' || c == 'G' || c == 'c' ? TOK_SEMI :
		    TOK_META;
		t->text = "";
		lx->pos += 2;
	}
	return true;
}

/* --- sqlite3, sqlcmd ----------------------------------------------------- */

/* A line that holds nothing but `word` and perhaps a number. */
static bool
lone_line(struct lexer *lx, const char *word, bool number)
{
	size_t i = blanks(lx, lx->pos), eol;

	if (!line_start(lx) || i >= lx->n || !word_at(lx, i, word))
		return false;
	eol = line_end(lx, i);
	i = blanks(lx, i + strlen(word));
	while (number && i < eol && lx->s[i] >= '0' && lx->s[i] <= '9')
		i++;
	return blanks(lx, i) >= eol;
}

static bool
sqlite_client(struct lexer *lx, struct tok *t)
{
	if (!line_start(lx))
		return false;
	if (lone_line(lx, "go", false) || lone_line(lx, "/", false)) {
		t->kind = TOK_SEMI;
		lx->pos = line_end(lx, lx->pos);
		return true;
	}
	if (lx->pending || (lx->s[lx->pos] != '.' && lx->s[lx->pos] != '#'))
		return false;
	meta(lx, t, lx->pos + 1, line_end(lx, lx->pos),
	    line_end(lx, lx->pos));
	if (lx->s[t->off] == '#')
		t->tlen = 0;
	return true;
}

static bool
sqlcmd_client(struct lexer *lx, struct tok *t)
{
	size_t i, eol;

	if (lone_line(lx, "GO", true)) {
		t->kind = TOK_BATCH;
		lx->pos = line_end(lx, lx->pos);
		return true;
	}
	if (!line_start(lx) || lx->dialect != SQL_TSQL)
		return false;
	i = blanks(lx, lx->pos);
	if (i + 1 >= lx->n)
		return false;
	eol = line_end(lx, i);
	if (lx->s[i] == ':' && lx->s[i + 1] != ':')
		i++;
	else if (!(lx->s[i] == '!' && lx->s[i + 1] == '!') &&
	    !lone_line(lx, "ED", false))
		return false;
	meta(lx, t, i, eol, eol);
	return true;
}

bool
lex_client(struct lexer *lx, struct tok *t)
{
	if (lx->pos >= lx->n)
		return false;
	switch (lx->dialect) {
	case SQL_POSTGRES:
		return psql_client(lx, t);
	case SQL_MYSQL:
		return mysql_client(lx, t);
	case SQL_SQLITE:
		return sqlite_client(lx, t);
	case SQL_TSQL:
	case SQL_GENERIC:
		return sqlcmd_client(lx, t);
	case SQL_CLICKHOUSE:
		break;
	}
	return false;
}
