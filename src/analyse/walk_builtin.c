/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "analyse/walk_int.h"

unsigned
walk_operands(const struct call *c)
{
	unsigned i;
	const char *t;

	for (i = 1; i < c->argc; i++) {
		t = value_text(c->argv[i]);
		if (t == NULL || t[0] != '-' || t[1] == '\0')
			break;
		if (strcmp(t, "--") == 0)
			return i + 1;
	}
	return i;
}

static struct value *
join_words(struct walk *w, struct value **v, unsigned n)
{
	struct value *r = n == 0 ? value_const(w->a, "", 0) : v[0];
	struct value *sp = value_const(w->a, " ", 1);
	unsigned i;

	for (i = 1; i < n; i++)
		r = value_join(w->a, value_join(w->a, r, sp), v[i]);
	return r;
}

static void
do_eval(struct walk *w, struct call *c)
{
	unsigned at = walk_operands(c);
	const struct word *word;
	struct value *v;
	bool many = false;
	unsigned i;

	if (at >= c->argc)
		return;
	for (i = at; i < c->argc; i++)
		many = many || (c->argv[i]->flags & VALUE_MANY) != 0;
	if (at + 1 == c->argc && value_text(c->argv[at]) != NULL &&
	    (word = walk_word_at(c, at)) != NULL) {
		v = c->argv[at];
		walk_text_in(w, v->alt[0].pre, v->alt[0].prelen,
		    walk_map_word(w, word, v->alt[0].prelen), SHELL_SELF);
		return;
	}
	v = join_words(w, c->argv + at, c->argc - at);
	if (at + 1 < c->argc || many)
		v->span = c->span;
	walk_text_value(w, v, SHELL_SELF);
}

static void
do_source(struct walk *w, struct call *c)
{
	unsigned at = walk_operands(c);

	if (at < c->argc)
		walk_script(w, c->argv[at], c->argv + at + 1,
		    c->argc - at - 1, true);
	w->truth = -1;
}

/* command, builtin, exec: what follows runs. */
static void
do_inner(struct walk *w, const char *name, struct call *c)
{
	struct call in = *c;
	unsigned i;
	const char *t, *n;

	for (i = 1; i < c->argc; i++) {
		t = value_text(c->argv[i]);
		if (t == NULL || t[0] != '-' || t[1] == '\0')
			break;
		if (strcmp(t, "--") == 0) {
			i++;
			break;
		}
		if (strcmp(name, "command") == 0 && strpbrk(t, "vV") != NULL) {
			if (walk_captured(w) && i + 1 < c->argc)
				walk_print(w, value_join(w->a,
				    c->argv[i + 1], value_const(w->a, "\n",
				    1)));
			return;
		}
		if (strcmp(name, "exec") == 0 && strchr(t, 'a') != NULL) {
			n = strchr(t, 'a') + 1;
			if (*n == '\0' && i + 1 < c->argc)
				in.arg0 = c->argv[++i];
			else
				in.arg0 = value_const(w->a, n, strlen(n));
		}
	}
	if (i >= c->argc)
		return;
	in.argv += i;
	in.argc -= i;
	in.words = NULL;
	in.nofunc = true;
	in.shell = strcmp(name, "exec") != 0;
	walk_run(w, &in);
	if (!in.shell)
		w->stopped = true;
}

/* Text after an option: complete -C, bind -x, mapfile -C. */
static void
option_text(struct walk *w, struct call *c, char letter)
{
	const char *t, *colon;
	struct value *v;
	size_t n;
	unsigned i;

	for (i = 1; i + 1 < c->argc; i++) {
		t = value_text(c->argv[i]);
		if (t == NULL || t[0] != '-' || t[1] == '-')
			continue;
		n = strlen(t);
		if (t[n - 1] != letter)
			continue;
		v = c->argv[i + 1];
		t = value_text(v);
		if (letter == 'x' && t != NULL &&
		    (colon = strchr(t, ':')) != NULL)
			v = value_const(w->a, colon + 1, strlen(colon + 1));
		if (letter == 'C')
			v = walk_callback(w, v, 3);
		if (v->span.len == 0)
			v->span = c->span;
		walk_text_value(w, v, SHELL_SELF);
	}
}

static void
do_test(struct walk *w, struct call *c)
{
	const char *t;
	long long num;
	unsigned i;

	w->truth = walk_test(w, c);
	for (i = 1; i + 1 < c->argc; i++) {
		t = value_text(c->argv[i]);
		if (t == NULL || strcmp(t, "-v") != 0)
			continue;
		t = walk_plain_text(w, c->argv[i + 1]);
		if (t != NULL && strchr(t, '[') != NULL)
			(void)expand_arith(w, t, strlen(t), &num);
	}
}

static void
do_let(struct walk *w, struct call *c)
{
	unsigned i;

	for (i = 1; i < c->argc; i++)
		(void)expand_arith_value(w, c->argv[i]);
}

static void
do_exit(struct walk *w, struct call *c)
{
	(void)c;
	/* Its traps see the variables as they are here. */
	if (w->traps->obj != NULL && !w->leaving)
		walk_traps_now(w);
	w->stopped = true;
}

static void
do_true(struct walk *w, struct call *c)
{
	(void)c;
	w->truth = 1;
}

static void
do_false(struct walk *w, struct call *c)
{
	(void)c;
	w->truth = 0;
}

static void
do_nothing(struct walk *w, struct call *c)
{
	(void)w;
	(void)c;
}

/* What the history holds by now, perhaps edited, is run, unless it is listed;
 * -s runs it all the same. The letters behind e are the name of an editor. */
static void
do_fc(struct walk *w, struct call *c)
{
	bool lists = false, runs = false;
	const char *t;
	unsigned i;

	for (i = 1; i < c->argc; i++) {
		t = value_text(c->argv[i]);
		if (t == NULL || *t != '-')
			break;
		if (strcmp(t, "--help") == 0)
			return;
		for (t++; *t != '\0' && *t != 'e'; t++) {
			lists = lists || strchr("lpPRWA", *t) != NULL;
			runs = runs || *t == 's';
		}
		if (*t == 'e' && t[1] == '\0')
			i++;
	}
	if (lists && !runs)
		return;
	walk_unknown(w, UNKNOWN_SHELL, NULL, c->span);
	var_havoc(w);
}

static void
do_inner_named(struct walk *w, struct call *c)
{
	do_inner(w, value_text(c->argv[0]), c);
}

static void
do_complete(struct walk *w, struct call *c)
{
	option_text(w, c, 'C');
}

static void
do_bind(struct walk *w, struct call *c)
{
	option_text(w, c, 'x');
}

static const struct {
	const char *name;
	void (*run)(struct walk *, struct call *);
} table[] = { { ".", do_source }, { "alias", walk_define_alias },
    { "bg", do_nothing }, { "bind", do_bind }, { "break", walk_jump },
    { "builtin", do_inner_named }, { "caller", do_nothing },
    { "cd", walk_cd }, { "command", do_inner_named },
    { "compgen", do_complete }, { "complete", do_complete },
    { "compopt", do_nothing }, { "continue", walk_jump },
    { "dirs", do_nothing }, { "disown", do_nothing },
    { "enable", walk_enable }, { "eval", do_eval },
    { "exec", do_inner_named }, { "exit", do_exit }, { "fc", do_fc },
    { "fg", do_nothing }, { "hash", walk_hash }, { "help", do_nothing },
    { "history", do_nothing }, { "jobs", do_nothing },
    { "kill", do_nothing }, { "let", do_let }, { "logout", do_exit },
    { "popd", walk_popd }, { "pushd", walk_pushd },
    { "return", walk_return }, { "source", do_source },
    { "suspend", do_nothing }, { "test", do_test }, { "[", do_test },
    { "times", do_nothing }, { "trap", walk_trap }, { "type", do_nothing },
    { "ulimit", do_nothing }, { "umask", do_nothing },
    { "unalias", walk_unalias }, { ":", do_true },
    { "true", do_true }, { "false", do_false }, { "echo", do_nothing },
    { "pwd", do_nothing } };

bool
walk_is_special(const char *name)
{
	static const char *const names[] = { ":", ".", "source", "break",
	    "continue", "eval", "exec", "exit", "export", "readonly",
	    "return", "set", "shift", "times", "trap", "unset", "command",
	    "builtin", NULL };
	int i;

	for (i = 0; name != NULL && names[i] != NULL; i++)
		if (strcmp(name, names[i]) == 0)
			break;
	return name == NULL || names[i] != NULL;
}

/* It prints nothing for sure: printf -v, local x, set -e, shift. */
static bool
silent(const char *name, const struct call *c)
{
	static const char *const never[] = { "getopts", "mapfile", "read",
	    "readarray", "shift", "unset", NULL };
	static const char *const setting[] = { "declare", "export", "local",
	    "readonly", "typeset", NULL };
	const char *o = c->argc < 2 ? NULL : value_text(c->argv[1]), *t;
	unsigned i;

	if (strcmp(name, "printf") == 0)
		return o != NULL && strncmp(o, "-v", 2) == 0;
	for (i = 0; never[i] != NULL; i++)
		if (strcmp(name, never[i]) == 0)
			return true;
	if (strcmp(name, "set") == 0)
		return o != NULL && strlen(o) > 1 && strchr(o, 'o') == NULL;
	for (i = 0; setting[i] != NULL; i++)
		if (strcmp(name, setting[i]) == 0)
			break;
	if (setting[i] == NULL)
		return false;
	/* With a name, and not to show it. */
	for (i = 1; i < c->argc; i++) {
		t = value_text(c->argv[i]);
		if (t == NULL)
			t = c->argv[i]->alt[0].pre;
		if (*t == '\0' || *t == '+' || (*t == '-' &&
		    strpbrk(t, "pfF") != NULL))
			return false;
		if (*t != '-')
			return true;
	}
	return false;
}

/* Does it print what nobody follows: aliases, traps, the stack? */
static bool
lists(const char *name, const struct call *c)
{
	static const char *const always[] = { "pushd", "popd", "complete",
	    "compgen", "bind", "enable", "hash", NULL };
	const char *t = c->argc > 1 ? value_text(c->argv[c->argc - 1]) : NULL;
	int i;

	for (i = 0; always[i] != NULL; i++)
		if (strcmp(name, always[i]) == 0)
			return true;
	if (strcmp(name, "alias") == 0)
		return t == NULL || strchr(t, '=') == NULL;
	if (strcmp(name, "cd") == 0)
		return t != NULL && strcmp(t, "-") == 0;
	return strcmp(name, "trap") == 0 && c->argc < 3;
}

bool
walk_builtin(struct walk *w, const char *name, struct call *c)
{
	size_t i, n = sizeof table / sizeof table[0];
	struct effect *e;
	void *cwd;
	bool quiet;		/* it has no reading of its own here */

	for (i = 0; i < n; i++)
		if (strcmp(table[i].name, name) == 0)
			break;
	if (i == n && !walk_is_builtin(name))
		return false;
	e = walk_command(w, c);
	e->builtin = true;
	/* `command`, `source` and `exec` speak for themselves; where bash has
	 * a grammar too (kill) its operands count. */
	cwd = w->cwd->obj;
	quiet = i == n || table[i].run == do_nothing ||
	    table[i].run == walk_jump || table[i].run == do_true ||
	    table[i].run == do_false;
	if (quiet)
		walk_tool(w, e, c);
	if (w->cwd->obj != cwd)
		state_set(&w->st, w->cwd, cwd);
	if (walk_captured(w) && quiet && !silent(name, c))
		walk_print(w, walk_output(w, e));
	w->truth = -1;
	if (i == n)
		return walk_builtin_state(w, name, c);
	if (walk_captured(w) && !quiet && lists(table[i].name, c))
		walk_print(w, value_unknown(w->a));
	table[i].run(w, c);
	return true;
}
