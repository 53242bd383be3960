/* SPDX-License-Identifier: ISC */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "analyse/expand.h"

/*
 * Arithmetic by precedence climbing over the text that is left when the
 * expansions are done. A number that is not known spreads; both sides of
 * ?: && || are looked at, because what they assign or run counts.
 */
struct arith {
	struct walk *w;
	const char *s, *e;
	unsigned depth;
	bool bad;
};

enum { ARITH_MAX = 64 * 1024 };

struct num {
	bool known;
	long long v;
};

static struct num comma(struct arith *x);
static struct num choice(struct arith *x);
static struct num eval_text(struct walk *w, const char *s, size_t n,
    unsigned depth);

static const struct num unknown = { false, 0 };

static void
blanks(struct arith *x)
{
	while (x->s < x->e && isspace((unsigned char)*x->s))
		x->s++;
}

static bool
eat(struct arith *x, const char *op)
{
	size_t n = strlen(op);

	blanks(x);
	if ((size_t)(x->e - x->s) < n || memcmp(x->s, op, n) != 0)
		return false;
	x->s += n;
	return true;
}

static struct num
number(struct arith *x)
{
	unsigned long long v = 0;
	unsigned base = 10, d;
	char *end;
	const char *hash;

	if (*x->s == '0') {
		v = strtoull(x->s, &end, 0);
		x->s = end;
		return (struct num){ true, (long long)v };
	}
	v = strtoull(x->s, &end, 10);
	hash = end;
	x->s = end;
	if (hash < x->e && *hash == '#' && v >= 2 && v <= 64) {
		base = (unsigned)v;
		v = 0;
		for (x->s++; x->s < x->e; x->s++) {
			unsigned char c = (unsigned char)*x->s;
			if (isdigit(c))
				d = c - '0';
			else if (islower(c))
				d = c - 'a' + 10u;
			else if (isupper(c))
				d = c - 'A' + (base <= 36 ? 10u : 36u);
			else if (c == '@' || c == '_')
				d = c == '@' ? 62 : 63;
			else
				break;
			if (d >= base)
				break;
			v = v * base + d;
		}
	}
	return (struct num){ true, (long long)v };
}

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
		(void)eval_text(x->w, from, (size_t)(x->s - from),
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
combine(const char *op, struct num a, struct num b)
{
	unsigned long long x = (unsigned long long)a.v;
	unsigned long long y = (unsigned long long)b.v;
	struct num r = { a.known && b.known, 0 };

	if (!r.known)
		return unknown;
	switch (*op) {
	case '+':
		r.v = (long long)(x + y);
		break;
	case '-':
		r.v = (long long)(x - y);
		break;
	case '*':
		r.v = (long long)(x * y);
		break;
	case '/':
	case '%':
		if (b.v == 0 || b.v == -1)
			return b.v == 0 ? unknown : (struct num){ true,
			    *op == '%' ? 0 : (long long)(0 - x) };
		r.v = *op == '/' ? a.v / b.v : a.v % b.v;
		break;
	case '<':
		r.v = (long long)(x << (y & 63));
		break;
	case '>':
		r.v = a.v >> (y & 63);
		break;
	case '&':
		r.v = (long long)(x & y);
		break;
	case '|':
		r.v = (long long)(x | y);
		break;
	case '^':
		r.v = (long long)(x ^ y);
		break;
	default:
		return unknown;
	}
	return r;
}

static struct num
variable(struct arith *x, const char *name, size_t n)
{
	struct value *v = var_value(x->w, name, n);
	struct var *var = var_get(x->w, name, n);
	const char *t = v == NULL ? "0" : value_text(v);

	if (t == NULL || (var != NULL && var->maybe_unset))
		return unknown;
	if (*t == '\0')
		return (struct num){ true, 0 };
	return eval_text(x->w, t, strlen(t), x->depth + 1);
}

/* NAME with what may follow it: a subscript, an assignment, ++ or --. */
static struct num
name(struct arith *x)
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
	v = elem ? unknown : variable(x, from, n);
	blanks(x);
	if (x->e - x->s >= 2 && (memcmp(x->s, "++", 2) == 0 ||
	    memcmp(x->s, "--", 2) == 0)) {
		r = combine(*x->s == '+' ? "+" : "-", v,
		    (struct num){ true, 1 });
		x->s += 2;
		store(x, from, n, r, elem);
		return v;
	}
	if (x->s < x->e && *x->s == '=' &&
	    (x->s + 1 == x->e || x->s[1] != '=')) {
		x->s++;
		r = choice(x);
		store(x, from, n, r, elem);
		return r;
	}
	for (i = 0; ops[i] != NULL; i++)
		if (eat(x, ops[i])) {
			r = combine(ops[i], v, choice(x));
			store(x, from, n, r, elem);
			return r;
		}
	return v;
}

static struct num
primary(struct arith *x)
{
	struct num r;
	const char *p;

	blanks(x);
	if (x->s >= x->e || ++x->depth > 64) {
		x->bad = true;
		x->s = x->e;
		return unknown;
	}
	if (eat(x, "++") || eat(x, "--")) {
		p = x->s - 1;
		blanks(x);
		if (x->s < x->e && (isalpha((unsigned char)*x->s) ||
		    *x->s == '_')) {
			const char *from = x->s;
			size_t n;
			while (x->s < x->e && (isalnum((unsigned char)
			    *x->s) || *x->s == '_'))
				x->s++;
			n = (size_t)(x->s - from);
			r = combine(*p == '+' ? "+" : "-", variable(x, from,
			    n), (struct num){ true, 1 });
			store(x, from, n, r, false);
		} else
			r = primary(x);
	} else if (*x->s == '(') {
		x->s++;
		r = comma(x);
		(void)eat(x, ")");
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
		r = number(x);
	else if (isalpha((unsigned char)*x->s) || *x->s == '_')
		r = name(x);
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

static struct num
logic(const char *op, struct num a, struct num b)
{
	struct num r = { a.known && b.known, 0 };

	if (!r.known)
		return unknown;
	if (strcmp(op, "<=") == 0)
		r.v = a.v <= b.v;
	else if (strcmp(op, ">=") == 0)
		r.v = a.v >= b.v;
	else if (strcmp(op, "==") == 0)
		r.v = a.v == b.v;
	else if (strcmp(op, "!=") == 0)
		r.v = a.v != b.v;
	else if (strcmp(op, "<") == 0)
		r.v = a.v < b.v;
	else if (strcmp(op, ">") == 0)
		r.v = a.v > b.v;
	else
		return combine(op, a, b);
	return r;
}

static struct num
power(struct num a, struct num b)
{
	unsigned long long r = 1;

	if (!a.known || !b.known || b.v < 0 || b.v > 64)
		return unknown;
	while (b.v-- > 0)
		r *= (unsigned long long)a.v;
	return (struct num){ true, (long long)r };
}

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
		blanks(x);
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
			a = power(a, b);
		} else {
			b = climb(x, binary[i].level + 1);
			a = logic(op, a, b);
		}
	}
}

static struct num
arm(struct arith *x, int all)
{
	return all ? comma(x) : choice(x);
}

/* c ? a : b, where a may hold commas; only one of them is evaluated. */
static struct num
choice(struct arith *x)
{
	struct num r, a, b;
	int yes;

	if (++x->depth > 64) {
		x->s = x->e;
		x->bad = true;
		return unknown;
	}
	r = climb(x, 1);
	if (eat(x, "?")) {
		yes = !r.known ? -1 : r.v != 0;
		a = guarded(x, yes, arm, 1);
		(void)eat(x, ":");
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
		r = choice(x);
	while (eat(x, ","));
	return r;
}

static struct num
eval_text(struct walk *w, const char *s, size_t n, unsigned depth)
{
	struct arith x = { w, s, s + n, depth, false };
	struct num r;

	if (depth > 16)
		return unknown;
	if (n > ARITH_MAX)
		walk_limit(w, "arithmetic longer than 64 KiB");
	walk_step(w);
	blanks(&x);
	if (x.s == x.e)
		return (struct num){ true, 0 };
	r = comma(&x);
	blanks(&x);
	if (!x.bad && x.s == x.e)
		return r;
	w->bad_arith = true;
	return unknown;
}

bool
expand_arith(struct walk *w, const char *s, size_t n, long long *out)
{
	struct num r = eval_text(w, s, n, 0);

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
