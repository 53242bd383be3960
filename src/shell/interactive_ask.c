/* SPDX-License-Identifier: ISC */
#include <string.h>
#include <sys/wait.h>

#include "base/clock.h"
#include "shell/interactive_impl.h"
#include "term/procinfo.h"

static void
below_line(struct proxy *s)
{
	if (s->link != NULL && bashlink_behind(s->link))
		pty_show(s->pty, "\n");
}

/* Shown before the shell has its answer and draws the next prompt. */
static bool
is_own(struct proxy *s, const char *text, size_t len)
{
	struct buf b = { 0 };

	s->own = NULL;
	if (s->cfg->ops->own != NULL)
		s->own = s->cfg->ops->own(s->cfg->ctx, text, len);
	if (s->own == NULL)
		return false;
	/* A secret typed ahead of our question must not reach the shell. */
	pty_drop_typed(s->pty);
	below_line(s);
	buf_str(&b, "bashplate: ");
	buf_visible(&b, text, len, 200);
	proxy_show(s, b.failed ? "" : b.data);
	buf_free(&b);
	return true;
}

void
proxy_run_own(struct proxy *s)
{
	struct err e = { 0 };
	char *const *argv = s->own;
	int status;

	s->own = NULL;
	if (pty_outside(s->pty, argv[0], argv, s->cfg->envp, &status,
	    &e) == -1)
		proxy_show(s, e.msg);
	else if (WIFEXITED(status) && WEXITSTATUS(status) == 127)
		proxy_show(s, "bashplate: platectl cannot be run");
	if (s->link != NULL)
		bashlink_own_done(s->link);
}

static enum bashlink_answer
judge(void *ctx, const char *text, size_t len, unsigned *count)
{
	struct proxy *s = ctx;
	char cwd[4096];

	s->refusal = NULL;
	*count = 0;
	if (is_own(s, text, len))
		return BASHLINK_OWN;
	if (procinfo_cwd(pty_child(s->pty), cwd, sizeof cwd) == -1)
		cwd[0] = '\0';
	switch (s->cfg->ops->judge(s->cfg->ctx, text, len, cwd, count,
	    &s->refusal)) {
	case 0:
		s->accepted_at = clock_boot();
		return BASHLINK_ACCEPT;
	case 2:
		return BASHLINK_INCOMPLETE;
	default:
		return BASHLINK_REFUSE;
	}
}

static void
refused(void *ctx, const char *why)
{
	struct proxy *s = ctx;

	/* What was typed after it was meant to follow something that ran. */
	pty_drop_typed(s->pty);
	if (why == NULL)
		why = s->refusal;
	below_line(s);
	proxy_show_refusal(s, why != NULL ? why : "bashplate: refused\n");
}

void
proxy_event(struct proxy *s, const char *kind, const char *text)
{
	struct buf b = { 0 };

	/* At once: between two pieces the shell may draw. */
	buf_printf(&b, "bashplate: %s: %s", kind, text);
	proxy_tell(s, b.failed ? text : b.data);
	buf_free(&b);
	s->cfg->ops->event(s->cfg->ctx, kind, text);
}

static void
event(void *ctx, const char *kind, const char *text)
{
	proxy_event(ctx, kind, text);
}

static const char *
window(void *ctx)
{
	struct proxy *s = ctx;

	return s->cfg->ops->window != NULL ?
	    s->cfg->ops->window(s->cfg->ctx) : "";
}

void
proxy_finished(struct proxy *s, int status)
{
	if (s->accepted_at != 0 && s->cfg->ops->finished != NULL)
		s->cfg->ops->finished(s->cfg->ctx, status,
		    clock_boot() - s->accepted_at);
	s->accepted_at = 0;
}

static void
finished(void *ctx, int status)
{
	proxy_finished(ctx, status);
}

static void
table(void *ctx, char kind, const char *text, size_t len)
{
	struct proxy *s = ctx;

	if (s->cfg->ops->table != NULL)
		s->cfg->ops->table(s->cfg->ctx, kind, text, len);
}

static enum bashlink_changed
changes(void *ctx)
{
	struct proxy *s = ctx;

	return s->cfg->ops->changes == NULL ? BASHLINK_NOTHING :
	    s->cfg->ops->changes(s->cfg->ctx);
}

static void
run_typed(void *ctx)
{
	proxy_run_own(ctx);
}

/* What the proxy itself read. A shell that asks will ask about it as well. */
static enum bashlink_answer
judge_typed(void *ctx, const char *text, size_t len, unsigned *count)
{
	struct proxy *s = ctx;
	enum bashlink_answer r = judge(ctx, text, len, count);

	buf_reset(&s->handed);
	if (r == BASHLINK_ACCEPT && s->link != NULL)
		buf_add(&s->handed, text, len);
	s->handed_count = *count;
	return r;
}

/* What the shell asks about: once judged, the same text is not again. */
static enum bashlink_answer
judge_asked(void *ctx, const char *text, size_t len, unsigned *count)
{
	struct proxy *s = ctx;
	bool same = len > 0 && !s->handed.failed && s->handed.len == len &&
	    memcmp(s->handed.data, text, len) == 0;

	buf_reset(&s->handed);
	if (!same)
		return judge(ctx, text, len, count);
	*count = s->handed_count;
	s->accepted_at = clock_boot();
	return BASHLINK_ACCEPT;
}

/* A line for the shell's editor. */
static void
hand_over(void *ctx, const char *p, size_t n)
{
	struct proxy *s = ctx;

	bashlink_typed(s->link);
	bashlink_enter_typed(s->link, true);
	pty_to_child(s->pty, p, n);
}

static void
asked_refused(void *ctx, const char *why)
{
	struct proxy *s = ctx;

	refused(ctx, why);
	if (s->line != NULL)
		ownline_again(s->line);
}

static bool
prompted(void *ctx)
{
	struct proxy *s = ctx;

	if (s->line == NULL)
		return false;
	ownline_prompted(s->line);
	return true;
}

const struct ownline_ops proxy_line_ops = {
	.judge = judge_typed,
	.refused = refused,
	.run_own = run_typed,
	.hand_over = hand_over,
	.finished = finished,
	.event = event,
};

const struct bashlink_ops proxy_link_ops = {
	.judge = judge_asked,
	.refused = asked_refused,
	.event = event,
	.finished = finished,
	.table = table,
	.changes = changes,
	.status = window,
	.prompted = prompted,
};
