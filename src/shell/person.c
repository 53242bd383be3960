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
#include "audit/refusal.h"
#include "base/clock.h"
#include "base/exitcode.h"
#include "base/io.h"
#include "kernel/member.h"
#include "shell/beside.h"
#include "shell/interactive.h"
#include "shell/managed.h"
#include "shell/own.h"
#include "shell/ownshell.h"
#include "shell/person_window.h"
#include "shell/tables.h"
#include "syntax/complete.h"
#include "syntax/parse.h"
#include "term/editlib.h"

/* What is kept of the session's past; older lines are forgotten. */
enum { PAST_MAX = 128 * 1024, OWN_MEMORY = 256 * 1024 };

struct person {
	struct guard guard;
	const struct invoke *inv;
	struct buf past;	/* accepted lines that may have changed the
				   shell's state, in order */
	struct tables *tables;	/* of the live shell */
	struct buf chosen;	/* of them, for one line */
	struct cast *cast;	/* NULL: not recorded */
	bool cast_failed;
	char line[17];		/* record of the last accepted line */
	bool changes;		/* the last accepted line left something */
	bool posix;		/* the shell is no bash: POSIX sh */
	bool owns;		/* the proxy reads the line */
	struct buf history;	/* where typed lines are kept then */
	struct buf refusal;	/* the last one, for the key */
	struct buf answer;	/* what the last key said */
	struct person_window window;
	struct arena *own;	/* of the last own command */
	const char *platectl;	/* the program */
};

/* Could this line leave anything behind that changes a later one? */
static bool
leaves_state(const char *text, size_t len)
{
	static const char *const words[] = { "alias", "source", ". ", "read",
	    "mapfile", "readarray", "set", "eval", "unset", "shopt", "printf",
	    "declare", "typeset", "export", "getopts", "hash", "enable",
	    "trap", "bind", "complete", "function", "let", "for", "cd",
	    "pushd", NULL };
	size_t i;

	if (memchr(text, '=', len) != NULL || memchr(text, '(', len) != NULL)
		return true;
	for (i = 0; words[i] != NULL; i++)
		if (memmem(text, len, words[i], strlen(words[i])) != NULL)
			return true;
	return false;
}

static void
remember(struct person *p, const char *text, size_t len)
{
	struct buf *b = &p->past;
	char *end;
	size_t cut;

	p->changes = leaves_state(text, len) ||
	    tables_named(p->tables, text, len);
	if (!leaves_state(text, len) || len > PAST_MAX)
		return;
	buf_add(b, text, len);
	buf_char(b, '\0');
	while (b->len > PAST_MAX) {
		end = memchr(b->data, '\0', b->len);
		cut = end != NULL ? (size_t)(end - b->data) + 1 : b->len;
		memmove(b->data, b->data + cut, b->len - cut + 1);
		b->len -= cut;
	}
}

static bool
runs(const struct judgement *j)
{
	return j->verdict.kind == VERDICT_ALLOW ||
	    j->verdict.kind == VERDICT_DEFER;
}

/* What of the live shell this line, or the past it may call on, can use. */
static void
choose(struct person *p, const char *text, size_t len)
{
	struct walk_world *world = &p->guard.world;

	world->tables = NULL;
	buf_reset(&p->chosen);
	if (!tables_known(p->tables))
		return;
	tables_select(p->tables, text, len, &p->chosen);
	if (p->past.len > 0)
		tables_select(p->tables, p->past.data, p->past.len,
		    &p->chosen);
	if (p->chosen.failed)
		return;
	world->tables = p->chosen.data != NULL ? p->chosen.data : "";
	world->tables_len = p->chosen.len;
}

/* Could a shell that knows some of bash's words read this otherwise than a
 * POSIX sh does? Then it must be fit to run both ways. */
static bool
reads_two_ways(const char *text, size_t len)
{
	static const char *const marks[] = { "[[", "$'", "$\"", "{", "<(",
	    ">(", "&>", "((", "function", "=(", "+=", "|&", "<<<", ";&",
	    NULL };
	size_t i;

	for (i = 0; marks[i] != NULL; i++)
		if (memmem(text, len, marks[i], strlen(marks[i])) != NULL)
			return true;
	return false;
}

static int
judge_line(struct person *p, struct arena *a, const char *text, size_t len,
    unsigned *ncommands)
{
	struct guard *g = &p->guard;
	struct parse_opts opts = { .extglob = !p->posix, .prompt = true,
	    .posix_sh = p->posix };
	struct parse_result parsed;
	struct invoke inv = *p->inv;
	struct judgement j;
	char id[17];

	parse_text(a, text, len, &opts, &parsed);
	if (parsed.status == PARSE_INCOMPLETE)
		return 2;
	*ncommands = parsed.status == PARSE_OK ?
	    complete_count(text, parsed.program) : 0;
	choose(p, text, len);
	g->world.past = p->past.data != NULL ? p->past.data : "";
	g->world.past_len = p->past.len;
	/* A session may have extglob on or off: "!(a)" is a pattern or a
	 * negated subshell, and both must be fit to run. */
	inv.extglob = !p->posix;
	inv.sh = p->posix;
	guard_line(g, a, text, len, &inv, &j, id);
	if (runs(&j) && p->posix && reads_two_ways(text, len)) {
		inv.bashisms = true;
		guard_line(g, a, text, len, &inv, &j, id);
	}
	if (runs(&j) && !p->posix && memmem(text, len, "!(", 2) != NULL) {
		opts.extglob = inv.extglob = false;
		parse_text(a, text, len, &opts, &parsed);
		if (parsed.status == PARSE_OK)
			guard_line(g, a, text, len, &inv, &j, id);
	}
	if (runs(&j)) {
		memcpy(p->line, id, sizeof p->line);
		remember(p, text, len);
		return 0;
	}
	buf_reset(&p->refusal);
	j.at_prompt = true;
	refusal_format(&j, g->have_session ? &g->session : NULL,
	    id[0] != '\0' ? id : NULL, false, &p->refusal);
	if (p->posix && j.effects->status == EFFECTS_UNPARSED)
		buf_printf(&p->refusal, "  note:    lines for %s are read as "
		    "POSIX sh; what only bash knows is not understood\n",
		    g->policy->shell);
	return 1;
}

static int
on_judge(void *ctx, const char *text, size_t len, const char *cwd,
    unsigned *ncommands, const char **refusal)
{
	struct person *p = ctx;
	struct arena *a = arena_new(GUARD_LINE_MEMORY);
	int r = 1;

	*ncommands = 0;
	*refusal = "bashplate: refused by a limit: out of memory\n";
	if (a == NULL)
		return 1;
	p->guard.world.cwd = cwd[0] == '/' ? cwd : NULL;
	if (setjmp(*arena_catch(a)) == 0) {
		r = judge_line(p, a, text, len, ncommands);
		if (r == 1)
			*refusal = p->refusal.data;
	}
	p->guard.world.cwd = NULL;
	arena_free(a);
	return r;
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
		buf_str(&p->answer, p->refusal.len > 0 ? p->refusal.data :
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
join_session(void *ctx)
{
	const struct person *p = ctx;

	if (p->guard.have_session)
		member_join(p->guard.session.id, false);
	return 0;
}

static void
on_finished(void *ctx, int status, int64_t ns)
{
	struct person *p = ctx;
	struct guard *g = &p->guard;
	struct record_exit exit = { status, ns };
	struct record r = { .kind = RECORD_EXIT, .exit = &exit,
	    .line = p->line[0] != '\0' ? p->line : NULL,
	    .session = g->have_session ? &g->session : NULL };

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

/* What the shell says of itself takes the place of what its lines left. */
static void
on_table(void *ctx, char kind, const char *text, size_t len)
{
	struct person *p = ctx;

	tables_take(p->tables, kind == 'A' ? TABLES_ALIAS : kind == 'F' ?
	    TABLES_FUNCTION : TABLES_VARIABLE, text, len);
	if (kind == 'V')
		buf_reset(&p->past);
}

static bool
on_changes(void *ctx)
{
	const struct person *p = ctx;

	return p->changes;
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

	p->posix = kind == OWNSHELL_POSIX && editlib_load() != NULL;
	p->owns = p->posix || (policy->own_line && kind == OWNSHELL_HOOKED &&
	    !is_zsh(policy->shell) && wants_editor());
	if (p->posix)
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

	p.inv = inv;
	p.window.guard = &p.guard;
	p.tables = tables_new();
	if (p.tables == NULL) {
		dprintf(STDERR_FILENO, "bashplate: out of memory\n");
		return EXITCODE_FAULT;
	}
	if (guard_open(&p.guard, &e) != 0) {
		dprintf(STDERR_FILENO, "bashplate: %s; nothing ran\n", e.msg);
		return EXITCODE_FAULT;
	}
	p.guard.world.environ = envp;
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
	cfg.prepare = join_session;
	cfg.color = wants_color();
	cfg.shell = shell_of(&p, &banner);
	cfg.own = p.owns;
	cfg.hookless = p.posix;
	cfg.history = p.owns ? history_file(&p) : NULL;
	if (p.owns)
		(void)setlocale(LC_CTYPE, "");
	cfg.prefix_key = p.guard.policy->prefix_key;
	cfg.banner = banner.len > 0 ? banner.data : NULL;
	r = interactive_main(&cfg);
	buf_free(&banner);
	buf_free(&p.past);
	buf_free(&p.history);
	buf_free(&p.refusal);
	buf_free(&p.chosen);
	tables_free(p.tables);
	cast_close(p.cast);
	buf_free(&p.answer);
	buf_free(&p.window.text);
	arena_free(p.own);
	guard_close(&p.guard);
	return r;
}
