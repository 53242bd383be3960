/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "shell/interactive_impl.h"
#include "term/procinfo.h"

enum {
	ESCAPE_MS = 50,		/* an escape sequence comes faster than this */
	CHECK_MS = 100,
	TICK_MS = 1000
};

/* --- from the keyboard --- */

/* A shell started inside has no hook: say so, once. */
static void
inner_shell(struct proxy *s)
{
	pid_t foreground = pty_child_foreground(s->pty), found = 0;

	if (foreground > 1 && foreground != pty_child(s->pty))
		found = procinfo_bare_shell(foreground, pty_child(s->pty));
	if (found == 0 || found == s->inner)
		return;
	s->inner = found;
	proxy_event(s, "left-guard", "a shell inside this one takes the line and "
	    "asks nobody; leave it to be guarded again");
}

static void
pass(void *ctx, const char *p, size_t n)
{
	struct proxy *s = ctx;

	if (s->line != NULL && (s->link == NULL ||
	    ownline_wants_keys(s->line))) {
		ownline_typed(s->line, p, n);
		return;
	}
	bashlink_typed(s->link);
	if (memchr(p, '\r', n) != NULL || memchr(p, '\n', n) != NULL) {
		bashlink_enter_typed(s->link, pty_child_edits(s->pty) &&
		    pty_child_foreground(s->pty) == pty_child(s->pty));
		inner_shell(s);
	}
	if (s->line != NULL)
		ownline_typed(s->line, p, n);
	else
		pty_to_child(s->pty, p, n);
}

static bool
command(void *ctx, char key)
{
	struct proxy *s = ctx;
	const char *text = s->cfg->ops->status(s->cfg->ctx, key);

	if (text == NULL)
		return false;
	proxy_tell(s, text);
	return true;
}

const struct keys_ops proxy_key_ops = { pass, command };

static void
typed(void *ctx, const char *p, size_t n)
{
	struct proxy *s = ctx;

	s->typed_at = proxy_now();
	if (s->keys == NULL) {
		pass(s, p, n);
		return;
	}
	keys_feed(s->keys, p, n);
	if (keys_waiting(s->keys))
		pty_alarm(s->pty, ESCAPE_MS);
}

/* --- the relay --- */

static void
ready(void *ctx)
{
	struct proxy *s = ctx;

	bashlink_ready(s->link);
	pty_watch(s->pty, bashlink_fd(s->link));
	if (s->own != NULL)
		proxy_run_own(s);
}

static void
announce(struct proxy *s)
{
	const char *text;

	if (s->cfg->ops->tick == NULL)
		return;
	text = s->cfg->ops->tick(s->cfg->ctx);
	if (text == NULL)
		return;
	proxy_tell(s, text);
}

static void
tick(void *ctx)
{
	struct proxy *s = ctx;
	int64_t now = proxy_now();

	if (s->line != NULL)
		ownline_tick(s->line);
	if (s->keys != NULL && keys_waiting(s->keys) &&
	    now - s->typed_at >= ESCAPE_MS)
		keys_flush(s->keys);
	if (now - s->checked_at >= CHECK_MS) {
		s->checked_at = now;
		proxy_tell_later(s);
		if (s->link != NULL) {
			bashlink_check(s->link);
			inner_shell(s);
		}
	}
	if (now - s->ticked_at >= TICK_MS) {
		s->ticked_at = now;
		announce(s);
	}
}

static void
shown(void *ctx, const char *p, size_t n)
{
	struct proxy *s = ctx;

	altscreen_feed(&s->alt, p, n);
	if (s->cfg->ops->shown != NULL)
		s->cfg->ops->shown(s->cfg->ctx, p, n);
}

/* With line ownership: what the shell wrote is looked at before it is shown. */
static void
output(void *ctx, const char *p, size_t n)
{
	struct proxy *s = ctx;

	ownline_output(s->line, p, n);
}

void
proxy_resized(struct proxy *s)
{
	unsigned cols, rows;

	if (s->line != NULL)
		ownline_resized(s->line);
	if (s->cfg->ops->sized == NULL)
		return;
	pty_size(s->pty, &cols, &rows);
	s->cfg->ops->sized(s->cfg->ctx, cols, rows);
}

static void
resized(void *ctx)
{
	proxy_resized(ctx);
}

const struct pty_ops proxy_pty_ops = {
	.typed = typed,
	.ready = ready,
	.tick = tick,
	.shown = shown,
	.resized = resized,
};

const struct pty_ops proxy_own_pty_ops = {
	.typed = typed,
	.ready = ready,
	.tick = tick,
	.shown = shown,
	.output = output,
	.resized = resized,
};
