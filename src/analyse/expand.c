/* SPDX-License-Identifier: ISC */
#include "analyse/expand.h"

#include <ctype.h>
#include <string.h>

#include "analyse/pattern.h"

/* A word that variables make longer than this becomes unknown. */
enum { GROW_MAX = 128 * 1024 };

enum xmode {
	X_FIELDS,	/* split, patterns stay patterns */
	X_VALUE,	/* as it is */
	X_PATTERN	/* quoted bytes get a backslash */
};

/* A word being put together: `head` then the bytes of `buf`. */
struct xp {
	struct walk *w;
	enum xmode mode;
	struct fields *out;
	struct value *head;
	char *buf;
	size_t len, cap;
	bool any;		/* the field exists even when empty */
	bool maybe;		/* it exists unless it is empty */
	bool encoded;		/* some byte got a backslash */
	bool globbed;		/* a pattern came in through a variable */
	unsigned flags;
	bool start;		/* nothing of the word seen yet */
	bool declared;		/* name=value as an argument: ~ after = */
	bool nested;		/* inside ${u-word}: plain text is split too */
	bool tildes;		/* it looks like one: ~ after : as well */
};

static void seq(struct xp *x, const struct part *parts, bool dq);

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

static void
put_text(struct xp *x, const char *s, size_t n, bool quoted)
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

static void
put_value(struct xp *x, struct value *v, bool quoted)
{
	struct walk *w = x->w;
	struct value *e = v;
	const char *t = value_text(v);
	unsigned i;

	x->any = true;
	if ((v->flags & VALUE_GLOB) != 0)
		x->globbed = true;
	else if (t != NULL && x->len + v->alt[0].prelen <= GROW_MAX) {
		put_text(x, t, v->alt[0].prelen, quoted);
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
static struct value *
finish(struct xp *x)
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
static struct value *
one_alt(struct walk *w, const struct value *v, unsigned i)
{
	struct value *r = arena_alloc(w->a, sizeof *r);

	*r = *v;
	r->alt = &v->alt[i];
	r->nalt = 1;
	r->choice = NULL;
	return r;
}

static bool
has_empty(const struct value *v)
{
	unsigned i;

	for (i = 0; i < v->nalt; i++)
		if (!v->alt[i].hole && v->alt[i].prelen == 0)
			return true;
	return false;
}

/* Any words, or those of `c`. */
static struct value *
choice_value(struct walk *w, const struct value *v, const struct value_choice *c)
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

	if (v->choice != NULL || !has_empty(v))
		return v;
	c = arena_alloc(w->a, sizeof *c);
	c->way = arena_array(w->a, v->nalt, sizeof *c->way);
	c->n = v->nalt;
	for (i = 0; i < v->nalt; i++) {
		way = &c->way[i];
		way->v = arena_alloc(w->a, sizeof *way->v);
		way->v[0] = one_alt(w, v, i);
		way->n = v->alt[i].hole || v->alt[i].prelen > 0;
	}
	return choice_value(w, v, c);
}

static void
flush(struct xp *x)
{
	bool any = x->any;
	struct value *v;

	if ((!any && !x->maybe) || x->out == NULL)
		return;
	v = finish(x);
	fields_add(x->w, x->out, any ? v : unless_empty(x->w, v));
}

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
		flush(x);
	while (i < n) {
		from = i;
		while (i < n && (s[i] == '\0' || strchr(ifs, s[i]) == NULL))
			i++;
		put_text(x, s + from, i - from, false);
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
		flush(x);
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

static void split_text(struct xp *x, const char *s, size_t n,
    const char *ifs);

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
			struct value *open = one_alt(x->w, v, i);
			open->flags |= VALUE_MANY;
			fields_add(x->w, &f, open);
		} else {
			split_text(&one, v->alt[i].pre, v->alt[i].prelen, ifs);
			flush(&one);
		}
		c->way[i].v = f.v;
		c->way[i].n = f.n;
	}
	return choice_value(x->w, v, c);
}

/* A value without blanks to split at: no word when it is empty. */
static void
put_unsplit(struct xp *x, struct value *v)
{
	bool any = x->any;

	put_value(x, v, false);
	if (has_empty(v)) {
		x->any = any;
		x->maybe = true;
	}
}

static void
put_unquoted(struct xp *x, struct value *v)
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
		put_value(x, split_ways(x, v, ifs), false);
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
	put_value(x, copy, false);
}

static void put_list(struct xp *x, const struct param_result *r, bool dq);

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
	put_list(&one, &sure, dq);
	if (x->mode != X_FIELDS || (dq && r->star)) {
		put_value(x, value_either(x->w->a, finish(&one), none), dq);
		return;
	}
	flush(&one);
	c->way = arena_array(x->w->a, 2, sizeof *c->way);
	c->n = 2;
	c->way[0].v = f.v;
	c->way[0].n = f.n;
	v = choice_value(x->w, none, x->any || x->head != NULL || x->len > 0 ?
	    NULL : c);
	put_value(x, v, dq);
	x->any = v->choice == NULL;
	x->maybe = true;
}

static void
put_list(struct xp *x, const struct param_result *r, bool dq)
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
			put_text(x, r->star && sep != NULL ? sep : " ",
			    r->star && sep != NULL && *sep == '\0' ? 0 : 1,
			    true);
		else if (i > 0)
			flush(x);
		if (dq || joined)
			put_value(x, r->list[i], true);
		else if (value_may_be(r->list[i], "") &&
		    (sep == NULL || strcmp(sep, " \t\n") != 0)) {
			/* bash keeps or drops it by rules of its own. */
			v = value_unknown(x->w->a);
			v->flags |= VALUE_MANY;
			put_value(x, v, false);
		} else
			put_unquoted(x, r->list[i]);
	}
	if (r->open) {
		if (i > 0 && !joined)
			flush(x);
		v = value_unknown(x->w->a);
		v->flags |= VALUE_MANY;
		put_value(x, v, dq);
	}
}

/* A tilde at the start of `s`: what it becomes, and how long it was. */
static struct value *
tilde(struct walk *w, const char *s, size_t n, size_t *used)
{
	size_t len = 1;
	struct value *v;
	char *home;

	while (len < n && s[len] != '/' && s[len] != ':')
		len++;
	*used = len;
	if (len == 1) {
		v = var_value(w, "HOME", 4);
		if (v == NULL && w->world->home != NULL)
			v = value_const(w->a, w->world->home,
			    strlen(w->world->home));
		return v;
	}
	if (len == 2 && s[1] == '+')
		return w->cwd->obj;
	if (len == 2 && s[1] == '-')
		return w->oldpwd->obj;
	home = expand_home(w, s + 1, len - 1);
	return home == NULL ? NULL : value_const(w->a, home, strlen(home));
}

static void
put_lit(struct xp *x, const struct part *p, bool first)
{
	const char *s = p->text, *e = p->text + p->len, *t;
	struct value *v;
	size_t used;
	bool at = first, colon = x->mode == X_VALUE || x->tildes;

	while (s < e) {
		if (at && *s == '~' && (v = tilde(x->w, s, (size_t)(e - s),
		    &used)) != NULL && (s + used < e || p->next == NULL)) {
			put_value(x, v, true);
			s += used;
		}
		at = false;
		if (s == e)
			break;
		t = s;
		/* In an assignment a tilde counts after each colon too. */
		while (t < e && !(colon && (*t == ':' ||
		    (x->declared && *t == '=')) && t + 1 < e && t[1] == '~'))
			t++;
		if (t < e && *t == '=')
			x->declared = false;
		if (t < e) {
			t++;
			at = true;
		}
		if (x->nested)
			put_unquoted(x, value_const(x->w->a, s,
			    (size_t)(t - s)));
		else
			put_text(x, s, (size_t)(t - s), false);
		s = t;
	}
}

static bool
has_quotes(const struct part *p)
{
	for (; p != NULL; p = p->next)
		if (p->kind == PART_QUOTED || p->kind == PART_DQ)
			return true;
	return false;
}

/*
 * ${u-"a b"} outside of quotes: where u is unset, the word is read with its
 * own quotes. Returns false when it is not one of these.
 */
static bool
put_default(struct xp *x, const struct param *p)
{
	struct param_result r;
	enum expand_null null;

	if ((p->op != PARAM_DEFAULT && p->op != PARAM_ALT) || p->indirect ||
	    p->length || p->arg == NULL || x->mode != X_FIELDS)
		return false;
	expand_plain(x->w, p, &r);
	if (r.star)
		return false;
	null = expand_null(x->w, p, r.v);
	if (null == NULL_MAYBE && !has_quotes(p->arg->parts))
		return false;
	if (null == NULL_MAYBE) {
		struct value *v = value_unknown(x->w->a);
		v->flags |= VALUE_MANY | expand_value(x->w, p->arg)->flags;
		put_value(x, v, false);
	} else if ((null == NULL_SURE) == (p->op == PARAM_DEFAULT)) {
		bool was = x->nested;
		x->start = x->nested = true;
		seq(x, p->arg->parts, false);
		x->nested = was;
	} else if (p->op == PARAM_DEFAULT)
		put_unquoted(x, r.v);
	return true;
}

static void
put_param(struct xp *x, const struct part *p, bool dq)
{
	struct param_result r;

	if (!dq && put_default(x, p->param))
		return;
	expand_param(x->w, p->param, dq, &r);
	if (r.v == NULL) {
		put_list(x, &r, dq);
		return;
	}
	if (dq || x->mode != X_FIELDS)
		put_value(x, r.v, dq);
	else
		put_unquoted(x, r.v);
}

static bool
lone_list(const struct part *p)
{
	return p != NULL && p->next == NULL && p->kind == PART_PARAM &&
	    !p->param->length &&
	    ((p->param->namelen == 1 && p->param->name[0] == '@') ||
	    (p->param->subscript != NULL &&
	    p->param->subscript->parts != NULL &&
	    p->param->subscript->parts->len == 1 &&
	    p->param->subscript->parts->text[0] == '@'));
}

static void
put_part(struct xp *x, const struct part *p, bool dq, bool first)
{
	struct value *v;

	if (p->locale && expand_locale(x->w) == TEXT_OTHER) {
		put_value(x, value_unknown(x->w->a), true);
		return;
	}
	switch (p->kind) {
	case PART_LIT:
		if (dq)
			put_text(x, p->text, p->len, true);
		else
			put_lit(x, p, first);
		return;
	case PART_QUOTED:
		x->any = true;
		x->flags |= VALUE_QUOTED;
		put_text(x, p->text, p->len, true);
		return;
	case PART_DQ:
		if (!lone_list(p->parts))
			x->any = true;
		x->flags |= VALUE_QUOTED;
		seq(x, p->parts, true);
		return;
	case PART_PARAM:
		put_param(x, p, dq);
		return;
	case PART_CMDSUB:
		v = expand_command(x->w, p);
		break;
	case PART_ARITH:
		v = expand_arith_value(x->w, expand_parts(x->w, p->parts));
		break;
	case PART_PROCSUB:
		put_value(x, expand_procsub(x->w, p), true);
		return;
	default:
		return;
	}
	if (dq || x->mode != X_FIELDS)
		put_value(x, v, dq);
	else
		put_unquoted(x, v);
}

static void
seq(struct xp *x, const struct part *parts, bool dq)
{
	const struct part *p;

	for (p = parts; p != NULL; p = p->next) {
		put_part(x, p, dq, x->start && !dq);
		x->start = false;
	}
}

static struct value *
whole(struct walk *w, const struct part *parts, enum xmode mode, bool dq)
{
	struct xp x = { .w = w, .mode = mode, .start = true };

	seq(&x, parts, dq);
	return finish(&x);
}

/* NAME= at the start of an argument: bash expands a ~ behind it. */
static bool
looks_assigned(const struct part *p)
{
	size_t i;

	if (p == NULL || p->kind != PART_LIT || p->len == 0 ||
	    isdigit((unsigned char)p->text[0]))
		return false;
	for (i = 0; i < p->len && (isalnum((unsigned char)p->text[i]) ||
	    p->text[i] == '_'); i++)
		continue;
	if (i > 0 && i < p->len && p->text[i] == '+')
		i++;
	return i > 0 && i < p->len && p->text[i] == '=';
}

static void
expand_parts_fields(struct walk *w, const struct part *parts,
    struct span span, struct fields *out)
{
	struct xp x = { .w = w, .mode = X_FIELDS, .out = out, .start = true };
	unsigned i = out->n;

	x.declared = x.tildes = looks_assigned(parts) &&
	    (opts_get(w) & OPT_POSIX_SH) == 0;
	seq(&x, parts, false);
	flush(&x);
	for (; i < out->n; i++) {
		if (out->v[i]->span.len == 0)
			out->v[i]->span = walk_span(w, span);
	}
}

static bool
has_brace(const struct part *p)
{
	for (; p != NULL; p = p->next)
		if (p->kind == PART_LIT && memchr(p->text, '{', p->len))
			return true;
	return false;
}

void
expand_word(struct walk *w, const struct word *word, struct fields *out)
{
	struct brace_word *b;

	if (!has_brace(word->parts) || (opts_get(w) & OPT_POSIX_SH) != 0) {
		expand_parts_fields(w, word->parts, word->span, out);
		return;
	}
	for (b = expand_braces(w, word->parts); b != NULL; b = b->next)
		expand_parts_fields(w, b->parts, word->span, out);
}

void
expand_declared(struct walk *w, const struct word *word, struct fields *out)
{
	struct brace_word whole_word = { NULL, word->parts }, *b;
	struct value *v;

	b = has_brace(word->parts) ? expand_braces(w, word->parts) :
	    &whole_word;
	for (; b != NULL; b = b->next) {
		struct xp x = { .w = w, .mode = X_VALUE, .start = true,
		    .declared = true };
		seq(&x, b->parts, false);
		v = finish(&x);
		if (v->span.len == 0)
			v->span = walk_span(w, word->span);
		fields_add(w, out, v);
	}
}

void
expand_words(struct walk *w, const struct word *list, struct fields *out)
{
	for (; list != NULL; list = list->next)
		expand_word(w, list, out);
}

struct value *
expand_value(struct walk *w, const struct word *word)
{
	struct value *v;

	if (word == NULL)
		return value_const(w->a, "", 0);
	v = whole(w, word->parts, X_VALUE, false);
	if (v->span.len == 0)
		v->span = walk_span(w, word->span);
	return v;
}

struct value *
expand_pattern(struct walk *w, const struct word *word)
{
	if (word == NULL)
		return value_const(w->a, "", 0);
	return whole(w, word->parts, X_PATTERN, false);
}

struct value *
expand_parts(struct walk *w, const struct part *parts)
{
	return whole(w, parts, X_VALUE, true);
}

struct value *
expand_text(struct walk *w, const char *s, size_t n)
{
	struct parse_result r;
	struct word *word = parse_expansions(w->a, s, n, &r);
	const struct spanmap *saved = w->map;
	struct spanmap map = { 0 };
	const char *text = w->text;
	size_t len = w->len;
	struct value *v;

	if (word == NULL)
		return value_unknown(w->a);
	/* ${x@P} in the value of x has no end. */
	if (++w->depth > WALK_MAX_DEPTH)
		walk_limit(w, "texts expand to each other too deep");
	map.whole = w->via != NULL ? w->via->span : (struct span){ 0, 0 };
	w->map = &map;
	w->text = s;
	w->len = n;
	v = expand_parts(w, word->parts);
	w->depth--;
	w->map = saved;
	w->text = text;
	w->len = len;
	return v;
}

void
expand_split(struct walk *w, const struct value *v, struct fields *out)
{
	struct xp x = { .w = w, .mode = X_FIELDS, .out = out };

	put_unquoted(&x, (struct value *)v);
	flush(&x);
}

struct value *
expand_map(struct walk *w, const struct value *v,
    struct value *(*fn)(struct walk *, const char *, size_t, void *),
    void *ctx)
{
	struct value *r = NULL, *one;
	unsigned i;

	for (i = 0; i < v->nalt; i++) {
		if (v->alt[i].hole) {
			one = value_unknown(w->a);
			one->flags = v->flags;
		} else
			one = fn(w, v->alt[i].pre, v->alt[i].prelen, ctx);
		r = r == NULL ? one : value_either(w->a, r, one);
	}
	r->flags |= v->flags & ~(unsigned)VALUE_NUMBER;
	return r;
}
