/* SPDX-License-Identifier: ISC */
/* The editor's turn: a line is read, judged, and handed over or refused. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "shell/ownline_impl.h"

static const char why_long[] = "bashplate: refused by a limit: the text is "
    "too long to be handed over in one piece; nothing ran. Put it into a "
    "file and run that\n";
static const char paste_on[] = "\033[?2004h", paste_off[] = "\033[?2004l";

static void
add_history(struct ownline *l, const char *text)
{
	if (linehist_add(&l->history, text))
		lineedit_remember(l->edit, text);
}

static void
refuse(struct ownline *l, const char *text, const char *why)
{
	ownline_drop_keys(l);
	l->cfg->ops->refused(l->cfg->ctx, why);
	buf_reset(&l->refused);
	buf_str(&l->refused, text);
}

static void
run(struct ownline *l, const char *text, size_t len)
{
	struct err e = { 0 };

	if (l->cfg->hooked) {
		ownhooked_run(l, text, len);
		return;
	}
	if (ownshell_run(&l->shell, text, len, l->status, &e) == -1) {
		refuse(l, text, e.code == E2BIG ? why_long : e.msg);
		return;
	}
	l->ready = false;
	l->to_ask = l->ran = true;
	rowtext_feed(&l->row, "\n", 1);
	ownline_give_keys(l);
	pty_alarm(l->pty, OWNLINE_READ_MS);
}

/* `exit`, with a status or without. */
static bool
is_exit(const char *s)
{
	s += strspn(s, " \t");
	return strncmp(s, "exit", 4) == 0 &&
	    s[4 + strspn(s + 4, " \t0123456789")] == '\0';
}

/*
 * A shell with stopped jobs stays at the first `exit` and goes at the second if
 * no other command is between them, which our question is: it gets both at once.
 */
static void
run_exit(struct ownline *l, const char *text)
{
	struct buf twice = { 0 };

	buf_printf(&twice, "%s\n%s", text, text);
	if (l->exiting && !twice.failed)
		run(l, twice.data, twice.len);
	else
		run(l, text, strlen(text));
	buf_free(&twice);
	l->exiting = true;
}

static bool
is_blank(const char *s)
{
	return s[strspn(s, " \t\n")] == '\0';
}

/* A whole text: `before` and the line just typed. */
static void
decide_text(struct ownline *l, const struct buf *text)
{
	unsigned count = 0;

	switch (l->cfg->ops->judge(l->cfg->ctx, text->data, text->len,
	    &count)) {
	case BASHLINK_ACCEPT:
		add_history(l, text->data);
		if (!l->cfg->hooked && is_exit(text->data)) {
			run_exit(l, text->data);
			break;
		}
		l->exiting = false;
		run(l, text->data, text->len);
		break;
	case BASHLINK_INCOMPLETE:
		buf_reset(&l->before);
		buf_add(&l->before, text->data, text->len);
		buf_char(&l->before, '\n');
		return;
	case BASHLINK_OWN:
		l->cfg->ops->run_own(l->cfg->ctx);
		break;
	default:
		add_history(l, text->data);
		refuse(l, text->data, NULL);
		break;
	}
	buf_reset(&l->before);
}

static void
leave(struct ownline *l)
{
	unsigned count = 0;

	ownline_draw(l, "\n", 1);
	if (l->before.len > 0) {
		/* Of a text that is not complete only that is dropped. */
		buf_reset(&l->before);
		return;
	}
	if (l->cfg->hooked) {
		/* Its own editor knows what ^D means. */
		ownhooked_run(l, "", 0);
		return;
	}
	if (l->cfg->ops->judge(l->cfg->ctx, "exit", 4, &count) ==
	    BASHLINK_ACCEPT) {
		run_exit(l, "exit");
		return;
	}
	/* Whoever cannot have a line logged can still go. */
	l->cfg->ops->refused(l->cfg->ctx, NULL);
	ownshell_close(&l->shell);
	l->ready = false;
}

static enum lineedit_end
read_line(struct ownline *l, struct buf *line)
{
	const char *term = getenv("TERM"), *prompt = "> ";
	bool marks = term != NULL && *term != '\0' &&
	    strcmp(term, "dumb") != 0;
	enum lineedit_end end;
	struct buf again = { 0 };

	if (l->before.len == 0)
		prompt = l->prompt.data != NULL ? l->prompt.data : "";
	ownline_draw(l, "\r", 1);
	if (marks)
		ownline_draw(l, paste_on, sizeof paste_on - 1);
	again = l->refused;
	memset(&l->refused, 0, sizeof l->refused);
	end = lineedit_read(l->edit, prompt,
	    again.len > 0 && !again.failed ? again.data : NULL, line);
	buf_free(&again);
	if (marks)
		ownline_draw(l, paste_off, sizeof paste_off - 1);
	return end;
}

void
ownline_edit(struct ownline *l)
{
	struct buf line = { 0 }, text = { 0 };

	switch (read_line(l, &line)) {
	case LINEEDIT_LINE:
		if (l->before.len > 0)
			buf_add(&text, l->before.data, l->before.len);
		if (line.data != NULL)
			buf_add(&text, line.data, line.len);
		if (!text.failed && text.data != NULL && !is_blank(text.data))
			decide_text(l, &text);
		break;
	case LINEEDIT_EOF:
		leave(l);
		break;
	case LINEEDIT_INTERRUPT:
		buf_reset(&l->before);
		l->status = 130;
		break;
	case LINEEDIT_STOP:
		l->ready = false;
		break;
	}
	buf_free(&line);
	buf_free(&text);
}
