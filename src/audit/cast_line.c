/* SPDX-License-Identifier: ISC */
#include "audit/cast_line.h"

#include <string.h>

#include "audit/redact.h"

enum {
	GONE = '\377',		/* a byte that is not emitted; never in UTF-8 */
	PEM_LINES = 400
};

#define NOWHERE UINT32_MAX

void
cast_line_start(struct cast_line *l, unsigned cols, cast_emit *emit, void *arg)
{
	memset(l, 0, sizeof *l);
	l->cols = cols > 0 ? cols : 80;
	l->emit = emit;
	l->arg = arg;
}

void
cast_line_free(struct cast_line *l)
{
	buf_free(&l->bytes);
	buf_free(&l->events);
}

size_t
cast_line_event(struct cast_line *l, int64_t time, char kind, const char *text,
    size_t n)
{
	struct cast_held h = { .time = time, .kind = kind };
	size_t at = l->bytes.len;

	buf_add(&l->bytes, text, n);
	h.to = l->bytes.len;
	buf_add(&l->events, &h, sizeof h);
	return at;
}

/* --- what is secret ------------------------------------------------------*/

static void
mask_cell(struct cast_line *l, struct cast_cell *c)
{
	l->masked = true;
	c->masked = true;
	if (c->n == 0 || c->at >= l->bytes.len)
		return;
	l->bytes.data[c->at] = '*';
	memset(l->bytes.data + c->at + 1, GONE, c->n - 1U);
}

struct look {
	struct cast_line *line;
	const uint16_t *cell;	/* of each byte of the text */
};

static void
on_place(void *arg, size_t from, size_t to)
{
	struct look *k = arg;

	for (; from < to; from++)
		mask_cell(k->line, &k->line->cell[k->cell[from]]);
}

/* The lines of a private key say nothing of themselves. */
static void
look_at_pem(struct cast_line *l, const char *text)
{
	size_t i;

	if (strstr(text, "-----BEGIN ") != NULL &&
	    strstr(text, "PRIVATE KEY") != NULL) {
		l->pem = strstr(text, "-----END ") == NULL ? PEM_LINES : 0;
	} else if (l->pem > 0 && strstr(text, "-----END ") != NULL) {
		l->pem = 0;
	} else if (l->pem > 0) {
		l->pem--;
		for (i = 0; i < l->cells; i++)
			mask_cell(l, &l->cell[i]);
	}
}

/* What the line shows, and the cell of each byte. Returns the bytes. */
static size_t
line_text(const struct cast_line *l, char text[CAST_CELLS * 4 + 1],
    uint16_t cell[CAST_CELLS * 4])
{
	size_t i, j, n = 0;

	for (i = 0; i < l->cells; i++) {
		if (l->cell[i].n == 0) {
			cell[n] = (uint16_t)i;
			text[n++] = ' ';
		}
		for (j = 0; j < l->cell[i].n; j++) {
			cell[n] = (uint16_t)i;
			text[n++] = l->cell[i].text[j];
		}
	}
	text[n] = '\0';
	return n;
}

/* Judge the line as it stands: before a character goes, and at its end. */
static void
look(struct cast_line *l)
{
	char text[CAST_CELLS * 4 + 1];
	uint16_t cell[CAST_CELLS * 4];
	struct look k = { .line = l, .cell = cell };

	if (!l->changed)
		return;
	l->changed = false;
	(void)redact_places(text, line_text(l, text, cell), on_place, &k);
}

/* --- events --------------------------------------------------------------*/

static void
emit(struct cast_line *l, const struct cast_held *h, size_t from, size_t to)
{
	char *p = l->bytes.data;
	size_t i, n = from;

	for (i = from; i < to; i++)
		if (p[i] != GONE)
			p[n++] = p[i];
	if (n > from || h->kind != 'o')
		l->emit(l->arg, h->time, h->kind, p + from, n - from);
}

/* Emit what is held before `upto`; the rest moves to the front. */
static void
release(struct cast_line *l, size_t upto)
{
	struct cast_held *h = (struct cast_held *)(void *)l->events.data;
	size_t n = l->events.len / sizeof *h, i, from = 0, kept = 0;
	int64_t last = 0;

	if (l->bytes.failed || l->events.failed) {
		buf_free(&l->bytes);
		buf_free(&l->events);
		return;
	}
	for (i = 0; i < n; from = h[i++].to) {
		if (from < upto || h[i].to <= upto) {
			emit(l, &h[i], from, h[i].to < upto ? h[i].to : upto);
			last = h[i].time;
		}
		if (h[i].to > upto) {
			h[kept] = h[i];
			h[kept++].to -= upto;
		}
	}
	if (l->masked && n > 0)
		l->emit(l->arg, last, 'm', "masked", 6);
	l->masked = false;
	l->events.len = kept * sizeof *h;
	memmove(l->bytes.data, l->bytes.data + upto, l->bytes.len - upto);
	l->bytes.len -= upto;
	for (i = 0; i < l->cells; i++)
		l->cell[i].at = l->cell[i].at == NOWHERE ||
		    l->cell[i].at < upto ? NOWHERE :
		    l->cell[i].at - (uint32_t)upto;
}

void
cast_line_over(struct cast_line *l)
{
	char text[CAST_CELLS * 4 + 1];
	uint16_t cell[CAST_CELLS * 4];

	look(l);
	(void)line_text(l, text, cell);
	look_at_pem(l, text);
	if (l->bytes.len > 0 || l->events.len > 0)
		release(l, l->bytes.len);
	l->cells = l->pos = 0;
	l->wrap = l->changed = l->run_on = false;
}

/* A line without an end: what is over CAST_KEPT is done with. */
static void
shorten(struct cast_line *l)
{
	size_t gone = l->cells - CAST_KEPT;

	look(l);
	l->run_on = l->cell[l->cells - 1].masked;
	release(l, l->bytes.len < l->cell[gone].at ? l->bytes.len :
	    l->cell[gone].at);
	memmove(l->cell, l->cell + gone, CAST_KEPT * sizeof *l->cell);
	l->cells = CAST_KEPT;
	l->pos = l->pos > gone ? l->pos - gone : 0;
}

/* --- the line ------------------------------------------------------------*/

static void
blanks(struct cast_line *l, size_t from, size_t to)
{
	for (; from < to; from++)
		l->cell[from] = (struct cast_cell){ .at = NOWHERE };
}

void
cast_line_put(struct cast_line *l, const char *text, size_t n, size_t at)
{
	struct cast_cell *c;

	if (l->pos >= CAST_CELLS)
		shorten(l);
	c = &l->cell[l->pos];
	if (l->pos >= l->cells) {
		blanks(l, l->cells, l->pos);
		l->cells = l->pos + 1;
	} else if (c->n != n || memcmp(c->text, text, n) != 0) {
		look(l);
	}
	*c = (struct cast_cell){ .at = (uint32_t)at, .n = (uint8_t)n };
	memcpy(c->text, text, n);
	l->changed = true;
	if (l->run_on && strchr(" \t\"'`,;&|()<>{}[]", *text) != NULL)
		l->run_on = false;
	if (l->run_on)
		mask_cell(l, c);
	l->pos++;
	l->wrap = l->pos % l->cols == 0;
}

long
cast_line_pos(const struct cast_line *l)
{
	return (long)l->pos - l->wrap;
}

long
cast_line_row(const struct cast_line *l)
{
	long at = cast_line_pos(l);

	return at - at % (long)l->cols;
}

void
cast_line_move(struct cast_line *l, long pos)
{
	if (pos < 0 || pos > (long)l->cells + (long)l->cols ||
	    pos >= CAST_CELLS) {
		cast_line_over(l);
		return;
	}
	l->pos = (size_t)pos;
	l->wrap = false;
}

void
cast_line_erase(struct cast_line *l, size_t n)
{
	size_t from = (size_t)cast_line_pos(l);

	if (from >= l->cells)
		return;
	look(l);
	if (n >= l->cells - from)
		l->cells = from;
	else
		blanks(l, from, from + n);
}

void
cast_line_delete(struct cast_line *l, size_t n)
{
	size_t from = (size_t)cast_line_pos(l);

	if (from >= l->cells)
		return;
	look(l);
	if (n > l->cells - from)
		n = l->cells - from;
	memmove(l->cell + from, l->cell + from + n,
	    (l->cells - from - n) * sizeof *l->cell);
	l->cells -= n;
	l->changed = true;
}

void
cast_line_insert(struct cast_line *l, size_t n)
{
	size_t from = (size_t)cast_line_pos(l);

	if (from >= l->cells || n > CAST_CELLS - l->cells)
		return;
	look(l);
	memmove(l->cell + from + n, l->cell + from,
	    (l->cells - from) * sizeof *l->cell);
	blanks(l, from, from + n);
	l->cells += n;
	l->changed = true;
}
