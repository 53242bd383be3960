/* SPDX-License-Identifier: ISC */
/* '..' and $'..' whose expansions bash performs: in arithmetic, subscripts. */
#include "syntax/lex.h"

#include <string.h>

/* Bytes up to `end`, as inside double quotes. */
static void
live_until(struct parser *p, struct lex_word *w, size_t end)
{
	size_t n = p->n;
	bool cut = p->cut;
	int c;

	p->n = end;
	p->cut = true;
	while ((c = lex_cur(p)) != LEX_EOF) {
		if ((c != '$' && c != '`') || !word_quoted(p, w, CTX_HERE))
			wb_char(p, w);
	}
	p->n = n;
	p->cut = cut;
}

void
word_single_live(struct parser *p, struct lex_word *w)
{
	size_t from = p->pos, end;
	const char *q = memchr(p->s + from + 1, '\'', p->n - from - 1);
	struct lex_word in;
	struct part *part;

	if (q == NULL)
		lex_fail(p, PARSE_INCOMPLETE, from, "the quote ' is not closed");
	end = (size_t)(q - p->s);
	if (memmem(p->s + from, end - from, "\\\n", 2) != NULL)
		lex_fail(p, PARSE_SYNTAX, from,
		    "a line goes on in quotes in arithmetic");
	part = wb_part(p, w, PART_DQ, STYLE_SINGLE, from);
	lex_enter(p);
	wb_init(&in);
	p->pos++;
	live_until(p, &in, end);
	wb_flush(p, &in);
	p->pos = end + 1;
	lex_leave(p);
	part->parts = in.first;
	part->span = lex_span(p, from, p->pos);
}

void
word_ansi_live(struct parser *p, struct lex_word *w)
{
	struct parser sub = *p;
	struct lex_word in;
	struct part *part;
	uint32_t *map;
	size_t from = p->pos, i;

	part = wb_part(p, w, PART_DQ, STYLE_SINGLE, from);
	lex_skip(p, 2);
	wb_init(&in);
	wb_lit(p, &in, "", 0, from, from);
	p->sh->locale = false;
	ansi_read(p, &in, from);
	part->locale = p->sh->locale;
	wb_flush(p, &in);
	/* It stays in one reading and joins two lines in the other. */
	if (in.first->len > 1 && memmem(in.first->text, in.first->len,
	    "\\\n", 2) != NULL)
		lex_fail(p, PARSE_SYNTAX, from,
		    "an escape in a $'..' in arithmetic");
	part->span = lex_span(p, from, p->pos);
	sub.s = in.first->text;
	sub.n = sub.size = in.first->len;
	sub.pos = 0;
	sub.failed = NULL;
	sub.paired = NULL;
	map = lex_alloc(p, (sub.n + 1) * sizeof *map);
	for (i = 0; i <= sub.n; i++)
		map[i] = part->span.off;
	sub.map = map;
	lex_enter(p);
	wb_init(&in);
	live_until(&sub, &in, sub.n);
	wb_flush(&sub, &in);
	lex_leave(p);
	part->parts = in.first;
}
