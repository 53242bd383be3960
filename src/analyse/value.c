/* SPDX-License-Identifier: ISC */
#include "analyse/value.h"

#include <string.h>

/* A longer constant is treated as unknown: nothing we judge is that long. */
enum { TEXT_MAX = 128 * 1024, HEAD_MAX = 4096 };

static struct value *
value_new(struct arena *a, unsigned nalt)
{
	struct value *v = arena_alloc(a, sizeof *v);

	v->alt = arena_array(a, nalt, sizeof *v->alt);
	v->nalt = nalt;
	return v;
}

static void
set_exact(struct valtext *t, const char *s, size_t n)
{
	t->pre = s;
	t->prelen = n;
	t->suf = "";
	t->suflen = 0;
	t->hole = false;
}

struct value *
value_const(struct arena *a, const char *s, size_t n)
{
	struct value *v = value_new(a, 1);

	set_exact(&v->alt[0], arena_strndup(a, s, n), n);
	return v;
}

struct value *
value_hole(struct arena *a, const char *pre, size_t prelen, const char *suf,
    size_t suflen)
{
	struct value *v = value_new(a, 1);

	v->alt[0].pre = arena_strndup(a, pre, prelen);
	v->alt[0].prelen = prelen;
	v->alt[0].suf = arena_strndup(a, suf, suflen);
	v->alt[0].suflen = suflen;
	v->alt[0].hole = true;
	return v;
}

struct value *
value_unknown(struct arena *a)
{
	return value_hole(a, "", 0, "", 0);
}

const char *
value_text(const struct value *v)
{
	if (v == NULL || v->nalt != 1 || v->alt[0].hole)
		return NULL;
	return v->alt[0].pre;
}

bool
value_exact(const struct value *v)
{
	unsigned i;

	for (i = 0; i < v->nalt; i++)
		if (v->alt[i].hole)
			return false;
	return true;
}

static bool
alt_may_be(const struct valtext *t, const char *s, size_t n)
{
	if (!t->hole)
		return t->prelen == n && memcmp(t->pre, s, n) == 0;
	return n >= t->prelen + t->suflen &&
	    memcmp(t->pre, s, t->prelen) == 0 &&
	    memcmp(t->suf, s + n - t->suflen, t->suflen) == 0;
}

bool
value_may_be(const struct value *v, const char *s)
{
	size_t n = strlen(s);
	unsigned i;

	for (i = 0; i < v->nalt; i++)
		if (alt_may_be(&v->alt[i], s, n))
			return true;
	return false;
}

static char *
concat(struct arena *a, const char *s, size_t n, const char *t, size_t m)
{
	char *p = arena_alloc(a, n + m + 1);

	if (n > 0)
		memcpy(p, s, n);
	if (m > 0)
		memcpy(p + n, t, m);
	return p;
}

static bool
blank(const char *s, size_t n)
{
	return strspn(s, " \t\n") == n;
}

static void
alt_join(struct arena *a, struct valtext *out, const struct valtext *x,
    const struct valtext *y)
{
	if (!x->hole && x->prelen == 0) {
		*out = *y;
		return;
	}
	if (!y->hole && y->prelen == 0) {
		*out = *x;
		return;
	}
	if (!x->hole && x->prelen + y->prelen > TEXT_MAX) {
		out->pre = arena_strndup(a, x->pre,
		    x->prelen < HEAD_MAX ? x->prelen : HEAD_MAX);
		out->prelen = x->prelen < HEAD_MAX ? x->prelen : HEAD_MAX;
		out->suf = "";
		out->suflen = 0;
		out->hole = true;
		out->digits = out->own = false;
		return;
	}
	*out = *x;
	if (!x->hole) {
		out->pre = concat(a, x->pre, x->prelen, y->pre, y->prelen);
		out->prelen = x->prelen + y->prelen;
		out->suf = y->suf;
		out->suflen = y->suflen;
		out->hole = y->hole;
		out->digits = y->digits;
		out->own = y->own;
	} else if (y->hole) {
		/* "$a $b" of two pids is a list of them. */
		out->own = x->own && y->own && x->suflen + y->prelen > 0 &&
		    blank(x->suf, x->suflen) && blank(y->pre, y->prelen);
		out->digits = out->own;
		out->suf = y->suf;
		out->suflen = y->suflen;
	} else {
		out->suf = concat(a, x->suf, x->suflen, y->pre, y->prelen);
		out->suflen = x->suflen + y->prelen;
	}
}

static bool
alt_equal(const struct valtext *x, const struct valtext *y)
{
	return x->hole == y->hole && x->digits == y->digits &&
	    x->own == y->own &&
	    x->prelen == y->prelen &&
	    x->suflen == y->suflen &&
	    memcmp(x->pre, y->pre, x->prelen) == 0 &&
	    memcmp(x->suf, y->suf, x->suflen) == 0;
}

/* Length of the longest common head, or tail when `tail`, of all in v. */
static size_t
common(const struct value *v, size_t n, bool tail)
{
	const struct valtext *t, *f = &v->alt[0];
	const char *fs = tail && f->hole ? f->suf : f->pre;
	size_t flen = tail && f->hole ? f->suflen : f->prelen;
	unsigned i;
	size_t k, len;
	const char *s;

	if (n > flen)
		n = flen;
	for (i = 1; i < v->nalt; i++) {
		t = &v->alt[i];
		s = tail && t->hole ? t->suf : t->pre;
		len = tail && t->hole ? t->suflen : t->prelen;
		for (k = 0; k < n && k < len; k++)
			if (tail ? s[len - 1 - k] != fs[flen - 1 - k] :
			    s[k] != fs[k])
				break;
		n = k;
	}
	return n;
}

/* Give up the alternatives of v but keep their common head. */
static struct value *
collapse(struct arena *a, const struct value *v)
{
	struct value *r = value_hole(a, v->alt[0].pre,
	    common(v, HEAD_MAX, false), "", 0);

	r->flags = v->flags;
	r->span = v->span;
	return r;
}

/* Is .. one of the components? */
static bool
climbs(const char *s)
{
	for (; (s = strstr(s, "..")) != NULL; s += 2)
		if (s[2] == '/' || s[2] == '\0')
			return true;
	return false;
}

bool
value_in_scratch(const struct value *v)
{
	unsigned i;

	if ((v->flags & VALUE_SCRATCH) == 0)
		return false;
	for (i = 0; i < v->nalt; i++)
		if (v->alt[i].hole && climbs(v->alt[i].suf))
			return false;
	return true;
}

struct value *
value_number(struct arena *a)
{
	struct value *v = value_unknown(a);

	v->flags |= VALUE_NUMBER;
	v->alt[0].digits = true;
	return v;
}

struct value *
value_own_pid(struct arena *a)
{
	struct value *v = value_number(a);

	v->flags |= VALUE_OWNPID;
	v->alt[0].own = true;
	return v;
}

static void
carry(struct value *r, const struct value *v, const struct value *w)
{
	r->flags = v->flags | w->flags;
	if ((v->flags & VALUE_NUMBER) == 0 || (w->flags & VALUE_NUMBER) == 0)
		r->flags &= ~(unsigned)VALUE_NUMBER;
	r->span = v->span.len != 0 ? v->span : w->span;
	r->idiom = v->idiom != NULL ? v->idiom : w->idiom;
	r->idiom_argv = v->idiom != NULL ? v->idiom_argv : w->idiom_argv;
}

struct value *
value_join(struct arena *a, const struct value *v, const struct value *w)
{
	const struct value *l = v, *m = w;
	struct value *r;
	unsigned i, j, k = 0;

	if (v->nalt * w->nalt > VALUE_MAX_ALTS) {
		if (v->nalt > 1)
			l = collapse(a, v);
		if (w->nalt > 1 && l->nalt * w->nalt > VALUE_MAX_ALTS)
			m = collapse(a, w);
	}
	r = value_new(a, l->nalt * m->nalt);
	for (i = 0; i < l->nalt; i++)
		for (j = 0; j < m->nalt; j++)
			alt_join(a, &r->alt[k++], &l->alt[i], &m->alt[j]);
	carry(r, v, w);
	/* An idiom is the whole text or none. */
	if ((v->idiom != NULL && w->alt[0].prelen + w->alt[0].suflen > 0) ||
	    (w->idiom != NULL && v->alt[0].prelen + v->alt[0].suflen > 0))
		r->idiom = NULL;
	return r;
}

/* Is each alternative a decimal number, known or not? */
static bool
numeric(const struct value *v)
{
	const struct valtext *t;
	unsigned i;

	for (i = 0; i < v->nalt; i++) {
		t = &v->alt[i];
		if (t->hole ? (v->flags & VALUE_NUMBER) == 0 :
		    t->prelen == 0 || t->pre[strspn(t->pre + (*t->pre == '-'),
		    "0123456789") + (*t->pre == '-')] != '\0')
			return false;
	}
	return true;
}

/* Digits alone, known or not. */
static bool
digits_alone(const struct valtext *t)
{
	return t->hole ? t->digits && t->prelen + t->suflen == 0 :
	    t->prelen > 0 && t->pre[strspn(t->pre, "0123456789")] == '\0';
}

static bool
counting(const struct value *v)
{
	unsigned i;

	for (i = 0; i < v->nalt; i++)
		if (!digits_alone(&v->alt[i]))
			return false;
	return true;
}

static struct value *
any_number(struct arena *a, const struct value *v)
{
	struct value *r = value_number(a);

	r->flags |= v->flags;
	r->span = v->span;
	return r;
}

struct value *
value_either(struct arena *a, const struct value *v, const struct value *w)
{
	struct value *r = value_new(a, v->nalt + w->nalt);
	unsigned i, j, k;

	memcpy(r->alt, v->alt, v->nalt * sizeof *r->alt);
	k = v->nalt;
	for (i = 0; i < w->nalt; i++) {
		for (j = 0; j < k; j++)
			if (alt_equal(&r->alt[j], &w->alt[i]) ||
			    (r->alt[j].hole && !r->alt[j].own &&
			    digits_alone(&r->alt[j]) &&
			    digits_alone(&w->alt[i])))
				break;
		if (j == k)
			r->alt[k++] = w->alt[i];
	}
	r->nalt = k;
	carry(r, v, w);
	if (numeric(v) && numeric(w))
		r->flags |= VALUE_NUMBER;
	if (k > VALUE_MAX_ALTS)
		r = counting(r) ? any_number(a, r) : collapse(a, r);
	return r;
}
