/* SPDX-License-Identifier: ISC */
/*
 * Line ownership with a shell that has an editor and hooks (bash): what was
 * judged is typed into its editor as one paste, where the hook asks about it
 * once more. So whatever else gets into that editor is asked about as well.
 */
#include <string.h>
#include <wchar.h>

#include "base/clock.h"
#include "shell/ownline_impl.h"

#define MS ((int64_t)1000000)

/* A prompt is written at once; an empty one is waited for longer. */
enum { QUIET_MS = 10, EMPTY_MS = 500 };

void
ownline_prompted(struct ownline *l)
{
	l->prompted = l->fresh = true;
	l->row_before = l->row.text.len;
	l->quiet_at = clock_boot();
	ownline_take_keys(l);
}

void
ownline_again(struct ownline *l)
{
	l->prompted = true;
	l->quiet_at = clock_boot();
	ownline_drop_keys(l);
}

void
ownhooked_tick(struct ownline *l)
{
	int64_t quiet = !l->fresh || l->row.text.len > l->row_before ?
	    QUIET_MS : EMPTY_MS;

	if (!l->prompted || l->ready)
		return;
	/* The editor has the terminal before it draws its prompt. */
	if (!pty_child_edits(l->pty) ||
	    pty_child_foreground(l->pty) != pty_child(l->pty) ||
	    clock_boot() - l->quiet_at < quiet * MS) {
		pty_alarm(l->pty, QUIET_MS);
		return;
	}
	l->ready = true;
	l->dirty_at = 0;
	if (l->fresh)
		ownline_take_prompt(l);
	else
		rowtext_feed(&l->row, "\n", 1);
	l->fresh = false;
}

/* The prompt without the marks around what takes no room. */
static void
add_prompt(const struct ownline *l, struct buf *b)
{
	size_t i;

	for (i = 0; i < l->prompt.len; i++)
		if (l->prompt.data[i] != '\1')
			buf_char(b, l->prompt.data[i]);
}

/* How many rows prompt and text take on the screen. */
static unsigned
rows_of(const struct ownline *l, const char *text, size_t len)
{
	unsigned cols, rows, at = 0, n = 1;
	struct buf all = { 0 };
	bool hidden = false;
	mbstate_t st = { 0 };
	wchar_t w;
	size_t i, k;
	int width;

	pty_size(l->pty, &cols, &rows);
	buf_add(&all, l->prompt.data, l->prompt.len);
	buf_add(&all, text, len);
	for (i = 0; !all.failed && i < all.len; i += k) {
		k = mbrtowc(&w, all.data + i, all.len - i, &st);
		if (k == 0 || k > all.len - i)
			break;
		if (w == '\1') {
			hidden = !hidden;
			continue;
		}
		width = hidden ? 0 : w == '\t' ? 8 - (int)(at % 8) :
		    wcwidth(w);
		if (w == '\n' || at + (unsigned)(width > 0 ? width : 0) >
		    cols) {
			n++;
			at = 0;
		}
		at += width > 0 ? (unsigned)width : 0;
	}
	buf_free(&all);
	return n;
}

/*
 * The shell's editor believes that the cursor stands behind its prompt, and
 * draws what is typed there itself: bring the screen back to that.
 */
static void
clear_line(struct ownline *l, const char *text, size_t len)
{
	struct buf b = { 0 };

	if (l->before.len == 0)
		buf_printf(&b, "\033[%uA", rows_of(l, text, len));
	buf_str(&b, "\r\033[J");
	add_prompt(l, &b);
	if (!b.failed)
		ownline_draw(l, b.data, b.len);
	buf_free(&b);
}

void
ownhooked_run(struct ownline *l, const char *text, size_t len)
{
	struct buf b = { 0 };
	size_t i;

	clear_line(l, text, len);
	buf_str(&b, "\033[9007~");
	if (len == 0) {
		buf_char(&b, 4);
	} else {
		buf_str(&b, "\033[200~");
		for (i = 0; i < len; i++)
			if ((unsigned char)text[i] >= ' ' || text[i] == '\n' ||
			    text[i] == '\t')
				buf_char(&b, text[i]);
		buf_str(&b, "\033[201~\r");
	}
	l->ready = l->prompted = false;
	l->ran = false;
	ownline_give_keys(l);
	if (!b.failed)
		l->cfg->ops->hand_over(l->cfg->ctx, b.data, b.len);
	buf_free(&b);
}
