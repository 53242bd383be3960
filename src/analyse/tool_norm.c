/* SPDX-License-Identifier: ISC */
#include <ctype.h>
#include <string.h>

#include "analyse/tool_parse.h"

void *
tool_grow(struct arena *a, void *old, unsigned n, unsigned *cap, size_t size)
{
	void *p;

	if (n < *cap)
		return old;
	*cap = *cap != 0 ? *cap * 2 : 8;
	p = arena_array(a, *cap, size);
	if (n > 0)
		memcpy(p, old, n * size);
	return p;
}

struct norm_option *
tool_add_option(struct tool_parse *p, const char *name,
    enum operand_kind kind, const struct value *v, unsigned at)
{
	struct norm *n = p->n;
	struct norm_option *o;

	n->option = tool_grow(p->a, n->option, n->noption, &p->capoption,
	    sizeof *o);
	o = &n->option[n->noption++];
	*o = (struct norm_option){ name, kind, v, at, at + 1, NULL, false };
	return o;
}

struct norm_operand *
tool_add_operand(struct tool_parse *p, enum operand_kind kind,
    const struct value *v, const char *canon, unsigned at)
{
	struct norm *n = p->n;
	struct norm_operand *o;

	n->operand = tool_grow(p->a, n->operand, n->noperand,
	    &p->capoperand, sizeof *o);
	o = &n->operand[n->noperand++];
	*o = (struct norm_operand){ kind, v, canon, v == NULL, at };
	return o;
}

static void
add_sub(struct tool_parse *p, const char *name)
{
	/* Room for the NULL at the end. */
	p->n->sub = tool_grow(p->a, p->n->sub, p->n->nsub + 1, &p->capsub,
	    sizeof *p->n->sub);
	p->n->sub[p->n->nsub++] = name;
	p->n->sub[p->n->nsub] = NULL;
}

void
tool_set_shape(struct tool_parse *p, const struct tool_shape *s)
{
	p->nshape = s->n;
	p->shape = arena_array(p->a, s->n + 1, sizeof *p->shape);
	if (s->n > 0)
		memcpy(p->shape, s->at, s->n * sizeof *p->shape);
}

static const struct tool_command *
deepest(const struct tool_parse *p)
{
	return p->level[p->nlevel - 1];
}

static const struct tool_command *
find_command(const struct tool_command *c, const char *name)
{
	for (unsigned i = 0; i < c->ncommand; i++) {
		for (const char *const *s = c->command[i].names; *s; s++) {
			if (strcmp(*s, name) == 0)
				return &c->command[i];
		}
	}
	return NULL;
}

/* The sub-command that v names, when all its alternatives name the same. */
static const struct tool_command *
command_of(const struct tool_command *c, const struct value *v)
{
	const struct tool_command *found = NULL, *one;

	for (unsigned i = 0; i < v->nalt; i++) {
		if (v->alt[i].hole)
			return NULL;
		one = find_command(c, v->alt[i].pre);
		if (one == NULL || (found != NULL && one != found))
			return NULL;
		found = one;
	}
	return found;
}

static void
enter(struct tool_parse *p, const struct tool_command *c)
{
	if (p->nlevel == TOOL_DEPTH)
		return;
	p->level[p->nlevel++] = c;
	p->n->command = c;
	tool_set_shape(p, &c->shape);
}

/* The word at p->i as a sub-command; false when it is an operand. */
static bool
sub_word(struct tool_parse *p)
{
	const struct tool_command *c = deepest(p), *next;
	const struct value *v = p->argv[p->i];
	const char *text = value_text(v);

	if (c->ncommand == 0 || p->nword > 0 || p->n->unknown_sub)
		return false;
	next = command_of(c, v);
	if (next != NULL) {
		add_sub(p, next->names[0]);
		enter(p, next);
	} else if (c->has_shape && text != NULL) {
		return false;
	} else {
		add_sub(p, text != NULL ? text : "?");
		p->n->unknown_sub = true;
		p->nshape = 0;
	}
	p->n->sub_at = (int)p->i++;
	return true;
}

bool
tool_is_assign(const struct value *v)
{
	size_t n;
	const char *s = value_prefix(v, &n), *eq = memchr(s, '=', n);

	if (eq == NULL || eq == s || isdigit((unsigned char)*s))
		return false;
	for (; s < eq; s++) {
		if (!isalnum((unsigned char)*s) && *s != '_' && *s != '.' &&
		    *s != '%')
			return false;
	}
	return true;
}

/* An operand word: collect it, or begin the rest. */
static void
operand_word(struct tool_parse *p)
{
	struct norm *n = p->n;
	int r;

	r = tool_rest_begins(p);
	if (r >= 0) {
		n->rest = (int)p->i;
		n->rest_kind = p->shape[r].kind;
		n->rest_end = (int)p->argc;
		p->i = p->argc;
		return;
	}
	p->word = tool_grow(p->a, p->word, p->nword, &p->capword,
	    sizeof *p->word);
	p->word[p->nword++] = p->i++;
	if (deepest(p)->posix)
		p->ended = true;
}

/* NAME=VALUE words stand where the shape says so; options may go on. */
static bool
assign_word(struct tool_parse *p)
{
	unsigned before = 0;

	for (unsigned k = 0; k < p->nshape; k++) {
		if (p->shape[k].kind != OPERAND_ASSIGN) {
			before++;
			continue;
		}
		if (before != p->nword - p->nassign ||
		    !tool_is_assign(p->argv[p->i]))
			return false;
		p->word = tool_grow(p->a, p->word, p->nword, &p->capword,
		    sizeof *p->word);
		p->word[p->nword++] = p->i++;
		p->nassign++;
		return true;
	}
	return false;
}

static void
start(struct tool_parse *p)
{
	p->n->tool = p->t;
	p->n->name = p->t->names[0];
	p->n->rest = -1;
	p->where = p->input = p->dashes = -1;
	p->n->sub = tool_grow(p->a, NULL, 0, &p->capsub,
	    sizeof *p->n->sub);
	p->i = 1;
	enter(p, &p->t->top);
	if (p->t->style == TOOL_PLAIN)
		p->ended = true;
}

static struct norm *
normalise(struct arena *a, const struct tool *t, struct value *const *argv,
    unsigned argc, bool signature)
{
	struct tool_parse p = { .a = a, .t = t, .argv = argv, .argc = argc,
	    .signature = signature };

	p.n = arena_alloc(a, sizeof *p.n);
	start(&p);
	if (t->bundle && argc > 1)
		tool_bundle_word(&p);
	while (p.i < p.argc) {
		const char *text = value_text(p.argv[p.i]);

		if (!p.ended && text != NULL && strcmp(text, "--") == 0 &&
		    t->style != TOOL_FIND) {
			p.ended = true;
			p.dashes = (int)(p.nword - p.nassign);
			p.i++;
		} else if (!p.ended && tool_option_word(&p)) {
			continue;
		} else if (!assign_word(&p) && !sub_word(&p)) {
			operand_word(&p);
		}
	}
	tool_operands(&p);
	p.n->where = p.where >= 0 ? (enum where)p.where :
	    p.n->command->where;
	p.n->input = p.input >= 0 ? (enum tool_stdin)p.input :
	    p.n->command->input;
	return p.n;
}

struct norm *
tool_normalise(struct arena *a, const struct tool *t,
    struct value *const *argv, unsigned argc)
{
	return normalise(a, t, argv, argc, false);
}

struct norm *
tool_normalise_signature(struct arena *a, const struct tool *t,
    struct value *const *argv, unsigned argc)
{
	return normalise(a, t, argv, argc, true);
}
