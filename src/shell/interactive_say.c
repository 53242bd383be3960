/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "base/clock.h"
#include "shell/interactive_impl.h"
#include "shell/wrap.h"

enum { TITLE_MS = 5000 };

/* Bound by the hook to redraw-current-line. */
static const char redraw_key[] = "\033[9004~";

int64_t
proxy_now(void)
{
	return clock_boot() / 1000000;
}

void
proxy_show(struct proxy *s, const char *text)
{
	size_t n = strlen(text);
	unsigned cols, rows;
	struct buf b = { 0 };

	pty_size(s->pty, &cols, &rows);
	wrap_text(text, cols, &b);
	pty_show(s->pty, b.failed || b.data == NULL ? text : b.data);
	buf_free(&b);
	if (n > 0 && text[n - 1] != '\n')
		pty_show(s->pty, "\n");
}

/* Our text stands where the shell was drawing. */
static void
draw_again(struct proxy *s)
{
	if (s->line != NULL && ownline_redraw(s->line))
		return;
	/* A key of ours may be put in only where readline waits for one. */
	if (s->link != NULL && bashlink_at_prompt(s->link) &&
	    !bashlink_other_editor(s->link) &&
	    pty_child_foreground(s->pty) == pty_child(s->pty))
		pty_to_child(s->pty, redraw_key, strlen(redraw_key));
	else
		pty_redraw(s->pty);
}

void
proxy_tell(struct proxy *s, const char *text)
{
	struct buf b = { 0 };
	size_t n = strcspn(text, "\r\n");

	if (!s->alt.on) {
		pty_show(s->pty, "\n");
		proxy_show(s, text);
		draw_again(s);
		return;
	}
	buf_str(&s->later, text);
	/* XTWINOPS: keep the title; it comes back from there. */
	if (s->titled_at == 0)
		buf_str(&b, "\033[22;2t");
	buf_str(&b, "\033]2;");
	buf_visible(&b, text, n, 120);
	buf_char(&b, '\a');
	if (!b.failed)
		pty_show(s->pty, b.data);
	buf_free(&b);
	s->titled_at = proxy_now();
}

void
proxy_tell_later(struct proxy *s)
{
	if (s->titled_at != 0 &&
	    (!s->alt.on || proxy_now() - s->titled_at >= TITLE_MS)) {
		s->titled_at = 0;
		pty_show(s->pty, "\033[23;2t");
	}
	if (s->alt.on || s->later.len == 0)
		return;
	pty_show(s->pty, "\n");
	proxy_show(s, s->later.failed ? "" : s->later.data);
	buf_free(&s->later);
	draw_again(s);
}
void
proxy_show_refusal(struct proxy *s, const char *text)
{
	size_t n = strcspn(text, "\n");
	struct buf b = { 0 };

	if (!s->cfg->color || text[n] == '\0') {
		proxy_show(s, text);
		return;
	}
	buf_str(&b, "\033[1;31m");
	buf_add(&b, text, n);
	buf_str(&b, "\033[0m");
	buf_str(&b, text + n);
	proxy_show(s, b.failed ? text : b.data);
	buf_free(&b);
}
