/* SPDX-License-Identifier: ISC */
#include <ctype.h>
#include <string.h>

#include "analyse/arith.h"

/*
 * Arithmetic by precedence climbing over the text that is left when the
 * expansions are done. A number that is not known spreads; both sides of
 * ?: && || are looked at, because what they assign or run counts.
 */
enum { ARITH_MAX = 64 * 1024 };

static struct num comma(struct arith *x);

static const struct num unknown = { false, 0 };

void
arith_blanks(struct arith *x)
{
	while (x->s < x->e && isspace((unsigned char)*x->s))
		x->s++;
}

bool
arith_eat(struct arith *x, const char *op)
{
	size_t n = strlen(op);

	arith_blanks(x);
	if ((size_t)(x->e - x->s) < n || memcmp(x->s, op, n) != 0)
		return false;
	x->s += n;
	return true;
}

static struct num
primary(struct arith *x)
{
	struct num r;
	const char *p;

	arith_blanks(x);
	if (x->s >= x->e || ++x->depth > 64) {
		x->bad = true;
		x->s = x->e;
		return unknown;
	}
	if (arith_eat(x, "++") || arith_eat(x, "--")) {
		p = x->s - 1;
		arith_blanks(x);
		if (x->s < x->e && (isalpha((unsigned char)*x->s) ||
		    *x->s == '_'))
			r = arith_before(x, *p == '+' ? "+" : "-");
		else
			r = primary(x);
	} else if (*x->s == '(') {
		x->s++;
		r = comma(x);
		(void)arith_eat(x, ")");
	} else if (*x->s == '!' || *x->s == '~' || *x->s == '-' ||
	    *x->s == '+') {
		char op = *x->s++;
		r = primary(x);
		if (op == '!')
			r.v = !r.v;
		else if (op == '~')
			r.v = ~r.v;
		else if (op == '-')
			r.v = (long long)(0ULL - (unsigned long long)r.v);
	} else if (isdigit((unsigned char)*x->s))
		r = arith_number(x);
	else if (isalpha((unsigned char)*x->s) || *x->s == '_')
		r = arith_name(x);
	else {
		x->bad = true;
		x->s++;
		r = unknown;
	}
	x->depth--;
	return r;
}

static const struct {
	const char *op;
	int level;
} binary[] = { { "**", 12 }, { "<<", 9 }, { ">>", 9 }, { "<=", 8 },
    { ">=", 8 }, { "==", 7 }, { "!=", 7 }, { "&&", 3 }, { "||", 2 },
    { "*", 11 }, { "/", 11 }, { "%", 11 }, { "+", 10 }, { "-", 10 },
    { "<", 8 }, { ">", 8 }, { "&", 6 }, { "^", 5 }, { "|", 4 } };

/* What `part` reads happens (1), does not (0), or may (-1). */
static struct num
guarded(struct arith *x, int happens, struct num (*part)(struct arith *, int),
    int level)
{
	size_t mark = state_mark(&x->w->st);
	struct delta *d;
	struct num r = part(x, level);

	if (happens == 1)
		return r;
	d = state_pop(&x->w->st, mark);
	if (happens < 0)
		state_join(&x->w->st, mark, d);
	return r;
}

static struct num climb(struct arith *x, int level);

/* a && b, a || b: b is evaluated only where a does not decide. */
static struct num
decided(struct arith *x, bool and, struct num a, int level)
{
	int happens = !a.known ? -1 : (a.v != 0) == and;
	struct num b = guarded(x, happens, climb, level);

	if (happens == 0)
		return (struct num){ true, !and };
	if (b.known && (b.v != 0) != and)
		return (struct num){ true, !and };
	return (struct num){ a.known && b.known, and };
}

static struct num
climb(struct arith *x, int level)
{
	struct num a = primary(x), b;
	size_t i, n = sizeof binary / sizeof binary[0];
	const char *op;

	for (;;) {
		arith_blanks(x);
		for (i = 0; i < n; i++)
			if (binary[i].level >= level &&
			    (size_t)(x->e - x->s) >= strlen(binary[i].op) &&
			    memcmp(x->s, binary[i].op,
			    strlen(binary[i].op)) == 0)
				break;
		if (i == n)
			return a;
		op = binary[i].op;
		x->s += strlen(op);
		if (strcmp(op, "&&") == 0 || strcmp(op, "||") == 0) {
			a = decided(x, op[0] == '&', a, binary[i].level + 1);
		} else if (strcmp(op, "**") == 0) {
			b = climb(x, binary[i].level);
			a = arith_power(a, b);
		} else {
			b = climb(x, binary[i].level + 1);
			a = arith_logic(op, a, b);
		}
	}
}

static struct num
arm(struct arith *x, int all)
{
	return all ? comma(x) : arith_choice(x);
}

/* c ? a : b, where a may hold commas; only one of them is evaluated. */
struct num
arith_choice(struct arith *x)
{
	struct num r, a, b;
	int yes;

	if (++x->depth > 64) {
		x->s = x->e;
		x->bad = true;
		return unknown;
	}
	r = climb(x, 1);
	if (arith_eat(x, "?")) {
		yes = !r.known ? -1 : r.v != 0;
		a = guarded(x, yes, arm, 1);
		(void)arith_eat(x, ":");
		b = guarded(x, yes < 0 ? -1 : !yes, arm, 0);
		r = !r.known ? unknown : yes ? a : b;
	}
	x->depth--;
	return r;
}

static struct num
comma(struct arith *x)
{
	struct num r;

	do
		r = arith_choice(x);
	while (arith_eat(x, ","));
	return r;
}

struct num
arith_text(struct walk *w, const char *s, size_t n, unsigned depth)
{
	struct arith x = { w, s, s + n, depth, false };
	struct num r;

	if (depth > 16)
		return unknown;
	if (n > ARITH_MAX)
		walk_limit(w, "arithmetic longer than 64 KiB");
	walk_step(w);
	arith_blanks(&x);
	if (x.s == x.e)
		return (struct num){ true, 0 };
	r = comma(&x);
	arith_blanks(&x);
	if (!x.bad && x.s == x.e)
		return r;
	w->bad_arith = true;
	return unknown;
}

bool
expand_arith(struct walk *w, const char *s, size_t n, long long *out)
{
	struct num r = arith_text(w, s, n, 0);

	*out = r.v;
	return r.known;
}

/* One alternative; a hole counts as a number that is not known. */
static struct value *
arith_alt(struct walk *w, const struct valtext *alt)
{
	const char *t = alt->pre;
	size_t n = alt->prelen;
	long long num;
	bool known;

	if (alt->hole) {
		t = arena_printf(w->a, "%s(RANDOM)%s", alt->pre, alt->suf);
		n = strlen(t);
	}
	w->bad_arith = false;
	known = expand_arith(w, t, n, &num);
	/* bash gives up the command: what else it would set stays as it is. */
	if (w->bad_arith && !alt->hole)
		var_havoc(w);
	if (known && !alt->hole) {
		t = arena_printf(w->a, "%lld", num);
		return value_const(w->a, t, strlen(t));
	}
	return value_number(w->a);
}

struct value *
expand_arith_value(struct walk *w, const struct value *text)
{
	struct value *r = NULL, *v;
	struct delta *d = NULL;
	size_t mark;
	unsigned i;

	for (i = 0; i < text->nalt; i++) {
		mark = state_mark(&w->st);
		v = arith_alt(w, &text->alt[i]);
		r = r == NULL ? v : value_either(w->a, r, v);
		if (text->nalt == 1)
			break;
		if (i > 0)
			state_join(&w->st, mark, d);
		d = state_pop(&w->st, mark);
	}
	state_apply(&w->st, d);
	return r;
}
