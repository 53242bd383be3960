/* SPDX-License-Identifier: ISC */
#ifndef AUDIT_REDACT_SCAN_H
#define AUDIT_REDACT_SCAN_H

/* Private to redact*.c: the pass over a text, and what its parts share. */
#include <ctype.h>
#include <stdbool.h>
#include <stddef.h>

#include "audit/redact.h"

/* How far back an option looks for its tool: bounds the work per option. */
enum { REDACT_LOOK_BACK = 512 };

struct scan {
	const char *s;
	size_t n;
	size_t at;
	size_t copied;		/* everything before this is in *out */
	size_t command;		/* where the simple command began */
	char quote;		/* the open one, or 0 */
	bool set, login;	/* the word stood in this command */
	size_t budget;		/* see redact_tool_option() */
	struct buf *out;	/* or, where only places are asked: */
	redact_hit *hit;
	void *hit_arg;
	unsigned masked;
};

static inline bool
name_char(char c)
{
	return isalnum((unsigned char)c) || c == '_' || c == '-';
}

static inline bool
blank(char c)
{
	return c == ' ' || c == '\t';
}

/* What the tool's name is looked for in: the command before `from`. */
static inline size_t
look_back(const struct scan *c, size_t from)
{
	return from - c->command > REDACT_LOOK_BACK ?
	    from - REDACT_LOOK_BACK : c->command;
}

/* Mask [from, to), which is not empty. */
void redact_mask(struct scan *c, size_t from, size_t to);

/*
 * End of the value at `i`: a quoted string's inside, or up to a blank or an
 * operator of the shell. *start is moved past an opening quote.
 */
size_t redact_value_end(const struct scan *c, size_t *start);

/* Case does not count. */
bool redact_starts(const char *s, size_t n, const char *with);

/* Values that are no secret: references, placeholders, words of a language. */
bool redact_harmless(const char *s, size_t n);

/* Mask the value at `from`; false if there is none, or none that is secret. */
bool redact_mask_value(struct scan *c, size_t from);

/* Mask what follows the run [from, to) of name characters, at c->at == from,
 * where it names a secret. */
bool redact_try_name(struct scan *c, size_t from, size_t to);

#endif
