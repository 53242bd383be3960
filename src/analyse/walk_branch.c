/* SPDX-License-Identifier: ISC */
#include <ctype.h>
#include <string.h>

#include "analyse/pattern.h"
#include "analyse/walk_int.h"

static void
either_known(struct walk *w, bool first, const struct node *a,
    const struct node *b)
{
	if (!first)
		walk_dead(w, a, walk_body);
	w->branches++;
	walk_body(w, first ? a : b);
	w->branches--;
	if (first)
		walk_dead(w, b, walk_body);
}

void
walk_either(struct walk *w, int which, const struct node *a,
    const struct node *b)
{
	size_t mark = state_mark(&w->st);
	struct delta *d;
	bool stop_a, gone, stopped = w->stopped;
	enum jump jump = w->jump, jump_a;

	if (which >= 0) {
		either_known(w, which == 1, a, b);
		return;
	}
	w->stopped = false;
	w->branches++;
	walk_body(w, a);
	stop_a = w->stopped;
	gone = walk_gone(w);
	jump_a = w->jump;
	d = state_pop(&w->st, mark);
	w->stopped = false;
	w->jump = jump;
	walk_body(w, b);
	w->branches--;
	if (stop_a && w->stopped)
		return;
	if (gone && walk_gone(w)) {
		/* Nobody is here; the two may go on at different places. */
		if (w->jump != jump_a)
			walk_jump_unsure(w);
		state_join(&w->st, mark, d);
	} else if (walk_gone(w)) {
		(void)state_pop(&w->st, mark);
		state_apply(&w->st, d);
		walk_jump_unsure(w);
	} else if (!gone)
		state_join(&w->st, mark, d);
	if (jump_a != jump && w->jump == jump && jump_a != JUMP_RETURN)
		w->jump = JUMP_MAYBE;
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
	enum jump jump = w->jump, before = w->jump;
	struct dead dead;

	state_apply(&w->st, acc);
	mark = state_mark(&w->st);
	acc = NULL;
	for (it = n->items, k = 0; it != NULL; it = it->next, k++)
		sure = sure || m[k] == 1;
	have = !sure;
	sure = false;
	w->branches++;
	for (it = n->items, k = 0; it != NULL; it = it->next, k++) {
		if (sure || m[k] == 0) {
			walk_dead_begin(w, &dead);
			case_run(w, it);
			walk_dead_end(w, &dead);
			continue;
		}
		w->stopped = false;
		w->jump = before;
		case_run(w, it);
		sure = m[k] == 1;
		/* The only one that can run decides how it goes on. */
		if (sure && !have && jump == before) {
			jump = w->jump;
			acc = state_pop(&w->st, mark);
			have = true;
			continue;
		}
		if (walk_gone(w)) {
			(void)state_pop(&w->st, mark);
			walk_jump_unsure(w);
			jump = w->jump == JUMP_NONE ? jump : w->jump;
			continue;
		}
		jump = w->jump == before ? jump : JUMP_MAYBE;
		if (have)
			state_join(&w->st, mark, acc);
		acc = state_pop(&w->st, mark);
		have = true;
	}
	w->branches--;
	w->stopped = stopped;
	w->jump = jump;
	state_apply(&w->st, acc);
}

/* op, of [ and [[, on two numbers: 1, 0, or -1 for any other operator. */
int
walk_compare(const char *op, long long a, long long b)
{
	static const char *const ops[] = { "-eq", "-ne", "-lt", "-le", "-gt",
	    "-ge" };
	const int yes[] = { a == b, a != b, a < b, a <= b, a > b, a >= b };
	size_t i;

	for (i = 0; i < sizeof ops / sizeof ops[0]; i++)
		if (strcmp(op, ops[i]) == 0)
			return yes[i];
	return -1;
}

/* The right side of && and || counts only where the left one lets it. */
static int
cond_joined(struct walk *w, const struct cond *c)
{
	bool and = c->op[0] == '&';
	int l = walk_cond(w, c->left), r;
	size_t mark = state_mark(&w->st);
	struct delta *d;

	r = walk_cond(w, c->right);
	if (l >= 0 && (l == 1) == and)
		return r;
	d = state_pop(&w->st, mark);
	if (l >= 0)
		return l;
	state_join(&w->st, mark, d);
	return r >= 0 && (r == 1) != and ? r : -1;
}

static int
cond_words(struct walk *w, const struct cond *c)
{
	bool arith = c->op[0] == '-' && strlen(c->op) == 3;
	bool known = true;
	const struct value *v, *p;
	const char *s = NULL, *t;
	long long a = 0, b = 0;

	if (c->a != NULL) {
		v = expand_value(w, c->a);
		s = value_text(v);
		if (s != NULL && arith)
			known = expand_arith(w, s, strlen(s), &a);
		if (c->op[0] == '\0')
			return s == NULL || (v->flags & VALUE_GLOB) != 0 ?
			    -1 : *s != '\0';
	}
	if (c->b == NULL)
		return -1;
	/* The right side of == and =~ is a pattern, else a plain word. */
	p = c->op[0] == '-' ? expand_value(w, c->b) : expand_pattern(w, c->b);
	t = value_text(p);
	if (t != NULL && (arith || strcmp(c->op, "-v") == 0))
		known = expand_arith(w, t, strlen(t), &b) && known;
	if (t == NULL || (p->flags & VALUE_GLOB) != 0)
		known = false;
	if (strcmp(c->op, "-n") == 0 || strcmp(c->op, "-z") == 0)
		return !known ? -1 : (*t != '\0') == (c->op[1] == 'n');
	if (s == NULL)
		return -1;
	if (arith)
		return known ? walk_compare(c->op, a, b) : -1;
	if (strcmp(c->op, "==") == 0 || strcmp(c->op, "=") == 0)
		return case_match(w, s, p);
	if (strcmp(c->op, "!=") == 0)
		return (a = case_match(w, s, p)) < 0 ? -1 : a == 0;
	return -1;
}

int
walk_cond(struct walk *w, const struct cond *c)
{
	int r;

	if (c == NULL)
		return -1;
	if (c->left == NULL)
		return cond_words(w, c);
	if (c->right != NULL)
		return cond_joined(w, c);
	r = walk_cond(w, c->left);
	return r >= 0 && c->op[0] == '!' ? !r : r;
}
