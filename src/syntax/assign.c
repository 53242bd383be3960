/* SPDX-License-Identifier: ISC */
#include "syntax/lex.h"

#include <string.h>

/* Step over a name; the position is unchanged when there is none. */
static bool
name_skip(struct parser *p)
{
	if (!lex_name_start(lex_cur(p)))
		return false;
	while (lex_name_char(lex_cur(p)))
		p->pos++;
	return true;
}

static bool
equals_skip(struct parser *p, bool *append)
{
	*append = lex_cur(p) == '+';
	if (lex_look(p, *append) != '=')
		return false;
	lex_skip(p, *append ? 2 : 1);
	return true;
}

static struct assign *elems_read(struct parser *p);
static struct word *scalar_read(struct parser *p, size_t end);

/* Behind the `=`. */
static void
value_read(struct parser *p, struct assign *as)
{
	size_t from, end;

	if (lex_cur(p) != '(' || p->sh->opts.posix_sh) {
		as->value = word_read(p);
		return;
	}
	from = p->pos;
	as->elems = elems_read(p);
	as->array = lex_meta(lex_cur(p)) && (lex_look(p, 1) != '(' ||
	    (lex_cur(p) != '<' && lex_cur(p) != '>'));
	if (as->array)
		return;
	as->elems = NULL;
	end = p->pos;
	p->pos = from;
	as->value = scalar_read(p, end);
}

static bool
has_procsub(const char *s, size_t n)
{
	return memmem(s, n, "<(", 2) != NULL || memmem(s, n, ">(", 2) != NULL;
}

/*
 * bash expands the key of an element as it does words, <( ) and all, before it
 * takes it for a subscript. Nobody writes one there.
 */
static void
key_check(struct parser *p, const struct word *key, size_t from)
{
	const struct part *q = key->parts;
	bool found = false;

	for (; q != NULL; q = q->next)
		if (q->kind == PART_LIT)
			found |= has_procsub(q->text, q->len);
		else if (q->kind == PART_PARAM)
			found |= has_procsub(p->s + from, p->pos - from);
	if (found)
		lex_fail(p, PARSE_SYNTAX, from,
		    "a process substitution in a subscript");
}

/* `[key]=value` or a word; NULL when neither is here. */
static struct assign *
elem_read(struct parser *p)
{
	struct assign *as = lex_alloc(p, sizeof *as);
	size_t from = p->pos;
	unsigned parts = p->sh->parts, words = p->sh->words;

	if (lex_cur(p) == '[' && !lex_failed(p, from)) {
		as->subscript = param_subscript(p, "");
		if (equals_skip(p, &as->append)) {
			key_check(p, as->subscript, from);
			as->value = word_read(p);
			as->span = lex_span(p, from, p->pos);
			return as;
		}
		lex_set_failed(p, from);
		p->sh->parts = parts;
		p->sh->words = words;
		p->pos = from;
		as->subscript = NULL;
		as->append = false;
	}
	as->value = word_bracket(p, true);
	as->span = lex_span(p, from, p->pos);
	return as->value == NULL ? NULL : as;
}

/* Does a \ in front of this byte, with `next` behind it, not quote it there? */
static bool
unescaped(char c, const struct part *next)
{
	char behind = next != NULL && next->kind == PART_LIT && next->len > 0 ?
	    next->text[0] : '\0';

	switch (c) {
	case ' ':
	case '\t':
		return next == NULL || behind == '#';
	case '$':
		return behind == '[' || (next != NULL &&
		    ((next->kind == PART_QUOTED &&
		    next->style == STYLE_SINGLE) || next->kind == PART_DQ));
	default:
		return strchr("'\"`;&|()<>", c) != NULL;
	}
}

/*
 * The elements of an array in $( ) are split by bash 5.2 as if no backslash
 * were there, put together again with one blank between two of them and without
 * comments, and then read as they should be (parse_compound_assignment() in
 * its parse.y finds the ( of the $( ) on its stack of delimiters). What a quote
 * ends may be another one by then.
 */
static void
elem_check(struct parser *p, const struct word *w, size_t from)
{
	const struct part *q = w == NULL ? NULL : w->parts;

	for (; q != NULL; q = q->next)
		if (q->kind == PART_QUOTED && q->style == STYLE_ESCAPE &&
		    q->len == 1 && unescaped(q->text[0], q->next))
			lex_fail(p, PARSE_SYNTAX, from,
			    "a backslash in an array in $( ), which bash reads "
			    "otherwise");
}

static struct assign *
elems_read(struct parser *p)
{
	struct assign *first = NULL, **tail = &first;
	size_t from = p->pos, at;

	lex_enter(p);
	p->pos++;
	for (;;) {
		lex_blanks(p);
		/* bash itself loses the delimiter here; nobody means it. */
		if (p->pending != NULL && lex_cur(p) == '\n')
			lex_fail(p, PARSE_SYNTAX, p->pos,
			    "a heredoc is due inside an array");
		lex_newlines(p);
		if (lex_cur(p) == ')')
			break;
		at = p->pos;
		*tail = elem_read(p);
		if (*tail != NULL && p->in_sub)
			elem_check(p, (*tail)->value, at);
		if (*tail == NULL && lex_cur(p) == LEX_EOF)
			lex_fail(p, PARSE_INCOMPLETE, from,
			    "an array is not closed");
		if (*tail == NULL)
			lex_unexpected(p, true);
		tail = &(*tail)->next;
	}
	p->pos++;
	lex_leave(p);
	return first;
}

/* At ( of `x=(a)b`, where bash makes one plain value; `end` is behind the ). */
static struct word *
scalar_read(struct parser *p, size_t end)
{
	size_t from = p->pos;
	struct lex_word w;
	struct word *rest;

	wb_init(&w);
	while (lex_cur(p) != LEX_EOF && p->pos < end)
		if (!word_unquoted(p, &w))
			wb_char(p, &w);
	wb_flush(p, &w);
	rest = word_read(p);
	*w.tail = rest == NULL ? NULL : rest->parts;
	return wb_done(p, &w, from);
}

/*
 * To tell an assignment bash looks for the ] a second time, blind to heredocs,
 * comments and case patterns in a $( ): a quote in one of them makes it a
 * command, and the next word is read in another way.
 */
static struct word *
subscript_read(struct parser *p)
{
	unsigned blind = p->sh->blind;
	size_t from = p->pos;
	struct word *word = param_subscript(p, "");

	if (blind != p->sh->blind)
		lex_fail(p, PARSE_SYNTAX, from,
		    "a heredoc, comment or case in a subscript");
	return word;
}

struct assign *
assign_read(struct parser *p)
{
	unsigned parts = p->sh->parts, words = p->sh->words;
	size_t from, name_end, len;
	struct word *subscript = NULL;
	struct assign *as;
	bool append;

	lex_cur(p);
	from = p->pos;
	if (lex_failed(p, from) || !name_skip(p))
		return NULL;
	name_end = p->pos;
	if (lex_cur(p) == '[' && !p->sh->opts.posix_sh)
		subscript = subscript_read(p);
	if (!equals_skip(p, &append) || (append && p->sh->opts.posix_sh)) {
		if (subscript != NULL)
			lex_set_failed(p, from);
		p->sh->parts = parts;
		p->sh->words = words;
		p->pos = from;
		return NULL;
	}
	as = lex_alloc(p, sizeof *as);
	as->name = word_raw(p, from, name_end, &len);
	as->append = append;
	as->subscript = subscript;
	value_read(p, as);
	as->span = lex_span(p, from, p->pos);
	return as;
}

/* At [: does this word, as bash reads an argument, end in =( ? */
static bool
array_behind(struct parser *p)
{
	unsigned parts = p->sh->parts, words = p->sh->words;
	size_t from = p->pos;
	bool kw_ok = p->kw_ok, found;

	found = word_read(p) != NULL && p->s[p->pos - 1] == '=' &&
	    lex_cur(p) == '(';
	p->sh->parts = parts;
	p->sh->words = words;
	p->kw_ok = kw_ok;
	p->pos = from;
	return found;
}

struct assign *
assign_array_arg(struct parser *p)
{
	size_t from, end, len;
	struct word *sub = NULL;
	struct assign *as;
	bool append;

	lex_cur(p);
	from = p->pos;
	if (!name_skip(p))
		return NULL;
	end = p->pos;
	if (lex_cur(p) == '[' && array_behind(p))
		sub = param_subscript(p, "");
	if (!equals_skip(p, &append) || lex_cur(p) != '(') {
		p->pos = from;
		return NULL;
	}
	as = lex_alloc(p, sizeof *as);
	as->name = word_raw(p, from, end, &len);
	as->subscript = sub;
	as->append = append;
	value_read(p, as);
	as->span = lex_span(p, from, p->pos);
	return as;
}
