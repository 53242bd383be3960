/* SPDX-License-Identifier: ISC */
#include <ctype.h>
#include <string.h>

#include "analyse/pattern.h"
#include "analyse/walk_int.h"

/* Leave a subshell but keep what was printed and read. */
static void
pop_subshell(struct walk *w, size_t mark)
{
	void *in = w->in->obj;

	walk_leave_printed(w, mark);
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
	w->branches++;
	walk_node(w, n);
	w->branches--;
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
	w->branches++;
	walk_node(w, n);
	w->branches--;
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
		w->processes++;
		walk_node(w, n);
		w->processes--;
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
	w->processes++;
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
			walk_leave(w, mark);
		next = arena_alloc(w->a, sizeof *next);
		next->kind = INPUT_TEXT;
		next->text = made;
		state_set(&w->st, w->in, last ? in : next);
		if (last && w->cap->obj != made)
			state_set(&w->st, w->cap, made);
	}
	w->processes--;
}

static void
define(struct walk *w, const struct node *n)
{
	struct func *f = arena_alloc(w->a, sizeof *f);
	size_t len = strlen(n->name);

	f->body = n->body;
	f->redirs = n->redirs;
	f->text = w->text;
	f->len = w->len;
	f->map = w->map;
	f->origin = w->origin;
	f->file = w->file;
	state_set(&w->st, state_slot(&w->st, SLOT_FUNCTION, n->name, len,
	    true), f);
	/* bash calls this one by itself, with any words. */
	if (w->origin == ORIGIN_LINE &&
	    strcmp(n->name, "command_not_found_handle") == 0)
		walk_function_any(w, f, walk_span(w, n->span));
}

static void
walk_coproc(struct walk *w, const struct node *n)
{
	size_t mark = state_mark(&w->st);
	struct input *in = arena_alloc(w->a, sizeof *in);

	in->kind = INPUT_TEXT;
	in->text = value_unknown(w->a);
	state_set(&w->st, w->in, in);
	w->processes++;
	walk_body(w, n->body);
	w->processes--;
	walk_leave(w, mark);
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
	case NODE_FOR:
	case NODE_SELECT:
	case NODE_ARITH_FOR:
		walk_loops(w, n);
		break;
	case NODE_CASE:
		walk_case(w, n);
		break;
	case NODE_COND:
		walk_cond(w, n->test);
		break;
	case NODE_ARITH:
		walk_arith_word(w, n->arith[0]);
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
