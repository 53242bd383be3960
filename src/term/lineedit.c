/* SPDX-License-Identifier: ISC */
#include "term/lineedit.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "term/editlib.h"
#include "term/inner.h"
#include "term/lineedit_impl.h"

/*
 * INSERT is a key of ours in libedit's maps: what we hold goes into the text.
 * A person's own ^^ is dropped. A sequence would make libedit wait behind each
 * ESC, which is a key by itself in vi mode.
 */
enum { CTRL_C = 3, ESC = 033, INSERT = 036, NO_BYTE = -1 };

static struct lineedit *
of(EditLine *el)
{
	void *l = NULL;

	(void)editlib_load()->get(el, EL_CLIENTDATA, &l);
	return l;
}

/* --- bytes in ----------------------------------------------------------- */

int
lineedit_byte(struct lineedit *l)
{
	int c;

	if (l->aheadat < l->nahead)
		return (unsigned char)l->ahead[l->aheadat++];
	do
		c = l->ended ? NO_BYTE : l->ops->read(l->ctx);
	while (c == 0);
	if (c < 0)
		l->ended = true;
	return c;
}

/* After an ESC: is it the begin of a paste? Terminals send that as one piece;
 * what else was looked at is read again. */
static bool
paste_begins(struct lineedit *l)
{
	static const char mark[] = "[200~";
	size_t n = 0;
	int c = 0;

	if (l->aheadat < l->nahead)
		return false;
	l->aheadat = l->nahead = 0;
	while (mark[n] != '\0' && l->ops->waiting(l->ctx)) {
		c = l->ops->read(l->ctx);
		if (c < 0) {
			l->ended = true;
			break;
		}
		l->ahead[l->nahead++] = (char)c;
		if (c != mark[n])
			break;
		n++;
	}
	if (mark[n] != '\0')
		return false;
	l->nahead = 0;
	return true;
}

/* How many bytes follow the first one of a UTF-8 character; -1: none may. */
static int
follow(int c)
{
	return c < 0x80 ? 0 : c >= 0xc2 && c < 0xe0 ? 1 :
	    c >= 0xe0 && c < 0xf0 ? 2 : c >= 0xf0 && c < 0xf5 ? 3 : -1;
}

/*
 * The next character; -1 at the end. Bytes that are no UTF-8 are dropped: what
 * is judged, shown and run is to be one text.
 */
static long
character(struct lineedit *l)
{
	static const long least[] = { 0, 0x80, 0x800, 0x10000 };
	int c = lineedit_byte(l), n, i, d = 0;
	long w;

again:
	if (c < 0)
		return -1;
	n = follow(c);
	if (n == -1) {
		c = lineedit_byte(l);
		goto again;
	}
	w = n == 0 ? c : c & (0x3f >> n);
	for (i = 0; i < n; i++) {
		d = lineedit_byte(l);
		if (d < 0 || (d & 0xc0) != 0x80) {
			c = d;
			goto again;
		}
		w = (w << 6) | (d & 0x3f);
	}
	if (w < least[n] || w > 0x10ffff || (w >= 0xd800 && w < 0xe000)) {
		c = lineedit_byte(l);
		goto again;
	}
	return w;
}

static bool
full(struct lineedit *l)
{
	const LineInfo *info;

	/* Looking converts the whole text: only where it can be long. */
	if (++l->keys < LINEEDIT_MAX / 8)
		return false;
	info = l->lib->line(l->el);
	return info->lastchar - info->buffer > LINEEDIT_MAX - 8;
}

static int
get_character(EditLine *el, wchar_t *out)
{
	struct lineedit *l = of(el);
	long w;

	do {
		w = character(l);
		if (w == CTRL_C) {
			l->interrupted = true;
			w = -1;
		}
	} while (w == INSERT || (w >= ' ' && w != 0x7f && full(l)));
	if (w < 0) {
		errno = 0;
		return -1;
	}
	if (w == ESC && paste_begins(l)) {
		lineedit_paste(l, LINEEDIT_MAX, &l->paste);
		w = INSERT;
	}
	*out = (wchar_t)w;
	return 1;
}

/* --- drawing ------------------------------------------------------------ */

static ssize_t
on_draw(void *cookie, const char *p, size_t n)
{
	struct lineedit *l = cookie;

	l->ops->draw(l->ctx, p, n);
	return (ssize_t)n;
}

static char *
on_prompt(EditLine *el)
{
	return of(el)->prompt;
}

void
lineedit_redraw(struct lineedit *l)
{
	if (l->reading)
		(void)l->lib->set(l->el, EL_REFRESH);
}

void
lineedit_resized(struct lineedit *l, unsigned cols, unsigned rows)
{
	inner_set_size(l->decoy, cols, rows);
	if (l->reading)
		on_draw(l, "\r\033[J", 4);
	l->lib->resize(l->el);
	lineedit_redraw(l);
}

/* --- keys of ours ------------------------------------------------------- */

/* The INSERT key. */
static unsigned char
key_insert(EditLine *el, int c)
{
	struct lineedit *l = of(el);
	const LineInfo *info = l->lib->line(el);
	size_t room = LINEEDIT_MAX - 8;
	const char *text = l->initial != NULL ? l->initial : l->paste.data;

	(void)c;
	if ((size_t)(info->lastchar - info->buffer) + l->paste.len < room &&
	    text != NULL && !l->paste.failed)
		(void)l->lib->insertstr(el, text);
	l->initial = NULL;
	buf_reset(&l->paste);
	return CC_REFRESH;
}

/* In the place of functions that would start a program. */
static unsigned char
key_nothing(EditLine *el, int c)
{
	(void)el;
	(void)c;
	return CC_ERROR;
}

static unsigned char
key_complete(EditLine *el, int c)
{
	struct lineedit *l = of(el);
	const LineInfo *info = l->lib->line(el);
	struct buf insert = { 0 }, choice = { 0 };
	struct buf line = { 0 };
	unsigned char r = CC_NORM;

	(void)c;
	if (l->ops->complete == NULL)
		return CC_ERROR;
	buf_add(&line, info->buffer, (size_t)(info->lastchar - info->buffer));
	if (!line.failed && line.data != NULL)
		l->ops->complete(l->ctx, line.data,
		    (size_t)(info->cursor - info->buffer), &insert, &choice);
	if (!insert.failed && insert.len > 0) {
		(void)l->lib->insertstr(el, insert.data);
		r = CC_REFRESH;
	} else if (!choice.failed && choice.len > 0) {
		on_draw(l, "\n", 1);
		lineedit_columns(l, choice.data);
		lineedit_redraw(l);
	} else {
		r = CC_ERROR;
	}
	buf_free(&insert);
	buf_free(&choice);
	buf_free(&line);
	return r;
}

/* --- life --------------------------------------------------------------- */

static int
set_up(struct lineedit *l)
{
	HistEvent ev;

	if (l->lib->set(l->el, EL_CLIENTDATA, l) != 0 ||
	    l->lib->set(l->el, EL_GETCFN, get_character) != 0 ||
	    l->lib->set(l->el, EL_PROMPT_ESC, on_prompt, '\1') != 0 ||
	    l->lib->set(l->el, EL_SIGNAL, 0) != 0 ||
	    l->lib->set(l->el, EL_HIST, l->lib->history, l->history) != 0 ||
	    l->lib->set(l->el, EL_EDITOR, "emacs") != 0)
		return -1;
	/* Not the narrow function, which never frees what it copies. */
	if (l->lib->wset(l->el, EL_ADDFN, L"bashplate-insert", L"ours",
	    key_insert) != 0 ||
	    l->lib->wset(l->el, EL_ADDFN, L"bashplate-complete", L"complete",
	    key_complete) != 0 ||
	    l->lib->wset(l->el, EL_ADDFN, L"bashplate-nothing", L"nothing",
	    key_nothing) != 0)
		return -1;
	lineedit_keys(l);
	lineedit_fixed_keys(l);
	return l->lib->history(l->history, &ev, H_SETSIZE, 1000);
}

struct lineedit *
lineedit_new(unsigned cols, unsigned rows, const struct lineedit_ops *ops,
    void *ctx, struct err *e)
{
	cookie_io_functions_t io = { .write = on_draw };
	struct lineedit *l = calloc(1, sizeof *l);

	if (l == NULL) {
		err_set(e, ENOMEM, "out of memory");
		return NULL;
	}
	l->ops = ops;
	l->ctx = ctx;
	l->decoy = -1;
	l->lib = editlib_load();
	if (l->lib == NULL) {
		err_set(e, ENOENT, "libedit cannot be loaded");
		goto fail;
	}
	l->decoy = inner_decoy(cols, rows, e);
	l->screen = fopencookie(l, "w", io);
	l->history = l->lib->history_init();
	if (l->decoy == -1 || l->screen == NULL || l->history == NULL)
		goto fail;
	l->el = l->lib->init_fd("bashplate", stdin, l->screen, l->screen,
	    l->decoy, l->decoy, l->decoy);
	if (l->el == NULL || set_up(l) == -1) {
		err_set(e, EIO, "libedit does not start");
		goto fail;
	}
	return l;
fail:
	lineedit_free(l);
	return NULL;
}

void
lineedit_free(struct lineedit *l)
{
	if (l == NULL)
		return;
	if (l->el != NULL)
		l->lib->end(l->el);
	if (l->history != NULL)
		l->lib->history_end(l->history);
	if (l->screen != NULL)
		(void)fclose(l->screen);
	if (l->decoy != -1)
		(void)close(l->decoy);
	buf_free(&l->paste);
	free(l->prompt);
	free(l);
}

void
lineedit_remember(struct lineedit *l, const char *text)
{
	HistEvent ev;

	(void)l->lib->history(l->history, &ev, H_ENTER, text);
}

void
lineedit_history_size(struct lineedit *l, unsigned max)
{
	HistEvent ev;

	(void)l->lib->history(l->history, &ev, H_SETSIZE, (int)max);
}

enum lineedit_end
lineedit_read(struct lineedit *l, const char *prompt, const char *initial,
    struct buf *out)
{
	const char *text;
	HistEvent ev;
	int n = 0;

	buf_reset(out);
	free(l->prompt);
	l->prompt = strdup(prompt);
	if (l->prompt == NULL)
		return LINEEDIT_STOP;
	l->interrupted = false;
	l->keys = 0;
	l->initial = initial;
	l->aheadat = l->nahead = 0;
	if (initial != NULL)
		l->lib->push(l->el, "\036");
	/* The arrow keys begin at the newest. */
	(void)l->lib->history(l->history, &ev, H_FIRST);
	l->reading = true;
	text = l->lib->gets(l->el, &n);
	l->reading = false;
	l->initial = NULL;
	if (l->ended)
		return LINEEDIT_STOP;
	if (l->interrupted) {
		on_draw(l, "^C\n", 3);
		return LINEEDIT_INTERRUPT;
	}
	if (text == NULL || n <= 0)
		return LINEEDIT_EOF;
	if (text[n - 1] == '\n')
		n--;
	buf_add(out, text, (size_t)n);
	return out->failed ? LINEEDIT_STOP : LINEEDIT_LINE;
}
