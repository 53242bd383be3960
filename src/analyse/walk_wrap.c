/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "analyse/walk_int.h"

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
	struct func *f = s->obj, *copy;

	if (f == NULL || !w->exported_funcs || w->where != WHERE_LOCAL)
		return NULL;
	copy = arena_alloc(w->a, sizeof *copy);
	*copy = *f;
	copy->maybe = true;
	return copy;
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

/* A file of inputs, in the place of standard input. */
static const struct value *
input_file(const struct norm *n)
{
	unsigned i;

	for (i = 0; i < n->noption; i++)
		if (n->option[i].kind == OPERAND_PATH_READ &&
		    n->option[i].value != NULL)
			return n->option[i].value;
	return NULL;
}

/* Numbers and blanks, whatever they are (seq). */
static bool
all_digits(const struct value *v)
{
	unsigned i;

	for (i = 0; i < v->nalt; i++)
		if (!v->alt[i].digits || v->alt[i].prelen > 0 ||
		    v->alt[i].suf[strspn(v->alt[i].suf, " \n")] != '\0')
			return false;
	return true;
}

/* Words that xargs would read, or lines with -I; or a stand-in for them. */
static void
stdin_words(struct walk *w, const struct norm *n, struct fields *f,
    bool lines)
{
	struct input *in = input_get(w);
	const struct value *file = input_file(n);
	const char *t = NULL;
	struct value *v;
	char *name = NULL;
	size_t len;

	if (file == NULL && in != NULL && in->kind == INPUT_FILE)
		file = in->text;
	v = file == NULL ? NULL : walk_file_text(w, file, &name);
	/* What lies in a file already may be another thing by then. */
	if (v != NULL && name == NULL)
		t = value_text(v);
	else if (file == NULL && in != NULL && in->kind == INPUT_TEXT)
		t = value_text(in->text);
	if (in != NULL && in->kind == INPUT_NULL)
		t = "";
	if (t == NULL) {
		v = in != NULL && in->kind == INPUT_TEXT &&
		    all_digits(in->text) ? value_number(w->a) :
		    value_unknown(w->a);
		v->flags |= VALUE_STDIN | VALUE_MANY;
		if (in != NULL && in->text != NULL)
			v->flags |= in->text->flags & VALUE_NETWORK;
		fields_add(w, f, v);
		return;
	}
	while (*t != '\0') {
		t += strspn(t, " \t\n");
		len = strcspn(t, lines ? "\n" : " \t\n");
		if (len == 0)
			break;
		v = value_const(w->a, t, len);
		v->flags |= VALUE_STDIN;
		fields_add(w, f, v);
		t += len;
	}
}

/* The word in a command that stands for each item. */
static const char *
placeholder(const struct norm *n)
{
	const char *t;
	unsigned i;

	for (i = 0; i < n->noption; i++)
		if (n->option[i].kind == OPERAND_PLACEHOLDER) {
			t = n->option[i].value == NULL ? NULL :
			    value_text(n->option[i].value);
			return t == NULL || *t == '\0' ? "{}" : t;
		}
	return NULL;
}

/* The one -name that all files must have before the action, "" when there is
 * none: a "not" or an "or" makes any name possible. */
const char *
walk_asked_name(const struct norm *n, const struct call *c, unsigned action)
{
	const char *name = "", *t;
	unsigned i;

	for (i = 1; i < action; i++)
		if ((t = value_text(c->argv[i])) == NULL ||
		    strcmp(t, "!") == 0 || strcmp(t, "-not") == 0 ||
		    strcmp(t, "-o") == 0 || strcmp(t, "-or") == 0 ||
		    strcmp(t, ",") == 0)
			return "";
	for (i = 0; i < n->noption; i++)
		if (n->option[i].at < action && n->option[i].value != NULL &&
		    (strcmp(n->option[i].name, "-name") == 0 ||
		    strcmp(n->option[i].name, "-iname") == 0))
			name = value_text(n->option[i].value);
	return name;
}

/* DIR and the name that find was asked for, as a pattern. */
static struct value *
found_named(struct walk *w, const char *name, const char *dir)
{
	const char *t;
	struct value *r;
	size_t len;

	if (dir == NULL || *dir == '\0' || strpbrk(dir, "*?[") != NULL)
		return NULL;
	for (len = strlen(dir); len > 1 && dir[len - 1] == '/'; len--)
		;
	t = arena_printf(w->a, "%.*s%s**%s%s", (int)len, dir,
	    dir[len - 1] == '/' ? "" : "/", *name == '\0' ? "" : "/", name);
	r = value_const(w->a, t, strlen(t));
	r->flags |= VALUE_GLOB;
	return r;
}

/* What {} of find and fd may be: something below one of the folders. */
static struct value *
found(struct walk *w, const struct norm *n, const struct call *c,
    unsigned action)
{
	const char *name = walk_asked_name(n, c, action), *t;
	struct value *r = NULL, *below = NULL, *one, *named;
	/* Only an expression says that all it acts on lies below. */
	bool known = n->tool->style == TOOL_FIND;
	unsigned i;

	for (i = 0; i < n->noperand; i++) {
		if (n->operand[i].kind != OPERAND_PATH &&
		    n->operand[i].kind != OPERAND_PATH_READ)
			continue;
		t = value_text(n->operand[i].value);
		one = t == NULL ? value_unknown(w->a) :
		    value_hole(w->a, t, strlen(t), "", 0);
		one->flags |= n->operand[i].value->flags & VALUE_SCRATCH;
		named = found_named(w, name, t);
		known = known && named != NULL;
		if (known)
			below = below == NULL ? named :
			    value_either(w->a, below, named);
		r = r == NULL ? one : value_either(w->a, r, one);
	}
	if (r == NULL)
		r = value_unknown(w->a);
	if (known && below != NULL)
		r = value_either(w->a, below, r);
	r->flags |= VALUE_STDIN;
	return r;
}

/* v with each `mark` in it replaced by item. */
static struct value *
substitute(struct walk *w, struct value *v, const char *mark,
    struct value *item)
{
	const char *t = value_text(v), *p;
	struct value *r;

	if (t == NULL || (p = strstr(t, mark)) == NULL)
		return v;
	r = p == t ? item : value_join(w->a, value_const(w->a, t,
	    (size_t)(p - t)), item);
	p += strlen(mark);
	if (*p != '\0') {
		struct value *rest = value_const(w->a, p, strlen(p));
		r = value_join(w->a, r, strstr(p, mark) == NULL ? rest :
		    substitute(w, rest, mark, item));
	}
	return r;
}

static struct value *
any_of(struct walk *w, const struct fields *f)
{
	struct value *r = NULL;
	unsigned i;

	for (i = 0; i < f->n; i++)
		r = r == NULL ? f->v[i] : value_either(w->a, r, f->v[i]);
	return r == NULL ? value_unknown(w->a) : r;
}

/* Without a command each input is one, where it takes shell text. */
static void
input_commands(struct walk *w, const struct norm *n)
{
	const struct tool_shape *s = &n->command->shape;

	if (norm_stdin(n) != STDIN_ARGV || n->rest >= 0 || s->n == 0 ||
	    s->at[s->n - 1].kind != OPERAND_SHELL_JOIN)
		return;
	if (input_file(n) != NULL)
		walk_script(w, input_file(n), NULL, 0, true);
	else
		walk_stdin_shell(w, 0);
}

/* Do the tool's own inputs begin at this word? */
static bool
begins_inputs(const struct norm *n, const struct value *v)
{
	const char *t = value_text(v), *head = tool_texts(n->tool)->inputs;

	return t != NULL && head != NULL && strncmp(t, head, strlen(head)) == 0;
}

/* Where the tool's own inputs begin in argv[from..to), or `to`. */
static unsigned
inputs(struct walk *w, const struct norm *n, const struct call *c,
    unsigned from, unsigned to, struct fields *items)
{
	unsigned i, j;

	for (i = from; i < to; i++)
		if (begins_inputs(n, c->argv[i]))
			break;
	for (j = i + 1; j < to; j++)
		if (!begins_inputs(n, c->argv[j]))
			fields_add(w, items, c->argv[j]);
	return i;
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
	const char *mark = placeholder(n), *t;
	bool append = mark == NULL;
	struct call in = { .env = c->env, .span = c->span, .more = until };
	/* What xargs has read, its commands do not read again. */
	struct input *used_up, *stdin_was = input_get(w);
	struct value *item = NULL;
	unsigned i = inputs(w, n, c, from, to, &items), j;
	bool read = items.n == 0 && norm_stdin(n) == STDIN_ARGV;

	if (read)
		stdin_words(w, n, &items, mark != NULL);
	if (until)
		item = found(w, n, c, from);
	else if (items.n > 0)
		item = any_of(w, &items);
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
			v = substitute(w, v, mark, item);
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
	if (read && input_file(n) == NULL) {
		used_up = arena_alloc(w->a, sizeof *used_up);
		used_up->kind = INPUT_NULL;
		state_set(&w->st, w->in, used_up);
	}
	walk_run(w, &in);
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

static bool
has_inputs(const struct norm *n, const struct call *c, unsigned from,
    unsigned to)
{
	unsigned i;

	for (i = from; i < to; i++)
		if (begins_inputs(n, c->argv[i]))
			return true;
	return false;
}

static struct value *
joined(struct walk *w, const struct call *c, unsigned from, unsigned to)
{
	struct value *r = c->argv[from];
	unsigned i;

	for (i = from + 1; i < to; i++) {
		r = value_join(w->a, r, value_const(w->a, " ", 1));
		r = value_join(w->a, r, c->argv[i]);
	}
	if (to > from + 1 || r->span.len == 0)
		r->span = c->span;
	return r;
}

/* `parallel 'cmd {}; x' ::: a b`: {} is a word of its own in the text. */
static void
text_with_inputs(struct walk *w, const struct norm *n,
    const struct call *c, unsigned from, unsigned to)
{
	struct fields items = { NULL, 0, 0 };
	unsigned end = inputs(w, n, c, from, to, &items), i;
	const char *name = "BASHPLATE_INPUT", *var = " \"$BASHPLATE_INPUT\"";
	struct value *text;
	const char *t;

	for (i = 0; end == from && i < items.n; i++)
		walk_text_value(w, items.v[i], 0);
	if (end == from)
		return;
	var_assign(w, name, strlen(name), any_of(w, &items));
	text = joined(w, c, from, end);
	t = value_text(text);
	if (t != NULL && strstr(t, "{}") != NULL)
		text = substitute(w, text, "{}", value_const(w->a, var + 1,
		    strlen(var + 1)));
	else
		text = value_join(w->a, text, value_const(w->a, var,
		    strlen(var)));
	text->span = c->span;
	walk_text_value(w, text, 0);
}

static void
shell_text(struct walk *w, const struct call *c, const struct value *v,
    unsigned at)
{
	const struct word *word = walk_word_at(c, at);
	const char *t = value_text(v);
	struct value *rest;

	/* pwsh: `& program` */
	if (t != NULL && *t == '&') {
		t += strspn(t, "& ");
		rest = value_const(w->a, t, strlen(t));
		rest->span = v->span;
		walk_text_value(w, rest, 0);
		return;
	}
	if (word != NULL && value_text(v) != NULL && v == c->argv[at])
		walk_text_in(w, v->alt[0].pre, v->alt[0].prelen,
		    walk_map_word(w, word, v->alt[0].prelen), 0);
	else
		walk_text_value(w, v, 0);
}

/* Keys typed into another terminal. */
static void
typed_keys(struct walk *w, struct effect *e, const struct call *c)
{
	struct value *r = value_const(w->a, "", 0);
	const struct norm *n = e->norm;
	const char *t;
	unsigned i;
	bool any = false;

	for (i = 0; i < n->noperand; i++) {
		if (n->operand[i].kind != OPERAND_COMMAND_LINE)
			continue;
		any = true;
		t = value_text(n->operand[i].value);
		if (t != NULL && (strcmp(t, "Enter") == 0 ||
		    strcmp(t, "C-m") == 0 || strcmp(t, "C-j") == 0 ||
		    strcmp(t, "KPEnter") == 0))
			r = value_join(w->a, r, value_const(w->a, "\n", 1));
		else if (t != NULL && t[0] == 'C' && t[1] == '-' &&
		    t[2] != '\0' && t[3] == '\0')
			r = value_const(w->a, "", 0);
		else
			r = value_join(w->a, r, n->operand[i].value);
	}
	if (!any)
		return;
	r->span = c->span;
	if (value_exact(r))
		walk_text_value(w, r, SHELL_QUIET);
	else
		walk_unknown(w, UNKNOWN_REMOTE, r, c->span);
}

static void
assignments(struct walk *w, struct effect *e, const struct call *c)
{
	const struct norm *n = e->norm;
	struct effect *a;
	struct value *v;
	const char *t, *eq;
	unsigned i;

	for (i = 0; i < n->noperand; i++) {
		if (n->operand[i].kind != OPERAND_ASSIGN)
			continue;
		t = n->operand[i].value->alt[0].pre;
		if ((eq = strchr(t, '=')) == NULL || eq == t)
			continue;
		v = value_text(n->operand[i].value) == NULL ?
		    value_unknown(w->a) : value_const(w->a, eq + 1,
		    strlen(eq + 1));
		v->span = c->span;
		a = walk_emit(w, EFFECT_ASSIGN, c->span);
		a->name = arena_strndup(w->a, t, (size_t)(eq - t));
		a->value = v;
		if (w->where != WHERE_LOCAL)
			continue;
		if (strncmp(t, "BASH_FUNC_", 10) == 0 && *eq == '=' &&
		    strchr(eq, '{') != NULL)
			walk_text_value(w, value_const(w->a,
			    strchr(eq, '{'), strlen(strchr(eq, '{'))),
			    SHELL_QUIET);
		walk_set(w, a->name, v, false, c->span);
		var_edit(w, a->name, strlen(a->name))->exported = true;
	}
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

void
walk_wrapped(struct walk *w, struct effect *e, const struct call *c)
{
	const struct norm *n = e->norm;
	struct elsewhere el;
	unsigned i, from, to;

	go(w, n, &el);
	assignments(w, e, c);
	for (i = 0; i < n->noption; i++) {
		const struct norm_option *o = &n->option[i];
		if (o->kind == OPERAND_SHELL && o->value != NULL)
			shell_text(w, c, o->value, o->at + 1 < c->argc ?
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
			shell_text(w, c, o->value, o->at);
		else if (o->kind == OPERAND_SCRIPT)
			walk_script(w, o->value, c->argv + o->at + 1,
			    c->argc - o->at - 1, false);
	}
	typed_keys(w, e, c);
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
			if ((norm_stdin(n) == STDIN_ARGV ||
			    has_inputs(n, c, from, to)) &&
			    plain_words(c, from, to))
				run_inner(w, e, c, from, to, false);
			else if (has_inputs(n, c, from, to))
				text_with_inputs(w, n, c, from, to);
			else if (to == from + 1)
				shell_text(w, c, c->argv[from], from);
			else
				walk_text_value(w, joined(w, c, from, to), 0);
		} else {
			run_inner(w, e, c, from, to,
			    n->rest_kind == OPERAND_ARGV_UNTIL);
			if (n->unknown_option)
				suffixes(w, e, c, from, to);
		}
	}
	back(w, &el);
}
