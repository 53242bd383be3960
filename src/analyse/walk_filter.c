/* SPDX-License-Identifier: ISC */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analyse/expand_text.h"
#include "analyse/walk_int.h"

/* What filters make of a text that is known. */
static struct value *
constant(struct walk *w, const char *s, size_t n)
{
	return value_const(w->a, s, n);
}

const char *
walk_plain_input(const struct value *in)
{
	const char *t = in == NULL || (in->flags & (VALUE_GLOB |
	    VALUE_MANY)) != 0 ? NULL : value_text(in);

	return t != NULL && text_is_ascii(t, in->alt[0].prelen) &&
	    strlen(t) == in->alt[0].prelen ? t : NULL;
}

/* A byte of a set of tr; 0 where it is one of its notations. */
static int
set_byte(const char **s)
{
	const char *m;
	static const char from[] = "abfnrtv\\", to[] = "\a\b\f\n\r\t\v\\";

	if (**s == '[' && ((*s)[1] == ':' || (*s)[1] == '=' ||
	    ((*s)[1] != '\0' && (*s)[2] == '*')))
		return 0;
	if (**s != '\\')
		return (unsigned char)*(*s)++;
	(*s)++;
	if (**s == '\0' || (m = strchr(from, **s)) == NULL)
		return 0;
	(*s)++;
	return (unsigned char)to[m - from];
}

/* Classes that have an order: [:lower:] and [:upper:] stand for each other. */
static size_t
set_class(const char **s, char *out)
{
	static const struct {
		const char *name, *bytes;
	} classes[] = { { "[:lower:]", "abcdefghijklmnopqrstuvwxyz" },
	    { "[:upper:]", "ABCDEFGHIJKLMNOPQRSTUVWXYZ" },
	    { "[:digit:]", "0123456789" },
	    { "[:space:]", "\t\n\v\f\r " }, { "[:blank:]", "\t " } };
	size_t i, n;

	for (i = 0; i < sizeof classes / sizeof classes[0]; i++) {
		n = strlen(classes[i].name);
		if (strncmp(*s, classes[i].name, n) != 0)
			continue;
		*s += n;
		n = strlen(classes[i].bytes);
		memcpy(out, classes[i].bytes, n);
		return n;
	}
	return 0;
}

/* A set of tr written out into out[512]; 0 when it is not followed. */
static size_t
set_bytes(const char *s, char *out)
{
	size_t n = 0, k;
	int c, end;

	while (*s != '\0') {
		if (n >= 256)
			return 0;
		if (*s == '[' && (k = set_class(&s, out + n)) > 0) {
			n += k;
			continue;
		}
		if ((c = set_byte(&s)) == 0)
			return 0;
		out[n++] = (char)c;
		if (*s != '-' || s[1] == '\0')
			continue;
		s++;
		if ((end = set_byte(&s)) < c)
			return 0;
		while (c < end && n < 256)
			out[n++] = (char)++c;
	}
	return n;
}

struct translation {
	const char *from, *to;	/* words; `to` NULL with -d, -s alone */
	bool delete, squeeze;
};

static bool
tr_words(struct value **v, unsigned n, struct translation *x)
{
	const char *t;
	unsigned i;

	for (i = 1; i < n; i++) {
		if ((t = value_text(v[i])) == NULL)
			return false;
		if (*t == '-' && t[1] != '\0' && x->from == NULL) {
			if (t[1 + strspn(t + 1, "ds")] != '\0')
				return false;
			x->delete = x->delete || strchr(t, 'd') != NULL;
			x->squeeze = x->squeeze || strchr(t, 's') != NULL;
		} else if (x->from == NULL)
			x->from = t;
		else if (x->to == NULL)
			x->to = t;
		else
			return false;
	}
	return x->from != NULL && !(x->delete && (x->squeeze ||
	    x->to != NULL)) && (x->to != NULL || x->delete || x->squeeze);
}

struct value *
walk_print_tr(struct walk *w, struct value **v, unsigned n)
{
	struct value *in = walk_stdin_text(w);
	const char *t = walk_plain_input(in), *m;
	struct translation x = { NULL, NULL, false, false };
	char from[512], to[512], *out;
	size_t nfrom = 0, nto = 0, i, k = 0;
	char c;

	if (t != NULL && tr_words(v, n, &x))
		nfrom = set_bytes(x.from, from);
	if (nfrom > 0 && x.to != NULL && (nto = set_bytes(x.to, to)) == 0)
		nfrom = 0;
	if (nfrom == 0)
		return walk_decoded(w, in != NULL && t == NULL ? in : NULL,
		    text_hex);
	/* The last byte of a shorter set stands for the rest. */
	for (i = nto; nto > 0 && i < nfrom; i++)
		to[i] = to[nto - 1];
	out = arena_alloc(w->a, strlen(t) + 1);
	for (i = 0; t[i] != '\0'; i++) {
		m = memrchr(from, t[i], nfrom);
		if (m != NULL && x.delete)
			continue;
		c = m != NULL && nto > 0 ? to[m - from] : t[i];
		if (x.squeeze && k > 0 && out[k - 1] == c && (nto > 0 ?
		    memchr(to, c, nto) : memchr(from, c, nfrom)) != NULL)
			continue;
		out[k++] = c;
	}
	return constant(w, out, k);
}

struct value *
walk_print_rev(struct walk *w, struct value **v, unsigned n)
{
	struct value *in = n == 1 ? walk_stdin_text(w) : NULL;
	const char *t = walk_plain_input(in);
	char *out;
	size_t i, k, len;
	(void)v;

	if (t == NULL)
		return walk_decoded(w, in, text_hex);
	out = arena_strdup(w->a, t);
	for (i = 0; t[i] != '\0'; i += len + (t[i + len] == '\n')) {
		len = strcspn(t + i, "\n");
		for (k = 0; k < len; k++)
			out[i + k] = t[i + len - 1 - k];
	}
	return constant(w, out, strlen(out));
}

/* How many lines, or bytes. */
struct amount {
	long n;
	bool bytes;
	bool rest;		/* all but those: head -n -1, tail -n +2 */
};

/* -n 3, -n3, -3, -c 5; false for anything else, and for files. */
static bool
amount_words(struct value **v, unsigned n, char sign, struct amount *x)
{
	const char *t;
	char *end;
	unsigned i;

	*x = (struct amount){ 10, false, false };
	for (i = 1; i < n; i++) {
		if ((t = value_text(v[i])) == NULL || *t != '-' ||
		    t[1] == '\0')
			return false;
		t++;
		if (*t == 'n' || *t == 'c') {
			x->bytes = *t == 'c';
			if (*++t == '\0' && (++i >= n ||
			    (t = value_text(v[i])) == NULL))
				return false;
			x->rest = *t == sign;
			t += x->rest;
		}
		if (*t < '0' || *t > '9')
			return false;
		x->n = strtol(t, &end, 10);
		if (*end != '\0' || x->n > INT32_MAX)
			return false;
	}
	return true;
}

/* Behind the first n lines or bytes of t; before the last n of them. */
static const char *
behind(const char *t, long n, bool bytes)
{
	if (bytes)
		return t + strnlen(t, (size_t)n);
	for (; *t != '\0' && n > 0; n--) {
		t += strcspn(t, "\n");
		t += *t == '\n';
	}
	return t;
}

static const char *
before(const char *t, long n, bool bytes)
{
	const char *p = t + strlen(t);

	if (bytes)
		return p - t > n ? p - n : t;
	for (; p > t && n > 0; n--) {
		p--;
		while (p > t && p[-1] != '\n')
			p--;
	}
	return p;
}

struct value *
walk_print_head(struct walk *w, struct value **v, unsigned n)
{
	const char *t = walk_plain_input(walk_stdin_text(w)), *p;
	struct amount x;

	if (t == NULL || !amount_words(v, n, '-', &x))
		return NULL;
	p = x.rest ? before(t, x.n, x.bytes) : behind(t, x.n, x.bytes);
	return constant(w, t, (size_t)(p - t));
}

struct value *
walk_print_tail(struct walk *w, struct value **v, unsigned n)
{
	const char *t = walk_plain_input(walk_stdin_text(w)), *p;
	struct amount x;

	if (t == NULL || !amount_words(v, n, '+', &x))
		return NULL;
	/* +2 starts with the second one. */
	p = x.rest ? behind(t, x.n > 0 ? x.n - 1 : 0, x.bytes) :
	    before(t, x.n, x.bytes);
	return constant(w, p, strlen(p));
}

/* A number, where there are few enough of them. */
enum { SEQ_MAX = 1024 };

struct value *
walk_print_seq(struct walk *w, struct value **v, unsigned n)
{
	long long at[3] = { 1, 1, 0 }, x;
	struct value *r = value_number(w->a);
	const char *t;
	unsigned i, k;
	char *end, *out;
	size_t len = 0;

	r->flags |= VALUE_MANY;
	if (n < 2 || n > 4)
		return r;
	for (i = 1; i < n; i++) {
		t = value_text(v[i]);
		k = i == n - 1 ? 2 : i - 1;
		if (t == NULL || t[*t == '-'] < '0' || t[*t == '-'] > '9' ||
		    strlen(t) > 12)
			return r;
		at[k] = strtoll(t, &end, 10);
		/* Fractions, and what leading zeros do to the width. */
		if (*end != '\0')
			return r;
	}
	if (at[1] == 0 || (at[2] - at[0]) / at[1] >= SEQ_MAX)
		return r;
	out = arena_alloc(w->a, SEQ_MAX * 16);
	for (x = at[0]; at[1] > 0 ? x <= at[2] : x >= at[2]; x += at[1])
		len += (size_t)snprintf(out + len, 16, "%lld\n", x);
	return constant(w, out, len);
}
