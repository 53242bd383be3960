/* SPDX-License-Identifier: ISC */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "analyse/walk_int.h"

/*
 * What `test` says of words that are known, by the number of words as POSIX
 * has it. Files, locales and -o -a of long expressions are left open.
 */
static const char *
text(const struct value *v)
{
	return (v->flags & (VALUE_GLOB | VALUE_MANY)) != 0 ? NULL :
	    value_text(v);
}

static int
flipped(int truth)
{
	return truth < 0 ? -1 : !truth;
}

/* Numbers as `test` takes them; anything else fails with a message. */
static bool
integer(const char *t, long long *out)
{
	size_t n = strspn(t + (*t == '-'), "0123456789");

	*out = strtoll(t, NULL, 10);
	return n > 0 && n < 19 && t[(*t == '-') + n] == '\0';
}

static int
one_word(const struct value *v)
{
	const char *t = text(v);

	return t == NULL ? -1 : *t != '\0';
}

/* -v: is the variable set? */
static int
is_set(struct walk *w, const struct value *v)
{
	const char *t = text(v);
	const struct var *x;
	size_t n;

	if (t == NULL || !(isalpha((unsigned char)*t) || *t == '_'))
		return -1;
	n = strspn(t, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
	    "_0123456789");
	if (t[n] != '\0' || var_is_element(w, t, n))
		return -1;
	x = var_get(w, t, n);
	if (x == NULL)
		return 0;
	if (x->maybe_unset || x->array || x->nameref || x->v == NULL)
		return -1;
	return x->v->alt[0].hole && x->open ? -1 : 1;
}

static int
two_words(struct walk *w, struct value *const *v)
{
	const char *op = text(v[0]);

	if (op == NULL)
		return -1;
	if (strcmp(op, "-v") == 0)
		return is_set(w, v[1]);
	if (strcmp(op, "!") == 0 || strcmp(op, "-z") == 0)
		return flipped(one_word(v[1]));
	return strcmp(op, "-n") == 0 ? one_word(v[1]) : -1;
}

static int
three_words(struct walk *w, struct value *const *v)
{
	const char *l = text(v[0]), *op = text(v[1]), *r = text(v[2]);
	long long a, b;

	if (l == NULL || op == NULL || r == NULL)
		return -1;
	if (strcmp(op, "=") == 0 || strcmp(op, "==") == 0)
		return strcmp(l, r) == 0;
	if (strcmp(op, "!=") == 0)
		return strcmp(l, r) != 0;
	if (strcmp(op, "-a") == 0 || strcmp(op, "-o") == 0)
		return op[1] == 'a' ? *l != '\0' && *r != '\0' :
		    *l != '\0' || *r != '\0';
	if (*op == '-')
		return integer(l, &a) && integer(r, &b) ?
		    walk_compare(op, a, b) : -1;
	if (*op == '<' || *op == '>')
		return -1;
	return strcmp(l, "!") == 0 ? flipped(two_words(w, v + 1)) : -1;
}

int
walk_test(struct walk *w, const struct call *c)
{
	const char *name = value_text(c->argv[0]), *t;
	struct value **v = c->argv + 1;
	unsigned n = c->argc - 1, i;
	bool not = false;
	int r;

	for (i = 0; i < n; i++)
		if ((v[i]->flags & (VALUE_MANY | VALUE_GLOB)) != 0)
			return -1;
	if (name == NULL || strcmp(name, "[") == 0) {
		if (n == 0 || (t = text(v[n - 1])) == NULL ||
		    strcmp(t, "]") != 0)
			return -1;
		n--;
	}
	if (n == 4 && (t = text(v[0])) != NULL && strcmp(t, "!") == 0) {
		not = true;
		v++;
		n--;
	}
	r = n == 0 ? 0 : n == 1 ? one_word(v[0]) : n == 2 ? two_words(w, v) :
	    n == 3 ? three_words(w, v) : -1;
	return not ? flipped(r) : r;
}
