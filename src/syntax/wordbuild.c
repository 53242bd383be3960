/* SPDX-License-Identifier: ISC */
#include "syntax/lex.h"

#include <string.h>

void
wb_init(struct lex_word *w)
{
	memset(w, 0, sizeof *w);
	w->tail = &w->first;
}

void
wb_lit(struct parser *p, struct lex_word *w, const char *s, size_t n,
    size_t from, size_t to)
{
	struct lex_shared *sh = p->sh;
	size_t room;
	char *fresh;

	if (!w->open) {
		w->open = true;
		w->from = from;
	}
	if (sh->litroom < sh->litlen + n + 1) {
		room = 2 * (sh->litlen + n) + 1024;
		fresh = arena_alloc(sh->a, room);
		if (sh->litlen > 0)
			memcpy(fresh, sh->lit, sh->litlen);
		sh->lit = fresh;
		sh->litroom = room;
	}
	if (n > 0)
		memcpy(sh->lit + sh->litlen, s, n);
	sh->litlen += n;
	w->to = to;
}

void
wb_char(struct parser *p, struct lex_word *w)
{
	wb_lit(p, w, p->s + p->pos, 1, p->pos, p->pos + 1);
	p->pos++;
}

static struct part *
part_add(struct parser *p, struct lex_word *w, enum part_kind kind)
{
	struct part *part;

	if (++p->sh->parts > LEX_MAX_PARTS)
		lex_fail(p, PARSE_LIMIT, p->pos, "too many parts of words");
	part = lex_alloc(p, sizeof *part);
	part->kind = kind;
	*w->tail = part;
	w->tail = &part->next;
	return part;
}

/* Hand the collected bytes to `part` and start afresh behind them. */
static void
lit_take(struct parser *p, struct part *part)
{
	struct lex_shared *sh = p->sh;

	sh->lit[sh->litlen] = '\0';
	part->text = sh->lit;
	part->len = sh->litlen;
	sh->lit += sh->litlen + 1;
	sh->litroom -= sh->litlen + 1;
	sh->litlen = 0;
}

void
wb_flush(struct parser *p, struct lex_word *w)
{
	struct part *part;

	if (!w->open)
		return;
	part = part_add(p, w, PART_LIT);
	part->span = lex_span(p, w->from, w->to);
	lit_take(p, part);
	w->open = false;
}

struct part *
wb_part(struct parser *p, struct lex_word *w, enum part_kind kind,
    enum part_style style, size_t from)
{
	struct part *part;

	wb_flush(p, w);
	part = part_add(p, w, kind);
	part->style = style;
	part->span = lex_span(p, from, from);
	part->text = "";
	return part;
}

struct word *
wb_done(struct parser *p, struct lex_word *w, size_t from)
{
	struct word *word;

	wb_flush(p, w);
	if (++p->sh->words > PARSE_MAX_WORDS)
		lex_fail(p, PARSE_LIMIT, p->pos, "too many words");
	word = lex_alloc(p, sizeof *word);
	word->parts = w->first;
	word->span = lex_span(p, from, p->pos);
	return word;
}

struct part *
wb_quoted(struct parser *p, struct lex_word *w, enum part_style style,
    size_t from)
{
	struct part *part = part_add(p, w, PART_QUOTED);

	w->open = false;
	part->style = style;
	part->span = lex_span(p, from, p->pos);
	lit_take(p, part);
	return part;
}
