/* SPDX-License-Identifier: ISC */
#include "shell/person.h"

#include <limits.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "audit/cast.h"
#include "audit/guard.h"
#include "base/clock.h"
#include "base/exitcode.h"
#include "base/io.h"
#include "shell/beside.h"
#include "shell/interactive.h"
#include "shell/managed.h"
#include "shell/own.h"
#include "shell/ownshell.h"
#include "shell/person_gates.h"
#include "shell/person_judge.h"
#include "shell/person_window.h"
#include "term/editlib.h"

enum { OWN_MEMORY = 256 * 1024 };

struct person {
	struct guard guard;
	struct person_judge judge;
	struct person_gates gates;
	struct cast *cast;	/* NULL: not recorded */
	bool cast_failed;
	bool owns;		/* the proxy reads the line */
	struct buf history;	/* where typed lines are kept then */
	struct buf answer;	/* what the last key said */
	struct person_window window;
	struct arena *own;	/* of the last own command */
	const char *platectl;	/* the program */
};

static int
on_judge(void *ctx, const char *text, size_t len, const char *cwd,
    unsigned *ncommands, const char **refusal)
{
	struct person *p = ctx;

	int r = person_judge(&p->judge, text, len, cwd, ncommands, refusal);

	if (r == 0)
		person_gates_line(&p->gates, p->judge.line, text, len);
	return r;
}

static void
on_table(void *ctx, char kind, const char *text, size_t len)
{
	struct person *p = ctx;

	person_judge_table(&p->judge, kind, text, len);
}

static enum bashlink_changed
on_changes(void *ctx)
{
	const struct person *p = ctx;

	return p->judge.changes;
}

static void
on_event(void *ctx, const char *kind, const char *text)
{
	struct person *p = ctx;
	struct guard *g = &p->guard;
	struct record r = { .kind = RECORD_LEFT_GUARD, .event = kind,
	    .detail = text, .session = g->have_session ? &g->session : NULL };
	struct err e = { 0 };

	if (g->state == NULL || record_write(g->state, &r, &e) != 0)
		dprintf(STDERR_FILENO, "\r\nbashplate: %s: %s; not logged: "
		    "%s\r\n", kind, text, e.msg);
}

static const char *
on_key(void *ctx, char key)
{
	struct person *p = ctx;

	buf_reset(&p->answer);
	switch (key) {
	case 'w':
		person_window_say(&p->window, &p->answer);
		break;
	case 'c':
		person_window_close(&p->window, &p->answer);
		break;
	case 'r':
	case 'l':	/* its name in the first release */
		buf_str(&p->answer, p->judge.refusal.len > 0 ? p->judge.refusal.data :
		    "nothing was refused in this session\n");
		break;
	case '?':
		buf_str(&p->answer, "bashplate keys: w window and time left, "
		    "c close it now,\n  r the last refusal in full, ? this "
		    "help; the prefix key twice sends it\n"
		    "typed at the prompt: release-window [2h] [reason], "
		    "close-window,\n  window-status, qualify-senior\n");
		break;
	default:
		return NULL;
	}
	return p->answer.data;
}

/* In the inner shell's process. Without a cookie the session still works:
 * what belongs to it is then found by ancestry. */
static int
on_child(void *ctx)
{
	struct person *p = ctx;

	return person_gates_begin(&p->gates);
}

static bool
on_failed(void *ctx, struct err *e)
{
	struct person *p = ctx;

	return person_gates_failed(&p->gates, e);
}

static const char *
on_started(void *ctx)
{
	struct person *p = ctx;

	return person_gates_started(&p->gates);
}

static void
on_finished(void *ctx, int status, int64_t ns)
{
	struct person *p = ctx;
	struct guard *g = &p->guard;
	struct record_exit exit = { status, ns };
	struct record r = { .kind = RECORD_EXIT, .exit = &exit,
	    .line = p->judge.line[0] != '\0' ? p->judge.line : NULL,
	    .session = g->have_session ? &g->session : NULL };

	person_gates_over(&p->gates);
	/* It ran already; the next line is refused if the log is gone. */
	if (g->state != NULL)
		(void)record_write(g->state, &r, NULL);
}

static void
on_sized(void *ctx, unsigned cols, unsigned rows)
{
	struct person *p = ctx;
	struct guard *g = &p->guard;
	struct cast_start start = { .state = g->state, .cols = cols,
	    .rows = rows, .session = g->session.id,
	    .shell = g->policy->shell, .term = getenv("TERM") };
	struct err e = { 0 };

	if (p->cast != NULL) {
		cast_resized(p->cast, cols, rows);
		return;
	}
	if (!g->policy->record_io || p->cast_failed)
		return;
	if (g->state != NULL && g->have_session)
		p->cast = cast_open(&start, &e);
	p->cast_failed = p->cast == NULL;
	if (p->cast == NULL)
		dprintf(STDERR_FILENO, "bashplate: this session is not "
		    "recorded: %s\r\n", e.msg);
}

static void
on_shown(void *ctx, const char *text, size_t n)
{
	struct person *p = ctx;

	if (p->cast != NULL)
		cast_shown(p->cast, text, n);
}

static char *const *
on_own(void *ctx, const char *text, size_t len)
{
	struct person *p = ctx;
	char *const *argv;

	arena_free(p->own);
	p->own = arena_new(OWN_MEMORY);
	if (p->own == NULL || setjmp(*arena_catch(p->own)) != 0)
		return NULL;
	argv = own_command(p->own, text, len, p->platectl,
	    p->guard.have_session ? p->guard.session.id : "");
	/* What it shows and asks is on the outer terminal alone. */
	if (argv != NULL && p->cast != NULL)
		cast_mark(p->cast, "pause: a command of the guard itself");
	return argv;
}

static const char *
on_window(void *ctx)
{
	struct person *p = ctx;

	return person_window_prompt(&p->window);
}

static const char *
on_tick(void *ctx)
{
	struct person *p = ctx;
	struct err e = { 0 };

	if (p->cast != NULL && cast_flush(p->cast, &e) != 0) {
		buf_reset(&p->answer);
		buf_printf(&p->answer, "bashplate: %s\n", e.msg);
		return p->answer.data;
	}
	return person_window_tick(&p->window);
}

static const struct interactive_ops ops = {
	.judge = on_judge,
	.event = on_event,
	.status = on_key,
	.own = on_own,
	.finished = on_finished,
	.sized = on_sized,
	.shown = on_shown,
	.table = on_table,
	.changes = on_changes,
	.window = on_window,
	.tick = on_tick,
};

/* https://no-color.org, and a terminal that has none. */
static bool
wants_color(void)
{
	const char *no = getenv("NO_COLOR"), *term = getenv("TERM");

	return (no == NULL || *no == '\0') && term != NULL &&
	    *term != '\0' && strcmp(term, "dumb") != 0;
}

static bool
is_zsh(const char *shell)
{
	const char *base = strrchr(shell, '/');

	return strncmp(base != NULL ? base + 1 : shell, "zsh", 3) == 0;
}

/* A line is typed into bash's editor as a paste, which needs a terminal. */
static bool
wants_editor(void)
{
	const char *term = getenv("TERM");

	return term != NULL && *term != '\0' && strcmp(term, "dumb") != 0 &&
	    editlib_load() != NULL;
}

/* At a prompt only a shell that asks before each line will do, or one that
 * gets its lines from us. */
static const char *
shell_of(struct person *p, struct buf *banner)
{
	const struct policy *policy = p->guard.policy;
	enum ownshell_kind kind = ownshell_kind(policy->shell);

	p->judge.zsh = is_zsh(policy->shell);
	p->judge.posix = kind == OWNSHELL_POSIX && editlib_load() != NULL;
	p->owns = p->judge.posix || (policy->own_line && kind == OWNSHELL_HOOKED &&
	    !is_zsh(policy->shell) && wants_editor());
	if (p->judge.posix)
		return policy->shell;
	if (policy->own_line && !p->owns)
		buf_str(banner, "bashplate: lineEditor \"own\" is not for "
		    "this shell or terminal: the shell's own editor reads the "
		    "line, and asks\n");
	if (kind == OWNSHELL_HOOKED)
		return policy->shell;
	buf_printf(banner, kind == OWNSHELL_POSIX ? "bashplate: libedit is "
	    "not there to read lines for %s; at a prompt /bin/bash takes its "
	    "place\n" : "bashplate: %s is no shell whose lines can be judged; "
	    "at a prompt /bin/bash takes its place\n", policy->shell);
	return "/bin/bash";
}

/* HISTFILE set to nothing, or to /dev/null, asks that none be kept. */
static const char *
history_file(struct person *p)
{
	const char *set = getenv("HISTFILE"), *state = p->guard.state;

	/* What one typed is nobody else's: not in a shared state. */
	if (p->guard.policy->shared)
		state = policy_state_dir(p->guard.arena);
	if (state == NULL || (set != NULL && (*set == '\0' ||
	    strcmp(set, "/dev/null") == 0)))
		return NULL;
	buf_printf(&p->history, "%s/history", state);
	return p->history.failed ? NULL : p->history.data;
}

int
person_main(const struct invoke *inv, char **argv, char *const *envp)
{
	struct person p = { 0 };
	struct buf banner = { 0 };
	struct err e = { 0 };
	struct interactive_config cfg = { .argv = argv, .envp = envp,
	    .ops = &ops,
	    .ctx = &p };
	char shellrc[PATH_MAX], platectl[PATH_MAX];
	int r;

	p.window.guard = &p.guard;
	if (person_judge_open(&p.judge, &p.guard, inv) != 0) {
		dprintf(STDERR_FILENO, "bashplate: out of memory\n");
		return EXITCODE_FAULT;
	}
	if (guard_open(&p.guard, &e) != 0) {
		dprintf(STDERR_FILENO, "bashplate: %s; nothing ran\n", e.msg);
		return EXITCODE_FAULT;
	}
	p.guard.world.environ = envp;
	p.guard.prompt = true;
	if (p.guard.have_session)
		session_at_prompt(p.guard.state, &p.guard.session);
	if (p.guard.policy->out_of_reach)
		return managed_become(p.guard.policy, NULL, argv);
	guard_policy_problems(&p.guard, &banner);
	if (banner.len > 0)
		buf_str(&banner, "bashplate: the policy is broken: the "
		    "built-in block set and every floor entry above that could "
		    "be read are in force, and all windows are shut\n");
	cfg.shellrc = beside(PKGDATADIR "/shellrc",
	    "../share/bashplate/shellrc", NULL, R_OK, shellrc,
	    sizeof shellrc);
	p.platectl = beside(BINDIR "/platectl", "../bin/platectl", "platectl",
	    X_OK, platectl, sizeof platectl);
	cfg.prepare = on_child;
	cfg.again = on_failed;
	cfg.started = on_started;
	cfg.color = wants_color();
	cfg.shell = shell_of(&p, &banner);
	if (person_gates_open(&p.gates, &p.guard, cfg.shell, argv, &e) != 0) {
		dprintf(STDERR_FILENO, "bashplate: %s; nothing ran\n", e.msg);
		return EXITCODE_FAULT;
	}
	cfg.own = p.owns;
	cfg.hookless = p.judge.posix;
	cfg.history = p.owns ? history_file(&p) : NULL;
	if (p.owns)
		(void)setlocale(LC_CTYPE, "");
	cfg.prefix_key = p.guard.policy->prefix_key;
	cfg.banner = banner.len > 0 ? banner.data : NULL;
	r = interactive_main(&cfg);
	buf_free(&banner);
	buf_free(&p.history);
	person_judge_close(&p.judge);
	cast_close(p.cast);
	person_gates_close(&p.gates);
	buf_free(&p.answer);
	buf_free(&p.window.text);
	arena_free(p.own);
	guard_close(&p.guard);
	return r;
}
