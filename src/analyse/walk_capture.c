/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "analyse/walk_int.h"

bool
walk_captured(const struct walk *w)
{
	return w->cap->obj != NULL;
}

void
walk_print(struct walk *w, struct value *v)
{
	struct value *old = w->cap->obj;
	const char *t;

	if (old == NULL)
		return;
	t = value_text(old);
	state_set(&w->st, w->cap, t != NULL && *t == '\0' ? v :
	    value_join(w->a, old, v));
}

void
walk_leak_begin(struct walk *w, struct leak *l)
{
	l->alias = w->alias_out;
	l->leaked = w->leaked;
	w->leaked = false;
}

bool
walk_leak_end(struct walk *w, const struct leak *l)
{
	bool here = w->leaked;

	w->alias_out = l->alias;
	w->leaked = l->leaked || (here && l->alias);
	return here;
}

void
walk_leak(struct walk *w)
{
	w->leaked = w->leaked || w->alias_out;
}

/* bash leaves NULs out of what a command printed. */
static const char *
without_nuls(struct walk *w, const char *s, size_t *n)
{
	char *out = arena_strndup(w->a, s, *n);
	size_t i, k = 0;

	for (i = 0; i < *n; i++)
		if (s[i] != '\0')
			out[k++] = s[i];
	out[k] = '\0';
	*n = k;
	return out;
}

static struct value *
strip_newlines(struct walk *w, const struct value *v)
{
	struct value *r = arena_alloc(w->a, sizeof *r);
	struct valtext *t;
	unsigned i;

	*r = *v;
	r->alt = arena_array(w->a, v->nalt, sizeof *r->alt);
	for (i = 0; i < v->nalt; i++) {
		t = &r->alt[i];
		*t = v->alt[i];
		if (!t->hole) {
			while (t->prelen > 0 && t->pre[t->prelen - 1] == '\n')
				t->prelen--;
			t->pre = without_nuls(w, t->pre, &t->prelen);
			continue;
		}
		while (t->suflen > 0 && t->suf[t->suflen - 1] == '\n')
			t->suflen--;
		t->suf = arena_strndup(w->a, t->suf, t->suflen);
	}
	return r;
}

struct value *
walk_capture(struct walk *w, const struct node *n, const struct part *p,
    bool sub)
{
	struct value *cap = w->cap->obj, *made;
	const char *text = w->text;
	size_t len = w->len, mark = state_mark(&w->st);
	const struct spanmap *map = w->map;
	struct value *failed = w->cd_failed;
	struct leak leak;

	if (++w->depth > WALK_MAX_DEPTH + PARSE_MAX_DEPTH)
		walk_limit(w, "substitutions are nested too deep");
	state_set(&w->st, w->cap, value_const(w->a, "", 0));
	walk_leak_begin(w, &leak);
	if (p != NULL && (p->style == STYLE_BACKTICK || p->kind == PART_ARITH ||
	    (p->other != NULL && n == p->body))) {
		/* Its spans count from the start of its own text. */
		w->map = walk_fixed(w, walk_span(w, p->span));
		w->text = p->kind == PART_ARITH ? p->source : p->text;
		w->len = p->kind == PART_ARITH ? p->sourcelen : p->len;
	}
	w->processes += sub;
	if (sub)
		walk_subshell(w, n);
	else
		walk_body(w, n);
	w->processes -= sub;
	made = w->cap->obj;
	if (walk_leak_end(w, &leak))
		made = value_unknown(w->a);
	if (sub)
		walk_leave(w, mark);
	else
		state_set(&w->st, w->cap, cap);
	w->text = text;
	w->len = len;
	w->map = map;
	w->cd_failed = failed;
	w->depth--;
	return made;
}

/* $(< file): nothing runs, the file is printed. */
static bool
reads_file(const struct node *n)
{
	while (n != NULL && (n->kind == NODE_LIST ||
	    n->kind == NODE_PIPELINE) && n->body != NULL &&
	    n->body->next == NULL)
		n = n->body;
	return n != NULL && n->kind == NODE_SIMPLE && n->words == NULL &&
	    n->assigns == NULL && n->redirs != NULL &&
	    n->redirs->op == REDIR_IN && n->redirs->next == NULL;
}

struct value *
expand_command(struct walk *w, const struct part *p)
{
	bool sub = p->style != STYLE_FUNSUB && p->style != STYLE_VALSUB;
	struct value *v;

	if (p->body == NULL)
		return value_const(w->a, "", 0);
	v = walk_capture(w, p->body, p, sub);
	if (p->other != NULL) {
		(void)walk_capture(w, p->other, p, sub);
		v = value_unknown(w->a);
	}
	if (reads_file(p->body)) {
		v = value_unknown(w->a);
	}
	if (p->style == STYLE_VALSUB)
		v = value_unknown(w->a);
	v = strip_newlines(w, v);
	v->span = walk_span(w, p->span);
	return v;
}

/* Where both readings are set, either runs; only one assigns in this shell. */
struct value *
expand_arith_part(struct walk *w, const struct part *p)
{
	size_t mark = state_mark(&w->st);
	struct value *v = expand_arith_value(w, expand_parts(w, p->parts));
	struct delta *d;

	if (p->body == NULL)
		return v;
	d = state_pop(&w->st, mark);
	(void)walk_capture(w, p->body, p, true);
	state_join(&w->st, mark, d);
	return value_unknown(w->a);
}

struct value *
expand_procsub(struct walk *w, const struct part *p)
{
	char *name = arena_printf(w->a, "/dev/fd/%u", 1000 + w->funcs++);
	size_t mark;
	struct input *in;
	struct value *v;

	if (p->style == STYLE_READ) {
		v = p->body == NULL ? value_const(w->a, "", 0) :
		    walk_capture(w, p->body, p, true);
		if (p->other != NULL) {
			(void)walk_capture(w, p->other, p, true);
			v = value_unknown(w->a);
		}
		walk_file_wrote(w, name, v, false);
	} else if (p->body != NULL) {
		mark = state_mark(&w->st);
		in = arena_alloc(w->a, sizeof *in);
		in->kind = INPUT_TEXT;
		in->text = value_unknown(w->a);
		if (input_get(w) != NULL && input_get(w)->text != NULL)
			in->text->flags |= input_get(w)->text->flags;
		state_set(&w->st, w->in, in);
		(void)walk_capture(w, p->body, p, true);
		if (p->other != NULL)
			(void)walk_capture(w, p->other, p, true);
		walk_leave(w, mark);
	}
	v = value_const(w->a, name, strlen(name));
	v->span = walk_span(w, p->span);
	return v;
}
