/* SPDX-License-Identifier: ISC */
#include "syntax/parse.h"

#include <string.h>

#include "syntax/lex.h"

/* The text without NUL bytes, and the way back to their offsets. */
static void
take_text(struct parser *p, const char *text, size_t len)
{
	char *copy = lex_alloc(p, len + 1);
	uint32_t *map;
	size_t i, n = 0;

	p->s = copy;
	if (len == 0 || memchr(text, '\0', len) == NULL) {
		if (len > 0)
			memcpy(copy, text, len);
		p->n = p->size = len;
		return;
	}
	map = lex_alloc(p, (len + 1) * sizeof *map);
	for (i = 0; i < len; i++) {
		if (text[i] == '\0')
			continue;
		map[n] = (uint32_t)i;
		copy[n++] = text[i];
	}
	map[n] = (uint32_t)len;
	p->n = p->size = n;
	p->map = map;
}

static struct parser *
parser_new(struct arena *a, struct parse_result *out)
{
	struct parser *p = arena_alloc(a, sizeof *p);
	struct lex_shared *sh = arena_alloc(a, sizeof *sh);

	memset(out, 0, sizeof *out);
	sh->a = a;
	sh->out = out;
	sh->tail = &sh->first;
	p->sh = sh;
	p->kw_ok = true;
	return p;
}

/* Give the commands read so far to the caller, and place a failure. */
static void
finish(struct parser *p, const char *text, size_t len)
{
	struct parse_result *out = p->sh->out;
	struct node *first = p->sh->first, *last;
	size_t i;

	*p->sh->tail = NULL;
	if (first != NULL && (first->next != NULL ||
	    first->after != LIST_END)) {
		out->program = node_new(p, NODE_LIST);
		out->program->body = first;
		for (last = first; last->next != NULL; last = last->next)
			continue;
		out->program->span.off = first->span.off;
		out->program->span.len = last->span.off + last->span.len -
		    first->span.off;
	} else {
		out->program = first;
	}
	if (out->status == PARSE_OK)
		return;
	out->line = 1;
	out->column = 1;
	for (i = 0; i < out->at.off && i < len; i++) {
		out->column++;
		if (text[i] == '\n') {
			out->line++;
			out->column = 1;
		}
	}
}

/* One way to read a text, and how far it came. */
struct reading {
	bool plain_braces;
	size_t stop;		/* `ends` speaks of the commands before it */
	bool funsubs;
	size_t end;		/* start of the command that could not be read;
				   SIZE_MAX when all could */
	uint64_t ends;		/* of each ${ }, see lex_brace_end() */
};

static void
units_read(struct parser *p, struct reading *r)
{
	do {
		r->end = p->pos;
		if (p->pos <= r->stop)
			r->ends = p->sh->ends;
		list_unit(p);
		lex_newlines(p);
	} while (lex_cur(p) != LEX_EOF);
	r->end = SIZE_MAX;
	if (r->stop == SIZE_MAX)
		r->ends = p->sh->ends;
}

static void
text_read(struct arena *a, const char *text, size_t len,
    const struct parse_opts *opts, struct reading *r, struct parse_result *out)
{
	struct parser *p = parser_new(a, out);

	if (opts != NULL)
		p->sh->opts = *opts;
	p->sh->plain_braces = r->plain_braces;
	r->end = 0;
	r->ends = 0;
	p->extglob = p->sh->opts.extglob;
	if (setjmp(p->sh->jump) == 0) {
		if (len > PARSE_MAX_TEXT)
			lex_fail(p, PARSE_LIMIT, 0, "longer than 1 MiB");
		take_text(p, text, len);
		units_read(p, r);
	}
	r->funsubs = p->sh->funsubs;
	finish(p, text, len);
}

/*
 * bash 5.3 runs what is in `${ a; }`; for 5.2 the first } ends a parameter
 * with a bad name, and the lines behind it are commands. Which bash will run
 * the text is not known here, so both readings must agree on each of them as
 * far as both can be read; the one that comes further is the program.
 */
static void
both_readings(struct arena *a, const char *text, size_t len,
    const struct parse_opts *opts, struct reading *r, struct parse_result *out)
{
	struct reading plain = { .plain_braces = true, .stop = r->end };
	struct parse_result other;

	text_read(a, text, len, opts, &plain, &other);
	r->stop = plain.stop = r->end < plain.end ? r->end : plain.end;
	text_read(a, text, len, opts, &plain, &other);
	text_read(a, text, len, opts, r, out);
	if (r->ends != plain.ends) {
		out->status = PARSE_SYNTAX;
		out->message = "bash 5.2 and 5.3 read this ${ } differently";
		out->program = NULL;
		out->at.off = out->at.len = 0;
		out->line = out->column = 1;
	} else if (plain.end > r->end) {
		*out = other;
	}
}

/* A last backslash that no other one quotes. */
static bool
joins_next(const char *text, size_t len)
{
	size_t n = 0;

	while (n < len && text[len - 1 - n] == '\\')
		n++;
	return n % 2 == 1;
}

/*
 * Inside an operator, say, nothing shows that a last backslash asks for more.
 * In a comment it does not: there the text reads the same with an open quote
 * in its place.
 */
static void
line_goes_on(struct arena *a, const char *text, size_t len,
    const struct parse_opts *opts, struct parse_result *out)
{
	char *other = arena_alloc(a, len + 1);
	struct reading r = { .stop = SIZE_MAX };
	struct parse_result res;

	memcpy(other, text, len);
	text_read(a, other, len - 1, opts, &r, &res);
	if (res.status != PARSE_INCOMPLETE) {
		other[len - 1] = '\'';
		r = (struct reading){ .stop = SIZE_MAX };
		text_read(a, other, len, opts, &r, &res);
	}
	if (res.status == PARSE_INCOMPLETE)
		*out = res;
	/* "[[ a &" is wrong, and "[[ a &&" goes on. */
	if (out->status == PARSE_SYNTAX && out->at.off + 3 >= len)
		out->status = PARSE_INCOMPLETE;
}

void
parse_text(struct arena *a, const char *text, size_t len,
    const struct parse_opts *opts, struct parse_result *out)
{
	struct reading r = { .stop = SIZE_MAX };

	text_read(a, text, len, opts, &r, out);
	if (r.funsubs)
		both_readings(a, text, len, opts, &r, out);
	if (opts != NULL && opts->prompt && out->status != PARSE_INCOMPLETE &&
	    out->status != PARSE_LIMIT && joins_next(text, len))
		line_goes_on(a, text, len, opts, out);
}

struct word *
parse_expansions(struct arena *a, const char *text, size_t len,
    struct parse_result *out)
{
	struct parser *p = parser_new(a, out);
	struct word *w;

	if (setjmp(p->sh->jump) != 0) {
		finish(p, text, len);
		return NULL;
	}
	if (len > PARSE_MAX_TEXT)
		lex_fail(p, PARSE_LIMIT, 0, "longer than 1 MiB");
	take_text(p, text, len);
	p->raw = true;
	w = word_heredoc(p);
	return w;
}
