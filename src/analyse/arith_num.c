/* SPDX-License-Identifier: ISC */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "analyse/arith.h"

struct num
arith_number(struct arith *x)
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

struct num
arith_combine(const char *op, struct num a, struct num b)
{
	unsigned long long x = (unsigned long long)a.v;
	unsigned long long y = (unsigned long long)b.v;
	struct num r = { a.known && b.known, 0 };

	if (!r.known)
		return (struct num){ false, 0 };
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
		if (b.v == 0)
			return (struct num){ false, 0 };
		if (b.v == -1)
			return (struct num){ true,
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
		return (struct num){ false, 0 };
	}
	return r;
}

struct num
arith_logic(const char *op, struct num a, struct num b)
{
	struct num r = { a.known && b.known, 0 };

	if (!r.known)
		return (struct num){ false, 0 };
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
		return arith_combine(op, a, b);
	return r;
}

struct num
arith_power(struct num a, struct num b)
{
	unsigned long long r = 1;

	if (!a.known || !b.known || b.v < 0 || b.v > 64)
		return (struct num){ false, 0 };
	while (b.v-- > 0)
		r *= (unsigned long long)a.v;
	return (struct num){ true, (long long)r };
}
