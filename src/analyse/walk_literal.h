/* SPDX-License-Identifier: ISC */
#ifndef ANALYSE_WALK_LITERAL_H
#define ANALYSE_WALK_LITERAL_H

#include "analyse/tool_data.h"
#include "analyse/walk_int.h"

/*
 * Inline code on its way: string literals of many languages, read by what
 * they have in common. `p` stands at the next byte, `e` behind the last one.
 */
struct scan {
	struct walk *w;
	const struct tool_texts *of;	/* of the language */
	const char *language;
	const char *text, *p, *e;
	struct span span;
	bool open[128];		/* this quote is not closed any more */
	bool any;		/* what it starts is not told by a call */
	const char *extra;	/* characters of names beside A-Z a-z 0-9 _ . */
};

/*
 * The string literal at s->p with its escapes resolved and what is joined to
 * it, and s->p behind it; NULL when there is none, s->p is undefined then.
 */
struct value *scan_literal(struct scan *s);

/* The inside of (...), {...}, /.../ at s->p, or NULL. */
struct value *scan_bracketed(struct scan *s);

/* q(text), qq(text), qw(some words), %w(some words) at s->p, added to f. */
bool scan_quoted(struct scan *s, struct fields *f);

/* What v is when it is base64 of plain text, else NULL. */
struct value *scan_decoded(struct scan *s, const struct value *v);

/* walk_code_run.c: what the literals of one call start. */
void scan_started(struct scan *s, enum text_use how, const struct fields *f);

/* Every literal as a command, and those that stand in one list as its
 * words. */
void scan_any(struct scan *s);

bool scan_word_char(const struct scan *s, char c);
void scan_space(struct scan *s);

#endif
