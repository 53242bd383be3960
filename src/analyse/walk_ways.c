/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "analyse/walk_int.h"

/* One command that may turn out to be one of several. */
/* Is this a program whose words are judged one by one? */
static bool
takes_names(struct walk *w, const struct value *v)
{
	const char *t = value_text(v);
	const struct slot *s;

	if (t == NULL || (v->flags & VALUE_GLOB) != 0 || walk_is_builtin(t))
		return false;
	s = state_slot(&w->st, SLOT_FUNCTION, t, strlen(t), false);
	return (s == NULL || s->obj == NULL) && (strchr(t, '/') != NULL ||
	    tool_find(walk_base(t)) != NULL);
}

/*
 * The same command with its patterns as the names that are there now: a name
 * may be an option, or a link to something else. The pattern itself counts as
 * well, since other names may be there by then.
 */
static void
run_names(struct walk *w, const struct node *n, const struct fields *f)
{
	struct fields out = { NULL, 0, 0 };
	struct delta *d;
	bool any = false;
	size_t mark;
	unsigned i;

	/* What is captured of it is said by the pattern. */
	if (f->n < 2 || walk_captured(w) || !takes_names(w, f->v[0]))
		return;
	for (i = 0; i < f->n; i++) {
		if (expand_glob(w, f->v[i], &out) > 0)
			any = true;
		else
			fields_add(w, &out, f->v[i]);
	}
	if (!any)
		return;
	mark = state_mark(&w->st);
	walk_fields(w, n, &out, false);
	d = state_pop(&w->st, mark);
	state_join(&w->st, mark, d);
}

/* Each way is a command that is looked at; in functions they multiply. */
enum { WAYS_MAX = 16, WAYS_DEEP = 4 };

/*
 * A word may be one of a few lists of words: the command is then one of a
 * few, each of them walked from here.
 */
void
walk_ways(struct walk *w, const struct node *n, const struct fields *f,
    bool one_to_one)
{
	unsigned ways = 1, max = w->depth == 0 ? WAYS_MAX : WAYS_DEEP, i, k;
	const struct value_choice **at;
	bool globs = false, choices = false;
	size_t mark = state_mark(&w->st);
	struct delta *d = NULL;

	for (i = 0; i < f->n; i++) {
		choices = choices || f->v[i]->choice != NULL;
		globs = globs || (f->v[i]->flags & VALUE_GLOB) != 0;
	}
	if (!choices) {
		walk_fields(w, n, f, one_to_one);
		if (globs) {
			run_names(w, n, f);
			w->truth = -1;
		}
		return;
	}
	at = arena_array(w->a, f->n + 1u, sizeof *at);
	for (i = 0; i < f->n; i++)
		if (f->v[i]->choice != NULL &&
		    ways * f->v[i]->choice->n <= max) {
			at[i] = f->v[i]->choice;
			ways *= at[i]->n;
		}
	w->branches++;
	for (k = 0; k < ways; k++) {
		struct fields one = { NULL, 0, 0 };
		unsigned rest = k, j;
		for (i = 0; i < f->n; i++) {
			if (at[i] == NULL) {
				fields_add(w, &one, f->v[i]);
				continue;
			}
			const struct value_way *way = &at[i]->way[rest % at[i]->n];
			rest /= at[i]->n;
			for (j = 0; j < way->n; j++)
				fields_add(w, &one, way->v[j]);
		}
		walk_fields(w, n, &one, false);
		walk_jump_unsure(w);
		if (k > 0)
			state_join(&w->st, mark, d);
		d = state_pop(&w->st, mark);
	}
	w->branches--;
	w->truth = -1;
	state_apply(&w->st, d);
}
