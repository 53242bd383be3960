/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "analyse/walk_int.h"

struct rewind {
	struct effect **tail;
	unsigned count;
};

static struct rewind
effects_mark(const struct walk *w)
{
	return (struct rewind){ w->out->tail, w->out->count };
}

static void
effects_rewind(struct walk *w, struct rewind m)
{
	w->out->tail = m.tail;
	*m.tail = NULL;
	w->out->count = m.count;
}

/* Pop to `mark` but keep what was printed and read. */
static void
pop_subshell(struct walk *w, size_t mark)
{
	void *cap = w->cap->obj, *in = w->in->obj;

	(void)state_pop(&w->st, mark);
	if (w->cap->obj != cap)
		state_set(&w->st, w->cap, cap);
	if (w->in->obj != in)
		state_set(&w->st, w->in, in);
}

void
walk_subshell(struct walk *w, const struct node *n)
{
	size_t mark = state_mark(&w->st);
	struct trap *traps = w->traps->obj;
	bool stopped = w->stopped;

	walk_body(w, n);
	walk_traps(w, traps);
	w->stopped = stopped;
	w->cd_failed = NULL;
	pop_subshell(w, mark);
}

enum { CHAIN_MARKS = 32 };

/* A chain of && and || on its way. */
struct chain {
	size_t mark[CHAIN_MARKS];	/* behind each part of an && run */
	unsigned n;
	struct value *failed;		/* the cwd if a cd in it failed */
};

/* Each part of an && run may be the last one that ran. */
static void
chain_collapse(struct walk *w, struct chain *c)
{
	while (c->n > 0)
		state_join(&w->st, c->mark[--c->n], NULL);
}

static void
chain_failed(struct walk *w, struct chain *c)
{
	if (w->cd_failed != NULL)
		c->failed = c->failed == NULL ? w->cd_failed :
		    value_either(w->a, c->failed, w->cd_failed);
	w->cd_failed = NULL;
}

static void
chain_and(struct walk *w, struct chain *c, const struct node *n)
{
	bool stopped = w->stopped;

	if (c->n == CHAIN_MARKS)
		chain_collapse(w, c);
	c->mark[c->n++] = state_mark(&w->st);
	w->stopped = false;
	walk_node(w, n);
	/* `x && exit`: whoever is still here did not go there. */
	if (w->stopped)
		(void)state_pop(&w->st, c->mark[--c->n]);
	w->stopped = stopped;
	chain_failed(w, c);
}

static void
chain_or(struct walk *w, struct chain *c, const struct node *n)
{
	bool stopped = w->stopped;
	size_t mark;

	chain_collapse(w, c);
	mark = state_mark(&w->st);
	w->stopped = false;
	if (c->failed != NULL)
		state_set(&w->st, w->cwd, value_either(w->a, c->failed,
		    w->cwd->obj));
	walk_node(w, n);
	if (w->stopped) {
		(void)state_pop(&w->st, mark);
		c->failed = NULL;
	} else
		state_join(&w->st, mark, NULL);
	w->stopped = stopped;
	w->cd_failed = NULL;
}

/* Statements joined by && and ||, up to the end of the chain. */
static const struct node *
walk_chain(struct walk *w, const struct node *n)
{
	struct chain c = { .n = 0 };
	enum list_op op = n->after;
	size_t mark;

	w->cd_failed = NULL;
	if (op == LIST_BG) {
		mark = state_mark(&w->st);
		walk_node(w, n);
		w->cd_failed = NULL;
		pop_subshell(w, mark);
		return n->next;
	}
	walk_node(w, n);
	chain_failed(w, &c);
	for (n = n->next; n != NULL && (op == LIST_AND || op == LIST_OR);
	    n = n->next) {
		if (op == LIST_AND)
			chain_and(w, &c, n);
		else
			chain_or(w, &c, n);
		op = n->after;
	}
	chain_collapse(w, &c);
	if (c.failed != NULL && (opts_get(w) & OPT_ERREXIT) == 0)
		state_set(&w->st, w->cwd, value_either(w->a, w->cwd->obj,
		    c.failed));
	return n;
}

/* A background chain `a && b &` is one subshell. */
static const struct node *
chain_end(const struct node *n)
{
	while (n->next != NULL && (n->after == LIST_AND ||
	    n->after == LIST_OR))
		n = n->next;
	return n;
}

static void
walk_list(struct walk *w, const struct node *list)
{
	const struct node *n = list->body, *end;
	size_t mark;

	while (n != NULL) {
		end = chain_end(n);
		if (end->after == LIST_BG && end != n) {
			mark = state_mark(&w->st);
			n = walk_chain(w, n);
			pop_subshell(w, mark);
		} else
			n = walk_chain(w, n);
	}
}

static void
walk_pipeline(struct walk *w, const struct node *pipe)
{
	const struct node *n;
	struct value *cap = w->cap->obj, *made;
	struct input *in = w->in->obj, *next;
	size_t mark;
	bool last;

	if (pipe->body != NULL && pipe->body->next == NULL) {
		walk_node(w, pipe->body);
		return;
	}
	for (n = pipe->body; n != NULL; n = n->next) {
		last = n->next == NULL;
		mark = state_mark(&w->st);
		state_set(&w->st, w->cap, last ? cap :
		    value_const(w->a, "", 0));
		walk_node(w, n);
		made = w->cap->obj;
		w->stopped = false;
		w->cd_failed = NULL;
		if (!last || (opts_get(w) & OPT_LASTPIPE) == 0)
			(void)state_pop(&w->st, mark);
		next = arena_alloc(w->a, sizeof *next);
		next->kind = INPUT_TEXT;
		next->text = made;
		state_set(&w->st, w->in, last ? in : next);
		if (last && w->cap->obj != made)
			state_set(&w->st, w->cap, made);
	}
}

/* Two ways from here: `a`, or `b`; either may be NULL for "nothing". */
static void
walk_either(struct walk *w, const struct node *a, const struct node *b)
{
	size_t mark = state_mark(&w->st);
	struct delta *d;
	bool stop_a, stopped = w->stopped;

	w->stopped = false;
	walk_body(w, a);
	stop_a = w->stopped;
	d = state_pop(&w->st, mark);
	w->stopped = false;
	walk_body(w, b);
	if (stop_a && w->stopped) {
		w->stopped = true;
		return;
	}
	if (w->stopped) {
		(void)state_pop(&w->st, mark);
		state_apply(&w->st, d);
	} else if (!stop_a)
		state_join(&w->st, mark, d);
	w->stopped = stopped;
}

/* Make every slot that `d` changed wide enough for any round of a loop. */
static void
widen(struct walk *w, const struct delta *d, bool final)
{
	void *old, *m;

	for (; d != NULL; d = d->next) {
		old = d->slot->obj;
		if (old == d->obj)
			continue;
		m = environ_merge(w, d->slot->kind, old, d->obj);
		if (final && d->slot->kind == SLOT_VAR) {
			struct var *x = arena_alloc(w->a, sizeof *x);
			*x = *(struct var *)m;
			m = x;
			if (x->v != NULL) {
				struct value *v = value_unknown(w->a);
				v->flags = x->v->flags;
				x->v = v;
				v->flags &= ~(unsigned)VALUE_GLOB;
			}
			x->open = x->array;
		} else if (final && (d->slot->kind == SLOT_CWD ||
		    d->slot->kind == SLOT_OUTPUT) && m != NULL) {
			struct value *v = value_unknown(w->a);
			v->flags = ((struct value *)m)->flags;
			m = v;
		}
		state_set(&w->st, d->slot, m);
	}
}

static bool
same_value(const struct value *x, const struct value *y)
{
	unsigned i;

	if (x == y)
		return true;
	if (x == NULL || y == NULL || x->nalt != y->nalt ||
	    x->flags != y->flags)
		return false;
	for (i = 0; i < x->nalt; i++)
		if (x->alt[i].hole != y->alt[i].hole ||
		    strcmp(x->alt[i].pre, y->alt[i].pre) != 0 ||
		    strcmp(x->alt[i].suf, y->alt[i].suf) != 0)
			return false;
	return true;
}

/* Did this round leave everything as it found it? */
static bool
settled(const struct delta *d)
{
	const struct var *x, *y;

	for (; d != NULL; d = d->next) {
		if (d->obj == d->slot->obj)
			continue;
		if (d->slot->kind == SLOT_INPUT ||
		    d->slot->kind == SLOT_TRAPS)
			continue;
		if (d->slot->kind != SLOT_VAR || d->obj == NULL ||
		    d->slot->obj == NULL)
			return false;
		x = d->obj;
		y = d->slot->obj;
		if (!same_value(x->v, y->v) || x->nelem != y->nelem ||
		    x->array != y->array || (x->array && x->elem != y->elem))
			return false;
	}
	return true;
}

/*
 * A loop: `round` is walked until what it changes no longer changes what it
 * does. Only the effects of the last walk stay; it starts from a state that
 * stands for every round.
 */
static void
walk_loop(struct walk *w, void (*round)(struct walk *, const struct node *,
    void *), const struct node *n, void *ctx)
{
	struct rewind start = effects_mark(w);
	struct delta *d;
	size_t mark;
	int i;

	if (w->loops >= WALK_DEEP_LOOP)
		var_havoc(w);
	w->loops++;
	for (i = 0;; i++) {
		mark = state_mark(&w->st);
		round(w, n, ctx);
		d = state_pop(&w->st, mark);
		if (i == 2 || settled(d) || w->loops > WALK_DEEP_LOOP)
			break;
		effects_rewind(w, start);
		widen(w, d, i == 1);
	}
	w->loops--;
	w->stopped = false;
	/* No round at all is possible too. */
	mark = state_mark(&w->st);
	state_apply(&w->st, d);
	state_join(&w->st, mark, NULL);
}

struct forctx {
	struct value *item;
};

static void
for_round(struct walk *w, const struct node *n, void *ctx)
{
	struct forctx *f = ctx;

	if (f->item != NULL)
		var_assign(w, n->name, strlen(n->name), f->item);
	walk_body(w, n->body);
}

static void
walk_for(struct walk *w, const struct node *n)
{
	struct fields f = { NULL, 0, 0 };
	struct args *g = args_get(w);
	struct forctx ctx = { NULL };
	struct value *v;
	unsigned i;

	if (n->has_in)
		expand_words(w, n->words, &f);
	else {
		for (i = 0; i < g->n; i++)
			fields_add(w, &f, g->v[i]);
		if (g->open)
			fields_add(w, &f, value_unknown(w->a));
	}
	for (i = 0; i < f.n; i++) {
		v = arena_alloc(w->a, sizeof *v);
		*v = *f.v[i];
		v->flags &= ~(unsigned)VALUE_MANY;
		ctx.item = ctx.item == NULL ? v :
		    value_either(w->a, ctx.item, v);
		if (ctx.item->alt[0].hole && ctx.item->nalt == 1 && i > 64)
			break;
	}
	if (n->kind == NODE_SELECT && ctx.item != NULL)
		var_assign(w, "REPLY", 5, value_unknown(w->a));
	if (f.n == 0)
		return;
	walk_loop(w, for_round, n, &ctx);
}

static void
while_round(struct walk *w, const struct node *n, void *ctx)
{
	(void)ctx;
	walk_body(w, n->cond);
	walk_body(w, n->body);
}

static void
arith_word(struct walk *w, const struct word *word)
{
	if (word != NULL)
		(void)expand_arith_value(w, expand_parts(w, word->parts));
}

static void
arith_round(struct walk *w, const struct node *n, void *ctx)
{
	(void)ctx;
	arith_word(w, n->arith[1]);
	walk_body(w, n->body);
	arith_word(w, n->arith[2]);
}

static void
walk_case(struct walk *w, const struct node *n)
{
	const struct case_item *it;
	const struct word *p;
	size_t mark = state_mark(&w->st);
	struct delta *acc;
	bool all = false, stopped = w->stopped;

	(void)expand_value(w, n->subject);
	for (it = n->items; it != NULL; it = it->next)
		for (p = it->patterns; p != NULL; p = p->next) {
			struct value *v = expand_pattern(w, p);
			const char *t = value_text(v);
			if (t != NULL && strcmp(t, "*") == 0)
				all = true;
		}
	acc = state_pop(&w->st, mark);
	state_apply(&w->st, acc);
	mark = state_mark(&w->st);
	acc = NULL;
	bool have = !all;
	for (it = n->items; it != NULL; it = it->next) {
		/* With ;& the next body starts where this one ends. */
		const struct case_item *j = it;
		w->stopped = false;
		walk_body(w, j->body);
		while (j->end == CASE_FALL && j->next != NULL) {
			j = j->next;
			walk_body(w, j->body);
		}
		if (w->stopped) {
			(void)state_pop(&w->st, mark);
			continue;
		}
		if (have)
			state_join(&w->st, mark, acc);
		acc = state_pop(&w->st, mark);
		have = true;
	}
	w->stopped = stopped;
	state_apply(&w->st, acc);
}

static void
walk_cond(struct walk *w, const struct cond *c)
{
	const char *t;
	long long num;
	bool arith;

	if (c == NULL)
		return;
	walk_cond(w, c->left);
	walk_cond(w, c->right);
	arith = c->op[0] == '-' && strlen(c->op) == 3;
	if (c->a != NULL) {
		t = value_text(expand_value(w, c->a));
		if (t != NULL && arith)
			(void)expand_arith(w, t, strlen(t), &num);
	}
	if (c->b == NULL)
		return;
	/* The right side of == and =~ is a pattern, else a plain word. */
	t = value_text(c->op[0] == '-' ? expand_value(w, c->b) :
	    expand_pattern(w, c->b));
	if (t != NULL && (arith || strcmp(c->op, "-v") == 0))
		(void)expand_arith(w, t, strlen(t), &num);
}

static void
define(struct walk *w, const struct node *n)
{
	struct func *f = arena_alloc(w->a, sizeof *f);
	size_t len = strlen(n->name);

	f->body = n->body;
	f->redirs = n->redirs;
	f->text = w->text;
	f->map = w->map;
	f->origin = w->origin;
	f->file = w->file;
	state_set(&w->st, state_slot(&w->st, SLOT_FUNCTION, n->name, len,
	    true), f);
}

static void
walk_coproc(struct walk *w, const struct node *n)
{
	size_t mark = state_mark(&w->st);
	struct input *in = arena_alloc(w->a, sizeof *in);

	in->kind = INPUT_TEXT;
	in->text = value_unknown(w->a);
	state_set(&w->st, w->in, in);
	walk_body(w, n->body);
	(void)state_pop(&w->st, mark);
}

static void
walk_compound(struct walk *w, const struct node *n)
{
	switch (n->kind) {
	case NODE_LIST:
		walk_list(w, n);
		break;
	case NODE_PIPELINE:
		walk_pipeline(w, n);
		break;
	case NODE_SUBSHELL:
		walk_subshell(w, n->body);
		break;
	case NODE_GROUP:
		walk_body(w, n->body);
		break;
	case NODE_IF:
		walk_body(w, n->cond);
		walk_either(w, n->body, n->orelse);
		break;
	case NODE_WHILE:
	case NODE_UNTIL:
		walk_loop(w, while_round, n, NULL);
		break;
	case NODE_FOR:
	case NODE_SELECT:
		walk_for(w, n);
		break;
	case NODE_ARITH_FOR:
		arith_word(w, n->arith[0]);
		walk_loop(w, arith_round, n, NULL);
		break;
	case NODE_CASE:
		walk_case(w, n);
		break;
	case NODE_COND:
		walk_cond(w, n->test);
		break;
	case NODE_ARITH:
		arith_word(w, n->arith[0]);
		break;
	case NODE_COPROC:
		walk_coproc(w, n);
		break;
	default:
		break;
	}
}

void
walk_body(struct walk *w, const struct node *n)
{
	if (n != NULL)
		walk_node(w, n);
}

void
walk_node(struct walk *w, const struct node *n)
{
	struct redirected r;

	walk_step(w);
	if (n->kind == NODE_SIMPLE) {
		walk_simple(w, n);
		return;
	}
	if (n->kind == NODE_FUNCTION) {
		define(w, n);
		return;
	}
	if (n->redirs == NULL) {
		walk_compound(w, n);
		return;
	}
	walk_redirs(w, n->redirs, &r);
	walk_compound(w, n);
	walk_unredir(w, &r);
}
