/* SPDX-License-Identifier: ISC */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "analyse/walk_int.h"

const struct word *
walk_word_at(const struct call *c, unsigned i)
{
	const struct word *word = c->words;

	while (word != NULL && i-- > 0)
		word = word->next;
	return word;
}

/* Count constant pieces of a word; -1 when one of them is something else. */
static int
pieces(const struct part *p, struct spanseg *seg, int n, int max,
    uint32_t *in)
{
	for (; p != NULL; p = p->next) {
		uint32_t out = p->span.off;
		if (p->kind == PART_DQ && p->style == STYLE_PLAIN) {
			n = pieces(p->parts, seg, n, max, in);
			if (n < 0)
				return -1;
			continue;
		}
		if (p->kind == PART_QUOTED && p->style == STYLE_SINGLE &&
		    p->span.len == p->len + 2)
			out++;
		else if (p->kind == PART_QUOTED &&
		    p->style == STYLE_ESCAPE && p->len == 1)
			out += p->span.len - 1;
		else if (p->kind != PART_LIT || p->span.len != p->len)
			return -1;
		if (n >= max)
			return -1;
		seg[n].in = *in;
		seg[n++].out = out;
		*in += (uint32_t)p->len;
	}
	return n;
}

/* Where each byte of a constant word stands, or all of it at the word. */
const struct spanmap *
walk_map_word(struct walk *w, const struct word *word, size_t len)
{
	struct spanmap *m = arena_alloc(w->a, sizeof *m);
	struct spanseg *seg;
	uint32_t total = 0;
	int n, i, max;

	m->whole = walk_span(w, word->span);
	max = (int)(word->span.len < 4096 ? word->span.len + 1 : 4096);
	seg = arena_array(w->a, (size_t)max, sizeof *seg);
	n = pieces(word->parts, seg, 0, max, &total);
	if (n <= 0 || total != len)
		return m;
	/* A text inside a text: go through the outer map as well. */
	for (i = 0; i < n; i++)
		seg[i].out = walk_span(w, (struct span){ seg[i].out, 1 }).off;
	if (w->map != NULL && w->map->seg == NULL)
		return m;
	m->seg = seg;
	m->nseg = (unsigned)n;
	return m;
}

/* Variables that change what bash, the loader or a child shell does. */
static bool
matters(const char *name)
{
	static const char *const names[] = { "BASHOPTS", "BASH_ENV",
	    "CDPATH", "ENV", "EXECIGNORE", "GLOBIGNORE", "HISTFILE", "HOME",
	    "IFS", "PATH", "POSIXLY_CORRECT", "PROMPT_COMMAND", "PS0", "PS1", "PS2", "PS4",
	    "SHELL", "SHELLOPTS", "TMPDIR", NULL };
	int i;

	for (i = 0; names[i] != NULL; i++)
		if (strcmp(names[i], name) == 0)
			return true;
	return strncmp(name, "LD_", 3) == 0 || walk_carrier(name) ||
	    strncmp(name, "BASH_FUNC_", 10) == 0;
}

/* Text that such a variable makes bash run or expand. */
static void
hook(struct walk *w, const char *name, struct value *v)
{
	const char *t = value_text(v);
	const struct spanmap *map = w->map;
	unsigned i;

	if (strcmp(name, "PROMPT_COMMAND") == 0)
		walk_text_value(w, v, SHELL_SELF);
	else if (strcmp(name, "POSIXLY_CORRECT") == 0)
		opts_set(w, OPT_POSIX, 0);
	else if (walk_carrier(name))
		walk_carried_variable(w, name, v);
	else if (strcmp(name, "BASH_ENV") == 0 || strcmp(name, "ENV") == 0) {
		for (i = 0; t != NULL && *t != '\0' && i < 1; i++)
			walk_script(w, v, NULL, 0, true);
	} else if (strncmp(name, "PS", 2) == 0 && t != NULL &&
	    strpbrk(t, "$`") != NULL)
		(void)expand_text(w, t, v->alt[0].prelen);
	w->map = map;
}

void
walk_set(struct walk *w, const char *name, struct value *v, bool append,
    struct span span)
{
	size_t n = strlen(name);
	struct var *x = var_get(w, name, n);
	struct effect *e;

	if (x != NULL && x->nameref)
		walk_nameref(w, v);
	if (append)
		var_append(w, name, n, v);
	else
		var_assign(w, name, n, v);
	/* A nameref that has just been given its variable: nothing is set. */
	x = var_get(w, name, n);
	if (x == NULL || (!x->exported && !matters(name)))
		return;
	e = walk_emit(w, EFFECT_ASSIGN, span);
	e->name = name;
	e->value = x->v;
	if (matters(name))
		hook(w, name, v);
}

/* `name=` or `name+=` at the start of a word. */
static bool
looks_assigned(const struct word *word)
{
	const struct part *p = word->parts;
	size_t i;

	if (p == NULL || p->kind != PART_LIT || p->len == 0 ||
	    !(isalpha((unsigned char)p->text[0]) || p->text[0] == '_'))
		return false;
	for (i = 1; i < p->len; i++)
		if (!isalnum((unsigned char)p->text[i]) && p->text[i] != '_')
			break;
	if (i < p->len && p->text[i] == '[')
		return memchr(p->text, '=', p->len) != NULL;
	if (i < p->len && p->text[i] == '+')
		i++;
	return i < p->len && p->text[i] == '=';
}

const char *
walk_bare(const struct word *word)
{
	const struct part *p = word == NULL ? NULL : word->parts;

	if (p == NULL || p->kind != PART_LIT || p->next != NULL)
		return NULL;
	return p->text;
}

static bool
declares(const struct word *word)
{
	static const char *const names[] = { "declare", "export", "local",
	    "readonly", "typeset", NULL };
	const char *t = walk_bare(word);
	int i;

	if (t != NULL && (strcmp(t, "command") == 0 ||
	    strcmp(t, "builtin") == 0) && word->next != NULL)
		t = walk_bare(word->next);
	if (t == NULL && word->parts != NULL && word->parts->next != NULL &&
	    word->parts->kind == PART_QUOTED &&
	    word->parts->style == STYLE_ESCAPE && word->next != NULL)
		t = walk_bare(word->next);
	for (i = 0; t != NULL && names[i] != NULL; i++)
		if (strcmp(t, names[i]) == 0)
			return true;
	return false;
}

static void
expand_args(struct walk *w, const struct node *n, struct fields *f,
    bool *one_to_one)
{
	const struct word *word;
	bool decl = n->words != NULL && declares(n->words);
	unsigned before;

	*one_to_one = true;
	for (word = n->words; word != NULL; word = word->next) {
		before = f->n;
		if (decl && looks_assigned(word))
			expand_declared(w, word, f);
		else
			expand_word(w, word, f);
		if (f->n != before + 1)
			*one_to_one = false;
	}
}

struct saved_var {
	struct slot *slot;
	void *obj;
};

static void
run_words(struct walk *w, const struct node *n, struct call *c)
{
	const struct assign *as;
	struct saved_var *saved;
	struct var *x;
	unsigned k = 0;
	struct effect *e;
	bool stays;

	for (as = n->assigns; as != NULL; as = as->next)
		k++;
	saved = arena_array(w->a, k + 1, sizeof *saved);
	c->env = k == 0 ? NULL : arena_array(w->a, k + 1, sizeof *c->env);
	k = 0;
	for (as = n->assigns; as != NULL; as = as->next) {
		size_t len = strlen(as->name);
		const char *eq = arena_printf(w->a, "%s=", as->name);
		struct value *v = expand_value(w, as->value);
		(void)var_get(w, as->name, len);
		saved[k].slot = state_slot(&w->st, SLOT_VAR, as->name, len,
		    true);
		saved[k].obj = saved[k].slot->obj;
		x = saved[k].obj;
		if (as->append)
			var_append(w, as->name, len, v);
		else if (x != NULL && x->nameref)
			var_assign(w, as->name, len, v);
		else
			state_set(&w->st, saved[k].slot, arena_alloc(w->a,
			    sizeof *x));
		x = var_edit(w, as->name, len);
		x->exported = true;
		if (x->v == NULL)
			x->v = v;
		e = walk_emit(w, EFFECT_ASSIGN, walk_span(w, as->span));
		e->name = as->name;
		e->value = x->v;
		if (matters(as->name))
			hook(w, as->name, x->v);
		c->env[k++] = value_join(w->a, value_const(w->a, eq,
		    strlen(eq)), x->v);
	}
	walk_run(w, c);
	/* In POSIX mode what stands before them stays. */
	stays = (opts_get(w) & (OPT_POSIX | OPT_POSIX_SH)) != 0 &&
	    walk_is_special(value_text(c->argv[0]));
	while (k-- > 0)
		state_set(&w->st, saved[k].slot, !stays ? saved[k].obj :
		    environ_merge(w, SLOT_VAR, saved[k].slot->obj,
		    saved[k].obj));
}

/* The words of one command, as one of the ways they may come out. */
void
walk_fields(struct walk *w, const struct node *n, const struct fields *f,
    bool one_to_one)
{
	struct call c = { .shell = true };
	const struct assign *as;

	if (f->n == 0) {
		for (as = n->assigns; as != NULL; as = as->next)
			walk_assign(w, as, walk_span(w, as->span));
		if (n->assigns != NULL)
			var_edit(w, "_", 1)->v = value_const(w->a, "", 0);
		return;
	}
	c.argv = f->v;
	c.argc = f->n;
	c.span = walk_span(w, n->span);
	c.words = one_to_one ? n->words : NULL;
	c.decl = n->decl;
	run_words(w, n, &c);
}

/* A file of it may not open: then it fails, and did nothing since `mark`. */
static void
may_not_run(struct walk *w, size_t mark)
{
	struct value *cwd = w->cwd->obj;

	walk_jump_unsure(w);
	state_join(&w->st, mark, NULL);
	/* `cd x > f && y`: who comes to y is there. */
	if (w->cwd->obj != cwd) {
		w->cd_failed = w->cwd->obj;
		state_set(&w->st, w->cwd, cwd);
	}
}

void
walk_simple(struct walk *w, const struct node *n)
{
	struct fields f = { NULL, 0, 0 };
	struct redirected r;
	bool one_to_one, aliased = false, opens;
	size_t mark;
	const char *t;

	if (n->words != NULL && walk_alias(w, n)) {
		aliased = true;
		walk_jump_unsure(w);
	}
	expand_args(w, n, &f, &one_to_one);
	opens = n->redirs == NULL || walk_opens(w, n->redirs);
	walk_redirs(w, n->redirs, &r);
	mark = state_mark(&w->st);
	walk_ways(w, n, &f, one_to_one);
	/* `exec >file` stays. */
	t = f.n == 1 ? value_text(f.v[0]) : NULL;
	if (t == NULL || strcmp(t, "exec") != 0) {
		if (!opens)
			may_not_run(w, mark);
		walk_unredir(w, &r);
	} else if (r.file != NULL)
		walk_file_wrote(w, r.file, value_unknown(w->a), r.append);
	if (f.n == 0 || n->assigns != NULL || aliased || !opens)
		w->truth = -1;
}
