/* SPDX-License-Identifier: ISC */
#include "analyse/walk.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "analyse/walk_int.h"

extern char **environ;

enum { FILE_LIMIT = 256 * 1024, FILE_COUNT = 64 };

void
walk_world_init(struct walk_world *world)
{
	memset(world, 0, sizeof *world);
	world->environ = environ;
	world->cwd = getcwd(world->cwd_buf, sizeof world->cwd_buf);
	world->home = getenv("HOME");
	world->uid = getuid();
	world->pid = getpid();
	world->ppid = getppid();
	world->read_files = true;
	world->file_limit = FILE_LIMIT;
	world->file_count = FILE_COUNT;
}

static struct slot *
single(struct walk *w, enum slot_kind kind)
{
	return state_slot(&w->st, kind, "", 0, true);
}

static struct value *
constant(struct walk *w, const char *s)
{
	return s == NULL ? value_unknown(w->a) : value_const(w->a, s,
	    strlen(s));
}

static void
start(struct walk *w, struct arena *a, struct effects *out,
    const struct walk_world *world)
{
	struct input *in;
	struct var *x;

	memset(w, 0, offsetof(struct walk, stop));
	w->a = a;
	w->world = world;
	w->match_left = WALK_MATCH_STEPS;
	w->out = out;
	out->tail = &out->head;
	w->st.a = a;
	w->st.merge = environ_merge;
	w->st.ctx = w;
	w->cwd = single(w, SLOT_CWD);
	w->oldpwd = single(w, SLOT_OLDPWD);
	w->dirs = single(w, SLOT_DIRS);
	w->args = single(w, SLOT_ARGS);
	w->in = single(w, SLOT_INPUT);
	w->cap = single(w, SLOT_OUTPUT);
	w->traps = single(w, SLOT_TRAPS);
	w->opts = single(w, SLOT_OPTIONS);
	w->cwd->obj = constant(w, world->cwd);
	in = arena_alloc(a, sizeof *in);
	in->kind = INPUT_INHERIT;
	w->in->obj = in;
	w->arg0 = constant(w, "bash");
	args_set(w, NULL, 0, false);
	/* Outside of functions it is unset. */
	(void)state_slot(&w->st, SLOT_VAR, "FUNCNAME", 8, true);
	walk_source_name(w, NULL);
	x = var_get(w, "PWD", 3);
	if (x == NULL || world->cwd != NULL) {
		x = var_edit(w, "PWD", 3);
		x->exported = true;
		x->v = w->cwd->obj;
	}
	x = var_get(w, "OLDPWD", 6);
	w->oldpwd->obj = x == NULL || x->v == NULL ? value_unknown(a) : x->v;
}

/* Functions that the environment brings: BASH_FUNC_name%%=() { ..; } */
static void
imported_functions(struct walk *w)
{
	char *const *e;
	const char *name, *end, *text;

	for (e = w->world->environ; e != NULL && *e != NULL; e++) {
		if (strncmp(*e, "BASH_FUNC_", 10) != 0)
			continue;
		name = *e + 10;
		end = strstr(name, "%%=() {");
		if (end == NULL)
			continue;
		text = arena_printf(w->a, "%.*s %s", (int)(end - name), name,
		    end + 3);
		walk_text_in(w, text, strlen(text),
		    walk_fixed(w, (struct span){ 0, 0 }), SHELL_QUIET);
	}
}

static void
startup_file(struct walk *w, const char *dir, const char *name)
{
	struct value *v;

	if (dir == NULL)
		return;
	w->file = arena_printf(w->a, "%s/%s", dir, name);
	v = value_const(w->a, w->file, strlen(w->file));
	walk_script(w, v, NULL, 0, true);
}

static bool
exists(const char *dir, const char *name)
{
	char path[4096];

	return dir != NULL && (size_t)snprintf(path, sizeof path, "%s/%s",
	    dir, name) < sizeof path && access(path, R_OK) == 0;
}

/*
 * What a POSIX shell reads: its login file, then what $ENV names, which that
 * may have set. Not /etc/profile: it is root's, and what it brings in for bash
 * (all of its completion) would use up what may be read for one line.
 */
static void
sh_files(struct walk *w, const struct invoke *inv)
{
	struct value *v;
	const char *t;

	if (inv->login)
		startup_file(w, w->world->home, ".profile");
	w->stopped = false;
	v = inv->interactive ? var_value(w, "ENV", 3) : NULL;
	if (v == NULL || (t = value_text(v)) == NULL || *t == '\0')
		return;
	w->file = "ENV";
	walk_script(w, v, NULL, 0, true);
}

/* Login and rc files, as bash picks them. */
static void
startup_files(struct walk *w, const struct invoke *inv)
{
	static const char *const profiles[] = { ".bash_profile",
	    ".bash_login", ".profile", NULL };
	const char *home = w->world->home;
	int i;

	if (inv->login && !inv->noprofile) {
		startup_file(w, "/etc", "profile");
		for (i = 0; profiles[i] != NULL; i++)
			if (exists(home, profiles[i])) {
				startup_file(w, home, profiles[i]);
				break;
			}
	} else if (inv->interactive && !inv->norc) {
		startup_file(w, "/etc", "bash.bashrc");
		if (inv->rcfile != NULL)
			startup_file(w, ".", inv->rcfile);
		else
			startup_file(w, home, ".bashrc");
	}
}

/* What runs before the text, or with each command, because of the
 * environment. */
static void
startup(struct walk *w, const struct invoke *inv)
{
	static const char *const files[] = { "BASH_ENV", "ENV", NULL };
	struct value *v;
	const char *t;
	int i;

	w->origin = ORIGIN_STARTUP;
	if (inv == NULL || (!inv->privileged && !inv->sh)) {
		imported_functions(w);
		for (i = 0; files[i] != NULL; i++) {
			/* ENV is for posix shells alone. */
			if (i == 1 && (inv == NULL || !inv->posix))
				continue;
			v = var_value(w, files[i], strlen(files[i]));
			if (v == NULL || (t = value_text(v)) == NULL ||
			    *t == '\0')
				continue;
			w->file = files[i];
			walk_script(w, v, NULL, 0, true);
		}
	}
	if (inv != NULL && w->world->read_files && w->world->tables == NULL) {
		if (inv->sh)
			sh_files(w, inv);
		else
			startup_files(w, inv);
	}
	w->file = NULL;
	v = var_value(w, "PS4", 3);
	if (v != NULL && (t = value_text(v)) != NULL &&
	    strpbrk(t, "$`") != NULL)
		(void)expand_text(w, t, strlen(t));
	if (inv != NULL && inv->interactive && (v = var_value(w,
	    "PROMPT_COMMAND", 14)) != NULL)
		walk_text_value(w, v, SHELL_SELF | SHELL_QUIET);
	w->origin = ORIGIN_LINE;
	w->stopped = false;
	w->cd_failed = NULL;
}

static void
arguments(struct walk *w, const struct invoke *inv)
{
	struct value **v;
	int i;

	if (inv == NULL)
		return;
	v = arena_array(w->a, (size_t)inv->nargs + 1, sizeof *v);
	for (i = 0; i < inv->nargs; i++)
		v[i] = constant(w, inv->args[i]);
	args_set(w, v, (unsigned)inv->nargs, false);
	if (inv->arg0 != NULL)
		w->arg0 = constant(w, inv->arg0);
	if (inv->extglob)
		opts_set(w, OPT_EXTGLOB, 0);
	if (inv->aliases)
		opts_set(w, OPT_ALIASES, 0);
	if (inv->posix)
		opts_set(w, OPT_POSIX, 0);
}

static struct effects *
exhausted(struct effects *out)
{
	static const char message[] = "the line takes more memory than the "
	    "guard gives to one line";

	if (out->status != EFFECTS_LIMIT) {
		out->status = EFFECTS_LIMIT;
		out->message = message;
	}
	return out;
}

/* Each text by itself: one that does not parse hides no other. */
static void
relive_texts(struct walk *w, const char *at, size_t len, unsigned flags)
{
	const char *end = at + len, *stop;

	for (; at < end; at = stop + 1) {
		stop = memchr(at, '\0', (size_t)(end - at));
		if (stop == NULL)
			stop = end;
		w->text = at;
		w->len = (size_t)(stop - at);
		walk_text_in(w, at, w->len, walk_fixed(w,
		    (struct span){ 0, 0 }), flags | SHELL_QUIET);
	}
}

/*
 * Bring the shell to where it stands now. What ran in it was judged then:
 * only what it left behind counts.
 */
static void
relive(struct walk *w, unsigned flags)
{
	const struct walk_world *world = w->world;
	struct effects *out = w->out;
	struct var *x;

	if (world->tables != NULL) {
		w->origin = ORIGIN_STARTUP;
		relive_texts(w, world->tables, world->tables_len, flags);
		w->origin = ORIGIN_LINE;
	}
	relive_texts(w, world->past, world->past_len, flags);
	out->head = NULL;
	out->tail = &out->head;
	out->count = 0;
	w->stopped = false;
	w->cd_failed = NULL;
	w->steps = w->files = 0;
	state_set(&w->st, w->cwd, constant(w, world->cwd));
	x = var_edit(w, "PWD", 3);
	x->v = w->cwd->obj;
}

static void
whole_text(struct walk *w, const char *text, size_t len,
    const struct invoke *inv)
{
	unsigned flags = SHELL_SELF;

	if (inv != NULL && inv->sh && !inv->bashisms)
		flags |= SHELL_SH;
	w->zsh = inv != NULL && inv->zsh;
	arguments(w, inv);
	startup(w, inv);
	if (w->world->past != NULL)
		relive(w, flags);
	w->text = text;
	w->len = len;
	if (inv != NULL && inv->no_comments)
		flags |= SHELL_NO_COMMENTS;
	w->own_text = true;
	walk_text_in(w, text, len, NULL, flags);
	walk_traps(w, NULL);
}

struct effects *
walk_text(struct arena *a, const char *text, size_t len,
    const struct invoke *inv, const struct walk_world *world)
{
	struct effects *volatile out = NULL;
	struct arena_catcher outer;
	struct walk *w;
	static struct effects none = { .status = EFFECTS_LIMIT,
	    .message = "no memory to look at the line" };

	arena_save(a, &outer);
	if (setjmp(*arena_catch(a)) != 0) {
		arena_restore(a, &outer);
		return out == NULL ? &none : exhausted(out);
	}
	out = arena_alloc(a, sizeof *out);
	w = arena_alloc(a, sizeof *w);
	if (setjmp(w->stop) == 0) {
		start(w, a, out, world);
		out->text = text;
		whole_text(w, text, len, inv);
	}
	arena_restore(a, &outer);
	return out;
}

struct effects *
walk_argv(struct arena *a, struct value *const *argv, unsigned argc,
    const struct walk_world *world)
{
	struct effects *volatile out = NULL;
	struct arena_catcher outer;
	struct walk *w;
	struct call c = { .shell = false };
	static struct effects none = { .status = EFFECTS_LIMIT,
	    .message = "no memory to look at the command" };

	arena_save(a, &outer);
	if (setjmp(*arena_catch(a)) != 0) {
		arena_restore(a, &outer);
		return out == NULL ? &none : exhausted(out);
	}
	out = arena_alloc(a, sizeof *out);
	w = arena_alloc(a, sizeof *w);
	if (setjmp(w->stop) != 0) {
		arena_restore(a, &outer);
		return out;
	}
	start(w, a, out, world);
	/* Text among the words comes from a program, not from the line: what
	 * it leaves unknown shows when it runs. */
	w->origin = ORIGIN_FILE;
	w->text = "";
	c.argv = arena_array(a, argc + 1u, sizeof *c.argv);
	memcpy(c.argv, argv, argc * sizeof *c.argv);
	c.argc = argc;
	walk_run(w, &c);
	arena_restore(a, &outer);
	return out;
}
