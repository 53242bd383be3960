/* SPDX-License-Identifier: ISC */
#include <ctype.h>
#include <string.h>

#include "analyse/pattern.h"
#include "analyse/walk_int.h"

void
walk_either(struct walk *w, const struct node *a, const struct node *b)
{
	size_t mark = state_mark(&w->st);
	struct delta *d;
	bool stop_a, stopped = w->stopped;

	w->stopped = false;
	w->branches++;
	walk_body(w, a);
	stop_a = w->stopped;
	d = state_pop(&w->st, mark);
	w->stopped = false;
	walk_body(w, b);
	w->branches--;
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

/*
 * Does `subject` match the pattern: 1, 0, or -1 when that is not sure. Whether
 * nocasematch is on is not known, so only what both agree on is.
 */
static int
case_match(struct walk *w, const char *subject, const struct value *pattern)
{
	const char *t = value_text(pattern);
	size_t n = subject == NULL ? 0 : strlen(subject), i, len;
	char *fs, *ft;
	int yes;

	if (t != NULL && strcmp(t, "*") == 0)
		return 1;
	if (t == NULL || subject == NULL)
		return -1;
	len = strlen(t);
	yes = pattern_match(t, len, subject, n);
	if (yes == 1)
		return 1;
	fs = arena_strndup(w->a, subject, n);
	ft = arena_strndup(w->a, t, len);
	for (i = 0; i < n; i++)
		fs[i] = (char)tolower((unsigned char)fs[i]);
	for (i = 0; i < len; i++)
		ft[i] = (char)tolower((unsigned char)ft[i]);
	return yes == 0 && pattern_match(ft, len, fs, n) == 0 ? 0 : -1;
}

/* The same for each item of the case; their patterns are expanded once. */
static signed char *
case_matches(struct walk *w, const struct node *n)
{
	const struct value *v = expand_value(w, n->subject);
	const char *subject = (v->flags & VALUE_GLOB) != 0 ? NULL :
	    value_text(v);
	const struct case_item *it;
	const struct word *p;
	signed char *m;
	size_t k = 0;
	int one;

	for (it = n->items; it != NULL; it = it->next)
		k++;
	m = arena_alloc(w->a, k + 1);
	for (it = n->items, k = 0; it != NULL; it = it->next, k++)
		for (p = it->patterns; p != NULL; p = p->next) {
			one = case_match(w, subject, expand_pattern(w, p));
			if (one != 0 && m[k] != 1)
				m[k] = (signed char)one;
		}
	return m;
}

/* An item's body and, behind ;& and ;;&, those that may follow it. */
static void
case_run(struct walk *w, const struct case_item *it)
{
	bool testing = false;
	struct delta *d;
	size_t mark;

	walk_body(w, it->body);
	for (; it->next != NULL && (testing || it->end != CASE_BREAK);
	    it = it->next) {
		testing = testing || it->end == CASE_TEST;
		if (!testing) {
			walk_body(w, it->next->body);
			continue;
		}
		mark = state_mark(&w->st);
		walk_body(w, it->next->body);
		d = state_pop(&w->st, mark);
		state_join(&w->st, mark, d);
	}
}

/*
 * All items are walked for what they do; what they leave behind counts only
 * where they may run.
 */
void
walk_case(struct walk *w, const struct node *n)
{
	const struct case_item *it;
	size_t mark = state_mark(&w->st), k;
	signed char *m = case_matches(w, n);
	struct delta *acc = state_pop(&w->st, mark);
	bool stopped = w->stopped, sure = false, have;

	state_apply(&w->st, acc);
	mark = state_mark(&w->st);
	acc = NULL;
	for (it = n->items, k = 0; it != NULL; it = it->next, k++)
		sure = sure || m[k] == 1;
	have = !sure;
	sure = false;
	w->branches++;
	for (it = n->items, k = 0; it != NULL; it = it->next, k++) {
		w->stopped = false;
		case_run(w, it);
		if (w->stopped || sure || m[k] == 0) {
			(void)state_pop(&w->st, mark);
			continue;
		}
		if (have)
			state_join(&w->st, mark, acc);
		acc = state_pop(&w->st, mark);
		have = true;
		sure = m[k] == 1;
	}
	w->branches--;
	w->stopped = stopped;
	state_apply(&w->st, acc);
}

void
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
