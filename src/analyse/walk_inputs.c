/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "analyse/walk_wrap.h"

/* What xargs, parallel and their kin give to a command. */
/* A file of inputs, in the place of standard input. */
const struct value *
wrap_input_file(const struct norm *n)
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
void
wrap_stdin_words(struct walk *w, const struct norm *n, struct fields *f,
    bool lines)
{
	struct input *in = input_get(w);
	const struct value *file = wrap_input_file(n);
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
		v = in == NULL || in->kind != INPUT_TEXT ||
		    !all_digits(in->text) ? value_unknown(w->a) :
		    in->text->nalt == 1 && in->text->alt[0].own ?
		    value_own_pid(w->a) : value_number(w->a);
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
const char *
wrap_placeholder(const struct norm *n)
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

/* Do the tool's own inputs begin at this word? */
static bool
begins_inputs(const struct norm *n, const struct value *v)
{
	const char *t = value_text(v), *head = tool_texts(n->tool)->inputs;

	return t != NULL && head != NULL && strncmp(t, head, strlen(head)) == 0;
}

/* Where the tool's own inputs begin in argv[from..to), or `to`. */
unsigned
wrap_inputs(struct walk *w, const struct norm *n, const struct call *c,
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

bool
wrap_has_inputs(const struct norm *n, const struct call *c, unsigned from,
    unsigned to)
{
	unsigned i;

	for (i = from; i < to; i++)
		if (begins_inputs(n, c->argv[i]))
			return true;
	return false;
}

/* v with each `mark` in it replaced by item. */
struct value *
wrap_substitute(struct walk *w, struct value *v, const char *mark,
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
		    wrap_substitute(w, rest, mark, item));
	}
	return r;
}

struct value *
wrap_any_of(struct walk *w, const struct fields *f)
{
	struct value *r = NULL;
	unsigned i;

	for (i = 0; i < f->n; i++)
		r = r == NULL ? f->v[i] : value_either(w->a, r, f->v[i]);
	return r == NULL ? value_unknown(w->a) : r;
}
