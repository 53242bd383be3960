/* SPDX-License-Identifier: ISC */
#include "syntax/lex.h"

#include <string.h>

/*
 * bash finds the end of ((, $((, $[ and $(( ) by counting brackets
 * (parse_matched_pair() with P_ARITH in its parse.y), not by the grammar:
 * quotes and $( ) hide a bracket from it, ${ } and $[ ] do not. When both
 * disagree, bash runs as commands what we would read as an expression, so
 * that such a text is refused. Nobody writes it.
 */

enum {
	FLAT_MAX = 2,		/* readings within readings */
	OVER_MAX = 200		/* quotes and $( ) within each other */
};

static size_t over_parens(const char *s, size_t n, size_t i, long *open,
    unsigned depth);

/* The index behind the quote that starts at s[i]; n when that is too deep. */
static size_t
over_quote(const char *s, size_t n, size_t i, unsigned depth)
{
	char q = s[i++];
	long open = 1;

	if (depth > OVER_MAX)
		return n;
	for (; i < n && s[i] != q; i++) {
		if (q != '\'' && s[i] == '\\') {
			i++;
		} else if (q == '"' && s[i] == '$' && i + 1 < n &&
		    s[i + 1] == '(') {
			open = 1;
			i = over_parens(s, n, i + 2, &open, depth + 1) - 1;
		}
	}
	return i < n ? i + 1 : n;
}

/* On from s[i] until *open parentheses are closed, or to the end. */
static size_t
over_parens(const char *s, size_t n, size_t i, long *open, unsigned depth)
{
	while (i < n && *open > 0) {
		if (s[i] == '\'' || s[i] == '"' || s[i] == '`') {
			i = over_quote(s, n, i, depth + 1);
			continue;
		}
		if (s[i] == '\\')
			i++;
		else if (s[i] == '(')
			++*open;
		else if (s[i] == ')')
			--*open;
		i++;
	}
	return i < n ? i : n;
}

/* Behind the quote that `'` at p->pos opens; in $'..' a \ hides one. */
static void
flat_single(struct parser *p, bool escapes)
{
	for (p->pos++; p->pos < p->n && p->s[p->pos] != '\''; p->pos++)
		if (escapes && p->s[p->pos] == '\\')
			p->pos++;
	p->pos = p->pos < p->n ? p->pos + 1 : p->n;
}

/*
 * One step of the count: a byte, or what hides brackets from it. In the ( )
 * of a pattern $( ) hides nothing.
 */
static void
flat_step(struct parser *p, struct lex_word *w, bool pattern)
{
	switch (lex_cur(p)) {
	case '\'':
		flat_single(p, false);
		break;
	case '"':
	case '`':
		word_quoted(p, w, CTX_ARITH);
		break;
	case '$':
		switch (lex_look(p, 1)) {
		case '(':
			if (pattern)
				lex_skip(p, 1);
			else
				subst_dollar(p, w, CTX_ARITH);
			break;
		case '\'':
			lex_skip(p, 1);
			lex_cur(p);
			flat_single(p, true);
			break;
		case '$':
			lex_skip(p, 2);
			break;
		default:
			lex_skip(p, 1);
			break;
		}
		break;
	case '\\':
		p->pos += p->pos + 1 < p->n ? 2 : 1;
		break;
	default:
		p->pos++;
		break;
	}
}

/* The `close` that bash finds from `from` on; p->n when there is none. */
static size_t
flat_end(struct parser *p, size_t from, int close, bool pattern)
{
	int open = close == ')' ? '(' : '[', c;
	unsigned nest = 0, parts = p->sh->parts, words = p->sh->words;
	size_t back = p->pos, end, litlen = p->sh->litlen,
	    litroom = p->sh->litroom;
	char *lit = p->sh->lit;	/* one may be under way */
	struct lex_word w;

	if (p->sh->flat == FLAT_MAX)
		lex_fail(p, PARSE_LIMIT, from, "nested too deeply");
	p->sh->flat++;
	p->sh->subs++;
	p->sh->lit = NULL;
	p->sh->litlen = p->sh->litroom = 0;
	wb_init(&w);
	for (p->pos = from; (c = lex_cur(p)) != LEX_EOF;) {
		if (c == close && nest-- == 0)
			break;
		if (c == open)
			nest++;
		flat_step(p, &w, pattern);
	}
	end = p->pos;
	p->pos = back;
	p->sh->lit = lit;
	p->sh->litlen = litlen;
	p->sh->litroom = litroom;
	p->sh->subs--;
	p->sh->flat--;
	p->sh->parts = parts;
	p->sh->words = words;
	return end;
}

size_t
pairs_end(struct parser *p, size_t from)
{
	return flat_end(p, from, ')', false);
}

/* Is there a ${ or $[ in the text? */
static bool
has_braces(const char *s, const char *end)
{
	while ((s = memchr(s, '$', (size_t)(end - s))) != NULL) {
		s++;
		if (s < end && (*s == '{' || *s == '[' || *s == '\\'))
			return true;
	}
	return false;
}

/* Set the bit of `pos`; false when it was set already. */
static bool
first_time(struct parser *p, size_t pos)
{
	unsigned char bit = (unsigned char)(1u << pos % 8);

	if (p->paired == NULL)
		p->paired = arena_alloc(p->sh->a, p->size / 8 + 1);
	if ((p->paired[pos / 8] & bit) != 0)
		return false;
	p->paired[pos / 8] |= bit;
	return true;
}

void
pairs_check(struct parser *p, size_t from, int close)
{
	if (!has_braces(p->s + from, p->s + p->pos) || !first_time(p, from) ||
	    flat_end(p, from, close, false) == p->pos)
		return;
	lex_fail(p, PARSE_SYNTAX, from,
	    "bash ends this arithmetic elsewhere, by counting brackets");
}

bool
pairs_dparen(struct parser *p, size_t from)
{
	bool arith = lex_look(p, 1) == ')', raw;
	size_t end = p->pos;

	if (has_braces(p->s + from, p->s + p->pos) && first_time(p, from))
		end = flat_end(p, from, ')', false);
	raw = end + 1 < p->n && p->s[end + 1] == ')';
	if (arith != raw || (arith && end != p->pos))
		lex_fail(p, PARSE_SYNTAX, from,
		    "bash ends this (( elsewhere, by counting parentheses");
	return arith;
}

/* The index of the } of a ${ with its name from s[i] on, or n. */
static size_t
over_braces(const char *s, size_t n, size_t i)
{
	size_t open = 1;

	for (; i < n; i++) {
		if (s[i] == '\\')
			i++;
		else if (s[i] == '\'' || s[i] == '"' || s[i] == '`')
			i = over_quote(s, n, i, 0) - 1;
		else if (s[i] == '$' && i + 1 < n && s[i + 1] == '{')
			open++;
		else if (s[i] == '}' && --open == 0)
			break;
	}
	return i < n ? i : n;
}

/* The index of the " that ends what is at s[i], or n (skip_double_quoted()). */
static size_t
over_double(const char *s, size_t n, size_t i)
{
	bool backtick = false;
	long open;

	for (; i < n; i++) {
		if (s[i] == '\\') {
			i++;
		} else if (s[i] == '`') {
			backtick = !backtick;
		} else if (backtick) {
			continue;
		} else if (s[i] == '$' && i + 1 < n && s[i + 1] == '(') {
			open = 1;
			i = over_parens(s, n, i + 2, &open, 0) - 1;
		} else if (s[i] == '$' && i + 1 < n && s[i + 1] == '{') {
			i = over_braces(s, n, i + 2);
		} else if (s[i] == '"') {
			break;
		}
	}
	return i < n ? i : n;
}

bool
pairs_paired(const char *s, size_t n)
{
	unsigned open = 0;
	size_t i;

	for (i = 0; i < n; i++) {
		if (s[i] == '(')
			open++;
		else if (s[i] == ')' && open-- == 0)
			return false;
		else if (s[i] == '\\')
			i++;
		else if (s[i] == '"')
			i = over_double(s, n, i + 1);
		else if (s[i] == '\'')
			for (i++; i < n && s[i] != '\''; i++)
				continue;
	}
	return open == 0;
}

/* Behind the ( ) of a pattern that starts at `from`. */
void
pairs_pattern(struct parser *p, size_t from)
{
	const char *s = p->s + from;
	size_t n = p->pos - from;

	if ((memchr(s, '$', n) == NULL && memchr(s, '<', n) == NULL &&
	    memchr(s, '>', n) == NULL) || !first_time(p, from))
		return;
	if (flat_end(p, from + 1, ')', true) + 1 != p->pos)
		lex_fail(p, PARSE_SYNTAX, from,
		    "bash ends this pattern elsewhere, by counting "
		    "parentheses");
}

/* Behind `$((` or `<((` that count is blind to comments and heredocs. */
void
pairs_sub_check(struct parser *p, size_t start)
{
	long open = 1;

	if (p->pos == start || p->s[start] != '(')
		return;
	if (over_parens(p->s, p->n, start, &open, 0) != p->pos + 1 || open != 0)
		lex_fail(p, PARSE_SYNTAX, start,
		    "bash ends this (( elsewhere, by counting parentheses");
	pairs_check(p, start, ')');
}

/* With no backslash $'..' is '..' in either reading. */
bool
pairs_ansi(struct parser *p, int close)
{
	size_t from = p->pos;
	const char *q;

	lex_skip(p, 1);
	lex_cur(p);
	q = memchr(p->s + p->pos + 1, '\'', p->n - p->pos - 1);
	if (q != NULL && (close == ')' || p->raw) &&
	    memchr(p->s + p->pos, '\\', (size_t)(q - p->s) - p->pos) != NULL)
		lex_fail(p, PARSE_SYNTAX, from,
		    "an escape in a $'..' in arithmetic");
	p->pos = from;
	return close == ']';
}
