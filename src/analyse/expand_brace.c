/* SPDX-License-Identifier: ISC */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analyse/expand.h"

/* A word as bytes of its unquoted literals and opaque parts between them. */
struct tok {
	const struct part *part;	/* NULL: byte c */
	char c;
};

struct list {
	struct list *next;
	struct tok *t;
	size_t n;
};

struct brace {
	struct walk *w;
	unsigned made;
};

static struct list *expand(struct brace *b, const struct tok *t, size_t n,
    unsigned depth);

static struct list *
one(struct brace *b, const struct tok *t, size_t n)
{
	struct list *l = arena_alloc(b->w->a, sizeof *l);

	if (++b->made > 4 * WALK_MAX_PRODUCTS)
		walk_limit(b->w, "a brace expansion makes more than "
		    "4,096 words");
	l->t = arena_array(b->w->a, n + 1, sizeof *l->t);
	if (n > 0)
		memcpy(l->t, t, n * sizeof *t);
	l->n = n;
	return l;
}

/* The } for the { at t[0], or 0. *comma: it has a comma of its own. */
static size_t
closing(const struct tok *t, size_t n, bool *comma)
{
	size_t i;
	int depth = 0;

	*comma = false;
	for (i = 0; i < n; i++) {
		if (t[i].part != NULL)
			continue;
		if (t[i].c == '{')
			depth++;
		else if (t[i].c == '}' && --depth == 0)
			return i;
		else if (t[i].c == ',' && depth == 1)
			*comma = true;
	}
	return 0;
}

struct range {
	long long from, to, step;
	bool letters;
	bool odd;		/* letters, from small ones to capitals */
	int width;
};

static bool
number(const char *s, long long *v, int *width)
{
	char *e;

	if (*s == '\0')
		return false;
	*v = strtoll(s, &e, 10);
	if (*e != '\0')
		return false;
	if (*s == '+')
		s++;
	if (s[*s == '-'] == '0' && strlen(s) > 1u + (*s == '-'))
		*width = (int)strlen(s) > *width ? (int)strlen(s) : *width;
	return true;
}

static bool
sequence(const struct tok *t, size_t n, struct range *r)
{
	char buf[128], *dots, *dots2;
	size_t i;

	if (n == 0 || n >= sizeof buf)
		return false;
	for (i = 0; i < n; i++) {
		if (t[i].part != NULL)
			return false;
		buf[i] = t[i].c;
	}
	buf[n] = '\0';
	if ((dots = strstr(buf, "..")) == NULL)
		return false;
	*dots = '\0';
	dots += 2;
	r->step = 0;
	r->width = 0;
	r->letters = r->odd = false;
	if ((dots2 = strstr(dots, "..")) != NULL) {
		int ignored = 0;
		*dots2 = '\0';
		if (!number(dots2 + 2, &r->step, &ignored))
			return false;
	}
	if (number(buf, &r->from, &r->width) &&
	    number(dots, &r->to, &r->width))
		return true;
	if (strlen(buf) != 1 || strlen(dots) != 1)
		return false;
	r->letters = true;
	r->from = (unsigned char)buf[0];
	r->to = (unsigned char)dots[0];
	r->odd = (r->from & 32) != (r->to & 32);
	return (unsigned)((r->from | 32) - 'a') < 26u &&
	    (unsigned)((r->to | 32) - 'a') < 26u;
}

static struct list *
run_sequence(struct brace *b, const struct range *r)
{
	struct list *head = NULL, **tail = &head;
	unsigned long long step, count, i, span;
	struct tok t[32];
	char buf[32];
	int k, len;

	step = r->step < 0 ? 0ULL - (unsigned long long)r->step :
	    (unsigned long long)r->step;
	if (step == 0)
		step = 1;
	/* They quote, and run, what stands beside them. */
	if (r->odd)
		walk_limit(b->w, "a brace expansion from capitals to small "
		    "letters makes backslashes and backquotes");
	span = r->to > r->from ?
	    (unsigned long long)r->to - (unsigned long long)r->from :
	    (unsigned long long)r->from - (unsigned long long)r->to;
	count = span / step + 1;
	if (count > WALK_MAX_PRODUCTS || count == 0)
		walk_limit(b->w, "a brace expansion makes more than "
		    "4,096 words");
	for (i = 0; i < count; i++) {
		long long v = r->to > r->from ?
		    (long long)((unsigned long long)r->from + i * step) :
		    (long long)((unsigned long long)r->from - i * step);
		if (r->letters)
			len = snprintf(buf, sizeof buf, "%c", (int)v);
		else
			len = snprintf(buf, sizeof buf, "%0*lld",
			    r->width < 20 ? r->width : 20, v);
		for (k = 0; k < len; k++) {
			t[k].part = NULL;
			t[k].c = buf[k];
		}
		*tail = one(b, t, (size_t)len);
		tail = &(*tail)->next;
	}
	return head;
}

static struct list *
run_commas(struct brace *b, const struct tok *t, size_t n, unsigned depth)
{
	struct list *head = NULL, **tail = &head;
	size_t i, from = 0;
	int level = 0;

	for (i = 0; i <= n; i++) {
		if (i < n && t[i].part == NULL && t[i].c == '{')
			level++;
		else if (i < n && t[i].part == NULL && t[i].c == '}')
			level--;
		if (i < n && !(t[i].part == NULL && t[i].c == ',' &&
		    level == 0))
			continue;
		*tail = expand(b, t + from, i - from, depth + 1);
		while (*tail != NULL)
			tail = &(*tail)->next;
		from = i + 1;
	}
	return head;
}

static struct list *
product(struct brace *b, const struct tok *pre, size_t npre,
    const struct list *mid, const struct list *post)
{
	struct list *head = NULL, **tail = &head, *l;
	const struct list *m, *p;

	for (m = mid; m != NULL; m = m->next) {
		for (p = post; p != NULL; p = p->next) {
			l = one(b, NULL, 0);
			l->n = npre + m->n + p->n;
			l->t = arena_array(b->w->a, l->n + 1, sizeof *l->t);
			if (npre > 0)
				memcpy(l->t, pre, npre * sizeof *pre);
			if (m->n > 0)
				memcpy(l->t + npre, m->t, m->n * sizeof *pre);
			if (p->n > 0)
				memcpy(l->t + npre + m->n, p->t,
				    p->n * sizeof *pre);
			*tail = l;
			tail = &l->next;
		}
	}
	return head;
}

static struct list *
expand(struct brace *b, const struct tok *t, size_t n, unsigned depth)
{
	struct list *mid;
	struct range r;
	size_t i, end;
	bool comma;

	if (depth > PARSE_MAX_DEPTH)
		walk_limit(b->w, "braces are nested too deep");
	for (i = 0; i < n; i++) {
		if (t[i].part != NULL || t[i].c != '{')
			continue;
		end = closing(t + i, n - i, &comma);
		if (end == 0) {
			/* No } for this one: none for those left of it. */
			if (n - i > 1024)
				walk_limit(b->w, "an unclosed brace in a "
				    "very long word");
			continue;
		}
		if (comma)
			mid = run_commas(b, t + i + 1, end - 1, depth);
		else if (sequence(t + i + 1, end - 1, &r))
			mid = run_sequence(b, &r);
		else
			continue;
		return product(b, t, i, mid,
		    expand(b, t + i + end + 1, n - i - end - 1, depth + 1));
	}
	return one(b, t, n);
}

static struct part *
to_parts(struct walk *w, const struct list *l, const struct part *model)
{
	struct part *head = NULL, **tail = &head, *p;
	char *text;
	size_t i, j;

	for (i = 0; i < l->n; i = j) {
		p = arena_alloc(w->a, sizeof *p);
		j = i + 1;
		if (l->t[i].part != NULL)
			*p = *l->t[i].part;
		else {
			while (j < l->n && l->t[j].part == NULL)
				j++;
			p->kind = PART_LIT;
			p->span = model->span;
			p->len = j - i;
			p->text = text = arena_alloc(w->a, p->len + 1);
			for (size_t k = i; k < j; k++)
				text[k - i] = l->t[k].c;
		}
		p->next = NULL;
		*tail = p;
		tail = &p->next;
	}
	return head;
}

struct brace_word *
expand_braces(struct walk *w, struct part *parts)
{
	struct brace_word *head = NULL, **tail = &head, *bw;
	struct brace b = { w, 0 };
	struct list *l;
	struct part *p;
	struct tok *t;
	size_t n = 0, k = 0, i;

	for (p = parts; p != NULL; p = p->next)
		n += p->kind == PART_LIT ? p->len : 1;
	t = arena_array(w->a, n + 1, sizeof *t);
	for (p = parts; p != NULL; p = p->next) {
		if (p->kind != PART_LIT) {
			t[k++].part = p;
			continue;
		}
		for (i = 0; i < p->len; i++)
			t[k++].c = p->text[i];
	}
	l = expand(&b, t, n, 0);
	for (n = 0; l != NULL; l = l->next) {
		if (++n > WALK_MAX_PRODUCTS)
			walk_limit(w, "a brace expansion makes more than "
			    "4,096 words");
		bw = arena_alloc(w->a, sizeof *bw);
		bw->parts = to_parts(w, l, parts);
		*tail = bw;
		tail = &bw->next;
	}
	return head;
}

const struct part *
expand_longer_names(struct walk *w, const struct part *parts)
{
	struct part *head = NULL, **tail = &head, *copy;
	const struct part *p, *next;
	struct param *param;
	size_t n;

	for (p = parts; p != NULL; p = next) {
		next = p->next;
		copy = arena_alloc(w->a, sizeof *copy);
		*copy = *p;
		copy->next = NULL;
		*tail = copy;
		tail = &copy->next;
		if (p->kind != PART_PARAM || p->param->braced || next == NULL ||
		    next->kind != PART_LIT || p->param->namelen == 0 ||
		    !(isalpha((unsigned char)p->param->name[0]) ||
		    p->param->name[0] == '_'))
			continue;
		for (n = 0; n < next->len && (isalnum((unsigned char)
		    next->text[n]) || next->text[n] == '_'); n++)
			continue;
		if (n == 0)
			continue;
		param = arena_alloc(w->a, sizeof *param);
		*param = *p->param;
		param->name = arena_printf(w->a, "%.*s%.*s",
		    (int)param->namelen, param->name, (int)n, next->text);
		param->namelen += n;
		copy->param = param;
		copy = arena_alloc(w->a, sizeof *copy);
		*copy = *next;
		copy->text += n;
		copy->len -= n;
		next = copy->len == 0 ? copy->next : copy;
	}
	return head;
}
