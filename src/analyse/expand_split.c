/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "analyse/expand_int.h"

/* Word splitting, and lists. */
static bool
blank_at(const char *s, size_t n, size_t i, const char *ifs)
{
	return i < n && s[i] != '\0' && strchr(" \t\n", s[i]) != NULL &&
	    strchr(ifs, s[i]) != NULL;
}

/* Split one constant at IFS, as bash does for an unquoted expansion. */
static void
split_text(struct xp *x, const char *s, size_t n, const char *ifs)
{
	size_t i = 0, from;

	while (blank_at(s, n, i, ifs))
		i++;
	if (i > 0)
		xp_flush(x);
	while (i < n) {
		from = i;
		while (i < n && (s[i] == '\0' || strchr(ifs, s[i]) == NULL))
			i++;
		xp_put_text(x, s + from, i - from, false);
		if (i == n)
			return;
		/* One non-blank with the blanks around it ends one field. */
		while (blank_at(s, n, i, ifs))
			i++;
		if (i < n && s[i] != '\0' && strchr(ifs, s[i]) != NULL) {
			x->any = true;
			i++;
			while (blank_at(s, n, i, ifs))
				i++;
		}
		xp_flush(x);
	}
}

static bool
one_word(const struct value *v, const char *ifs)
{
	const struct valtext *t;
	unsigned i;

	if ((v->flags & VALUE_MANY) != 0)
		return false;
	for (i = 0; i < v->nalt; i++) {
		t = &v->alt[i];
		if (t->hole && (v->flags & (VALUE_NUMBER | VALUE_SCRATCH |
		    VALUE_OWNPID)) == 0)
			return false;
		if (t->pre[strcspn(t->pre, ifs)] != '\0')
			return false;
	}
	return true;
}

/* What each alternative of v is split into, at the start of a word. */
static struct value *
split_ways(struct xp *x, const struct value *v, const char *ifs)
{
	struct value_choice *c = arena_alloc(x->w->a, sizeof *c);
	struct fields f;
	unsigned i;

	c->way = arena_array(x->w->a, v->nalt, sizeof *c->way);
	c->n = v->nalt;
	for (i = 0; i < v->nalt; i++) {
		struct xp one = { .w = x->w, .mode = X_FIELDS, .out = &f,
		    .flags = v->flags };
		memset(&f, 0, sizeof f);
		if (v->alt[i].hole) {
			struct value *open = xp_one_alt(x->w, v, i);
			open->flags |= VALUE_MANY;
			fields_add(x->w, &f, open);
		} else {
			split_text(&one, v->alt[i].pre, v->alt[i].prelen, ifs);
			xp_flush(&one);
		}
		c->way[i].v = f.v;
		c->way[i].n = f.n;
	}
	return xp_choice_value(x->w, v, c);
}

/* A value without blanks to split at: no word when it is empty. */
static void
put_unsplit(struct xp *x, struct value *v)
{
	bool any = x->any;

	xp_put_value(x, v, false);
	if (xp_has_empty(v)) {
		x->any = any;
		x->maybe = true;
	}
}

void
xp_put_unquoted(struct xp *x, struct value *v)
{
	struct value *ifsv = var_ifs(x->w), *copy;
	const char *ifs = ifsv == NULL ? " \t\n" : value_text(ifsv);
	const char *t = value_text(v);

	/* What echo printed of a pattern is split like any text. */
	if (ifs != NULL && t != NULL && ((v->flags & VALUE_GLOB) == 0 ||
	    (strchr(t, '\\') == NULL && t[strcspn(t, ifs)] != '\0'))) {
		x->flags |= v->flags & ~(unsigned)VALUE_GLOB;
		split_text(x, t, v->alt[0].prelen, ifs);
		return;
	}
	if (ifs != NULL && (one_word(v, ifs) ||
	    (t != NULL && (v->flags & VALUE_GLOB) != 0))) {
		put_unsplit(x, v);
		return;
	}
	if (ifs != NULL && v->nalt > 1 && !x->any && x->head == NULL &&
	    x->len == 0 && (v->flags & (VALUE_GLOB | VALUE_MANY)) == 0) {
		xp_put_value(x, split_ways(x, v, ifs), false);
		x->any = false;
		x->maybe = true;
		return;
	}
	copy = arena_alloc(x->w->a, sizeof *copy);
	*copy = *v;
	copy->flags |= VALUE_MANY;
	copy->choice = NULL;
	if (value_exact(v)) {
		copy = value_unknown(x->w->a);
		copy->flags = v->flags | VALUE_MANY;
	}
	xp_put_value(x, copy, false);
}

/* A list that may be empty as well. */
static void
put_maybe(struct xp *x, const struct param_result *r, bool dq)
{
	struct value_choice *c = arena_alloc(x->w->a, sizeof *c);
	struct fields f = { NULL, 0, 0 };
	struct xp one = { .w = x->w, .mode = x->mode, .out = &f };
	struct param_result sure = *r;
	struct value *v, *none = value_const(x->w->a, "", 0);

	sure.maybe = false;
	xp_put_list(&one, &sure, dq);
	if (x->mode != X_FIELDS || (dq && r->star)) {
		xp_put_value(x, value_either(x->w->a, xp_finish(&one), none), dq);
		return;
	}
	xp_flush(&one);
	c->way = arena_array(x->w->a, 2, sizeof *c->way);
	c->n = 2;
	c->way[0].v = f.v;
	c->way[0].n = f.n;
	v = xp_choice_value(x->w, none, x->any || x->head != NULL || x->len > 0 ?
	    NULL : c);
	xp_put_value(x, v, dq);
	x->any = v->choice == NULL;
	x->maybe = true;
}

void
xp_put_list(struct xp *x, const struct param_result *r, bool dq)
{
	struct value *v, *ifs = var_ifs(x->w);
	const char *sep = ifs == NULL ? " " : value_text(ifs);
	bool joined = x->mode != X_FIELDS || (dq && r->star);
	unsigned i;

	if (r->maybe && (r->n > 0 || r->open)) {
		put_maybe(x, r, dq);
		return;
	}
	for (i = 0; i < r->n; i++) {
		if (i > 0 && joined)
			xp_put_text(x, r->star && sep != NULL ? sep : " ",
			    r->star && sep != NULL && *sep == '\0' ? 0 : 1,
			    true);
		else if (i > 0)
			xp_flush(x);
		if (dq || joined)
			xp_put_value(x, r->list[i], true);
		else if (value_may_be(r->list[i], "") &&
		    (sep == NULL || strcmp(sep, " \t\n") != 0)) {
			/* bash keeps or drops it by rules of its own. */
			v = value_unknown(x->w->a);
			v->flags |= VALUE_MANY;
			xp_put_value(x, v, false);
		} else
			xp_put_unquoted(x, r->list[i]);
	}
	if (r->open) {
		if (i > 0 && !joined)
			xp_flush(x);
		v = value_unknown(x->w->a);
		v->flags |= VALUE_MANY;
		xp_put_value(x, v, dq);
	}
}
