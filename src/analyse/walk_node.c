/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "analyse/walk_int.h"
#include "analyse/zshread.h"

void
walk_subshell(struct walk *w, const struct node *n)
{
	size_t mark = state_mark(&w->st);
	struct trap *traps = w->traps->obj;
	bool stopped = w->stopped;
	enum jump jump = w->jump;

	w->subs++;
	walk_body(w, n);
	walk_traps(w, traps);
	w->subs--;
	w->stopped = stopped;
	w->jump = jump;
	w->cd_failed = NULL;
	walk_leave_subshell(w, mark);
}

static void
walk_pipeline(struct walk *w, const struct node *pipe)
{
	const struct node *n;
	struct value *cap = w->cap->obj, *made;
	struct input *in = w->in->obj, *next;
	unsigned level = w->level;
	enum jump jump = w->jump;
	size_t mark;
	bool last, own;
	struct leak leak;

	if (pipe->body != NULL && pipe->body->next == NULL) {
		walk_node(w, pipe->body);
		if (pipe->bang && w->truth >= 0)
			w->truth = !w->truth;
		return;
	}
	w->processes++;
	for (n = pipe->body; n != NULL; n = n->next) {
		last = n->next == NULL;
		mark = state_mark(&w->st);
		state_set(&w->st, w->cap, last ? cap :
		    value_const(w->a, "", 0));
		own = !last || (opts_get(w) & OPT_LASTPIPE) == 0;
		w->level = own ? 0 : level;
		w->subs += own;
		walk_leak_begin(w, &leak);
		if (n->pipe_both)
			w->alias_out = true;
		walk_node(w, n);
		w->subs -= own;
		made = w->cap->obj;
		if (walk_leak_end(w, &leak) && (!last || made != NULL))
			made = value_unknown(w->a);
		w->stopped = false;
		w->level = level;
		if (own)
			w->jump = jump;
		walk_jump_unsure(w);
		w->cd_failed = NULL;
		if (own)
			walk_leave(w, mark);
		next = arena_alloc(w->a, sizeof *next);
		next->kind = INPUT_TEXT;
		next->text = made;
		state_set(&w->st, w->in, last ? in : next);
		if (last && w->cap->obj != made)
			state_set(&w->st, w->cap, made);
	}
	w->processes--;
	w->truth = -1;
}

static void
define(struct walk *w, const struct node *n)
{
	struct func *f = arena_alloc(w->a, sizeof *f);
	size_t len = strlen(n->name);
	const struct slot *alias;

	/* The name of a definition is expanded like that of a command. */
	alias = state_slot(&w->st, SLOT_ALIAS, n->name, len, false);
	if (alias != NULL && alias->obj != NULL)
		walk_unknown(w, UNKNOWN_SHELL, NULL, walk_span(w, n->span));
	f->exported = (opts_get(w) & OPT_ALLEXPORT) != 0;
	f->body = n->body;
	f->redirs = n->redirs;
	f->text = w->text;
	f->len = w->len;
	f->map = w->map;
	f->origin = w->origin;
	f->file = w->file;
	state_set(&w->st, state_slot(&w->st, SLOT_FUNCTION, n->name, len,
	    true), f);
	/* The shell calls these by itself, with any words. */
	if (w->origin == ORIGIN_LINE && (w->zsh ? zsh_calls(n->name) :
	    strcmp(n->name, "command_not_found_handle") == 0))
		walk_function_any(w, f, walk_span(w, n->span));
}

static void
walk_coproc(struct walk *w, const struct node *n)
{
	size_t mark = state_mark(&w->st);
	struct input *in = arena_alloc(w->a, sizeof *in);
	enum jump jump = w->jump;
	unsigned level = w->level;

	w->level = 0;
	in->kind = INPUT_TEXT;
	in->text = value_unknown(w->a);
	state_set(&w->st, w->in, in);
	w->processes++;
	w->subs++;
	walk_body(w, n->body);
	w->subs--;
	w->processes--;
	w->level = level;
	w->jump = jump;
	walk_leave(w, mark);
}

static void
walk_compound(struct walk *w, const struct node *n)
{
	unsigned level = w->level;

	switch (n->kind) {
	case NODE_LIST:
		walk_list(w, n->body);
		return;
	case NODE_PIPELINE:
		walk_pipeline(w, n);
		return;
	case NODE_SUBSHELL:
		w->level = 0;
		walk_subshell(w, n->body);
		w->level = level;
		break;
	case NODE_GROUP:
		walk_body(w, n->body);
		return;
	case NODE_COND:
		w->truth = walk_cond(w, n->test);
		return;
	case NODE_ARITH:
		w->truth = walk_arith_word(w, n->arith[0]);
		return;
	case NODE_IF:
		walk_body(w, n->cond);
		walk_either(w, w->truth, n->body, n->orelse);
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
	case NODE_COPROC:
		walk_coproc(w, n);
		break;
	default:
		break;
	}
	w->truth = -1;
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
	size_t mark;
	bool opens;

	walk_step(w);
	if (n->kind == NODE_SIMPLE) {
		walk_simple(w, n);
		return;
	}
	w->truth = -1;
	if (n->kind == NODE_FUNCTION) {
		define(w, n);
		return;
	}
	if (n->redirs == NULL) {
		walk_compound(w, n);
		return;
	}
	opens = walk_opens(w, n->redirs);
	walk_redirs(w, n->redirs, &r);
	mark = state_mark(&w->st);
	walk_compound(w, n);
	/* Where a file cannot be opened nothing of it runs. */
	if (!opens) {
		walk_jump_unsure(w);
		w->truth = -1;
		state_join(&w->st, mark, NULL);
	}
	walk_unredir(w, &r);
}
