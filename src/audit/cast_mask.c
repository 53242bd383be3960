/* SPDX-License-Identifier: ISC */
/*
 * As much of a terminal as moves characters of a line: ECMA-48 and what xterm
 * adds. https://invisible-island.net/xterm/ctlseqs/ctlseqs.html
 */
#include "audit/cast_mask.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { PARAMS = 16 };

enum state {
	GROUND,
	ESCAPE,			/* ESC came */
	CHARSET,		/* ESC ( and its like: one byte more */
	CSI,
	STRING,			/* OSC, DCS, APC, PM, SOS */
	STRING_ESC
};

struct cast_mask {
	struct cast_line line;
	enum state state;
	char param[PARAMS];
	size_t nparam;
};

struct cast_mask *
cast_mask_new(unsigned cols, cast_emit *emit, void *arg)
{
	struct cast_mask *m = calloc(1, sizeof *m);

	if (m != NULL)
		cast_line_start(&m->line, cols, emit, arg);
	return m;
}

void
cast_mask_free(struct cast_mask *m)
{
	if (m == NULL)
		return;
	cast_line_free(&m->line);
	free(m);
}

void
cast_mask_flush(struct cast_mask *m)
{
	cast_line_over(&m->line);
}

void
cast_mask_resized(struct cast_mask *m, unsigned cols)
{
	cast_mask_flush(m);
	m->line.cols = cols > 0 ? cols : 80;
}

/* The first number of a control sequence, at least 1. */
static long
count(const struct cast_mask *m)
{
	long n = strtol(m->param, NULL, 10);

	return n < 1 ? 1 : n > CAST_CELLS ? CAST_CELLS : n;
}

/* ED and EL: 0 or nothing is "from the cursor on". */
static void
erase(struct cast_mask *m, char final)
{
	struct cast_line *l = &m->line;
	long at = cast_line_pos(l), row = cast_line_row(l);
	bool rest = m->param[0] == '\0' || strcmp(m->param, "0") == 0;

	if (rest && final == 'J') {
		cast_line_erase(l, CAST_CELLS);
	} else if (rest) {
		cast_line_erase(l, (size_t)(row + (long)l->cols - at));
	} else if (final == 'K') {
		cast_line_move(l, row);
		cast_line_erase(l, strcmp(m->param, "1") == 0 ?
		    (size_t)(at - row + 1) : l->cols);
		cast_line_move(l, at);
	} else {
		cast_line_over(l);
	}
}

/* The sequence ended with `final`. */
static void
control(struct cast_mask *m, char final)
{
	struct cast_line *l = &m->line;
	long at = cast_line_pos(l), row = cast_line_row(l), n = count(m);
	long cols = (long)l->cols, end = row + cols - 1;

	switch (final) {
	case 'C':
	case 'a':
		cast_line_move(l, at + n < end ? at + n : end);
		break;
	case 'D':
		cast_line_move(l, at - n > row ? at - n : row);
		break;
	case 'G':
	case '`':
		cast_line_move(l, row + (n < cols ? n : cols) - 1);
		break;
	case 'A':
	case 'F':
	case 'B':
	case 'E':
		n = (final == 'A' || final == 'F' ? -n : n) * cols;
		cast_line_move(l, (final > 'D' ? row : at) + n);
		break;
	case 'J':
	case 'K':
		erase(m, final);
		break;
	case 'X':
		cast_line_erase(l, (size_t)n);
		break;
	case 'P':
		cast_line_delete(l, (size_t)n);
		break;
	case '@':
		cast_line_insert(l, (size_t)n);
		break;
	case 'H':
	case 'f':
	case 'd':
	case 'L':
	case 'M':
	case 'S':
	case 'T':
	case 'r':
	case 'u':
		cast_line_over(l);
		break;
	case 'h':
	case 'l':
		/* The other screen. */
		if (strstr(m->param, "?1049") != NULL ||
		    strstr(m->param, "?47") != NULL ||
		    strstr(m->param, "?1047") != NULL)
			cast_line_over(l);
		break;
	default:	/* colours, modes, reports */
		break;
	}
}

static void
ground(struct cast_mask *m, char c)
{
	struct cast_line *l = &m->line;
	long at = cast_line_pos(l);

	switch (c) {
	case '\033':
		m->state = ESCAPE;
		break;
	case '\n':
	case '\v':
	case '\f':
		cast_line_over(l);
		break;
	case '\r':
		cast_line_move(l, cast_line_row(l));
		break;
	case '\b':
		if (at > 0)
			cast_line_move(l, at - 1);
		break;
	case '\t':
		cast_line_move(l, (at / 8 + 1) * 8);
		break;
	default:
		break;
	}
}

static void
escape(struct cast_mask *m, char c)
{
	m->state = GROUND;
	if (c == '[') {
		m->state = CSI;
		m->nparam = 0;
		m->param[0] = '\0';
	} else if (strchr("]PX^_", c) != NULL) {
		m->state = STRING;
	} else if (strchr("()*+-./#%", c) != NULL || c == ' ') {
		m->state = CHARSET;
	} else if (strchr("78DEMc", c) != NULL) {
		cast_line_over(&m->line);
	}
}

/* A byte below 0x80, or one of a string. */
static void
byte(struct cast_mask *m, char c)
{
	switch (m->state) {
	case GROUND:
		ground(m, c);
		break;
	case ESCAPE:
		escape(m, c);
		break;
	case CHARSET:
		m->state = GROUND;
		break;
	case CSI:
		if (c >= 0x40 && c <= 0x7e) {
			m->state = GROUND;
			control(m, c);
		} else if (c == '\033') {
			m->state = ESCAPE;
		} else if (c < 0x20) {
			ground(m, c);
		} else if (m->nparam + 1 < PARAMS) {
			m->param[m->nparam++] = c;
			m->param[m->nparam] = '\0';
		}
		break;
	case STRING:
		m->state = c == '\a' ? GROUND : c == '\033' ? STRING_ESC :
		    STRING;
		break;
	case STRING_ESC:
		m->state = GROUND;
		if (c != '\\')
			escape(m, c);
		break;
	}
}

/* A character at a time, so that what a line's end releases is what stood
 * before it; neighbours of one time are one event again. */
static void
hold(struct cast_mask *m, int64_t time, const char *text, size_t n)
{
	struct cast_line *l = &m->line;
	struct cast_held *h;
	size_t k = l->events.len / sizeof *h;

	h = (struct cast_held *)(void *)l->events.data;
	if (k > 0 && h[k - 1].kind == 'o' && h[k - 1].time == time &&
	    !l->bytes.failed) {
		buf_add(&l->bytes, text, n);
		h[k - 1].to = l->bytes.len;
	} else {
		(void)cast_line_event(l, time, 'o', text, n);
	}
}

void
cast_mask_shown(struct cast_mask *m, int64_t time, const char *text, size_t n)
{
	struct cast_line *l = &m->line;
	unsigned char c;
	size_t i, len;

	for (i = 0; i < n; i += len) {
		c = (unsigned char)text[i];
		len = c < 0xc0 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;
		if (len > n - i)
			len = n - i;
		hold(m, time, text + i, len);
		if (m->state == GROUND && c >= 0x20 && c != 0x7f)
			cast_line_put(l, text + i, len, l->bytes.len - len);
		else if (len == 1)
			byte(m, (char)c);
		if (l->bytes.len > CAST_HELD)
			cast_mask_flush(m);
	}
}
