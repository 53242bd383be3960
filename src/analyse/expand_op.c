/* SPDX-License-Identifier: ISC */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "analyse/expand.h"
#include "analyse/expand_text.h"
#include "analyse/pattern.h"

static struct value *
unknown_like(struct walk *w, const struct value *v)
{
	struct value *r = value_unknown(w->a);

	r->flags = v->flags & ~(unsigned)VALUE_NUMBER;
	return r;
}

struct substr {
	long long off, len;
	bool has_len;
};

static size_t
char_at(const char *s, size_t n, long long k)
{
	size_t i = 0;

	while (i < n && k > 0) {
		i++;
		while (i < n && ((unsigned char)s[i] & 0xc0) == 0x80)
			i++;
		k--;
	}
	return i;
}

static struct value *
substr_text(struct walk *w, const char *s, size_t n, void *ctx)
{
	const struct substr *u = ctx;
	long long chars = 0, off = u->off, end;
	size_t i, a, b;

	if (!text_is_ascii(s, n) && expand_locale(w) != TEXT_UTF8)
		return value_unknown(w->a);
	for (i = 0; i < n; i++)
		chars += ((unsigned char)s[i] & 0xc0) != 0x80;
	if (off < 0)
		off += chars;
	if (off < 0 || off > chars)
		return value_const(w->a, "", 0);
	end = chars;
	if (u->has_len && u->len < 0)
		end = chars + u->len;
	else if (u->has_len && u->len < chars - off)
		end = off + u->len;
	if (end < off)
		return value_const(w->a, "", 0);
	a = char_at(s, n, off);
	b = char_at(s, n, end);
	return value_const(w->a, s + a, b - a);
}

static struct value *
substring(struct walk *w, const struct param *p, struct value *v)
{
	struct substr u = { 0, 0, p->arg2 != NULL };
	struct value *o = expand_parts(w, p->arg == NULL ? NULL :
	    p->arg->parts);
	struct value *l = p->arg2 == NULL ? NULL :
	    expand_parts(w, p->arg2->parts);
	const char *t = value_text(expand_arith_value(w, o));

	if (t == NULL || v == NULL)
		return v == NULL ? NULL : unknown_like(w, v);
	u.off = strtoll(t, NULL, 10);
	if (l != NULL) {
		if ((t = value_text(expand_arith_value(w, l))) == NULL)
			return unknown_like(w, v);
		u.len = strtoll(t, NULL, 10);
	}
	if ((v->flags & VALUE_GLOB) != 0)
		return unknown_like(w, v);
	return expand_map(w, v, substr_text, &u);
}

struct casing {
	enum param_op op;
	const char *pat;
	size_t pn;
};

static struct value *
case_text(struct walk *w, const char *s, size_t n, void *ctx)
{
	const struct casing *c = ctx;
	bool all = c->op == PARAM_UPPER_ALL || c->op == PARAM_LOWER_ALL ||
	    c->op == PARAM_TOGGLE_ALL;
	char *t = arena_strndup(w->a, s, n);
	size_t i;

	for (i = 0; i < (all ? n : n > 0); i++) {
		unsigned char ch = (unsigned char)t[i];
		if (ch >= 0x80)
			return value_unknown(w->a);
		if (c->pn > 0 && pattern_match(c->pat, c->pn, s + i, 1) != 1)
			continue;
		if (c->op == PARAM_UPPER || c->op == PARAM_UPPER_ALL)
			t[i] = (char)toupper(ch);
		else if (c->op == PARAM_LOWER || c->op == PARAM_LOWER_ALL)
			t[i] = (char)tolower(ch);
		else
			t[i] = (char)(isupper(ch) ? tolower(ch) : toupper(ch));
	}
	return value_const(w->a, t, n);
}

static struct value *
change_case(struct walk *w, const struct param *p, struct value *v)
{
	struct casing c = { .op = p->op, .pat = "" };
	struct value *pat;

	if (p->arg != NULL) {
		pat = expand_pattern(w, p->arg);
		if ((c.pat = value_text(pat)) == NULL)
			return unknown_like(w, v);
		c.pn = pat->alt[0].prelen;
	}
	return expand_map(w, v, case_text, &c);
}

static struct value *
ansi_text(struct walk *w, const char *s, size_t n, void *ctx)
{
	bool stop = false;
	(void)ctx;

	return text_unescape(w->a, s, n, TEXT_ANSI,
	    expand_locale_of(w, s, n), &stop);
}

static struct value *
transform(struct walk *w, const struct param *p, struct value *v)
{
	struct casing c = { .pat = "" };
	const char *t;

	switch (p->transform) {
	case 'E':
		return expand_map(w, v, ansi_text, NULL);
	case 'P':
		if ((t = value_text(v)) == NULL)
			return unknown_like(w, v);
		return expand_text(w, t, v->alt[0].prelen);
	case 'U':
	case 'u':
	case 'L':
		c.op = p->transform == 'U' ? PARAM_UPPER_ALL :
		    p->transform == 'u' ? PARAM_UPPER : PARAM_LOWER_ALL;
		return expand_map(w, v, case_text, &c);
	case 'Q':
		t = value_text(v);
		return t == NULL ? unknown_like(w, v) :
		    text_quote(w->a, t, v->alt[0].prelen);
	default:
		return unknown_like(w, v);
	}
}

/* May it be unset or, with a colon, empty? *must: it cannot be else. */
static bool
maybe_null(const struct value *v, bool colon, bool *must)
{
	unsigned i, null = 0, hole = 0;

	*must = v == NULL;
	if (v == NULL)
		return true;
	for (i = 0; i < v->nalt; i++) {
		if (v->alt[i].hole) {
			if (v->alt[i].prelen + v->alt[i].suflen == 0 &&
			    (v->flags & VALUE_NUMBER) == 0)
				hole++;
		} else if (v->alt[i].prelen == 0)
			null++;
	}
	if (!colon)
		return hole > 0 || null > 0;
	*must = null == v->nalt;
	return null + hole > 0;
}

/* A word behind an operator: no tilde in double quotes. */
static struct value *
argument(struct walk *w, const struct param *p, bool quoted)
{
	return quoted && p->arg != NULL ? expand_parts(w, p->arg->parts) :
	    expand_value(w, p->arg);
}

enum expand_null
expand_null(struct walk *w, const struct param *p, const struct value *v)
{
	const struct var *x = p->subscript == NULL && !p->indirect ?
	    var_get(w, p->name, p->namelen) : NULL;
	bool must, may = maybe_null(v, p->colon, &must);

	if (must)
		return NULL_SURE;
	if (x != NULL && x->maybe_unset)
		return NULL_MAYBE;
	if (!p->colon && !v->alt[0].hole)
		return NULL_NOT;
	return may ? NULL_MAYBE : NULL_NOT;
}

/* The subscript where it is a number as it stands, else NULL. */
static const char *
plain_index(const struct word *sub)
{
	const struct part *p = sub->parts;

	if (p == NULL || p->next != NULL || p->kind != PART_LIT ||
	    p->len == 0 || p->len > 9 || strspn(p->text, "0123456789") !=
	    p->len || (p->text[0] == '0' && p->len > 1))
		return NULL;
	return p->text;
}

static struct value *
defaulting(struct walk *w, const struct param *p, struct value *v,
    bool quoted)
{
	enum expand_null null = expand_null(w, p, v);
	bool must = null == NULL_SURE, may = null != NULL_NOT;
	struct value *arg;

	if (p->op == PARAM_ALT) {
		if (must)
			return value_const(w->a, "", 0);
		arg = argument(w, p, quoted);
		return may ? value_either(w->a, arg,
		    value_const(w->a, "", 0)) : arg;
	}
	if (!may)
		return v;
	arg = argument(w, p, quoted);
	if (!must)
		arg = value_either(w->a, arg, v);
	if (p->op != PARAM_ASSIGN)
		return arg;
	if (p->subscript == NULL) {
		var_assign(w, p->name, p->namelen, arg);
		v = var_value(w, p->name, p->namelen);
		return v == NULL ? arg : v;
	} else
		var_elem(w, p->name, p->namelen, plain_index(p->subscript),
		    arg);
	return arg;
}

struct value *
expand_operator(struct walk *w, const struct param *p, struct value *v,
    bool quoted)
{
	switch (p->op) {
	case PARAM_DEFAULT:
	case PARAM_ASSIGN:
	case PARAM_ALT:
		return defaulting(w, p, v, quoted);
	case PARAM_ERROR:
		(void)expand_value(w, p->arg);
		return v;
	case PARAM_SUBSTR:
		return substring(w, p, v);
	default:
		break;
	}
	/* An unset one has no quotes to show either. */
	if (v == NULL && p->op == PARAM_TRANSFORM)
		return value_const(w->a, "", 0);
	if (v == NULL)
		v = value_const(w->a, "", 0);
	if (p->op >= PARAM_TRIM_PRE && p->op <= PARAM_REPL_SUF)
		return expand_edit(w, p, v);
	if (p->op >= PARAM_UPPER && p->op <= PARAM_TOGGLE_ALL)
		return change_case(w, p, v);
	if (p->op == PARAM_TRANSFORM)
		return transform(w, p, v);
	return v;
}
