/* SPDX-License-Identifier: ISC */
#include <ctype.h>
#include <string.h>

#include "analyse/expand_int.h"
#include "analyse/expand_list.h"

static void seq(struct xp *x, const struct part *parts, bool dq);

static void
put_lit(struct xp *x, const struct part *p, bool first)
{
	const char *s = p->text, *e = p->text + p->len, *t;
	struct value *v;
	size_t used;
	bool at = first, colon = x->mode == X_VALUE || x->tildes;

	while (s < e) {
		if (at && *s == '~' && (v = expand_tilde(x->w, s,
		    (size_t)(e - s), &used)) != NULL && (s + used < e || p->next == NULL)) {
			xp_put_value(x, v, true);
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
			xp_put_unquoted(x, value_const(x->w->a, s,
			    (size_t)(t - s)));
		else
			xp_put_text(x, s, (size_t)(t - s), false);
		s = t;
	}
}

bool
expand_has_quotes(const struct word *word)
{
	const struct part *p = word == NULL ? NULL : word->parts;

	for (; p != NULL; p = p->next)
		if (p->kind == PART_QUOTED || p->kind == PART_DQ)
			return true;
	return false;
}

static bool
parts_have_list(const struct part *p)
{
	const struct param *q;
	bool star;

	for (; p != NULL; p = p->next) {
		if (p->kind == PART_DQ && parts_have_list(p->parts))
			return true;
		if (p->kind != PART_PARAM)
			continue;
		q = p->param;
		if ((q->namelen == 1 && q->name[0] == '@') || q->indirect ||
		    q->op == PARAM_PREFIX || q->op == PARAM_KEYS ||
		    list_whole(q->subscript, &star) ||
		    expand_has_list(q->arg))
			return true;
	}
	return false;
}

bool
expand_has_list(const struct word *word)
{
	return word != NULL && parts_have_list(word->parts);
}

/*
 * ${u-"a b"} outside of quotes: where u is unset, the word is read with its
 * own quotes. In quotes this matters where it holds "$@". Returns false when
 * it is not one of these.
 */
static bool
put_default(struct xp *x, const struct param *p, bool dq)
{
	struct param_result r;
	enum expand_null null;

	if ((p->op != PARAM_DEFAULT && p->op != PARAM_ALT) || p->indirect ||
	    p->length || p->arg == NULL || x->mode != X_FIELDS ||
	    (dq && !expand_has_list(p->arg)))
		return false;
	expand_plain(x->w, p, &r);
	if (r.star)
		return false;
	null = expand_null(x->w, p, r.v);
	if (null == NULL_MAYBE && !dq && !expand_has_quotes(p->arg) &&
	    !expand_has_list(p->arg))
		return false;
	if (null == NULL_MAYBE) {
		struct value *v = value_unknown(x->w->a);
		v->flags |= VALUE_MANY | expand_value(x->w, p->arg)->flags;
		xp_put_value(x, v, false);
	} else if ((null == NULL_SURE) == (p->op == PARAM_DEFAULT)) {
		bool was = x->nested;
		x->start = x->nested = !dq;
		seq(x, p->arg->parts, dq);
		x->nested = was;
	} else if (p->op == PARAM_DEFAULT && dq)
		xp_put_value(x, r.v, true);
	else if (p->op == PARAM_DEFAULT)
		xp_put_unquoted(x, r.v);
	return true;
}

static void
put_param(struct xp *x, const struct part *p, bool dq)
{
	struct param_result r;

	if (put_default(x, p->param, dq))
		return;
	expand_param(x->w, p->param, dq, &r);
	if (r.v == NULL) {
		xp_put_list(x, &r, dq);
		return;
	}
	if (dq || x->mode != X_FIELDS)
		xp_put_value(x, r.v, dq);
	else
		xp_put_unquoted(x, r.v);
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

/* Is this text the same without quotes: neither split nor matched? */
static bool
reads_same(const struct part *p)
{
	size_t i;

	for (i = 0; i < p->len; i++)
		if (!isalnum((unsigned char)p->text[i]) &&
		    (p->text[i] == '\0' ||
		    strchr("_./,:=+%@^-", p->text[i]) == NULL))
			return false;
	return p->len > 0;
}

static void
put_part(struct xp *x, const struct part *p, bool dq, bool first)
{
	struct value *v;

	if (p->locale && expand_locale(x->w) == TEXT_OTHER) {
		xp_put_value(x, value_unknown(x->w->a), true);
		return;
	}
	switch (p->kind) {
	case PART_LIT:
		if (dq)
			xp_put_text(x, p->text, p->len, true);
		else
			put_lit(x, p, first);
		return;
	case PART_QUOTED:
		if (p->bare && !dq && !reads_same(p)) {
			v = value_unknown(x->w->a);
			break;
		}
		x->any = true;
		x->flags |= VALUE_QUOTED;
		xp_put_text(x, p->text, p->len, true);
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
		v = expand_arith_part(x->w, p);
		break;
	case PART_PROCSUB:
		xp_put_value(x, expand_procsub(x->w, p), true);
		return;
	default:
		return;
	}
	if (dq || x->mode != X_FIELDS)
		xp_put_value(x, v, dq);
	else
		xp_put_unquoted(x, v);
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
	return xp_finish(&x);
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
	xp_flush(&x);
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
	struct value *v;

	if (has_brace(word->parts) && (opts_get(w) & OPT_NOBRACE) != 0) {
		(void)expand_value(w, word);
		v = value_unknown(w->a);
		v->flags |= VALUE_MANY;
		v->span = walk_span(w, word->span);
		fields_add(w, out, v);
		return;
	}
	if (!has_brace(word->parts) || (opts_get(w) & OPT_POSIX_SH) != 0) {
		expand_parts_fields(w, word->parts, word->span, out);
		return;
	}
	for (b = expand_braces(w, word->parts); b != NULL; b = b->next)
		expand_parts_fields(w, expand_longer_names(w, b->parts),
		    word->span, out);
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
		seq(&x, b == &whole_word ? b->parts :
		    expand_longer_names(w, b->parts), false);
		v = xp_finish(&x);
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

	xp_put_unquoted(&x, (struct value *)v);
	xp_flush(&x);
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
	/* A part of a path may be a folder above it. */
	r->flags |= v->flags & ~(unsigned)VALUE_NUMBER;
	r->flags &= ~(unsigned)VALUE_SCRATCH;
	return r;
}
