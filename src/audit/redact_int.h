/* SPDX-License-Identifier: ISC */
#ifndef AUDIT_REDACT_INT_H
#define AUDIT_REDACT_INT_H

/* Private to redact*.c: the tables, and what asks them. */
#include <stdbool.h>
#include <stddef.h>

#include "audit/redact.h"
#include "base/buf.h"

/*
 * How many bytes at `s` are a token of a known shape, or 0; *keep is how many
 * of them only say what it is.
 */
size_t redact_shape(const char *s, size_t n, size_t *keep);

/* Does a variable, option or member of this name hold a secret? */
bool redact_secret_name(const char *s, size_t n);

/* A header whose whole value is one: Authorization, Cookie. */
bool redact_secret_header(const char *s, size_t n);

/* Where in a tool's option the secret is. */
enum redact_how {
	REDACT_NOT,
	REDACT_NEXT,		/* the word after it */
	REDACT_REST,		/* the rest of this word */
	REDACT_NEXT_COLON,	/* the word after it, behind its first : */
	REDACT_REST_COLON,
	REDACT_NEXT_PERCENT,	/* ... behind its first % */
	REDACT_NEXT_COMMA,	/* ... behind its first , */
	REDACT_NEXT_PASS	/* ... behind "pass:" */
};

/*
 * `option` (n bytes up to a blank) is a word of a command; `before` is the
 * command up to there. *skip is how many bytes are the option itself. *budget
 * is how many bytes may still be looked at; when it is used up, every such
 * option is taken for one with a secret.
 */
enum { REDACT_BUDGET = 4 * 1024 * 1024 };
enum redact_how redact_tool_option(const char *before, size_t nbefore,
    const char *option, size_t n, size_t *skip, size_t *budget);

/* Does a program in `before` ask for a password when it gets --password? */
bool redact_asks(const char *before, size_t n);

/* The owner's patterns over what is already masked. */
unsigned redact_owner(struct buf *b, size_t from);

/* The owner's patterns over `text`, told as places. */
unsigned redact_owner_places(const char *text, size_t n, redact_hit *hit,
    void *arg);

#endif
