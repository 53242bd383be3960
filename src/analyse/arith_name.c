/* SPDX-License-Identifier: ISC */
#include <ctype.h>
#include <string.h>

#include "analyse/arith.h"

/* The text of a subscript: substitutions that hide in it run. */
static void
subscript(struct arith *x)
{
	const char *from = ++x->s;
	int depth = 1;

	for (; x->s < x->e; x->s++) {
		if (*x->s == '[')
			depth++;
		else if (*x->s == ']' && --depth == 0)
			break;
	}
	if (memchr(from, '$', (size_t)(x->s - from)) != NULL ||
	    memchr(from, '`', (size_t)(x->s - from)) != NULL)
		(void)expand_text(x->w, from, (size_t)(x->s - from));
	else
		(void)arith_text(x->w, from, (size_t)(x->s - from),
		    x->depth + 1);
	if (x->s < x->e)
		x->s++;
}

static void
store(struct arith *x, const char *name, size_t n, struct num v, bool elem)
{
	struct value *val;
	const char *t;

	if (v.known) {
		t = arena_printf(x->w->a, "%lld", v.v);
		val = value_const(x->w->a, t, strlen(t));
	} else {
		val = value_number(x->w->a);
	}
	if (elem)
		var_elem(x->w, name, n, NULL, val);
	else
		var_assign(x->w, name, n, val);
}

static struct num
variable(struct arith *x, const char *name, size_t n)
{
	struct value *v = var_value(x->w, name, n);
	struct var *var = var_get(x->w, name, n);
	const char *t = v == NULL ? "0" : value_text(v);

	if (t == NULL || (var != NULL && var->maybe_unset))
		return (struct num){ false, 0 };
	if (*t == '\0')
		return (struct num){ true, 0 };
	return arith_text(x->w, t, strlen(t), x->depth + 1);
}

struct num
arith_name(struct arith *x)
{
	static const char *const ops[] = { "<<=", ">>=", "+=", "-=", "*=",
	    "/=", "%=", "&=", "|=", "^=", NULL };
	const char *from = x->s;
	size_t n;
	bool elem = false;
	struct num v, r;
	int i;

	while (x->s < x->e && (isalnum((unsigned char)*x->s) || *x->s == '_'))
		x->s++;
	n = (size_t)(x->s - from);
	if (x->s < x->e && *x->s == '[') {
		elem = true;
		subscript(x);
	}
	v = elem ? (struct num){ false, 0 } :
	    variable(x, from, n);
	arith_blanks(x);
	if (x->e - x->s >= 2 && (memcmp(x->s, "++", 2) == 0 ||
	    memcmp(x->s, "--", 2) == 0)) {
		r = arith_combine(*x->s == '+' ? "+" : "-", v,
		    (struct num){ true, 1 });
		x->s += 2;
		store(x, from, n, r, elem);
		return v;
	}
	if (x->s < x->e && *x->s == '=' &&
	    (x->s + 1 == x->e || x->s[1] != '=')) {
		x->s++;
		r = arith_choice(x);
		store(x, from, n, r, elem);
		return r;
	}
	for (i = 0; ops[i] != NULL; i++)
		if (arith_eat(x, ops[i])) {
			r = arith_combine(ops[i], v, arith_choice(x));
			store(x, from, n, r, elem);
			return r;
		}
	return v;
}

struct num
arith_before(struct arith *x, const char *op)
{
	const char *from = x->s;
	struct num r;
	size_t n;

	while (x->s < x->e && (isalnum((unsigned char)*x->s) || *x->s == '_'))
		x->s++;
	n = (size_t)(x->s - from);
	r = arith_combine(op, variable(x, from, n), (struct num){ true, 1 });
	store(x, from, n, r, false);
	return r;
}
