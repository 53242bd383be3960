/* SPDX-License-Identifier: ISC */
#ifndef ANALYSE_SQL_LEX_H
#define ANALYSE_SQL_LEX_H

/* Tokens of a SQL text; for the sql_*.c files alone. */

#include <stdint.h>

#include "analyse/sql.h"

enum tok_kind {
	TOK_EOF,
	TOK_WORD,	/* bare identifier or keyword */
	TOK_IDENT,	/* quoted identifier */
	TOK_STRING,
	TOK_NUMBER,
	TOK_PARAM,	/* ?, $1, :x, @x: a value from elsewhere */
	TOK_PUNCT,
	TOK_SEMI,	/* ends a statement */
	TOK_BATCH,	/* GO, or the client's own DELIMITER */
	TOK_META	/* a client command; text is its whole line */
};

struct tok {
	enum tok_kind kind;
	uint32_t off;		/* in the text being read */
	uint32_t len;
	const char *text;	/* decoded */
	uint32_t tlen;
	bool dquote;		/* IDENT in "..": SQLite may take a string */
	bool partial;		/* STRING folded with unknown pieces */
};

/* How the lexer reads; a dialect starts with some of them. */
enum {
	LEX_NESTED = 1 << 0,	/* comments nest */
	LEX_HASH = 1 << 1,	/* # comment */
	LEX_DASH_SPACE = 1 << 2,/* -- needs a blank after it */
	LEX_BACKSLASH = 1 << 3,	/* escapes in plain strings */
	LEX_DQ_STRING = 1 << 4,	/* "x" is a string */
	LEX_DOLLAR = 1 << 5,	/* $tag$ strings */
	LEX_BRACKET = 1 << 6,	/* [x] is an identifier */
	LEX_BACKTICK = 1 << 7,	/* `x` is an identifier */
	LEX_CR = 1 << 8,	/* \r ends a -- comment */
	LEX_ESTRING = 1 << 9,	/* E'', U&'' */
	LEX_EXEC = 1 << 10,	/* executable comments exist */
	LEX_COPY_CODE = 1 << 11	/* rows after COPY FROM STDIN are read too */
};

/* Executable comments that are code: none, all, or by server family. */
enum exec_mode { EXEC_ALL, EXEC_NONE, EXEC_MYSQL, EXEC_MARIADB };

struct lexer {
	struct arena *a;
	const char *s;
	size_t n;
	size_t pos;
	enum sql_dialect dialect;
	unsigned flags;
	enum exec_mode exec;
	unsigned exec_open;	/* inside that many executable comments */
	char delim[32];		/* MySQL's DELIMITER; "" is ; */
	bool pending;		/* the statement has tokens already */
	bool broken;		/* unterminated, or read two ways */
	bool client;		/* client commands are recognised */
	unsigned versions;	/* how many executable comments were met */
	size_t line_from;	/* [from, to] lies in one line that ends */
	size_t line_to;		/* at `to`; 1, 0 at first */
};

void lex_init(struct lexer *lx, struct arena *a, const char *s, size_t n,
    enum sql_dialect d);

/* Next token into *t; TOK_EOF at the end. */
void lex_next(struct lexer *lx, struct tok *t);

/* After COPY .. FROM STDIN: skip the rows and the \. line. */
void lex_skip_copy(struct lexer *lx);

/* Client commands; sql_client.c. True when *t became a TOK_META or BATCH. */
bool lex_client(struct lexer *lx, struct tok *t);

/* sql_quote.c: a string or a quoted identifier, with the letter in front of
 * some; $tag$ .. $tag$. False when none stands here. */
bool lex_quoted(struct lexer *lx, struct tok *t);
bool lex_dollar_quoted(struct lexer *lx, struct tok *t);

/* sql_comment.c: blanks, or a comment; true when something was skipped. */
bool lex_skip_space(struct lexer *lx);

/* Does a -- comment begin here? To the end of a line. */
bool lex_dash_comment(const struct lexer *lx);
void lex_skip_line(struct lexer *lx);

/* The byte at `i`, -1 behind the end. */
static inline int
lex_at(const struct lexer *lx, size_t i)
{
	return i < lx->n ? (unsigned char)lx->s[i] : -1;
}

static inline bool
lex_is_blank(int c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static inline bool
lex_is_digit(int c)
{
	return c >= '0' && c <= '9';
}

static inline bool
lex_is_start(int c)
{
	return c == '_' || c >= 0x80 || (c >= 'a' && c <= 'z') ||
	    (c >= 'A' && c <= 'Z');
}

#endif
