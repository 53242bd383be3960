/* SPDX-License-Identifier: ISC */
#include <errno.h>
#include <setjmp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/exitcode.h"
#include "shell/interactive.h"
#include "shell/ownline.h"
#include "shell/startup.h"
#include "term/altscreen.h"
#include "term/bashlink.h"
#include "term/keys.h"
#include "term/procinfo.h"
#include "term/pty.h"
#include "term/signals.h"

enum {
	ESCAPE_MS = 50,		/* an escape sequence comes faster than this */
	CHECK_MS = 100,
	TICK_MS = 1000,
	TITLE_MS = 5000,
	ARENA_LIMIT = 16 * 1024 * 1024
};

/* Bound by the hook to redraw-current-line. */
static const char redraw_key[] = "\033[9004~";

struct session {
	struct interactive_config *cfg;
	struct pty *pty;
	struct bashlink *link;	/* NULL: the proxy reads the line */
	struct ownline *line;	/* NULL: the shell does */
	struct ownline_config line_cfg;
	struct buf handed;	/* judged, and typed into the shell's editor */
	unsigned handed_count;	/* complete commands in it */
	struct keys *keys;	/* NULL: no prefix key */
	const char *refusal;	/* of the last judge(), owned by cfg->ctx */
	char *const *own;	/* to run once the shell has its answer */
	int64_t typed_at;
	int64_t checked_at;
	int64_t ticked_at;
	struct altscreen alt;
	struct buf later;	/* to say when the other screen is gone */
	int64_t titled_at;	/* our text is in the title; 0: it is not */
	int64_t accepted_at;	/* ns since boot; 0: nothing is running */
	pid_t inner;		/* a shell inside that was spoken of */
};

static int64_t
now_ms(void)
{
	return clock_boot() / 1000000;
}

static void
show(struct session *s, const char *text)
{
	size_t n = strlen(text);

	pty_show(s->pty, text);
	if (n > 0 && text[n - 1] != '\n')
		pty_show(s->pty, "\n");
}

/* Our text stands where the shell was drawing. */
static void
draw_again(struct session *s)
{
	if (s->line != NULL && ownline_redraw(s->line))
		return;
	/* A key of ours may be put in only where readline waits for one. */
	if (s->link != NULL && bashlink_at_prompt(s->link) &&
	    pty_child_foreground(s->pty) == pty_child(s->pty))
		pty_to_child(s->pty, redraw_key, strlen(redraw_key));
	else
		pty_redraw(s->pty);
}

/*
 * Something for the person. Over a program that has the terminal's other
 * screen nothing could be drawn that we could take away again exactly: there
 * the first line goes to the title for a while, all of it to the screen when
 * the program gives it back.
 */
static void
tell(struct session *s, const char *text)
{
	struct buf b = { 0 };
	size_t n = strcspn(text, "\r\n");

	if (!s->alt.on) {
		pty_show(s->pty, "\n");
		show(s, text);
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
	s->titled_at = now_ms();
}

static void
tell_later(struct session *s)
{
	if (s->titled_at != 0 &&
	    (!s->alt.on || now_ms() - s->titled_at >= TITLE_MS)) {
		s->titled_at = 0;
		pty_show(s->pty, "\033[23;2t");
	}
	if (s->alt.on || s->later.len == 0)
		return;
	pty_show(s->pty, "\n");
	show(s, s->later.failed ? "" : s->later.data);
	buf_free(&s->later);
	draw_again(s);
}

/* A refusal, its first line in red where the terminal knows that. */
static void
show_refusal(struct session *s, const char *text)
{
	size_t n = strcspn(text, "\n");
	struct buf b = { 0 };

	if (!s->cfg->color || text[n] == '\0') {
		show(s, text);
		return;
	}
	buf_str(&b, "\033[1;31m");
	buf_add(&b, text, n);
	buf_str(&b, "\033[0m");
	buf_str(&b, text + n);
	show(s, b.failed ? text : b.data);
	buf_free(&b);
}

/* --- from the hook --- */

/* Shown before the shell has its answer and draws the next prompt. */
static bool
is_own(struct session *s, const char *text, size_t len)
{
	struct buf b = { 0 };

	s->own = NULL;
	if (s->cfg->ops->own != NULL)
		s->own = s->cfg->ops->own(s->cfg->ctx, text, len);
	if (s->own == NULL)
		return false;
	/* A secret typed ahead of our question must not reach the shell. */
	pty_drop_typed(s->pty);
	buf_str(&b, "bashplate: ");
	buf_visible(&b, text, len, 200);
	show(s, b.failed ? "" : b.data);
	buf_free(&b);
	return true;
}

static void
run_own(struct session *s)
{
	struct err e = { 0 };
	char *const *argv = s->own;
	int status;

	s->own = NULL;
	if (pty_outside(s->pty, argv[0], argv, s->cfg->envp, &status,
	    &e) == -1)
		show(s, e.msg);
	else if (WIFEXITED(status) && WEXITSTATUS(status) == 127)
		show(s, "bashplate: platectl cannot be run");
	if (s->link != NULL)
		bashlink_own_done(s->link);
}

static enum bashlink_answer
judge(void *ctx, const char *text, size_t len, unsigned *count)
{
	struct session *s = ctx;
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
	struct session *s = ctx;

	/* What was typed after it was meant to follow something that ran. */
	pty_drop_typed(s->pty);
	if (why == NULL)
		why = s->refusal;
	show_refusal(s, why != NULL ? why : "bashplate: refused\n");
}

static void
event(void *ctx, const char *kind, const char *text)
{
	struct session *s = ctx;
	struct buf b = { 0 };

	/* At once: between two pieces the shell may draw. */
	buf_printf(&b, "bashplate: %s: %s", kind, text);
	tell(s, b.failed ? text : b.data);
	buf_free(&b);
	s->cfg->ops->event(s->cfg->ctx, kind, text);
}

static const char *
window(void *ctx)
{
	struct session *s = ctx;

	return s->cfg->ops->window != NULL ?
	    s->cfg->ops->window(s->cfg->ctx) : "";
}

static void
finished(void *ctx, int status)
{
	struct session *s = ctx;

	if (s->accepted_at != 0 && s->cfg->ops->finished != NULL)
		s->cfg->ops->finished(s->cfg->ctx, status,
		    clock_boot() - s->accepted_at);
	s->accepted_at = 0;
}

static void
table(void *ctx, char kind, const char *text, size_t len)
{
	struct session *s = ctx;

	if (s->cfg->ops->table != NULL)
		s->cfg->ops->table(s->cfg->ctx, kind, text, len);
}

static bool
changes(void *ctx)
{
	struct session *s = ctx;

	return s->cfg->ops->changes != NULL &&
	    s->cfg->ops->changes(s->cfg->ctx);
}

static void
run_typed(void *ctx)
{
	run_own(ctx);
}

/* What the proxy itself read. A shell that asks will ask about it as well. */
static enum bashlink_answer
judge_typed(void *ctx, const char *text, size_t len, unsigned *count)
{
	struct session *s = ctx;
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
	struct session *s = ctx;
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
	struct session *s = ctx;

	bashlink_typed(s->link);
	bashlink_enter_typed(s->link, true);
	pty_to_child(s->pty, p, n);
}

static void
asked_refused(void *ctx, const char *why)
{
	struct session *s = ctx;

	refused(ctx, why);
	if (s->line != NULL)
		ownline_again(s->line);
}

static bool
prompted(void *ctx)
{
	struct session *s = ctx;

	if (s->line == NULL)
		return false;
	ownline_prompted(s->line);
	return true;
}

static const struct ownline_ops line_ops = {
	.judge = judge_typed,
	.refused = refused,
	.run_own = run_typed,
	.hand_over = hand_over,
	.finished = finished,
	.event = event,
};

static const struct bashlink_ops link_ops = {
	.judge = judge_asked,
	.refused = asked_refused,
	.event = event,
	.finished = finished,
	.table = table,
	.changes = changes,
	.status = window,
	.prompted = prompted,
};

/* --- from the keyboard --- */

/* A shell started inside has no hook: say so, once. */
static void
inner_shell(struct session *s)
{
	pid_t foreground = pty_child_foreground(s->pty), found = 0;

	if (foreground > 1 && foreground != pty_child(s->pty))
		found = procinfo_bare_shell(foreground, pty_child(s->pty));
	if (found == 0 || found == s->inner)
		return;
	s->inner = found;
	event(s, "left-guard", "a shell inside this one takes the line and "
	    "asks nobody; leave it to be guarded again");
}

static void
pass(void *ctx, const char *p, size_t n)
{
	struct session *s = ctx;

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
	struct session *s = ctx;
	const char *text = s->cfg->ops->status(s->cfg->ctx, key);

	if (text == NULL)
		return false;
	tell(s, text);
	return true;
}

static const struct keys_ops key_ops = { pass, command };

static void
typed(void *ctx, const char *p, size_t n)
{
	struct session *s = ctx;

	s->typed_at = now_ms();
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
	struct session *s = ctx;

	bashlink_ready(s->link);
	pty_watch(s->pty, bashlink_fd(s->link));
	if (s->own != NULL)
		run_own(s);
}

static void
announce(struct session *s)
{
	const char *text;

	if (s->cfg->ops->tick == NULL)
		return;
	text = s->cfg->ops->tick(s->cfg->ctx);
	if (text == NULL)
		return;
	tell(s, text);
}

static void
tick(void *ctx)
{
	struct session *s = ctx;
	int64_t now = now_ms();

	if (s->line != NULL)
		ownline_tick(s->line);
	if (s->keys != NULL && keys_waiting(s->keys) &&
	    now - s->typed_at >= ESCAPE_MS)
		keys_flush(s->keys);
	if (now - s->checked_at >= CHECK_MS) {
		s->checked_at = now;
		tell_later(s);
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
	struct session *s = ctx;

	altscreen_feed(&s->alt, p, n);
	if (s->cfg->ops->shown != NULL)
		s->cfg->ops->shown(s->cfg->ctx, p, n);
}

/* With line ownership: what the shell wrote is looked at before it is shown. */
static void
output(void *ctx, const char *p, size_t n)
{
	struct session *s = ctx;

	ownline_output(s->line, p, n);
}

static void
resized(void *ctx)
{
	struct session *s = ctx;
	unsigned cols, rows;

	if (s->line != NULL)
		ownline_resized(s->line);
	if (s->cfg->ops->sized == NULL)
		return;
	pty_size(s->pty, &cols, &rows);
	s->cfg->ops->sized(s->cfg->ctx, cols, rows);
}

static const struct pty_ops pty_ops = {
	.typed = typed,
	.ready = ready,
	.tick = tick,
	.shown = shown,
	.resized = resized,
};

static const struct pty_ops own_pty_ops = {
	.typed = typed,
	.ready = ready,
	.tick = tick,
	.shown = shown,
	.output = output,
	.resized = resized,
};

static bool
is_zsh(const char *shell)
{
	const char *base = strrchr(shell, '/');

	return strcmp(base != NULL ? base + 1 : shell, "zsh") == 0;
}

static int
start(struct session *s, struct arena *a, struct err *e)
{
	struct interactive_config *cfg = s->cfg;
	struct startup how = { .waits = s->line != NULL };
	struct inner_child child = { 0 };
	int i;

	if (s->link != NULL) {
		child.hand_as = inner_number();
		child.hand_fd = bashlink_shell_fd(s->link);
	}
	if (s->line != NULL && s->link == NULL) {
		ownline_child(s->line, a, cfg->argv, &child);
		how.argv = (char **)child.argv;
		how.envp = (char **)cfg->envp;
	} else if (is_zsh(cfg->shell))
		startup_make_zsh(a, cfg->argv, cfg->envp, cfg->shellrc,
		    child.hand_as, &how);
	else
		startup_make(a, cfg->argv, cfg->envp, cfg->shellrc,
		    child.hand_as, &how);
	child.path = cfg->shell;
	child.argv = how.argv;
	child.envp = how.envp;
	child.prepare = cfg->prepare;
	child.prepare_ctx = cfg->ctx;
	/* A redirected output stays where the caller sent it. */
	for (i = 1; i < 3; i++)
		child.keep[i] = !isatty(i) && errno != EBADF;
	if (pty_start(s->pty, &child, e) == -1)
		return -1;
	if (s->link == NULL) {
		ownline_started(s->line);
		return 0;
	}
	bashlink_attach(s->link, pty_child(s->pty));
	pty_watch(s->pty, bashlink_fd(s->link));
	return 0;
}

/* Who reads the line: the proxy, or the shell, which asks. */
static int
open_editor(struct session *s, struct err *e)
{
	if (!s->cfg->hookless) {
		s->link = bashlink_new(&link_ops, s, e);
		if (s->link == NULL)
			return -1;
	}
	if (!s->cfg->own)
		return 0;
	s->line_cfg = (struct ownline_config){ .shell = s->cfg->shell,
	    .hooked = !s->cfg->hookless,
	    .history = s->cfg->history, .ops = &line_ops, .ctx = s };
	s->line = ownline_new(s->pty, &s->line_cfg, e);
	return s->line == NULL ? -1 : 0;
}

static int
open_session(struct session *s, struct err *e)
{
	const char *name = s->cfg->prefix_key;
	int prefix = name == NULL ? -1 : keys_prefix(name);

	s->pty = pty_new(STDIN_FILENO, s->cfg->own ? &own_pty_ops : &pty_ops,
	    s, e);
	if (s->pty == NULL || open_editor(s, e) == -1)
		return -1;
	if (prefix != -1)
		s->keys = keys_new(prefix, getenv("TERM"), &key_ops, s);
	return 0;
}

static void
close_session(struct session *s)
{
	keys_free(s->keys);
	bashlink_free(s->link);
	ownline_free(s->line);
	pty_free(s->pty);
	buf_free(&s->later);
	buf_free(&s->handed);
}

/* The status of the session, or death by the signal that ended it. */
static int
leave(int status, int sig)
{
	if (sig == 0 && WIFSIGNALED(status))
		sig = WTERMSIG(status);
	if (sig != 0) {
		signals_die(sig);
		return 128 + sig;
	}
	return WEXITSTATUS(status);
}

int
interactive_main(struct interactive_config *cfg)
{
	struct session s = { .cfg = cfg };
	struct err e = { 0 };
	struct arena *a = arena_new(ARENA_LIMIT);
	int failed, status = 0, sig = 0;

	if (a == NULL || setjmp(*arena_catch(a)) != 0) {
		(void)fprintf(stderr, "bashplate: out of memory\n");
		return EXITCODE_FAULT;
	}
	failed = open_session(&s, &e);
	if (failed == 0)
		resized(&s);
	if (failed == 0 && cfg->banner != NULL)
		show(&s, cfg->banner);
	if (failed == 0)
		failed = start(&s, a, &e);
	if (failed == 0)
		failed = s.line != NULL ?
		    ownline_run(s.line, &status, &sig, &e) :
		    pty_run(s.pty, &status, &sig, &e);
	/* `exit` itself, or what the shell did not come back from. */
	if (failed == 0)
		finished(&s, WIFEXITED(status) ? WEXITSTATUS(status) :
		    128 + WTERMSIG(status));
	close_session(&s);
	arena_free(a);
	if (failed == 0)
		return leave(status, sig);
	(void)fprintf(stderr, "bashplate: %s\n", e.msg);
	return e.code == ENOENT ? EXITCODE_NOSHELL : EXITCODE_FAULT;
}
