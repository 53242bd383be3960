/* SPDX-License-Identifier: ISC */
#include "syntax/lex.h"

#include <string.h>

/* Text of parts that are all plain; false when one is an expansion. */
static bool
delim_parts(const struct part *part, char *out, size_t *n)
{
	for (; part != NULL; part = part->next) {
		if (part->kind == PART_DQ) {
			if (!delim_parts(part->parts, out, n))
				return false;
		} else if (part->kind == PART_LIT ||
		    part->kind == PART_QUOTED) {
			if (part->len > 0)
				memcpy(out + *n, part->text, part->len);
			*n += part->len;
		} else {
			return false;
		}
	}
	return true;
}

/* Quotes inside $( ) are no quotes of the delimiter. */
static bool
delim_quoted(const struct part *part)
{
	for (; part != NULL; part = part->next)
		if (part->kind == PART_QUOTED || part->kind == PART_DQ)
			return true;
	return false;
}

/* Which lines the body has depends on the locale then. */
static bool
delim_locale(const struct part *part)
{
	for (; part != NULL; part = part->next)
		if (part->locale || delim_locale(part->parts))
			return true;
	return false;
}

/* bash compares with $( ) as it prints it, which is not what was written. */
static bool
delim_printed(const struct part *part)
{
	for (; part != NULL; part = part->next)
		if (part->kind == PART_PROCSUB || delim_printed(part->parts) ||
		    (part->kind == PART_CMDSUB &&
		    part->style != STYLE_BACKTICK))
			return true;
	return false;
}

/* A delimiter like ${x} stands for its own bytes. */
static size_t
delim_raw(struct parser *p, size_t from, size_t to, bool quoted, char *out)
{
	char q = 0;
	size_t n = 0;

	for (; from < to; from++) {
		char c = p->s[from];

		if (c == '\\' && q != '\'' && from + 1 < to) {
			from++;
			if (p->s[from] != '\n' && !quoted)
				out[n++] = c;
			if (p->s[from] != '\n')
				out[n++] = p->s[from];
		} else if (quoted && (c == '\'' || c == '"') && (q == 0 || q == c)) {
			q = q == 0 ? c : 0;
		} else {
			out[n++] = c;
		}
	}
	return n;
}

void
heredoc_push(struct parser *p, struct redir *r, size_t from, size_t to)
{
	struct heredoc *h = lex_alloc(p, sizeof *h);
	char *out = lex_alloc(p, 4 * (to - from) + 8);

	r->quoted = delim_quoted(r->target->parts);
	if (!delim_parts(r->target->parts, out, &h->len)) {
		h->len = delim_raw(p, from, to, r->quoted, out);
	}
	/* bash 5.2 prints << -A as <<-A, and reads that. */
	if (r->op == REDIR_HEREDOC && !r->quoted && out[0] == '-')
		lex_again(p, from, "a delimiter that starts with - in $( )");
	if (delim_printed(r->target->parts))
		lex_fail(p, PARSE_SYNTAX, from,
		    "a delimiter with a substitution in it");
	if (delim_locale(r->target->parts))
		lex_fail(p, PARSE_SYNTAX, from, "a delimiter with \\u in it");
	/* bash has read the body already, and goes on to run its lines. */
	if (p->sh->pushed > 0)
		lex_fail(p, PARSE_SYNTAX, from,
		    "a heredoc inside (( that is no arithmetic");
	/* It counts parentheses there, and decodes each $'..' of the body. */
	if (p->sh->groups > 0)
		lex_fail(p, PARSE_SYNTAX, from, "a heredoc inside a pattern");
	h->redir = r;
	h->delim = out;
	r->delim = out;
	if (p->pending == NULL)
		p->pending_tail = &p->pending;
	*p->pending_tail = h;
	p->pending_tail = &h->next;
	p->reprint.due = true;
}

/* The byte behind the line at `at`; in expanded bodies \newline joins. */
static size_t
line_end(const struct parser *p, size_t at, bool joins)
{
	const char *nl;

	if (!joins) {
		nl = memchr(p->s + at, '\n', p->n - at);
		return nl == NULL ? p->n : (size_t)(nl - p->s) + 1;
	}
	while (at < p->n && p->s[at] != '\n')
		at += p->s[at] == '\\' && at + 1 < p->n ? 2 : 1;
	return at < p->n ? at + 1 : p->n;
}

enum line_kind { LINE_BODY, LINE_END, LINE_END_INSIDE };

/*
 * Is the line at..end the delimiter? Inside $( ) a line that starts with it
 * and holds a ) ends the body, too (parse.y, "Backwards compatibility").
 * *rest is the byte behind the delimiter.
 */
static enum line_kind
line_kind(struct parser *p, const struct heredoc *h, size_t at,
    size_t end, size_t *rest)
{
	bool joins = !h->redir->quoted;
	size_t k = 0;

	for (;;) {
		while (joins && at + 1 < end && p->s[at] == '\\' &&
		    p->s[at + 1] == '\n')
			at += 2;
		if (k == h->len)
			break;
		/* No line holds a newline, so that such a delimiter is none. */
		if (at >= end || p->s[at] != h->delim[k] || p->s[at] == '\n')
			return LINE_BODY;
		at++;
		k++;
	}
	*rest = at;
	if (at == end || p->s[at] == '\n')
		return LINE_END;
	if (!p->in_sub || memchr(p->s + at, ')', end - at) == NULL)
		return LINE_BODY;
	/* There bash 5.2 prints and reads it again, and may run the body. */
	if (p->sh->subs > 1)
		lex_again(p, at,
		    "a nested heredoc needs its delimiter on a line alone");
	return LINE_END_INSIDE;
}

/* Find the end of the body that starts at p->pos; *after: where to go on. */
static size_t
body_end(struct parser *p, const struct heredoc *h, size_t *after)
{
	bool tabs = h->redir->op == REDIR_HEREDOC_TAB;
	size_t at = p->pos, text, end;

	while (at < p->n) {
		end = line_end(p, at, !h->redir->quoted);
		text = at;
		while (tabs && text < end && p->s[text] == '\t')
			text++;
		switch (line_kind(p, h, text, end, after)) {
		case LINE_END:
			*after = end;
			return at;
		case LINE_END_INSIDE:
			/* bash reads it from the line behind this one. */
			if (h->next != NULL)
				lex_fail(p, PARSE_SYNTAX, at,
				    "a heredoc ends inside a line, and "
				    "another one waits");
			return at;
		case LINE_BODY:
			break;
		}
		at = end;
	}
	/* bash warns and takes what there is; a prompt would ask for more. */
	if (p->sh->opts.prompt)
		lex_fail(p, PARSE_INCOMPLETE, p->pos,
		    "the end of the heredoc is missing");
	h->redir->open = true;
	*after = p->n;
	return p->n;
}

/*
 * Make `sub` read the body from..to, without the tabs that start its lines
 * (`tabs`), without backslash-newline wherever it stands (`joins`) and with
 * the newline that bash adds at the end of the text.
 */
static void
copy_body(struct parser *p, struct parser *sub, size_t from, size_t to,
    bool joins, bool tabs)
{
	char *text = lex_alloc(p, to - from + 2);
	uint32_t *map = lex_alloc(p, (to - from + 2) * sizeof *map);
	size_t n = 0, end;

	while (from < to) {
		end = line_end(p, from, joins);
		if (end > to)
			end = to;
		while (tabs && from < end && p->s[from] == '\t')
			from++;
		while (from < end) {
			if (joins && from + 1 < end && p->s[from] == '\\') {
				if (p->s[from + 1] == '\n') {
					from += 2;
					continue;
				}
				map[n] = p->map == NULL ? (uint32_t)from :
				    p->map[from];
				text[n++] = p->s[from++];
			}
			map[n] = p->map == NULL ? (uint32_t)from : p->map[from];
			text[n++] = p->s[from++];
		}
	}
	map[n] = p->map == NULL ? (uint32_t)to : p->map[to];
	if (n > 0 && text[n - 1] != '\n') {
		text[n++] = '\n';
		map[n] = map[n - 1];
	}
	*sub = *p;
	sub->s = text;
	sub->n = sub->size = n;
	sub->pos = 0;
	sub->map = map;
	sub->failed = NULL;
	sub->paired = NULL;
}

static struct word *
body_quoted(struct parser *p)
{
	struct lex_word w;
	struct part *part;

	wb_init(&w);
	part = wb_part(p, &w, PART_QUOTED, STYLE_SINGLE, 0);
	part->text = arena_strndup(p->sh->a, p->s + p->pos, p->n - p->pos);
	part->len = p->n - p->pos;
	part->span = lex_span(p, p->pos, p->n);
	p->pos = p->n;
	return wb_done(p, &w, p->n - part->len);
}

/* Could this change a count of brackets that is blind to heredocs? */
static bool
body_counts(const char *s, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (s[i] == '\0' || strchr("()[]{}'\"`\\#", s[i]) != NULL)
			return true;
	return false;
}

static void
body_read(struct parser *p, const struct heredoc *h)
{
	struct redir *r = h->redir;
	struct parser sub;
	size_t after = p->pos;
	size_t end = body_end(p, h, &after);
	bool tabs = r->op == REDIR_HEREDOC_TAB &&
	    memchr(p->s + p->pos, '\t', end - p->pos) != NULL;
	bool cut = end > p->pos && p->s[end - 1] != '\n';
	bool joins = !r->quoted &&
	    memmem(p->s + p->pos, end - p->pos, "\\\n", 2) != NULL;

	r->body_span = lex_span(p, p->pos, end);
	if (r->open || body_counts(p->s + p->pos, end - p->pos) ||
	    body_counts(h->delim, h->len))
		p->sh->blind++;
	if (tabs || cut || joins) {
		copy_body(p, &sub, p->pos, end, !r->quoted, tabs);
	} else {
		sub = *p;
		sub.n = end;
	}
	sub.cut = true;
	sub.raw = true;
	lex_enter(&sub);
	r->body = r->quoted ? body_quoted(&sub) : word_heredoc(&sub);
	lex_leave(&sub);
	p->pos = after;
}

void
heredoc_read(struct parser *p)
{
	struct heredoc *h = p->pending;

	p->pending = NULL;
	for (; h != NULL; h = h->next)
		body_read(p, h);
}
