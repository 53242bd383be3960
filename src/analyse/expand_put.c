/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "analyse/expand_int.h"
#include "analyse/pattern.h"

/* A word that variables make longer than this becomes unknown. */
enum { GROW_MAX = 128 * 1024 };

void
fields_add(struct walk *w, struct fields *f, struct value *v)
{
	struct value **n;

	if (f->n == f->cap) {
		if (f->n >= WALK_MAX_FIELDS)
			walk_limit(w, "more than 65,536 words");
		f->cap = f->cap == 0 ? 8 : f->cap * 2;
		n = arena_array(w->a, f->cap, sizeof *n);
		if (f->n > 0)
			memcpy(n, f->v, f->n * sizeof *n);
		f->v = n;
	}
	f->v[f->n++] = v;
}

static void
put(struct xp *x, const char *s, size_t n)
{
	char *p;

	if (x->len + n + 1 > x->cap) {
		x->cap = (x->len + n + 1) * 2;
		p = arena_alloc(x->w->a, x->cap);
		if (x->len > 0)
			memcpy(p, x->buf, x->len);
		x->buf = p;
	}
	if (n > 0)
		memcpy(x->buf + x->len, s, n);
	x->len += n;
}

static bool
special(char c)
{
	return c != '\0' && strchr("*?[]\\()|!+@", c) != NULL;
}

void
xp_put_text(struct xp *x, const char *s, size_t n, bool quoted)
{
	size_t i, from = 0;

	if (n > 0)
		x->any = true;
	if (x->mode == X_VALUE || (!quoted && memchr(s, '\\', n) == NULL)) {
		put(x, s, n);
		return;
	}
	for (i = 0; i < n; i++) {
		if (!(quoted ? special(s[i]) : s[i] == '\\'))
			continue;
		put(x, s + from, i - from);
		put(x, "\\", 1);
		from = i;
		x->encoded = true;
	}
	put(x, s + from, n - from);
}

void
xp_put_value(struct xp *x, struct value *v, bool quoted)
{
	struct walk *w = x->w;
	struct value *e = v;
	const char *t = value_text(v);
	unsigned i;

	x->any = true;
	if ((v->flags & VALUE_GLOB) != 0)
		x->globbed = true;
	else if (t != NULL && x->len + v->alt[0].prelen <= GROW_MAX) {
		xp_put_text(x, t, v->alt[0].prelen, quoted);
		x->flags |= v->flags;
		if (v->idiom == NULL)
			return;
		t = "";
	} else if (x->mode != X_VALUE && quoted) {
		e = arena_alloc(w->a, sizeof *e);
		*e = *v;
		e->alt = arena_array(w->a, v->nalt, sizeof *e->alt);
		for (i = 0; i < v->nalt; i++) {
			e->alt[i] = v->alt[i];
			e->alt[i].pre = pattern_encode(w->a, v->alt[i].pre,
			    v->alt[i].prelen, &e->alt[i].prelen);
			e->alt[i].suf = pattern_encode(w->a, v->alt[i].suf,
			    v->alt[i].suflen, &e->alt[i].suflen);
			if (e->alt[i].prelen != v->alt[i].prelen ||
			    e->alt[i].suflen != v->alt[i].suflen)
				x->encoded = true;
		}
	}
	if (x->len > 0) {
		struct value *c = value_const(w->a, x->buf, x->len);
		x->head = x->head == NULL ? c : value_join(w->a, x->head, c);
		x->len = 0;
	}
	x->head = x->head == NULL ? e : value_join(w->a, x->head, e);
}

static struct value *
decoded(struct walk *w, const struct value *v)
{
	struct value *r = arena_alloc(w->a, sizeof *r);
	unsigned i;

	*r = *v;
	r->alt = arena_array(w->a, v->nalt, sizeof *r->alt);
	for (i = 0; i < v->nalt; i++) {
		r->alt[i] = v->alt[i];
		r->alt[i].pre = pattern_decode(w->a, v->alt[i].pre,
		    v->alt[i].prelen, &r->alt[i].prelen);
		r->alt[i].suf = pattern_decode(w->a, v->alt[i].suf,
		    v->alt[i].suflen, &r->alt[i].suflen);
	}
	return r;
}

static bool
any_pattern(const struct value *v)
{
	unsigned i;

	for (i = 0; i < v->nalt; i++)
		if (pattern_has(v->alt[i].pre, v->alt[i].prelen) ||
		    pattern_has(v->alt[i].suf, v->alt[i].suflen))
			return true;
	return false;
}

/* The value of what was put so far; starts over. */
struct value *
xp_finish(struct xp *x)
{
	struct walk *w = x->w;
	struct value *v = x->head, *copy;
	bool glob = x->globbed;

	if (v == NULL)
		v = value_const(w->a, x->buf == NULL ? "" : x->buf, x->len);
	else if (x->len > 0)
		v = value_join(w->a, v, value_const(w->a, x->buf, x->len));
	copy = arena_alloc(w->a, sizeof *copy);
	*copy = *v;
	v = copy;
	v->flags |= x->flags;
	if (x->any || x->mode != X_FIELDS)
		v->choice = NULL;
	if (x->mode == X_FIELDS && !glob &&
	    (opts_get(w) & OPT_NOGLOB) == 0)
		glob = any_pattern(v);
	if (glob)
		v->flags |= VALUE_GLOB;
	else if (x->mode == X_FIELDS && x->encoded) {
		v = decoded(w, v);
	}
	x->head = NULL;
	x->len = 0;
	x->any = x->maybe = x->encoded = x->globbed = false;
	x->flags = 0;
	return v;
}

/* v as one alternative of it, or that one among others. */
struct value *
xp_one_alt(struct walk *w, const struct value *v, unsigned i)
{
	struct value *r = arena_alloc(w->a, sizeof *r);

	*r = *v;
	r->alt = &v->alt[i];
	r->nalt = 1;
	r->choice = NULL;
	return r;
}

bool
xp_has_empty(const struct value *v)
{
	unsigned i;

	for (i = 0; i < v->nalt; i++)
		if (!v->alt[i].hole && v->alt[i].prelen == 0)
			return true;
	return false;
}

/* Any words, or those of `c`. */
struct value *
xp_choice_value(struct walk *w, const struct value *v, const struct value_choice *c)
{
	struct value *r = value_unknown(w->a);

	r->flags = v->flags | VALUE_MANY;
	r->span = v->span;
	r->choice = c;
	return r;
}

/* The word v where an empty one is no word. */
static struct value *
unless_empty(struct walk *w, struct value *v)
{
	struct value_choice *c;
	struct value_way *way;
	unsigned i;

	if (v->choice != NULL || !xp_has_empty(v))
		return v;
	c = arena_alloc(w->a, sizeof *c);
	c->way = arena_array(w->a, v->nalt, sizeof *c->way);
	c->n = v->nalt;
	for (i = 0; i < v->nalt; i++) {
		way = &c->way[i];
		way->v = arena_alloc(w->a, sizeof *way->v);
		way->v[0] = xp_one_alt(w, v, i);
		way->n = v->alt[i].hole || v->alt[i].prelen > 0;
	}
	return xp_choice_value(w, v, c);
}

void
xp_flush(struct xp *x)
{
	bool any = x->any;
	struct value *v;

	if ((!any && !x->maybe) || x->out == NULL)
		return;
	v = xp_finish(x);
	fields_add(x->w, x->out, any ? v : unless_empty(x->w, v));
}
