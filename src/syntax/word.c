/* SPDX-License-Identifier: ISC */
#include "syntax/lex.h"

#include <string.h>

static void
single_read(struct parser *p, struct lex_word *w)
{
	size_t from = p->pos;
	const char *end;

	wb_flush(p, w);
	end = memchr(p->s + from + 1, '\'', p->n - from - 1);
	if (end == NULL)
		lex_fail(p, PARSE_INCOMPLETE, from, "the quote ' is not closed");
	p->pos = (size_t)(end - p->s) + 1;
	wb_lit(p, w, p->s + from + 1, p->pos - from - 2, from, p->pos);
	wb_quoted(p, w, STYLE_SINGLE, from);
}

static void
escape_read(struct parser *p, struct lex_word *w)
{
	size_t from = p->pos;

	size_t n = from + 1 < p->n ? 2 : 1;	/* a last one stays */

	if (n == 1 && p->sh->opts.prompt && p->outer == NULL && !p->cut)
		lex_fail(p, PARSE_INCOMPLETE, from, "the line goes on");
	wb_flush(p, w);
	p->pos += n;
	wb_lit(p, w, p->s + p->pos - 1, 1, from, p->pos);
	wb_quoted(p, w, STYLE_ESCAPE, from);
}

/*
 * In "${x-..}", and in "$( )" in ${x-..} or in a pattern's ( ), bash 5.2 decodes
 * a $'..' and leaves off its quotes (parse_matched_pair() has P_DQUOTE): what
 * stands in them is read once more. Only what holds no code is taken.
 */
static void
bare_check(struct parser *p, struct part *part, size_t from)
{
	/* Inside "..", what is left of them stays text. */
	const char *code = p->dquotes.here ? "'\"`$\\{}&" :
	    "'\"`$\\{}&()<>|;#~";
	size_t i;

	for (i = 0; i < part->len; i++)
		if (part->text[i] == '\0' ||
		    strchr(code, part->text[i]) != NULL)
			lex_fail(p, PARSE_SYNTAX, from,
			    "a $'..' of which bash leaves off the quotes");
	part->bare = true;
}

void
word_ansi(struct parser *p, struct lex_word *w)
{
	size_t from = p->pos;
	struct part *part;

	wb_flush(p, w);
	lex_skip(p, 2);
	wb_lit(p, w, "", 0, from, from);
	p->sh->locale = false;
	ansi_read(p, w, from);
	part = wb_quoted(p, w, STYLE_ANSI, from);
	part->locale = p->sh->locale;
	if (p->dquotes.bare)
		bare_check(p, part, from);
}

/* At the opening quote; `from` is where the part starts ($ of $".."). */
static void
dq_read(struct parser *p, struct lex_word *w, enum part_style style,
    size_t from)
{
	struct part *part = wb_part(p, w, PART_DQ, style, from);
	bool pattern = p->pattern, here = p->dquotes.here;
	struct lex_word in;
	int c;

	lex_enter(p);
	wb_init(&in);
	p->pattern = false;
	p->dquotes.here = true;
	p->pos++;
	while ((c = lex_cur(p)) != '"') {
		if (c == LEX_EOF)
			lex_fail(p, PARSE_INCOMPLETE, from,
			    "the quote \" is not closed");
		if (!word_quoted(p, &in, CTX_DQ))
			wb_char(p, &in);
	}
	wb_flush(p, &in);
	p->pattern = pattern;
	p->dquotes.here = here;
	p->pos++;
	lex_leave(p);
	part->parts = in.first;
	part->span = lex_span(p, from, p->pos);
}

bool
word_unquoted(struct parser *p, struct lex_word *w)
{
	bool posix = p->sh->opts.posix_sh;
	size_t from = p->pos;
	int next;

	switch (lex_cur(p)) {
	case '\\':
		escape_read(p, w);
		return true;
	case '\'':
		single_read(p, w);
		return true;
	case '"':
		dq_read(p, w, STYLE_PLAIN, p->pos);
		return true;
	case '`':
		subst_backtick(p, w, CTX_WORD);
		return true;
	case '$':
		next = lex_look(p, 1);
		if (next == '\'' && !posix) {
			word_ansi(p, w);
		} else if (next == '"' && !posix) {
			from = p->pos;
			lex_skip(p, 1);
			lex_cur(p);
			dq_read(p, w, STYLE_LOCALE, from);
		} else {
			subst_dollar(p, w, CTX_WORD);
		}
		return true;
	case '<':
	case '>':
		if (posix || lex_look(p, 1) != '(')
			return false;
		subst_process(p, w);
		return true;
	default:
		return false;
	}
}

bool
word_quoted(struct parser *p, struct lex_word *w, enum lex_ctx ctx)
{
	size_t from = p->pos;
	int c = lex_cur(p), next;

	switch (c) {
	case '\\':
		next = p->pos + 1 < p->n ? p->s[p->pos + 1] : 0;
		if (next == '$' || next == '`' || next == '\\' ||
		    (next == '"' && ctx != CTX_HERE) ||
		    (next == '}' && ctx == CTX_DQPARAM)) {
			from = p->pos;
			p->pos += 2;
			wb_lit(p, w, p->s + from + 1, 1, from, p->pos);
			return true;
		}
		wb_char(p, w);
		if (p->pos < p->n && next != '"')
			wb_char(p, w);
		return true;
	case '$':
		subst_dollar(p, w, ctx);
		return true;
	case '`':
		subst_backtick(p, w, ctx);
		return true;
	case '"':
		if (ctx != CTX_DQPARAM && ctx != CTX_ARITH)
			return false;
		dq_read(p, w, STYLE_PLAIN, from);
		return true;
	default:
		return false;
	}
}

void
word_group(struct parser *p, struct lex_word *w, int open, int close)
{
	struct dquotes dquotes = p->dquotes;
	size_t from = p->pos;
	bool pattern = p->pattern;
	unsigned nest = 0;
	int c;

	lex_enter(p);
	p->sh->groups += open == '(';
	p->pattern |= open == '(';
	p->dquotes.bare |= dquotes.around && !dquotes.pair;
	p->dquotes.group |= p->dquotes.bare && open == '(';
	p->dquotes.pair = true;
	do {
		c = lex_cur(p);
		if (c == LEX_EOF)
			lex_fail(p, PARSE_INCOMPLETE, from,
			    "a bracket is not closed");
		if (c == open)
			nest++;
		else if (c == close)
			nest--;
		else if (word_unquoted(p, w))
			continue;
		wb_char(p, w);
	} while (nest > 0);
	p->sh->groups -= open == '(';
	p->pattern = pattern;
	p->dquotes = dquotes;
	if (open == '(')
		pairs_pattern(p, from);
	lex_leave(p);
}

static bool
pattern_char(int c)
{
	return c == '?' || c == '*' || c == '+' || c == '@' || c == '!';
}

/* Take plain bytes in one go. */
static void
plain_run(struct parser *p, struct lex_word *w)
{
	size_t i = p->pos;
	int c;

	for (; i < p->n; i++) {
		c = (unsigned char)p->s[i];
		if (lex_meta(c) || c == '\\' || c == '\'' || c == '"' ||
		    c == '`' || c == '$' || pattern_char(c))
			break;
	}
	if (i > p->pos)
		wb_lit(p, w, p->s + p->pos, i - p->pos, p->pos, i);
	p->pos = i;
}

struct word *
word_read(struct parser *p)
{
	size_t from;
	struct lex_word w;
	int c;

	wb_init(&w);
	lex_cur(p);
	from = p->pos;
	for (;;) {
		plain_run(p, &w);
		c = lex_cur(p);
		if (c == LEX_EOF)
			break;
		if (p->extglob && c == '$' && pattern_char(lex_look(p, 1)) &&
		    lex_look(p, 2) == '(') {
			subst_dollar(p, &w, CTX_WORD);
			word_group(p, &w, '(', ')');
			continue;
		}
		if (word_unquoted(p, &w))
			continue;
		if (p->regex && c == '(') {
			word_group(p, &w, '(', ')');
			continue;
		}
		if (lex_meta(c) && !(p->regex && c == '|'))
			break;
		wb_char(p, &w);
		if (p->extglob && pattern_char(c) && lex_cur(p) == '(')
			word_group(p, &w, '(', ')');
	}
	if (w.first == NULL && !w.open)
		return NULL;
	p->kw_ok = false;
	return wb_done(p, &w, from);
}

struct word *
word_bracket(struct parser *p, bool elem)
{
	size_t from;
	struct lex_word w;
	struct word *rest;

	lex_cur(p);
	from = p->pos;
	if (!elem && lex_name_start(lex_cur(p)))
		while (lex_name_char(lex_cur(p)))
			p->pos++;
	if (lex_cur(p) != '[' || (!elem && p->pos == from)) {
		p->pos = from;
		return word_read(p);
	}
	p->pos = from;
	wb_init(&w);
	while (lex_cur(p) != '[')
		wb_char(p, &w);
	word_group(p, &w, '[', ']');
	/* bash reads on in what it has pushed back, to the end of its line. */
	if (p->sh->pushed > 0 && memchr(p->s + from, '\n', p->pos - from) !=
	    NULL)
		lex_fail(p, PARSE_SYNTAX, from,
		    "brackets over lines inside (( that is no arithmetic");
	wb_flush(p, &w);
	rest = word_read(p);
	*w.tail = rest == NULL ? NULL : rest->parts;
	p->kw_ok = false;
	return wb_done(p, &w, from);
}

const char *
word_literal(const struct word *w)
{
	const struct part *part = w->parts;

	if (part == NULL || part->kind != PART_LIT || part->next != NULL)
		return NULL;
	return part->text;
}

const char *
word_raw(struct parser *p, size_t from, size_t to, size_t *len)
{
	char *out = lex_alloc(p, to - from + 1);
	size_t i, k = 0;

	for (i = from; i < to; i++) {
		if (p->s[i] == '\\' && i + 1 < to && p->s[i + 1] == '\n') {
			i++;
			continue;
		}
		out[k++] = p->s[i];
		if (p->s[i] == '\\' && i + 1 < to)
			out[k++] = p->s[++i];
	}
	*len = k;
	return out;
}

struct word *
word_heredoc(struct parser *p)
{
	size_t from = p->pos;
	struct lex_word w;

	wb_init(&w);
	while (lex_cur(p) != LEX_EOF)
		if (!word_quoted(p, &w, CTX_HERE))
			wb_char(p, &w);
	return wb_done(p, &w, from);
}
