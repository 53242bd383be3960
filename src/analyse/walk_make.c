/* SPDX-License-Identifier: ISC */
#include "analyse/walk_make.h"

#include <ctype.h>
#include <string.h>

/* Does the pattern stand for it: %.o? */
static bool
like(const char *pattern, const char *name)
{
	const char *percent = strchr(pattern, '%');
	size_t n = strlen(name), head = (size_t)(percent - pattern);
	size_t tail = strlen(percent + 1);

	return n >= head + tail && memcmp(pattern, name, head) == 0 &&
	    memcmp(percent + 1, name + n - tail, tail) == 0;
}

/* SHELL may be any program: it gets each line as its argument. */
static void
other_shell(struct mk *m)
{
	const struct mk_var *v = mk_find(m, "SHELL");
	const char *text;

	if (v == NULL)
		return;
	text = mk_expand(m, v->value, strlen(v->value));
	v = mk_find(m, ".SHELLFLAGS");
	text = arena_printf(m->w->a, "%s %s :", text, v == NULL ? "-c" :
	    mk_expand(m, v->value, strlen(v->value)));
	walk_text_in(m->w, text, strlen(text), walk_fixed(m->w, m->span),
	    SHELL_QUIET);
}

/* What recipes find in their environment. */
static void
environment(struct mk *m)
{
	const struct mk_var *v;
	const char *text;
	unsigned i;

	for (i = 0; i < MAKE_BUCKETS; i++)
		for (v = m->var[i]; v != NULL; v = v->next) {
			if (!v->exported && !m->all_exported && !v->fixed)
				continue;
			text = mk_expand(m, v->value, strlen(v->value));
			var_assign(m->w, v->name, strlen(v->name),
			    strstr(text, MAKE_UNKNOWN) != NULL ?
			    value_unknown(m->w->a) : value_const(m->w->a,
			    text, strlen(text)));
			var_edit(m->w, v->name, strlen(v->name))->exported =
			    true;
		}
}

/* One line of a recipe: a shell of its own. */
static void
recipe_line(struct mk *m, const char *line)
{
	const char *text;
	size_t mark = state_mark(&m->w->st);
	bool always = false;

	line += strspn(line, " \t");
	for (; strchr("@+- \t", *line) != NULL && *line != '\0'; line++)
		always = always || *line == '+';
	always = always || strstr(line, "(MAKE)") != NULL ||
	    strstr(line, "{MAKE}") != NULL;
	text = mk_expand(m, line, strlen(line));
	environment(m);
	if (!m->dry || always)
		other_shell(m);
	if (!m->dry || always)
		walk_text_in(m->w, text, strlen(text), walk_fixed(m->w,
		    m->span), SHELL_QUIET);
	walk_leave(m->w, mark);
}

/* The whole recipe as one text where .ONESHELL says so, else NULL. */
static const char *
mk_one_shell(struct mk *m, const struct mk_rule *r)
{
	const struct mk_target *t = m->named[mk_bucket(".ONESHELL")];
	const struct mk_line *l;
	const char *all = "";

	while (t != NULL && strcmp(t->name, ".ONESHELL") != 0)
		t = t->next;
	if (t == NULL)
		return NULL;
	for (l = r->recipe; l != NULL; l = l->next)
		all = arena_printf(m->w->a, "%s%s\n", all, l->text +
		    strspn(l->text, "@-+ \t"));
	return all;
}

static void make_rule(struct mk *m, struct mk_rule *r, const char *goal);

static void
make_goal(struct mk *m, const char *goal)
{
	const struct mk_target *t;
	bool found = false;

	if (++m->depth > MAKE_NEST) {
		m->depth--;
		return;
	}
	walk_step(m->w);
	for (t = m->named[mk_bucket(goal)]; t != NULL; t = t->next)
		if (strcmp(t->name, goal) == 0) {
			found = found || t->rule->recipe != NULL;
			make_rule(m, t->rule, goal);
		}
	for (t = m->patterns; t != NULL && !found; t = t->next)
		if (like(t->name, goal))
			make_rule(m, t->rule, goal);
	m->depth--;
}

static void
make_rule(struct mk *m, struct mk_rule *r, const char *goal)
{
	const char *p, *target = m->target, *needs = m->needs, *all;
	const struct mk_line *l;
	size_t n;

	/* A pattern is made for each goal. */
	if (r->made)
		return;
	r->made = strchr(r->targets, '%') == NULL;
	for (p = r->needs; *(p += strspn(p, " \t|")) != '\0'; p += n) {
		n = strcspn(p, " \t|");
		make_goal(m, arena_strndup(m->w->a, p, n));
	}
	m->target = goal;
	m->needs = r->needs + strspn(r->needs, " \t");
	all = mk_one_shell(m, r);
	for (l = r->recipe; all == NULL && l != NULL; l = l->next)
		recipe_line(m, l->text);
	if (all != NULL)
		recipe_line(m, all);
	m->target = target;
	m->needs = needs;
}

void
mk_make(struct mk *m, const char *goal)
{
	const struct mk_var *v = mk_find(m, ".DEFAULT_GOAL");
	const struct mk_rule *r;
	const char *t;

	if (goal == NULL && v != NULL)
		goal = v->value;
	for (r = m->rule; goal == NULL && r != NULL; r = r->next) {
		t = r->targets + strspn(r->targets, " \t");
		if (*t != '\0' && (*t != '.' || strchr(t, '/') != NULL) &&
		    strchr(t, '%') == NULL)
			goal = arena_strndup(m->w->a, t, strcspn(t, " \t"));
	}
	if (goal != NULL)
		make_goal(m, goal);
}

/* Read one makefile, or the text of standard input. */
static void
read_file(struct mk *m, const struct value *path)
{
	struct walk *w = m->w;
	const char *t = value_text(path);
	struct input *in = input_get(w);
	bool piped = t != NULL && (strcmp(t, "-") == 0 ||
	    strcmp(t, "/dev/stdin") == 0);
	struct value *text;
	char *file = NULL;

	if (piped)
		text = in != NULL && in->kind == INPUT_TEXT ? in->text :
		    in != NULL && in->kind == INPUT_FILE ?
		    walk_file_text(w, in->text, &file) : NULL;
	else
		text = w->where == WHERE_LOCAL ? walk_file_text(w, path,
		    &file) : NULL;
	if (text == NULL)
		return;
	if (value_text(text) == NULL) {
		/* What another program made of a file is its inside. */
		if (piped || (text->flags & VALUE_NETWORK) != 0)
			walk_unknown(w, UNKNOWN_SHELL, text, m->span);
		return;
	}
	if (file != NULL && w->origin == ORIGIN_LINE) {
		w->origin = ORIGIN_FILE;
		w->file = file;
	}
	m->written = m->written || file == NULL;
	mk_read(m, text->alt[0].pre, text->alt[0].prelen);
}

static void
read_all(struct mk *m, const struct norm *n)
{
	const struct tool_texts *of = tool_texts(n->tool);
	const char *name;
	unsigned i, files = 0;

	for (i = 0; i < n->noption; i++) {
		if (n->option[i].value == NULL)
			continue;
		if (n->option[i].kind == OPERAND_CODE_FILE) {
			read_file(m, n->option[i].value);
			files++;
		} else if (n->option[i].kind == OPERAND_CODE &&
		    value_text(n->option[i].value) != NULL)
			mk_read(m, value_text(n->option[i].value),
			    strlen(value_text(n->option[i].value)));
	}
	for (i = 0; files == 0 && i < of->nstartup; i++) {
		name = of->startup[i].name;
		read_file(m, value_const(m->w->a, name, strlen(name)));
	}
}

static void
command_line(struct mk *m, const struct norm *n)
{
	const char *t, *eq;
	unsigned i;

	for (i = 0; i < n->noperand; i++) {
		t = n->operand[i].value == NULL ? NULL :
		    value_text(n->operand[i].value);
		if (t != NULL && (eq = strchr(t, '=')) != NULL)
			mk_set(m, arena_strndup(m->w->a, t, (size_t)(eq -
			    t)), eq + 1, true);
	}
}

/* Reads and follows what ctx says. */
static void
follow(struct walk *w, void *ctx)
{
	struct mk *m = ctx;
	const struct norm *n = m->norm;
	const char *t;
	unsigned i, goals = 0;
	(void)w;

	command_line(m, n);
	read_all(m, n);
	for (i = 0; i < n->noperand; i++) {
		t = n->operand[i].value == NULL ? NULL :
		    value_text(n->operand[i].value);
		if (t == NULL || strchr(t, '=') != NULL)
			continue;
		goals++;
		mk_make(m, t);
	}
	if (goals == 0)
		mk_make(m, NULL);
}

void
walk_make(struct walk *w, const struct effect *e)
{
	struct mk m = { .w = w, .span = e->span, .norm = e->norm,
	    .dry = norm_is_dry(e->norm, e->argv, e->argc) };
	enum origin origin = w->origin;
	const char *file = w->file;
	size_t mark = state_mark(&w->st);
	struct value *unknown = value_unknown(w->a);

	if (++w->depth > WALK_MAX_DEPTH)
		walk_limit(w, "makefiles run each other too deep");
	unknown->flags |= VALUE_MANY;
	var_assign(w, &MAKE_UNKNOWN[1], strlen(MAKE_UNKNOWN) - 1, unknown);
	m.tail = &m.rule;
	if (!walk_in_file(w, follow, &m) && m.written)
		walk_limit(w, "the makefile takes more steps to follow than "
		    "the guard gives to it");
	w->depth--;
	w->origin = origin;
	w->file = file;
	walk_leave(w, mark);
}
