/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "analyse/expand.h"
#include "analyse/pattern.h"

/* ${x#p} ${x%p} ${x/p/r} and their kin. */
/* A trim or a replacement with its pattern. */
struct edit {
	enum param_op op;
	const char *pat;
	size_t pn;
	const char *lit;	/* the pattern when it is one text, else NULL */
	size_t ln;
	const char *rep;
	size_t rn;
	bool matched;		/* an & in it is what matched, */
	bool plain;		/* even behind a backslash */
};

static struct value *
unknown_like(struct walk *w, const struct value *v)
{
	struct value *r = value_unknown(w->a);

	r->flags = v->flags & ~(unsigned)(VALUE_NUMBER | VALUE_SCRATCH);
	return r;
}

/*
 * How many bytes at the start (or the end) of s match, the least or the most;
 * -1 when none do, -2 when it cannot be told.
 */
static long
matched(struct walk *w, const struct edit *e, const char *s, size_t n,
    bool suffix, bool most)
{
	size_t i, k;
	int r;

	if (e->lit != NULL) {
		if (e->ln > n)
			return -1;
		return memcmp(suffix ? s + n - e->ln : s, e->lit,
		    e->ln) == 0 ? (long)e->ln : -1;
	}
	/* A character of several bytes hangs on the locale. */
	if (n > 2048 || ((memchr(e->pat, '?', e->pn) != NULL ||
	    memchr(e->pat, '[', e->pn) != NULL) && !text_is_ascii(s, n)))
		return -2;
	for (i = 0; i <= n; i++) {
		k = most ? n - i : i;
		r = pattern_match_within(e->pat, e->pn, suffix ? s + n - k : s,
		    k, &w->match_left);
		if (r < 0)
			return -2;
		if (r == 1)
			return (long)k;
	}
	return -1;
}

static struct value *
trim_text(struct walk *w, const char *s, size_t n, void *ctx)
{
	const struct edit *e = ctx;
	bool suffix = e->op == PARAM_TRIM_SUF || e->op == PARAM_TRIM_SUF_LONG;
	long k = matched(w, e, s, n, suffix, e->op == PARAM_TRIM_PRE_LONG ||
	    e->op == PARAM_TRIM_SUF_LONG);

	if (k == -2)
		return value_unknown(w->a);
	if (k < 0)
		k = 0;
	return suffix ? value_const(w->a, s, n - (size_t)k) :
	    value_const(w->a, s + k, n - (size_t)k);
}

/* Trim a text with a hole: only where the known end decides it. */
static struct value *
trim_hole(struct walk *w, const struct edit *e, const struct valtext *t)
{
	const char *slash;
	long k;

	if (e->op == PARAM_TRIM_PRE_LONG && e->pn == 2 &&
	    memcmp(e->pat, "*/", 2) == 0 &&
	    (slash = memrchr(t->suf, '/', t->suflen)) != NULL)
		return value_const(w->a, slash + 1,
		    t->suflen - (size_t)(slash + 1 - t->suf));
	switch (e->op) {
	case PARAM_TRIM_PRE:
		k = matched(w, e, t->pre, t->prelen, false, false);
		if (k > 0)
			return value_hole(w->a, t->pre + k,
			    t->prelen - (size_t)k, t->suf, t->suflen);
		return value_hole(w->a, "", 0, t->suf, t->suflen);
	case PARAM_TRIM_PRE_LONG:
		return value_hole(w->a, "", 0, t->suf, 0);
	case PARAM_TRIM_SUF:
		k = matched(w, e, t->suf, t->suflen, true, false);
		if (k > 0)
			return value_hole(w->a, t->pre, t->prelen, t->suf,
			    t->suflen - (size_t)k);
		return value_hole(w->a, t->pre, 0, "", 0);
	default:
		return value_hole(w->a, "", 0, "", 0);
	}
}

static struct value *
trim(struct walk *w, struct edit *e, struct value *v)
{
	struct value *r = NULL, *one;
	unsigned i;
	size_t head;

	for (i = 0; i < v->nalt; i++) {
		struct valtext t = v->alt[i];
		if ((v->flags & VALUE_GLOB) != 0 && !t.hole) {
			/* A name that the pattern stands for. */
			head = pattern_head(t.pre, t.prelen);
			t.suf = t.pre + t.prelen;
			while (t.suf > t.pre + head && strchr("*?[]()\\",
			    t.suf[-1]) == NULL)
				t.suf--;
			t.suflen = (size_t)(t.pre + t.prelen - t.suf);
			t.prelen = head;
			t.hole = true;
		}
		one = t.hole ? trim_hole(w, e, &t) :
		    trim_text(w, t.pre, t.prelen, e);
		r = r == NULL ? one : value_either(w->a, r, one);
	}
	r->flags |= v->flags & ~(unsigned)(VALUE_GLOB | VALUE_NUMBER |
	    VALUE_SCRATCH);
	/* A file name taken from under a scratch folder still is there. */
	if (e->op == PARAM_TRIM_SUF && memchr(e->pat, '/', e->pn) == NULL)
		r->flags |= v->flags & VALUE_SCRATCH;
	return r;
}

/* The replacement of the n bytes at s. */
static size_t
replacement(const struct edit *e, char *out, const char *s, size_t n)
{
	size_t i, len = 0;

	for (i = 0; i < e->rn; i++) {
		if (e->matched && e->rep[i] == '&') {
			memcpy(out + len, s, n);
			len += n;
		} else if (e->matched && !e->plain && e->rep[i] == '\\' &&
		    i + 1 < e->rn && strchr("&\\", e->rep[i + 1]) != NULL)
			out[len++] = e->rep[++i];
		else
			out[len++] = e->rep[i];
	}
	return len;
}

static struct value *
replace_text(struct walk *w, const char *s, size_t n, void *ctx)
{
	const struct edit *e = ctx;
	struct value *out;
	size_t i = 0, k, len, cap = n + 64;
	long m;
	int r;
	char *buf;

	if (e->pn == 0 && (e->op == PARAM_REPL || e->op == PARAM_REPL_ALL))
		return value_const(w->a, s, n);
	/* Each place may try every length of a pattern. */
	if (n > 256 && e->lit == NULL)
		return value_unknown(w->a);
	cap = (n + 2) * (e->rn + 1) * (e->matched ? n + 1 : 1) + 1;
	if (cap > 1024 * 1024)
		return value_unknown(w->a);
	buf = arena_alloc(w->a, cap);
	len = 0;
	while (i <= n) {
		m = -1;
		if (e->op == PARAM_REPL_SUF) {
			r = e->lit != NULL && e->ln != n - i ? 0 :
			    pattern_match_within(e->pat, e->pn, s + i, n - i,
			    &w->match_left);
			m = r < 0 ? -2 : r == 1 ? (long)(n - i) : -1;
		} else if (e->op != PARAM_REPL_PRE || i == 0)
			m = matched(w, e, s + i, n - i, false, true);
		if (m == -2 || (m == 0 && n == 0 && e->pn > 0))
			return value_unknown(w->a);
		if (m < 0 || (m == 0 && (e->op == PARAM_REPL_ALL ||
		    e->op == PARAM_REPL))) {
			if (i < n)
				buf[len++] = s[i];
			i++;
			continue;
		}
		len += replacement(e, buf + len, s + i, (size_t)m);
		i += (size_t)m;
		if (e->op == PARAM_REPL_ALL)
			continue;
		for (k = i; k < n; k++)
			buf[len++] = s[k];
		break;
	}
	out = value_const(w->a, buf, len);
	return out;
}

struct value *
expand_edit(struct walk *w, const struct param *p, struct value *v)
{
	struct value *pat = expand_pattern(w, p->arg), *rep = NULL;
	struct edit e = { .op = p->op, .rep = "" };
	bool repl = p->op >= PARAM_REPL && p->op <= PARAM_REPL_SUF;

	if (repl && p->arg2 != NULL)
		rep = expand_value(w, p->arg2);
	/* ${x////-}: a slash that comes first is part of the pattern. */
	if (p->op == PARAM_REPL_ALL && p->arg2 != NULL && (p->arg == NULL ||
	    p->arg->parts == NULL))
		return unknown_like(w, v);
	e.pat = value_text(pat);
	if (rep != NULL)
		e.rep = value_text(rep);
	if (e.pat == NULL || e.rep == NULL)
		return unknown_like(w, v);
	e.pn = pat->alt[0].prelen;
	if (!pattern_has(e.pat, e.pn))
		e.lit = pattern_decode(w->a, e.pat, e.pn, &e.ln);
	if (rep != NULL)
		e.rn = rep->alt[0].prelen;
	if (!repl)
		return trim(w, &e, v);
	if ((v->flags & VALUE_GLOB) != 0)
		return unknown_like(w, v);
	/*
	 * bash 5.2 puts what matched for an & that is not quoted, unless
	 * patsub_replacement is off; older ones never do.
	 */
	rep = expand_map(w, v, replace_text, &e);
	if (memchr(e.rep, '&', e.rn) == NULL)
		return rep;
	if (memchr(e.rep, '\\', e.rn) != NULL) {
		/* Whether the backslash quotes hangs on its own quotes. */
		if (e.rn > 64 || memchr(e.rep, '\\', e.rn) !=
		    memrchr(e.rep, '\\', e.rn))
			return unknown_like(w, v);
		e.plain = true;
		e.matched = true;
		rep = value_either(w->a, rep, expand_map(w, v, replace_text,
		    &e));
		e.plain = false;
	}
	e.matched = true;
	return value_either(w->a, rep, expand_map(w, v, replace_text, &e));
}
