/* SPDX-License-Identifier: ISC */
#include "syntax/lex.h"

#include <string.h>

static struct cond *or_read(struct parser *p);

static struct cond *
cond_new(struct parser *p, const char *op)
{
	struct cond *c = lex_alloc(p, sizeof *c);

	c->op = op;
	return c;
}

/* The spelling of `w` if it is in `list`, a blank-separated string. */
static const char *
one_of(const struct word *w, const char *const *list)
{
	const char *t = word_literal(w);

	for (; t != NULL && *list != NULL; list++)
		if (strcmp(t, *list) == 0)
			return *list;
	return NULL;
}

static const char *
unary_op(const struct word *w)
{
	static const char *const ops[] = { "-a", "-b", "-c", "-d", "-e",
	    "-f", "-g", "-h", "-k", "-n", "-o", "-p", "-r", "-s", "-t", "-u",
	    "-v", "-w", "-x", "-z", "-G", "-L", "-N", "-O", "-R", "-S", NULL };

	return one_of(w, ops);
}

static const char *
binary_op(const struct word *w)
{
	static const char *const ops[] = { "=", "==", "!=", "=~", "-eq",
	    "-ne", "-lt", "-le", "-gt", "-ge", "-nt", "-ot", "-ef", NULL };

	return one_of(w, ops);
}

static bool
at_end(struct parser *p)
{
	return lex_word_is(p, "]]");
}

/* `first`: of a term, which newlines may stand before. */
static struct word *
cond_word(struct parser *p, bool first)
{
	struct word *w;

	lex_blanks(p);
	w = at_end(p) ? NULL : word_read(p);
	if (w == NULL)
		lex_unexpected(p, first);
	return w;
}

static struct word *
right_word(struct parser *p, const char *op)
{
	bool extglob = p->extglob;
	struct word *w;

	if (strcmp(op, "=~") == 0)
		p->regex = true;
	else if (op[0] == '=' || op[0] == '!')
		p->extglob = true;
	w = cond_word(p, false);
	p->regex = false;
	p->extglob = extglob;
	return w;
}

/* A word, a unary test or a binary one. */
static struct cond *
test_read(struct parser *p)
{
	struct word *a = cond_word(p, true);
	const char *op = unary_op(a);
	struct cond *c;
	int ch;

	c = cond_new(p, op == NULL ? "" : op);
	if (op != NULL) {
		c->b = cond_word(p, false);
		return c;
	}
	c->a = a;
	lex_blanks(p);
	ch = lex_cur(p);
	if (ch == '<' || ch == '>') {
		c->op = ch == '<' ? "<" : ">";
		lex_skip(p, 1);
	} else if (at_end(p) || ch == ')' || lex_at(p, "&&") ||
	    lex_at(p, "||")) {
		return c;
	} else {
		size_t from = p->pos;

		op = binary_op(cond_word(p, false));
		if (op == NULL)
			lex_fail(p, PARSE_SYNTAX, from,
			    "[[ ]] expects a binary operator here");
		c->op = op;
	}
	c->b = right_word(p, c->op);
	return c;
}

static struct cond *
term_read(struct parser *p)
{
	struct cond *c;

	lex_newlines(p);
	lex_enter(p);
	if (lex_cur(p) == '(') {
		c = cond_new(p, "(");
		lex_skip(p, 1);
		c->left = or_read(p);
		if (lex_cur(p) != ')')
			lex_unexpected(p, true);
		lex_skip(p, 1);
	} else if (lex_word_is(p, "!") && !(p->extglob &&
	    lex_look(p, 1) == '(')) {
		c = cond_new(p, "!");
		lex_skip(p, 1);
		c->left = term_read(p);
	} else {
		c = test_read(p);
	}
	lex_leave(p);
	lex_newlines(p);
	return c;
}

static struct cond *
and_read(struct parser *p)
{
	struct cond *c = term_read(p), *both;

	while (lex_at(p, "&&")) {
		lex_skip(p, 2);
		both = cond_new(p, "&&");
		both->left = c;
		both->right = term_read(p);
		c = both;
	}
	return c;
}

static struct cond *
or_read(struct parser *p)
{
	struct cond *c = and_read(p), *both;

	while (lex_at(p, "||")) {
		lex_skip(p, 2);
		both = cond_new(p, "||");
		both->left = c;
		both->right = and_read(p);
		c = both;
	}
	return c;
}

struct cond *
cond_read(struct parser *p)
{
	struct cond *c = or_read(p);

	if (!at_end(p))
		lex_unexpected(p, true);
	lex_skip(p, 2);
	return c;
}
