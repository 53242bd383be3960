/* SPDX-License-Identifier: ISC */
#include "shell/person.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "audit/guard.h"
#include "audit/refusal.h"
#include "base/clock.h"
#include "base/exitcode.h"
#include "base/io.h"
#include "kernel/member.h"
#include "policy/grant.h"
#include "shell/beside.h"
#include "shell/interactive.h"
#include "syntax/complete.h"
#include "syntax/parse.h"

/* What is kept of the session's past; older lines are forgotten. */
enum { PAST_MAX = 128 * 1024 };

struct person {
	struct guard guard;
	const struct invoke *inv;
	struct buf past;	/* accepted lines that may have changed the
				   shell's state, in order */
	struct buf refusal;	/* the last one, for the key */
	struct buf answer;	/* what the last key said */
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

static int
judge_line(struct person *p, struct arena *a, const char *text, size_t len,
    unsigned *ncommands)
{
	struct guard *g = &p->guard;
	struct parse_opts opts = { .extglob = true, .prompt = true };
	struct parse_result parsed;
	struct invoke inv = *p->inv;
	struct judgement j;
	char id[17];

	parse_text(a, text, len, &opts, &parsed);
	if (parsed.status == PARSE_INCOMPLETE)
		return 2;
	*ncommands = parsed.status == PARSE_OK ?
	    complete_count(text, parsed.program) : 0;
	g->world.past = p->past.data != NULL ? p->past.data : "";
	g->world.past_len = p->past.len;
	/* A session may have extglob on or off: "!(a)" is a pattern or a
	 * negated subshell, and both must be fit to run. */
	inv.extglob = true;
	guard_line(g, a, text, len, &inv, &j, id);
	if (runs(&j) && memmem(text, len, "!(", 2) != NULL) {
		opts.extglob = inv.extglob = false;
		parse_text(a, text, len, &opts, &parsed);
		if (parsed.status == PARSE_OK)
			guard_line(g, a, text, len, &inv, &j, id);
	}
	if (runs(&j)) {
		remember(p, text, len);
		return 0;
	}
	buf_reset(&p->refusal);
	refusal_format(&j, g->have_session ? &g->session : NULL,
	    id[0] != '\0' ? id : NULL, false, &p->refusal);
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

static void
say_windows(struct person *p, bool close_them)
{
	struct guard *g = &p->guard;
	struct arena *a = arena_new((size_t)1024 * 1024);
	struct grants grants = { 0 };
	struct grant_now now;
	struct err e = { 0 };
	size_t i;
	int n;

	if (a == NULL || g->state == NULL || !g->have_session) {
		buf_str(&p->answer, "no window: strict\n");
		arena_free(a);
		return;
	}
	if (close_them) {
		n = grant_close(g->state, NULL, g->session.id, &e);
		if (n < 0)
			buf_printf(&p->answer, "cannot close: %s\n", e.msg);
		else
			buf_printf(&p->answer, "%d window%s closed: strict\n",
			    n, n == 1 ? "" : "s");
		arena_free(a);
		return;
	}
	grant_now(&now);
	if (setjmp(*arena_catch(a)) != 0 || grant_load(a, g->state,
	    g->session.id, &now, &grants, &e) != 0)
		grants.nwindow = 0;
	buf_printf(&p->answer, "session %s: ", g->session.id);
	for (i = 0; i < grants.nwindow; i++)
		if (grants.window[i].shut == NULL) {
			buf_printf(&p->answer, "window %s open for another "
			    "%lld min: ", grants.window[i].id,
			    (long long)((grants.window[i].until_boot -
			    now.boot) / 60000000000ll));
			buf_visible(&p->answer, grants.window[i].reason,
			    strlen(grants.window[i].reason), 200);
			buf_char(&p->answer, '\n');
			break;
		}
	if (i == grants.nwindow)
		buf_str(&p->answer, "no window: strict\n");
	arena_free(a);
}

static const char *
on_key(void *ctx, char key)
{
	struct person *p = ctx;

	buf_reset(&p->answer);
	switch (key) {
	case 'w':
		say_windows(p, false);
		break;
	case 'c':
		say_windows(p, true);
		break;
	case 'l':
		buf_str(&p->answer, p->refusal.len > 0 ? p->refusal.data :
		    "nothing was refused in this session\n");
		break;
	case '?':
		buf_str(&p->answer, "bashplate keys: w window, c close it "
		    "now, l last refusal, ? this help\n");
		break;
	default:
		return NULL;
	}
	return p->answer.data;
}

/* This program is two folders below the installation's own. */
static const char *
find_shellrc(char *out, size_t size)
{
	return beside(PKGDATADIR "/shellrc", "../share/bashplate/shellrc",
	    NULL, R_OK, out, size);
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

static const struct interactive_ops ops = {
	.judge = on_judge,
	.event = on_event,
	.status = on_key,
};

int
person_main(const struct invoke *inv, char **argv)
{
	struct person p = { 0 };
	struct buf banner = { 0 };
	struct err e = { 0 };
	struct interactive_config cfg = { .argv = argv, .ops = &ops,
	    .ctx = &p };
	char shellrc[PATH_MAX];
	int r;

	p.inv = inv;
	if (guard_open(&p.guard, &e) != 0) {
		dprintf(STDERR_FILENO, "bashplate: %s; nothing ran\n", e.msg);
		return EXITCODE_FAULT;
	}
	guard_policy_problems(&p.guard, &banner);
	if (banner.len > 0)
		buf_str(&banner, "bashplate: the policy is broken: the "
		    "built-in block set and every floor entry above that could "
		    "be read are in force, and all windows are shut\n");
	cfg.shellrc = find_shellrc(shellrc, sizeof shellrc);
	cfg.prepare = join_session;
	cfg.shell = p.guard.policy->shell;
	cfg.prefix_key = p.guard.policy->prefix_key;
	cfg.banner = banner.len > 0 ? banner.data : NULL;
	r = interactive_main(&cfg);
	buf_free(&banner);
	buf_free(&p.past);
	buf_free(&p.refusal);
	buf_free(&p.answer);
	guard_close(&p.guard);
	return r;
}
