/* SPDX-License-Identifier: ISC */
#include <ctype.h>
#include <string.h>

#include "analyse/arith.h"
#include "analyse/expand_list.h"

/* What stands left of an assignment. */
struct place {
	const char *name;
	size_t n;
	bool elem;
	const char *key;	/* of the element; NULL when it is not known */
};

/* The text of a subscript: substitutions that hide in it run. */
static void
subscript(struct arith *x, struct place *p)
{
	const char *from = ++x->s, *text;
	struct var *var;
	struct num at;
	size_t n;
	int depth = 1;

	for (; x->s < x->e; x->s++) {
		if (*x->s == '[')
			depth++;
		else if (*x->s == ']' && --depth == 0)
			break;
	}
	n = (size_t)(x->s - from);
	if (x->s < x->e)
		x->s++;
	p->elem = true;
	if (memchr(from, '$', n) != NULL || memchr(from, '`', n) != NULL) {
		(void)expand_text(x->w, from, n);
		return;
	}
	text = arena_strndup(x->w->a, from, n);
	var = var_get(x->w, p->name, p->n);
	if (var != NULL && var->assoc) {
		/* Quotes and backslashes are read once more. */
		if (strpbrk(text, "\"'\\") == NULL)
			p->key = text;
		return;
	}
	at = arith_text(x->w, from, n, x->depth + 1);
	if (!at.known)
		return;
	p->key = var == NULL ? at.v < 0 ? NULL :
	    arena_printf(x->w->a, "%lld", at.v) :
	    list_key(x->w, var, at.v);
}

static void
store(struct arith *x, const struct place *p, struct num v)
{
	struct value *val;
	const char *t;

	if (v.known) {
		t = arena_printf(x->w->a, "%lld", v.v);
		val = value_const(x->w->a, t, strlen(t));
	} else {
		val = value_number(x->w->a);
	}
	if (p->elem)
		var_elem(x->w, p->name, p->n, p->key, val);
	else
		var_assign(x->w, p->name, p->n, val);
}

static struct num
value_of(struct arith *x, const struct value *v)
{
	const char *t = v == NULL ? "0" : value_text(v);

	if (t == NULL || (v != NULL && (v->flags & VALUE_GLOB) != 0))
		return (struct num){ false, 0 };
	if (*t == '\0')
		return (struct num){ true, 0 };
	return arith_text(x->w, t, strlen(t), x->depth + 1);
}

static struct num
variable(struct arith *x, const struct place *p)
{
	struct var *var = var_get(x->w, p->name, p->n);

	if (var_is_element(x->w, p->name, p->n) || (var != NULL &&
	    var->maybe_unset) || (p->elem && p->key == NULL))
		return (struct num){ false, 0 };
	if (p->elem)
		return value_of(x, var == NULL ? NULL :
		    list_at(x->w, var, p->key));
	return value_of(x, var_value(x->w, p->name, p->n));
}

static void
read_name(struct arith *x, struct place *p)
{
	p->name = x->s;
	while (x->s < x->e && (isalnum((unsigned char)*x->s) || *x->s == '_'))
		x->s++;
	p->n = (size_t)(x->s - p->name);
	if (x->s < x->e && *x->s == '[')
		subscript(x, p);
}

struct num
arith_name(struct arith *x)
{
	static const char *const ops[] = { "<<=", ">>=", "+=", "-=", "*=",
	    "/=", "%=", "&=", "|=", "^=", NULL };
	struct place p = { .key = NULL };
	struct num v, r;
	int i;

	read_name(x, &p);
	v = variable(x, &p);
	arith_blanks(x);
	if (x->e - x->s >= 2 && (memcmp(x->s, "++", 2) == 0 ||
	    memcmp(x->s, "--", 2) == 0)) {
		r = arith_combine(*x->s == '+' ? "+" : "-", v,
		    (struct num){ true, 1 });
		x->s += 2;
		store(x, &p, r);
		return v;
	}
	if (x->s < x->e && *x->s == '=' &&
	    (x->s + 1 == x->e || x->s[1] != '=')) {
		x->s++;
		r = arith_choice(x);
		store(x, &p, r);
		return r;
	}
	for (i = 0; ops[i] != NULL; i++)
		if (arith_eat(x, ops[i])) {
			r = arith_combine(ops[i], v, arith_choice(x));
			store(x, &p, r);
			return r;
		}
	return v;
}

struct num
arith_before(struct arith *x, const char *op)
{
	struct place p = { .key = NULL };
	struct num r;

	read_name(x, &p);
	r = arith_combine(op, variable(x, &p), (struct num){ true, 1 });
	store(x, &p, r);
	return r;
}
