/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "analyse/walk_int.h"

static void *
keep_exported(void *ctx, struct slot *s)
{
	struct walk *w = ctx;
	struct var *x = s->obj, *copy;

	if (x == NULL || strcmp(s->name, "IFS") == 0)
		return x;
	if (x->exported && !x->array && x->v != NULL && !x->readonly &&
	    !x->integer && !x->upper && !x->lower)
		return x;
	/* Its value is all that another process gets. */
	copy = arena_alloc(w->a, sizeof *copy);
	copy->v = x->exported && !x->array && x->v != NULL ? x->v : x->hidden;
	copy->exported = true;
	copy->maybe_unset = x->maybe_unset;
	return copy->v == NULL ? NULL : copy;
}

/* What a file defined may be defined by the next shell's files as well. */
static void *
forget_function(void *ctx, struct slot *s)
{
	struct walk *w = ctx;
	struct func *f, *copy, *kept = NULL;
	bool all = true;

	for (f = s->obj; f != NULL; f = f->next)
		all = all && (f->exported || f->origin != ORIGIN_LINE);
	if (all)
		return s->obj;
	for (f = s->obj; f != NULL; f = f->next) {
		if (!f->exported && f->origin == ORIGIN_LINE)
			continue;
		copy = arena_alloc(w->a, sizeof *copy);
		*copy = *f;
		copy->maybe = true;
		copy->next = kept;
		kept = copy;
	}
	return kept;
}

static void *
forget(void *ctx, struct slot *s)
{
	(void)ctx;
	(void)s;
	return NULL;
}

/* A new shell process: what it inherits. */
static void
enter_shell(struct walk *w)
{
	state_each(&w->st, SLOT_VAR, keep_exported);
	state_each(&w->st, SLOT_ALIAS, forget);
	state_each(&w->st, SLOT_FUNCTION, forget_function);
	state_set(&w->st, w->traps, NULL);
	state_set(&w->st, w->opts, NULL);
}

struct inner {
	size_t mark;
	struct value *arg0;
	const char *file;
	enum origin origin;
	bool stopped;
	enum jump jump;
	unsigned level;
	struct frame *frame;
	struct value *cd_failed;
};

static void
inner_begin(struct walk *w, struct inner *in, struct value **args,
    unsigned nargs)
{
	in->mark = state_mark(&w->st);
	w->shells++;
	in->arg0 = w->arg0;
	in->origin = w->origin;
	in->file = w->file;
	in->stopped = w->stopped;
	in->jump = w->jump;
	in->level = w->level;
	in->frame = w->frame;
	w->frame = NULL;
	w->level = 0;
	in->cd_failed = w->cd_failed;
	enter_shell(w);
	args_set(w, args, nargs, false);
}

static void
inner_end(struct walk *w, struct inner *in)
{
	walk_traps(w, NULL);
	walk_leave_printed(w, in->mark);
	w->shells--;
	w->arg0 = in->arg0;
	w->origin = in->origin;
	w->file = in->file;
	w->stopped = in->stopped;
	w->jump = in->jump;
	w->level = in->level;
	w->frame = in->frame;
	w->cd_failed = in->cd_failed;
}

/* Behind `. f a b`: the words of before, unless it has used `set`. */
static void
args_back(struct walk *w, struct args *saved, const struct args *given)
{
	if (w->args->obj == given)
		state_set(&w->st, w->args, saved);
	else
		state_set(&w->st, w->args, environ_merge(w, SLOT_ARGS,
		    w->args->obj, saved));
}

/* The text of a script, run in place (source) or by a shell of its own. */
static void
run_script_text(struct walk *w, const struct value *path,
    const struct value *text, const char *file, struct value **args,
    unsigned nargs, bool source)
{
	struct args *saved = w->args->obj, *given;
	enum origin origin = w->origin;
	const char *saved_file = w->file;
	bool bash = walk_by_bash(w, text);
	struct slot *at = NULL;
	void *name = NULL;
	struct inner in;

	if (!source) {
		inner_begin(w, &in, args, nargs);
		w->arg0 = (struct value *)(uintptr_t)path;
		walk_source_name(w, bash ?
		    (struct value *)(uintptr_t)path : NULL);
	} else {
		at = state_slot(&w->st, SLOT_VAR, "BASH_SOURCE", 11, true);
		name = at->obj;
		walk_source_name(w, walk_sourced_by_bash(at, path) ?
		    (struct value *)(uintptr_t)path : NULL);
		if (nargs > 0)
			args_set(w, args, nargs, false);
	}
	given = w->args->obj;
	if (file != NULL) {
		w->origin = w->origin == ORIGIN_STARTUP ? ORIGIN_STARTUP :
		    ORIGIN_FILE;
		w->file = file;
	}
	for (unsigned i = 0; i < text->nalt; i++) {
		if (!text->alt[i].hole)
			walk_text_in(w, text->alt[i].pre,
			    text->alt[i].prelen, walk_fixed(w, path->span),
			    source ? SHELL_SELF : 0);
	}
	if (!source)
		inner_end(w, &in);
	else {
		state_set(&w->st, at, name);
		if (nargs > 0)
			args_back(w, saved, given);
	}
	w->origin = origin;
	w->file = saved_file;
}

struct script {
	const struct value *path, *text;
	const char *file;
	struct value **args;
	unsigned nargs;
	bool source;
};

static void
run_script(struct walk *w, void *ctx)
{
	struct script *s = ctx;
	struct slot *name = state_slot(&w->st, SLOT_VAR, "FUNCNAME", 8, true);
	struct var *x = arena_alloc(w->a, sizeof *x);
	void *saved = name->obj;
	struct frame frame;
	bool left;

	/* A file that is read in place is in it as well. */
	x->v = value_unknown(w->a);
	x->open = true;
	if (s->source) {
		state_set(&w->st, name, x);
		walk_frame_begin(w, &frame);
	}
	run_script_text(w, s->path, s->text, s->file, s->args, s->nargs,
	    s->source);
	if (s->source) {
		left = w->jump != JUMP_NONE && w->jump != JUMP_RETURN;
		walk_frame_end(w, &frame);
		if (left && w->jump == JUMP_NONE)
			w->jump = JUMP_MAYBE;
		state_set(&w->st, name, saved);
	}
}

static bool
is_stdin(const struct value *path)
{
	const char *t = value_text(path);

	return t != NULL && (strcmp(t, "/dev/stdin") == 0 ||
	    strcmp(t, "/dev/fd/0") == 0 || strcmp(t, "/proc/self/fd/0") == 0);
}

void
walk_script(struct walk *w, const struct value *path, struct value **args,
    unsigned nargs, bool source)
{
	struct script script;
	struct value *text;
	char *file;

	if (is_stdin(path)) {
		struct args *saved = w->args->obj, *given;

		if (source && nargs > 0)
			args_set(w, args, nargs, false);
		given = w->args->obj;
		walk_stdin_shell(w, source ? SHELL_SELF : 0);
		if (source && nargs > 0)
			args_back(w, saved, given);
		return;
	}
	walk_late_script(w, path);
	text = walk_file_text(w, path, &file);
	if (text == NULL)
		return;
	if (!value_exact(text)) {
		struct value *u = arena_alloc(w->a, sizeof *u);
		*u = *text;
		u->span = path->span;
		walk_unknown(w, file == NULL && value_text(path) != NULL ?
		    UNKNOWN_SHELL : UNKNOWN_FILE, u, path->span);
		return;
	}
	if (++w->depth > WALK_MAX_DEPTH)
		walk_limit(w, "scripts run each other too deep");
	script = (struct script){ path, text, file, args, nargs, source };
	if (file == NULL)
		run_script(w, &script);
	else if (!walk_in_file(w, run_script, &script) && source)
		var_havoc(w);
	w->depth--;
}

/* argv as invoke_parse() wants it; what is not known becomes a word that is
 * no option. */
static char **
plain_argv(struct walk *w, const struct call *c)
{
	char **av = arena_array(w->a, c->argc + 1u, sizeof *av);
	unsigned i;

	for (i = 0; i < c->argc; i++) {
		const struct valtext *t = &c->argv[i]->alt[0];
		av[i] = arena_strdup(w->a, t->hole ? "?" : t->pre);
	}
	return av;
}

static unsigned
index_of(char **av, unsigned n, const char *p)
{
	unsigned i;

	for (i = 0; i < n; i++)
		if (av[i] == p)
			return i;
	return n;
}

/* What its options and its environment ask of the new shell. */
static void
shell_options(struct walk *w, const struct invoke *inv)
{
	const struct var *x = var_get(w, "POSIXLY_CORRECT", 15);

	if (inv->posix || (x != NULL && x->exported))
		opts_set(w, OPT_POSIX, 0);
	/* Not followed: any of them. */
	x = var_get(w, "SHELLOPTS", 9);
	if (x != NULL && x->exported)
		opts_set(w, OPT_POSIX | OPT_NOBRACE, 0);
	x = var_get(w, "BASHOPTS", 8);
	if (x != NULL && x->exported)
		opts_set(w, OPT_XPG_ECHO, 0);
}

void
walk_shell(struct walk *w, struct effect *e, const struct call *c, bool posix)
{
	char **av = plain_argv(w, c);
	struct invoke inv;
	struct inner in;
	unsigned flags = posix ? SHELL_SH : 0, at, args;
	enum invoke_kind kind;
	struct value *v;

	invoke_parse((int)c->argc, av, false, false, &inv);
	kind = inv.kind == INVOKE_BAD ? inv.would : inv.kind;
	at = kind == INVOKE_FILE ? index_of(av, c->argc, inv.file) : c->argc;
	if (walk_reads_only(&inv, kind, c, at, e->via))
		return;
	args = inv.nargs > 0 ? index_of(av, c->argc, inv.args[0]) : c->argc;
	inner_begin(w, &in, c->argv + args, c->argc - args);
	if (inv.extglob)
		opts_set(w, OPT_EXTGLOB, 0);
	if (inv.rcfile != NULL && (at = index_of(av, c->argc,
	    inv.rcfile)) < c->argc)
		walk_script(w, c->argv[at], NULL, 0, true);
	at = c->argc;
	if (kind == INVOKE_COMMAND)
		at = index_of(av, c->argc, inv.text);
	else if (kind == INVOKE_FILE)
		at = index_of(av, c->argc, inv.file);
	if (inv.arg0 != NULL && index_of(av, c->argc, inv.arg0) < c->argc)
		w->arg0 = c->argv[index_of(av, c->argc, inv.arg0)];
	if (c->arg0 != NULL && w->arg0 == c->argv[0])
		w->arg0 = c->arg0;
	shell_options(w, &inv);
	if (kind == INVOKE_COMMAND && at < c->argc) {
		const struct word *word = walk_word_at(c, at);
		v = c->argv[at];
		if (word != NULL && value_text(v) != NULL)
			walk_text_in(w, v->alt[0].pre, v->alt[0].prelen,
			    walk_map_word(w, word, v->alt[0].prelen), flags);
		else
			walk_text_value(w, v, flags);
	} else if (kind == INVOKE_FILE && at < c->argc) {
		if ((c->argv[at]->flags & VALUE_MANY) != 0)
			walk_unknown(w, UNKNOWN_SHELL, c->argv[at], c->span);
		else {
			w->reader = strncmp(walk_base(av[0]), "bash", 4) == 0 ?
			    READER_BASH : READER_OTHER;
			walk_script(w, c->argv[at], c->argv + args,
			    c->argc - args, false);
			w->reader = READER_FIRST_LINE;
		}
	} else if (kind == INVOKE_STDIN)
		walk_stdin_shell(w, flags);
	inner_end(w, &in);
}
