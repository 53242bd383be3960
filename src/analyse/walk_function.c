/* SPDX-License-Identifier: ISC */
#include <stdint.h>
#include <string.h>

#include "analyse/walk_int.h"

/*
 * FUNCNAME inside of it: its name, then those of its callers. What a script
 * or a sourced file adds behind them is left open.
 */
static void
enter_name(struct walk *w, struct slot *s, const struct value *name)
{
	const struct var *old = s->obj;
	struct var *x = arena_alloc(w->a, sizeof *x);
	bool known = old != NULL && old->array && w->active != NULL;
	unsigned i, n = known ? old->nelem : 0;

	x->array = true;
	x->open = known ? old->open : w->active != NULL ||
	    w->origin != ORIGIN_LINE || w->file != NULL;
	x->elem = arena_array(w->a, n + 1u, sizeof *x->elem);
	for (i = 0; i <= n; i++) {
		x->elem[i].key = arena_printf(w->a, "%u", i);
		x->elem[i].v = i > 0 ? old->elem[i - 1].v :
		    (struct value *)(uintptr_t)name;
	}
	x->nelem = n + 1;
	x->v = x->elem[0].v;
	state_set(&w->st, s, x);
}

/* FUNCNAME and BASH_SOURCE, and what they were outside. */
struct names {
	struct slot *name, *source;
	void *was, *source_was;
};

static void
enter_names(struct walk *w, struct names *n, const struct func *f,
    const struct value *name)
{
	(void)var_get(w, "FUNCNAME", 8);
	n->name = state_slot(&w->st, SLOT_VAR, "FUNCNAME", 8, true);
	n->was = n->name->obj;
	enter_name(w, n->name, name);
	/* Where it was defined; known where that is who calls it. */
	n->source = state_slot(&w->st, SLOT_VAR, "BASH_SOURCE", 11, true);
	n->source_was = n->source->obj;
	if (f->file != w->file || f->file == NULL)
		walk_source_name(w, NULL);
}

static void
leave_names(struct walk *w, const struct names *n)
{
	state_set(&w->st, n->name, n->was);
	state_set(&w->st, n->source, n->source_was);
}

static void
walk_function(struct walk *w, const struct func *f, const struct call *c)
{
	const char *text = w->text, *file = w->file;
	size_t len = w->len;
	const struct spanmap *map = w->map;
	enum origin origin = w->origin;
	struct args *args = w->args->obj;
	struct active here = { w->active, f->body, NULL, w->branches,
	    w->processes };
	const struct active *p;
	const struct local *l;
	struct frame frame;
	struct names names;
	struct redirected r;
	unsigned again = 0, level = w->level;

	for (p = w->active; p != NULL; p = p->prev)
		if (p->body == f->body)
			again++;
	if (again > 0)
		walk_check_endless(w, f->body, c->span);
	if (again > 2)
		return;
	if (++w->depth > WALK_MAX_DEPTH)
		walk_limit(w, "functions call each other too deep");
	/* From the second time round on it may be any call of it. */
	args_set(w, c->argv + 1, again > 1 ? 0 : c->argc - 1, again > 1);
	enter_names(w, &names, f, c->argv[0]);
	w->active = &here;
	w->level = 0;
	walk_frame_begin(w, &frame);
	w->text = f->text;
	w->len = f->len;
	w->map = f->origin == ORIGIN_LINE && w->origin == ORIGIN_LINE ?
	    f->map : walk_fixed(w, c->span);
	if (f->origin != ORIGIN_LINE) {
		w->origin = f->origin;
		w->file = f->file;
	}
	walk_redirs(w, f->redirs, &r);
	walk_body(w, f->body);
	walk_frame_end(w, &frame);
	walk_unredir(w, &r);
	for (l = here.locals; l != NULL; l = l->next)
		if (l->slot == w->opts)
			opts_back(w, l->old, l->maybe);
		else
			state_set(&w->st, l->slot, l->maybe ? environ_merge(w,
			    SLOT_VAR, l->old, l->slot->obj) : l->old);
	w->active = here.prev;
	w->level = level;
	w->truth = -1;
	w->text = text;
	w->len = len;
	w->map = map;
	w->origin = origin;
	w->file = file;
	w->depth--;
	leave_names(w, &names);
	state_set(&w->st, w->args, args);
}

void
walk_function_any(struct walk *w, const struct func *f, struct span span)
{
	struct value *v = value_unknown(w->a);
	struct call c = { .span = span, .argc = 2, .shell = true };
	size_t mark = state_mark(&w->st);

	c.argv = arena_array(w->a, 2, sizeof *c.argv);
	c.argv[0] = value_unknown(w->a);
	c.argv[1] = v;
	v->flags |= VALUE_MANY;
	walk_function(w, f, &c);
	walk_leave(w, mark);
}

bool
walk_functions(struct walk *w, const char *name, const struct call *c)
{
	struct slot *s = state_slot(&w->st, SLOT_FUNCTION, name,
	    strlen(name), false);
	const struct func *f;
	struct delta *d = NULL;
	bool only = (opts_get(w) & OPT_POSIX) == 0 || !walk_is_special(name);
	bool first = true;
	size_t mark = state_mark(&w->st);

	if (s == NULL || s->obj == NULL)
		return false;
	for (f = s->obj; f != NULL; f = f->next) {
		if (f->maybe || f->origin != ORIGIN_LINE)
			only = false;
		walk_function(w, f, c);
		if (!first)
			state_join(&w->st, mark, d);
		first = false;
		d = state_pop(&w->st, mark);
	}
	state_apply(&w->st, d);
	if (!only)
		state_join(&w->st, mark, NULL);
	return only;
}
