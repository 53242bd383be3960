/* SPDX-License-Identifier: ISC */
#include "syntax/lex.h"

#include <string.h>

void
subst_process(struct parser *p, struct lex_word *w)
{
	size_t from;
	struct part *part;
	int c = lex_cur(p);

	from = p->pos;
	part = wb_part(p, w, PART_PROCSUB, c == '<' ? STYLE_READ :
	    STYLE_WRITE, from);
	lex_skip(p, 2);
	nested_paren(p, part, from);
}

bool
subst_hides(struct parser *p)
{
	size_t i = p->pos, run = 0, escapes = 0;
	int c = lex_cur(p);

	if ((c != '<' && c != '>') || lex_look(p, 1) != '(')
		return false;
	for (; i > 0 && (p->s[i - 1] == '<' || p->s[i - 1] == '>'); i--)
		run++;
	while (escapes < i && p->s[i - 1 - escapes] == '\\')
		escapes++;
	if (run > 0)
		run -= escapes % 2;
	return run % 2 == 0;
}

/* May a byte of this text end a subscript or an offset, if not hidden? */
static bool
procsub_ends(const char *s, size_t n, bool offset)
{
	bool quotes = memchr(s, '\'', n) != NULL || memchr(s, '"', n) != NULL ||
	    memchr(s, '`', n) != NULL;
	unsigned braces = 0, brackets = 0;
	size_t i;

	for (i = 0; i < n; i++) {
		if (s[i] == '\\' || (offset && (s[i] == ':' || s[i] == '?')))
			return true;
		if ((s[i] == '{' && s[i - 1] != '$') ||
		    (quotes && (s[i] == '[' || s[i] == ']')))
			return true;
		/* A lone $ is printed with a \\ in front. */
		if (s[i] == '$' && (i + 1 == n || (!lex_name_char(s[i + 1]) &&
		    strchr("({@*#?$!-", s[i + 1]) == NULL)))
			return true;
		braces += s[i] == '{';
		brackets += s[i] == '[';
		if ((s[i] == '}' && braces-- == 0) ||
		    (s[i] == ']' && brackets-- == 0))
			return true;
	}
	return braces > 0 || brackets > 0;
}

/*
 * At <( in a subscript: it hides brackets when bash reads the line, and is a
 * part of the arithmetic when it runs that. Both must end in one place. Of
 * <(( it only counts the parentheses.
 */
void
subst_subscript(struct parser *p, struct lex_word *w, bool offset)
{
	static const char message[] = "a process substitution in a subscript";
	unsigned parts = p->sh->parts, words = p->sh->words;
	unsigned blind = p->sh->blind;
	size_t from = p->pos, end;
	struct part part = { .text = "" };

	wb_flush(p, w);
	if (p->sh->subscripts > 0)
		lex_fail(p, PARSE_SYNTAX, from, message);
	p->sh->subscripts++;
	lex_skip(p, 2);
	if (lex_cur(p) == '(')
		p->pos = pairs_end(p, p->pos) + 1;
	else
		nested_paren(p, &part, from);
	p->sh->subscripts--;
	end = p->pos;
	if (end > p->n)
		lex_fail(p, PARSE_INCOMPLETE, from, message);
	p->sh->parts = parts;
	p->sh->words = words;
	p->pos = from;
	wb_char(p, w);
	while (p->pos < end) {
		if (lex_cur(p) == '\'')
			word_single_live(p, w);
		else if (!word_quoted(p, w, CTX_ARITH))
			wb_char(p, w);
	}
	if (p->pos != end || part.other != NULL || p->sh->blind != blind ||
	    procsub_ends(p->s + from, end - from, offset))
		lex_fail(p, PARSE_SYNTAX, from, message);
}

/* `${ ..; }` and `${| ..; }` of bash 5.3. */
static void
funsub(struct parser *p, struct lex_word *w)
{
	size_t from = p->pos, start;
	bool val = lex_look(p, 2) == '|';
	struct part *part = wb_part(p, w, PART_CMDSUB,
	    val ? STYLE_VALSUB : STYLE_FUNSUB, from);
	struct saved s = nested_save(p);

	p->sh->funsubs = true;
	lex_enter(p);
	p->in_sub = false;
	p->funsub = true;
	lex_skip(p, val ? 3 : 2);
	start = p->pos;
	part->body = list_read(p, true);
	part->text = p->s + start;
	part->len = p->pos - start;
	lex_expect(p, KW_RBRACE);
	nested_heredocs(p);
	lex_brace_end(p, from);
	nested_restore(p, s);
	lex_leave(p);
	part->span = lex_span(p, from, p->pos);
}

static void
param_simple(struct parser *p, struct lex_word *w)
{
	size_t from = p->pos, n = 1, to;
	struct part *part = wb_part(p, w, PART_PARAM, STYLE_PLAIN, from);
	struct param *param = lex_alloc(p, sizeof *param);

	part->param = param;
	lex_skip(p, 1);
	lex_cur(p);
	from = to = p->pos;
	if (lex_name_start(lex_cur(p))) {
		for (n = 0; lex_name_char(lex_cur(p)); n++)
			to = ++p->pos;
	} else {
		to = ++p->pos;
	}
	param->name = word_raw(p, from, to, &n);
	param->namelen = n;
	part->span.len = lex_span(p, from, to).off + lex_span(p, from,
	    to).len - part->span.off;
}

void
subst_dollar(struct parser *p, struct lex_word *w, enum lex_ctx ctx)
{
	bool posix = p->sh->opts.posix_sh;
	size_t from = p->pos;
	struct part *part;
	int c = lex_look(p, 1), d;

	if (c == '(') {
		if (lex_look(p, 2) == '(' && arith_dollar(p, w))
			return;
		part = wb_part(p, w, PART_CMDSUB, STYLE_PLAIN, from);
		lex_skip(p, 2);
		nested_paren(p, part, from);
	} else if (c == '{') {
		d = lex_look(p, 2);
		if (posix || (d != ' ' && d != '\t' && d != '\n' && d != '|'))
			param_braced(p, w, ctx);
		else if (!p->sh->plain_braces)
			funsub(p, w);
		else {
			param_braced(p, w, ctx);
			lex_brace_end(p, from);
		}
	} else if (c == '[' && !posix) {
		arith_bracket(p, w);
	} else if (c != LEX_EOF && c != 0 &&
	    (lex_name_char(c) || strchr("@*#?-$!", c) != NULL)) {
		param_simple(p, w);
	} else {
		wb_char(p, w);
	}
}

/* Copy the inside of backticks at p->pos, backslashes removed. */
static size_t
backtick_text(struct parser *p, bool dq, size_t from, char **text)
{
	const char *s = p->s;
	size_t i, n = 0, end;
	char *out;

	for (end = p->pos; end < p->n && s[end] != '`'; end++)
		if (s[end] == '\\')
			end++;
	if (end >= p->n)
		lex_fail(p, PARSE_INCOMPLETE, from, "the quote ` is not closed");
	out = lex_alloc(p, end - p->pos + 1);
	for (i = p->pos; i < end; i++) {
		if (s[i] == '\\' && s[i + 1] == '\n') {
			i++;
			continue;
		}
		if (s[i] == '\\') {
			i++;
			if (s[i] != '\\' && s[i] != '`' && s[i] != '$' &&
			    !(dq && s[i] == '"'))
				out[n++] = '\\';
		}
		out[n++] = s[i];
	}
	p->pos = end + 1;
	*text = out;
	return n;
}

void
subst_backtick(struct parser *p, struct lex_word *w, enum lex_ctx ctx)
{
	size_t from = p->pos;
	struct part *part = wb_part(p, w, PART_CMDSUB, STYLE_BACKTICK, from);
	struct parser sub;
	char *text;

	lex_enter(p);
	p->pos++;
	part->len = backtick_text(p, ctx == CTX_DQ, from, &text);
	part->text = text;
	part->span = lex_span(p, from, p->pos);
	memset(&sub, 0, sizeof sub);
	sub.sh = p->sh;
	sub.s = text;
	sub.n = sub.size = part->len;
	sub.outer = p;
	sub.outer_at = from;
	sub.kw_ok = true;
	sub.extglob = p->sh->opts.extglob;
	part->body = list_read(&sub, true);
	lex_blanks(&sub);
	if (lex_cur(&sub) != LEX_EOF)
		lex_unexpected(&sub, false);
	if (sub.pending != NULL)
		heredoc_read(&sub);
	lex_leave(p);
}
