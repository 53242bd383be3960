/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "analyse/walk_wrap.h"

/*
 * Commands that start others: which words are the inner command, where it
 * takes effect, and what comes in from standard input, all by operand kind.
 */
struct elsewhere {
	size_t mark;
	enum where where;
	const struct value *host;
	bool moved;
};

/* Exported functions may reach a shell that the command starts; the program
 * of that name is as possible. */
static void *
exported_function(void *ctx, struct slot *s)
{
	struct walk *w = ctx;
	const struct func *f;
	struct func *copy, *kept = NULL;

	for (f = s->obj; f != NULL && w->where == WHERE_LOCAL; f = f->next) {
		if (!f->exported)
			continue;
		copy = arena_alloc(w->a, sizeof *copy);
		*copy = *f;
		copy->maybe = true;
		copy->next = kept;
		kept = copy;
	}
	return kept;
}

static void
go(struct walk *w, const struct norm *n, struct elsewhere *el)
{
	enum where where = norm_where(n);
	unsigned i;

	el->mark = state_mark(&w->st);
	el->where = w->where;
	el->host = w->host;
	el->moved = where != WHERE_LOCAL;
	if (el->moved)
		w->where = where;
	state_each(&w->st, SLOT_FUNCTION, exported_function);
	if (!el->moved)
		return;
	for (i = 0; i < n->noperand; i++)
		if (n->operand[i].kind == OPERAND_HOST ||
		    n->operand[i].kind == OPERAND_CONTAINER) {
			w->host = n->operand[i].value;
			break;
		}
	var_havoc(w);
	if (where != WHERE_DEFERRED)
		state_set(&w->st, w->cwd, value_unknown(w->a));
}

static void
back(struct walk *w, struct elsewhere *el)
{
	w->where = el->where;
	w->host = el->host;
	walk_leave_printed(w, el->mark);
}

/* Without a command each input is one, where it takes shell text. */
static void
input_commands(struct walk *w, const struct norm *n)
{
	const struct tool_shape *s = &n->command->shape;

	if (norm_stdin(n) != STDIN_ARGV || n->rest >= 0 || s->n == 0 ||
	    s->at[s->n - 1].kind != OPERAND_SHELL_JOIN)
		return;
	if (wrap_input_file(n) != NULL)
		walk_script(w, wrap_input_file(n), NULL, 0, true);
	else
		walk_stdin_shell(w, 0);
}

/* `aws-vault exec p -- cmd`, `env - A=b cmd`: no program is called so. */
static unsigned
first_word(const struct call *c, unsigned from, unsigned to)
{
	const char *t;
	bool dash = false;

	for (; from < to; from++) {
		t = c->argv[from]->nalt == 0 ? "" : c->argv[from]->alt[0].pre;
		if (value_text(c->argv[from]) != NULL &&
		    (strcmp(t, "--") == 0 || strcmp(t, "-") == 0))
			dash = true;
		else if (!dash || strchr(t, '=') == NULL ||
		    strcspn(t, "=") > strcspn(t, "/ "))
			break;
	}
	return from;
}

/* The inner command argv[from..to) of a wrapper, behind `head` if any. */
static void
run_behind(struct walk *w, struct effect *e, const struct call *c,
    struct value *head, unsigned from, unsigned to, bool until)
{
	const struct norm *n = e->norm;
	struct fields args = { NULL, 0, 0 }, items = { NULL, 0, 0 };
	const char *mark = wrap_placeholder(n), *t;
	bool append = mark == NULL;
	struct call in = { .env = c->env, .span = c->span, .more = until };
	/* What xargs has read, its commands do not read again. */
	struct input *used_up, *stdin_was = input_get(w);
	struct value *item = NULL;
	unsigned i = wrap_inputs(w, n, c, from, to, &items), j;
	bool read = items.n == 0 && norm_stdin(n) == STDIN_ARGV;

	if (read)
		wrap_stdin_words(w, n, &items, mark != NULL);
	if (until)
		item = wrap_found(w, n, c, from);
	else if (items.n > 0)
		item = wrap_any_of(w, &items);
	if (mark == NULL && item != NULL)
		mark = "{}";
	if (head != NULL)
		fields_add(w, &args, head);
	else
		from = first_word(c, from, i);
	for (j = from; j < i; j++) {
		struct value *v = c->argv[j];
		if (item != NULL && (t = value_text(v)) != NULL &&
		    strstr(t, mark) != NULL) {
			v = wrap_substitute(w, v, mark, item);
			in.more = in.more || !value_exact(item);
			append = false;
		}
		fields_add(w, &args, v);
	}
	for (j = 0; append && j < items.n; j++) {
		in.more = in.more || !value_exact(items.v[j]);
		fields_add(w, &args, items.v[j]);
	}
	in.argv = args.v;
	in.argc = args.n;
	/* parallel gives its words to a shell. */
	in.shell = n->rest_kind == OPERAND_SHELL_JOIN && n->rest >= 0;
	if (in.argc == 0)
		return;
	if (read && wrap_input_file(n) == NULL) {
		used_up = arena_alloc(w->a, sizeof *used_up);
		used_up->kind = INPUT_NULL;
		state_set(&w->st, w->in, used_up);
	}
	walk_run(w, &in);
	if (in.argc == 1 && !in.shell)
		wrap_sole_word(w, in.argv[0]);
	if (read)
		state_set(&w->st, w->in, stdin_was);
}

static void
run_inner(struct walk *w, struct effect *e, const struct call *c,
    unsigned from, unsigned to, bool until)
{
	run_behind(w, e, c, NULL, from, to, until);
}

static struct value *
given(struct walk *w, const struct norm *n, enum operand_kind kind)
{
	const struct value *v = NULL;
	struct value *r;
	unsigned i;

	for (i = 0; i < n->noption; i++)
		if (n->option[i].kind == kind && n->option[i].value != NULL)
			v = n->option[i].value;
	for (i = 0; i < n->noperand; i++)
		if (n->operand[i].kind == kind && n->operand[i].value != NULL)
			v = n->operand[i].value;
	if (v == NULL)
		return NULL;
	r = arena_alloc(w->a, sizeof *r);
	*r = *v;
	return r;
}

/* The program that an image is called after: of registry/x/kubectl:1.2,
 * kubectl. NULL when there is no such program. */
static struct value *
image_program(struct walk *w, const struct value *image)
{
	const char *t = image == NULL ? NULL : value_text(image), *base;
	struct value *v;

	if (t == NULL)
		return NULL;
	base = walk_base(arena_strndup(w->a, t, strcspn(t, "@")));
	base = arena_strndup(w->a, base, strcspn(base, ":"));
	if (tool_find(base) == NULL)
		return NULL;
	v = value_const(w->a, base, strlen(base));
	v->span = image->span;
	return v;
}

/* What runs in a container: its entry point with the words, or the words, or
 * the words behind the program of the image. */
static void
run_contained(struct walk *w, struct effect *e, const struct call *c)
{
	const struct norm *n = e->norm;
	struct value *head = given(w, n, OPERAND_ENTRY);
	unsigned from = 0, to = 0;

	if (n->rest >= 0 && n->rest_kind != OPERAND_SHELL_JOIN) {
		from = (unsigned)n->rest;
		to = (unsigned)n->rest_end;
	}
	/* Several words, or a list of them. */
	if (head != NULL && value_text(head) != NULL &&
	    strpbrk(value_text(head), " [") != NULL)
		walk_use(w, USE_ANY, head, NULL, e->span);
	if (head == NULL)
		head = image_program(w, given(w, n, OPERAND_IMAGE));
	if (head != NULL)
		run_behind(w, e, c, head, from, to, false);
}

/* Shell text made of words where an input takes its place as one word. */
static bool
plain_words(const struct call *c, unsigned from, unsigned to)
{
	const char *t;
	unsigned i;

	for (i = from; i < to; i++)
		if ((t = value_text(c->argv[i])) == NULL ||
		    strpbrk(t, " \t\n;&|<>$`\"'\\()*?[#~") != NULL)
			return false;
	return true;
}

/* NAME=VALUE for what runs inside. Elsewhere it is a variable and no more. */
static void
assignment(struct walk *w, const struct value *word, const struct call *c,
    bool said)
{
	const char *t = word->alt[0].pre, *eq = strchr(t, '='), *name;
	struct effect *a;
	struct value *v;

	if (eq == NULL || eq == t)
		return;
	name = arena_strndup(w->a, t, (size_t)(eq - t));
	v = value_text(word) == NULL ? value_unknown(w->a) :
	    value_const(w->a, eq + 1, strlen(eq + 1));
	v->span = c->span;
	if (said) {
		a = walk_emit(w, EFFECT_ASSIGN, c->span);
		a->name = name;
		a->value = v;
	}
	if (w->where != WHERE_LOCAL) {
		var_assign(w, name, strlen(name), v);
	} else {
		if (strncmp(t, "BASH_FUNC_", 10) == 0 &&
		    strchr(eq, '{') != NULL)
			walk_text_value(w, value_const(w->a,
			    strchr(eq, '{'), strlen(strchr(eq, '{'))),
			    SHELL_QUIET);
		walk_set(w, name, v, false, c->span);
	}
	var_edit(w, name, strlen(name))->exported = true;
}

static void
assignments(struct walk *w, const struct norm *n, const struct call *c)
{
	unsigned i;

	for (i = 0; i < n->noperand; i++)
		if (n->operand[i].kind == OPERAND_ASSIGN)
			assignment(w, n->operand[i].value, c, true);
	/* docker run -e: what rules say of variables is about this machine. */
	for (i = 0; i < n->noption; i++)
		if (n->option[i].kind == OPERAND_ASSIGN &&
		    n->option[i].value != NULL)
			assignment(w, n->option[i].value, c, false);
}

/* An option nobody knows may have shifted the words: any of them may be
 * where the command starts. */
static void
suffixes(struct walk *w, struct effect *e, const struct call *c,
    unsigned from, unsigned to)
{
	const char *t;
	unsigned i, n = 0;

	for (i = from + 1; i < to && n < 8; i++) {
		t = value_text(c->argv[i]);
		if (t == NULL || tool_find(walk_base(t)) == NULL)
			continue;
		n++;
		run_inner(w, e, c, i, to, false);
	}
}

/* The words argv[from..to), which a shell gets as one text. */
static void
run_joined(struct walk *w, struct effect *e, const struct call *c,
    unsigned from, unsigned to)
{
	const struct norm *n = e->norm;

	if ((norm_stdin(n) == STDIN_ARGV ||
	    wrap_has_inputs(n, c, from, to)) && plain_words(c, from, to))
		run_inner(w, e, c, from, to, false);
	else if (wrap_has_inputs(n, c, from, to))
		wrap_text_with_inputs(w, n, c, from, to);
	else if (to == from + 1)
		wrap_shell_text(w, c, c->argv[from], from);
	else
		walk_text_value(w, wrap_joined(w, c, from, to), 0);
}

void
walk_wrapped(struct walk *w, struct effect *e, const struct call *c)
{
	const struct norm *n = e->norm;
	struct elsewhere el;
	unsigned i, from, to;

	go(w, n, &el);
	assignments(w, n, c);
	for (i = 0; i < n->noption; i++) {
		const struct norm_option *o = &n->option[i];
		if (o->kind == OPERAND_SHELL && o->value != NULL)
			wrap_shell_text(w, c, o->value, o->at + 1 < c->argc ?
			    o->at + 1 : o->at);
		else if (o->kind == OPERAND_ARGV_UNTIL ||
		    o->kind == OPERAND_ARGV)
			run_inner(w, e, c, o->at + 1, o->end,
			    o->kind == OPERAND_ARGV_UNTIL);
		else if (o->kind == OPERAND_SCRIPT && o->value != NULL)
			walk_script(w, o->value, NULL, 0, false);
	}
	for (i = 0; i < n->noperand; i++) {
		const struct norm_operand *o = &n->operand[i];
		if (o->value == NULL || o->implicit)
			continue;
		if (o->kind == OPERAND_SHELL)
			wrap_shell_text(w, c, o->value, o->at);
		/* php artisan, node bin/prisma: the script is a tool. */
		else if (o->kind == OPERAND_CODE_FILE &&
		    value_text(o->value) != NULL &&
		    tool_find(walk_base(value_text(o->value))) != NULL)
			run_inner(w, e, c, o->at, c->argc, false);
		else if (o->kind == OPERAND_SCRIPT)
			walk_script(w, o->value, c->argv + o->at + 1,
			    c->argc - o->at - 1, false);
	}
	wrap_typed_keys(w, e, c);
	input_commands(w, n);
	run_contained(w, e, c);
	if (norm_stdin(n) == STDIN_SHELL)
		walk_stdin_shell(w, 0);
	/* An option's own command stands in `rest` as well. */
	for (i = 0; i < n->noption; i++)
		if ((n->option[i].kind == OPERAND_ARGV ||
		    n->option[i].kind == OPERAND_ARGV_UNTIL) &&
		    (int)n->option[i].at + 1 == n->rest)
			break;
	if (i == n->noption && n->rest >= 0 && n->rest < n->rest_end) {
		from = (unsigned)n->rest;
		to = (unsigned)n->rest_end;
		if (n->rest_kind == OPERAND_SHELL_JOIN) {
			run_joined(w, e, c, from, to);
		} else {
			run_inner(w, e, c, from, to,
			    n->rest_kind == OPERAND_ARGV_UNTIL);
			if (n->unknown_option)
				suffixes(w, e, c, from, to);
		}
	}
	back(w, &el);
}
