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

void
parse_text(struct arena *a, const char *text, size_t len,
    const struct parse_opts *opts, struct parse_result *out)
{
	struct parser *p = parser_new(a, out);

	if (opts != NULL)
		p->sh->opts = *opts;
	p->extglob = p->sh->opts.extglob;
	if (setjmp(p->sh->jump) != 0) {
		finish(p, text, len);
		return;
	}
	if (len > PARSE_MAX_TEXT)
		lex_fail(p, PARSE_LIMIT, 0, "longer than 1 MiB");
	take_text(p, text, len);
	do {
		list_unit(p);
		lex_newlines(p);
	} while (lex_cur(p) != LEX_EOF);
	finish(p, text, len);
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
	w = word_heredoc(p);
	return w;
}
