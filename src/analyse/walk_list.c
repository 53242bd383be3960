/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "analyse/walk_int.h"

/* Lists: commands one after another, joined by && and ||, sent behind. */
enum { CHAIN_MARKS = 32 };

/* A chain of && and || on its way. */
struct chain {
	size_t mark[CHAIN_MARKS];	/* behind each part of an && run */
	unsigned n;
	struct value *failed;		/* the cwd if a cd in it failed */
	int truth;			/* of what stands so far */
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

/* The next part runs for sure. */
static void
chain_sure(struct walk *w, struct chain *c, const struct node *n)
{
	w->branches++;
	walk_node(w, n);
	w->branches--;
	c->truth = w->truth;
	chain_failed(w, c);
}

static void
chain_and(struct walk *w, struct chain *c, const struct node *n)
{
	bool stopped = w->stopped;

	if (c->truth >= 0) {
		if (c->truth == 1)
			chain_sure(w, c, n);
		else
			walk_dead(w, n, walk_node);
		return;
	}
	if (c->n == CHAIN_MARKS)
		chain_collapse(w, c);
	c->mark[c->n++] = state_mark(&w->st);
	w->stopped = false;
	w->branches++;
	walk_node(w, n);
	w->branches--;
	c->truth = w->truth == 0 ? 0 : -1;
	/* `x && exit`: whoever is still here did not go there. */
	if (walk_gone(w))
		(void)state_pop(&w->st, c->mark[--c->n]);
	walk_jump_unsure(w);
	w->stopped = stopped;
	chain_failed(w, c);
}

static void
chain_or(struct walk *w, struct chain *c, const struct node *n)
{
	bool stopped = w->stopped;
	size_t mark;

	chain_collapse(w, c);
	if (c->truth == 1 || (c->truth == 0 && c->failed == NULL)) {
		if (c->truth == 0)
			chain_sure(w, c, n);
		else
			walk_dead(w, n, walk_node);
		return;
	}
	mark = state_mark(&w->st);
	w->stopped = false;
	if (c->failed != NULL)
		state_set(&w->st, w->cwd, value_either(w->a, c->failed,
		    w->cwd->obj));
	w->branches++;
	walk_node(w, n);
	w->branches--;
	c->truth = w->truth == 1 ? 1 : -1;
	if (walk_gone(w)) {
		(void)state_pop(&w->st, mark);
		c->failed = NULL;
	} else
		state_join(&w->st, mark, NULL);
	walk_jump_unsure(w);
	w->stopped = stopped;
	w->cd_failed = NULL;
}

/* Statements joined by && and ||, up to the end of the chain. */
static const struct node *
walk_chain(struct walk *w, const struct node *n)
{
	struct chain c = { .n = 0 };
	enum list_op op = n->after;
	enum jump jump = w->jump;
	unsigned level = w->level;
	size_t mark;

	w->cd_failed = NULL;
	if (op == LIST_BG) {
		mark = state_mark(&w->st);
		w->processes++;
		w->level = 0;
		w->subs++;
		walk_node(w, n);
		w->subs--;
		w->level = level;
		w->processes--;
		w->cd_failed = NULL;
		w->jump = jump;
		w->truth = -1;
		walk_leave_subshell(w, mark);
		return n->next;
	}
	walk_node(w, n);
	c.truth = w->truth;
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
	w->truth = c.truth;
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

void
walk_list(struct walk *w, const struct node *n)
{
	const struct node *end;
	unsigned level;
	enum jump jump;
	size_t mark;

	while (n != NULL) {
		end = chain_end(n);
		if (end->after == LIST_BG && end != n) {
			mark = state_mark(&w->st);
			jump = w->jump;
			level = w->level;
			w->level = 0;
			w->subs++;
			w->processes++;
			n = walk_chain(w, n);
			w->processes--;
			w->subs--;
			w->level = level;
			w->jump = jump;
			w->truth = -1;
			walk_leave_subshell(w, mark);
		} else
			n = walk_chain(w, n);
		/* Behind `break` nothing runs. */
		if (n != NULL && w->jump > JUMP_MAYBE) {
			walk_dead(w, n, walk_list);
			return;
		}
	}
}
