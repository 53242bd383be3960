/* SPDX-License-Identifier: ISC */
#include "shell/ownline.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/io.h"
#include "shell/owncomplete.h"
#include "shell/ownline_impl.h"
#include "term/procinfo.h"

#define MS ((int64_t)1000000)

enum { ASK_AGAIN_MS = 1000, DIRTY_MS = 30, LOOK_MS = 100 };

/* --- life --------------------------------------------------------------- */

void
ownline_draw(void *ctx, const char *p, size_t n)
{
	struct ownline *l = ctx;

	pty_draw(l->pty, p, n, true);
}

static void
complete(void *ctx, const char *line, size_t cursor, struct buf *insert,
    struct buf *choice)
{
	struct ownline *l = ctx;
	char cwd[4096];

	if (procinfo_cwd(pty_child(l->pty), cwd, sizeof cwd) == 0)
		owncomplete(line, cursor, cwd, getenv("PATH"), insert, choice);
}

static const struct lineedit_ops edit_ops = {
	.read = ownline_key,
	.waiting = ownline_key_waits,
	.draw = ownline_draw,
	.complete = complete,
};

static void
remember(void *ctx, const char *text)
{
	struct ownline *l = ctx;

	lineedit_remember(l->edit, text);
}

/* ~/.editrc, as far as it is safe. */
static void
read_settings(struct ownline *l)
{
	const char *home = getenv("HOME");
	struct buf path = { 0 }, text = { 0 };
	struct err e = { 0 };
	unsigned left_out;
	char say[128];

	if (home == NULL || home[0] != '/')
		return;
	buf_printf(&path, "%s/.editrc", home);
	if (!path.failed &&
	    io_read_file(path.data, 64 * 1024, 0, &text, &e) == 0 &&
	    !text.failed && text.len > 0) {
		left_out = lineedit_settings(l->edit, text.data, text.len);
		(void)snprintf(say, sizeof say, "bashplate: ~/.editrc: %u "
		    "line%s left out\n", left_out, left_out == 1 ? "" : "s");
		if (left_out > 0)
			pty_show(l->pty, say);
	}
	buf_free(&path);
	buf_free(&text);
}

struct ownline *
ownline_new(struct pty *pty, const struct ownline_config *cfg, struct err *e)
{
	struct ownline *l = calloc(1, sizeof *l);
	struct err unread = { 0 };
	unsigned cols, rows;

	if (l == NULL) {
		err_set(e, ENOMEM, "out of memory");
		return NULL;
	}
	l->cfg = cfg;
	l->pty = pty;
	l->to_ask = !cfg->hooked;
	l->shell.pipe = l->shell.theirs = -1;
	pty_size(pty, &cols, &rows);
	if (!cfg->hooked && ownshell_open(&l->shell, cfg->shell, e) == -1)
		goto fail;
	l->edit = lineedit_new(cols, rows, &edit_ops, l, e);
	if (l->edit == NULL || linehist_init(&l->history, cfg->history,
	    getenv("HISTCONTROL"), getenv("HISTSIZE")) == -1)
		goto fail;
	lineedit_history_size(l->edit, l->history.max);
	read_settings(l);
	if (linehist_load(&l->history, remember, l, &unread) == -1) {
		pty_show(pty, "bashplate: ");
		pty_show(pty, unread.msg);
		pty_show(pty, "\n");
	}
	return l;
fail:
	ownline_free(l);
	return NULL;
}

void
ownline_free(struct ownline *l)
{
	if (l == NULL)
		return;
	ownshell_close(&l->shell);
	lineedit_free(l->edit);
	linehist_free(&l->history);
	marker_free(&l->marker);
	rowtext_free(&l->row);
	buf_free(&l->told);
	buf_free(&l->prompt);
	buf_free(&l->before);
	buf_free(&l->refused);
	buf_free(&l->keys);
	buf_free(&l->held);
	free(l);
}

void
ownline_child(struct ownline *l, struct arena *a, char *const *argv,
    struct inner_child *child)
{
	child->path = l->cfg->shell;
	child->argv = ownshell_argv(a, &l->shell, l->cfg->shell, argv);
	child->hand_fd = l->shell.theirs;
	child->hand_as = l->shell.as;
}

void
ownline_started(struct ownline *l)
{
	ownshell_started(&l->shell);
}

/* --- the shell's turn --------------------------------------------------- */

static void
pass(void *ctx, const char *p, size_t n)
{
	struct ownline *l = ctx;

	pty_draw(l->pty, p, n, false);
	rowtext_feed(&l->row, p, n);
	l->quiet_at = clock_boot();
	if (l->ready)
		l->dirty_at = l->quiet_at;
}

void
ownline_take_prompt(struct ownline *l)
{
	unsigned cols, rows;

	pty_size(l->pty, &cols, &rows);
	buf_reset(&l->prompt);
	rowtext_prompt(&l->row, cols, &l->prompt);
	rowtext_feed(&l->row, "\n", 1);
}

/* The shell said that it is ready. */
static void
answered(void *ctx, const char *p, size_t n)
{
	struct ownline *l = ctx;
	char cwd[4096];
	bool known;

	if (!l->asked)
		return;
	known = procinfo_cwd(pty_child(l->pty), cwd, sizeof cwd) == 0;
	buf_reset(&l->told);
	if (ownshell_answer(&l->shell, p, n, known ? cwd : NULL, &l->status,
	    &l->told) == -1)
		return;
	l->asked = false;
	l->ready = true;
	l->dirty_at = 0;
	if (l->image == 0) {
		l->image = procinfo_image(pty_child(l->pty));
		ownshell_shut(&l->shell);
	}
	/* Of several lines only the last one stands on the row. */
	if (!l->told.failed && l->told.len > 0) {
		pty_draw(l->pty, l->told.data, l->told.len, true);
		rowtext_feed(&l->row, l->told.data, l->told.len);
	}
	ownline_take_prompt(l);
	ownline_take_keys(l);
	if (l->ran)
		l->cfg->ops->finished(l->cfg->ctx, l->status);
	l->ran = false;
}

void
ownline_output(struct ownline *l, const char *p, size_t n)
{
	marker_feed(&l->marker, p, n, pass, answered, l);
}

/* Ask when the shell has read its command, never before: what it has read
 * beyond that is lost when ^C ends the command. */
static void
ask(struct ownline *l)
{
	int64_t now = clock_boot();

	if (l->asked) {
		/* A ^C met the question itself. */
		if (now - l->asked_at < ASK_AGAIN_MS * MS ||
		    !ownshell_has_read(&l->shell) ||
		    pty_child_foreground(l->pty) != pty_child(l->pty))
			return;
	} else if (!l->to_ask) {
		return;
	} else if (!ownshell_has_read(&l->shell)) {
		pty_alarm(l->pty, OWNLINE_READ_MS);
		return;
	} else if (marker_renew(&l->marker) == -1) {
		return;
	}
	l->to_ask = false;
	l->asked = true;
	l->asked_at = now;
	(void)ownshell_ask(&l->shell, l->marker.mark);
}

static void
look_at_shell(struct ownline *l)
{
	uint64_t image;

	if (clock_boot() - l->looked_at < LOOK_MS * MS || l->left)
		return;
	l->looked_at = clock_boot();
	image = procinfo_image(pty_child(l->pty));
	if (l->image == 0 || image == 0 || image == l->image)
		return;
	l->left = true;
	l->ready = false;
	l->cfg->ops->event(l->cfg->ctx, "left-guard",
	    "the shell was replaced by another program");
}

void
ownline_tick(struct ownline *l)
{
	look_at_shell(l);
	if (l->left)
		return;
	if (l->cfg->hooked)
		ownhooked_tick(l);
	else if (!l->ready)
		ask(l);
	ownline_tick_keys(l);
	if (l->ready && l->dirty_at != 0) {
		if (clock_boot() - l->dirty_at < DIRTY_MS * MS) {
			pty_alarm(l->pty, DIRTY_MS);
			return;
		}
		l->dirty_at = 0;
		if (l->cfg->hooked)
			ownline_draw(l, "\r\033[J", 4);
		else if (l->row.text.len > 0)
			pty_draw(l->pty, "\r\n", 2, false);
		rowtext_feed(&l->row, "\n", 1);
		(void)ownline_redraw(l);
	}
}

bool
ownline_editing(const struct ownline *l)
{
	return l->ready && !l->left;
}

bool
ownline_redraw(struct ownline *l)
{
	if (!ownline_editing(l))
		return false;
	lineedit_redraw(l->edit);
	return true;
}

void
ownline_resized(struct ownline *l)
{
	unsigned cols, rows;

	pty_size(l->pty, &cols, &rows);
	lineedit_resized(l->edit, cols, rows);
}

int
ownline_run(struct ownline *l, int *status, int *sig, struct err *e)
{
	pty_begin(l->pty);
	while (pty_step(l->pty))
		while (ownline_editing(l))
			ownline_edit(l);
	return pty_end(l->pty, status, sig, e);
}
