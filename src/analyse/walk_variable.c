/* SPDX-License-Identifier: ISC */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "analyse/walk_variable.h"

/*
 * Words that a tool takes from its environment as if they stood on its line
 * ("optionVariables" of the grammars): TF_CLI_ARGS, TAR_OPTIONS, HELM_*. The
 * command is read once more with them. Without them it has been judged, so
 * what a variable says can only add to that, whatever it is.
 */
enum { READINGS = 8, PAIRS = 64 };

/* Where an option may stand: before the sub-command, behind it, or nowhere. */
static const struct tool_option *
option(struct adding *d, const char *name, struct fields **where)
{
	const struct norm *n = d->e->norm;
	const struct tool_command *top = &n->tool->top, *at = n->command;
	const struct tool_option *o;

	*where = &d->front;
	o = tool_option_find(&top, 1, name, strlen(name), false, NULL);
	if (o != NULL || at == top)
		return o;
	*where = &d->sub;
	return tool_option_find(&at, 1, name, strlen(name), false, NULL);
}

static bool
is_off(const struct value *v)
{
	static const char *const off[] = { "", "0", "false", "no", "off" };
	const char *t = value_text(v);

	for (size_t i = 0; t != NULL && i < sizeof off / sizeof off[0]; i++)
		if (strcmp(t, off[i]) == 0)
			return true;
	return false;
}

static bool
on_line(const struct norm *n, const char *name)
{
	for (unsigned i = 0; i < n->noption; i++)
		if (!n->option[i].implicit &&
		    strcmp(n->option[i].name, name) == 0)
			return true;
	return false;
}

/* The option `name` with this value, unless the line gives it itself. */
static void
value_of(struct adding *d, const char *name, struct value *v)
{
	struct arena *a = d->w->a;
	struct fields *f;
	const struct tool_option *o = option(d, name, &f);
	size_t n = strlen(name);

	if (o == NULL || on_line(d->e->norm, o->name))
		return;
	if (o->info->nkind == 0) {
		if (!is_off(v))
			fields_add(d->w, f, value_const(a, name, n));
	} else if (strncmp(name, "--", 2) == 0 ||
	    d->e->norm->tool->style == TOOL_GO) {
		name = arena_printf(a, "%s=", name);
		fields_add(d->w, f, value_join(a, value_const(a, name, n + 1),
		    v));
	} else {
		fields_add(d->w, f, value_const(a, name, n));
		fields_add(d->w, f, v);
	}
}

static void
each_of(struct adding *d, const char *name, const struct value *v)
{
	struct fields f = { NULL, 0, 0 }, *to;
	unsigned i;

	if (option(d, name, &to) == NULL)
		return;
	variable_words(d, v, ADDED_EACH, &f);
	for (i = 0; i < f.n; i++) {
		fields_add(d->w, to, value_const(d->w->a, name,
		    strlen(name)));
		fields_add(d->w, to, f.v[i]);
	}
}

/* X_COUNT pairs X_KEY_0, X_VALUE_0 and on. */
static void
pairs(struct adding *d, const struct tool_added *x, const struct value *v)
{
	const char *count = value_text(v), *head;
	struct value *key, *value, *eq = value_const(d->w->a, "=", 1);
	struct fields *to;
	long i, n;

	if (option(d, x->option, &to) == NULL)
		return;
	if (count == NULL) {
		fields_add(d->w, to, value_const(d->w->a, x->option,
		    strlen(x->option)));
		variable_anything(d, ADDED_PAIRS, to);
		return;
	}
	n = strtol(count, NULL, 10);
	head = arena_strndup(d->w->a, x->name, strlen(x->name) -
	    strlen("COUNT"));
	for (i = 0; i < n && i < PAIRS; i++) {
		key = variable_value(d, arena_printf(d->w->a, "%sKEY_%ld", head, i));
		value = variable_value(d, arena_printf(d->w->a, "%sVALUE_%ld", head,
		    i));
		if (key == NULL || value == NULL)
			continue;
		fields_add(d->w, to, value_const(d->w->a, x->option,
		    strlen(x->option)));
		fields_add(d->w, to, value_join(d->w->a, value_join(d->w->a,
		    key, eq), value));
	}
}

/* Is any variable there whose name begins so? */
static bool
any_named(const struct walk *w, const char *head, size_t n)
{
	char *const *e;
	const struct slot *s;

	for (e = w->world->environ; e != NULL && *e != NULL; e++)
		if (strncmp(*e, head, n) == 0)
			return true;
	for (s = w->st.all[SLOT_VAR]; s != NULL; s = s->same)
		if (strncmp(s->name, head, n) == 0)
			return true;
	return false;
}

/* RCLONE_DRY_RUN is --dry-run: those that the grammar knows. */
static void
named(struct adding *d, const char *pattern)
{
	const struct tool_command *level[] = { &d->e->norm->tool->top,
	    d->e->norm->command };
	size_t n = strlen(pattern) - 1;
	bool lower = n > 1 && islower((unsigned char)pattern[0]);
	struct value *v;
	const char *spelling;
	char *name;

	if (!any_named(d->w, pattern, n))
		return;
	for (unsigned k = 0; k < 2; k++) {
		for (unsigned i = 0; i < level[k]->noption; i++) {
			spelling = level[k]->option[i].spelling;
			if (strncmp(spelling, "--", 2) != 0)
				continue;
			name = arena_printf(d->w->a, "%.*s%s", (int)n,
			    pattern, spelling + 2);
			for (char *c = name + n; *c != '\0'; c++)
				*c = *c == '-' ? '_' : lower ? *c :
				    (char)toupper((unsigned char)*c);
			if ((v = variable_value(d, name)) != NULL)
				value_of(d, spelling, v);
		}
		if (level[0] == level[1])
			break;
	}
}

/* TF_CLI_ARGS_* is TF_CLI_ARGS_state_rm for `state rm`. */
static const char *
name_for(struct adding *d, const char *pattern)
{
	const struct norm *n = d->e->norm;
	size_t len = strlen(pattern);
	char *name;

	if (pattern[len - 1] != '*')
		return pattern;
	name = arena_strndup(d->w->a, pattern, len - 1);
	for (unsigned i = 0; i < n->nsub; i++)
		name = arena_printf(d->w->a, "%s%s%s", name, i > 0 ? "_" : "",
		    n->sub[i]);
	for (char *c = name + len - 1; *c != '\0'; c++)
		*c = *c == '-' ? '_' : *c;
	return name;
}

static void
add(struct adding *d, const struct tool_added *x)
{
	struct fields *f = x->how == ADDED_SUB ? &d->sub : &d->front;
	struct value *v;
	unsigned first = f->n;
	const char *t;

	if (x->how == ADDED_NAMED) {
		named(d, x->name);
		return;
	}
	if (x->how == ADDED_SUB && d->e->norm->sub_at == 0)
		return;
	if ((v = variable_value(d, name_for(d, x->name))) == NULL)
		return;
	if (x->how == ADDED_VALUE)
		value_of(d, x->option, v);
	else if (x->how == ADDED_EACH)
		each_of(d, x->option, v);
	else if (x->how == ADDED_PAIRS)
		pairs(d, x, v);
	else
		variable_words(d, v, x->how, f);
	/* MAKEFLAGS=nk is -nk. */
	if (x->how == ADDED_LETTERS && f->n > first &&
	    (t = value_text(f->v[first])) != NULL && *t != '-' && *t != '+' &&
	    strchr(t, '=') == NULL) {
		t = arena_printf(d->w->a, "-%s", t);
		f->v[first] = value_const(d->w->a, t, strlen(t));
	}
}

static void
put(struct walk *w, struct fields *f, struct value *const *v, unsigned n,
    struct span span)
{
	const char *t;

	for (unsigned i = 0; i < n; i++) {
		if (v[i]->span.len == 0)
			v[i]->span = span;
		/* It ends the options of the variable, not of the line. */
		if ((t = value_text(v[i])) == NULL || strcmp(t, "--") != 0)
			fields_add(w, f, v[i]);
	}
}

/* The command with what was collected. */
static void
run(struct adding *d, const struct call *c)
{
	unsigned at = d->e->norm->sub_at > 0 ?
	    (unsigned)d->e->norm->sub_at + 1 : 1;
	struct fields f = { NULL, 0, 0 };
	struct call more = *c;
	struct effect *e;

	if (d->front.n + d->sub.n + d->end.n == 0)
		return;
	fields_add(d->w, &f, c->argv[0]);
	put(d->w, &f, d->front.v, d->front.n, c->span);
	for (unsigned i = 1; i < at; i++)
		fields_add(d->w, &f, c->argv[i]);
	put(d->w, &f, d->sub.v, d->sub.n, c->span);
	for (unsigned i = at; i < c->argc; i++)
		fields_add(d->w, &f, c->argv[i]);
	put(d->w, &f, d->end.v, d->end.n, c->span);
	more.argv = f.v;
	more.argc = f.n;
	more.words = NULL;
	e = walk_command(d->w, &more);
	e->added = d->names;
	e->ambient = d->ambient;
	walk_tool(d->w, e, &more);
}

static void
read_again(struct walk *w, const struct effect *e, const struct call *c,
    const struct tool_texts *of, bool bare)
{
	struct adding d = { .w = w, .e = e, .readings = 1, .bare = bare };

	for (unsigned k = 0; k < d.readings && k < READINGS; k++) {
		d.front = d.sub = d.end = (struct fields){ NULL, 0, 0 };
		d.names = NULL;
		d.ambient = true;
		d.reading = k;
		for (unsigned i = 0; i < of->nadded; i++)
			add(&d, &of->added[i]);
		run(&d, c);
	}
	/* Some tools take quotes for letters, and what one of the readings
	 * hides in a quoted word the other shows. */
	if (d.quotes && !bare)
		read_again(w, e, c, of, true);
}

void
walk_variables(struct walk *w, const struct effect *e, const struct call *c)
{
	const struct tool_texts *of;

	if (e->norm == NULL ||
	    (of = tool_texts(e->norm->tool))->nadded == 0)
		return;
	/* Its own words come last, and they win. */
	if (!e->more_args && norm_is_dry(e->norm, e->argv, e->argc))
		return;
	read_again(w, e, c, of, false);
}
