/* SPDX-License-Identifier: ISC */
#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "analyse/expand.h"

static struct value *
number_value(struct walk *w)
{
	return value_number(w->a);
}

static struct value *
from_number(struct walk *w, long long n)
{
	const char *s = arena_printf(w->a, "%lld", n);

	return value_const(w->a, s, strlen(s));
}

/* A pattern among $1 .. $n may be several of them. */
static bool
globbed(const struct args *g, size_t n)
{
	size_t i;

	for (i = 0; i < n && i < g->n; i++)
		if ((g->v[i]->flags & VALUE_GLOB) != 0)
			return true;
	return false;
}

static struct value *
positional(struct walk *w, const char *name, size_t n)
{
	struct args *g = args_get(w);
	unsigned long k = 0;
	size_t i;

	for (i = 0; i < n && k < 1000000; i++)
		k = k * 10 + (unsigned long)(name[i] - '0');
	if (k == 0)
		return w->arg0;
	if (globbed(g, k - 1))
		return value_unknown(w->a);
	if (k <= g->n)
		return g->v[k - 1];
	return g->open ? value_unknown(w->a) : NULL;
}

static struct value *
special(struct walk *w, const struct param *p)
{
	struct value *v;
	const char *s;

	switch (p->name[0]) {
	case '#':
		return args_get(w)->open || globbed(args_get(w), SIZE_MAX) ?
		    number_value(w) : from_number(w, args_get(w)->n);
	case '?':
		return number_value(w);
	case '$':
		if (w->world->pid <= 0) {
			v = number_value(w);
		} else {
			s = arena_printf(w->a, "%ld", (long)w->world->pid);
			v = value_const(w->a, s, strlen(s));
		}
		v->flags |= VALUE_OWNPID;
		return v;
	case '!':
		v = number_value(w);
		v->flags |= VALUE_OWNPID;
		return v;
	case '-':
		return value_unknown(w->a);
	default:
		return NULL;
	}
}

static bool
all_list(const struct word *sub, bool *star)
{
	const struct part *p = sub == NULL ? NULL : sub->parts;

	if (p == NULL || p->next != NULL || p->len != 1 ||
	    (p->kind != PART_LIT && p->kind != PART_QUOTED))
		return false;
	*star = p->text[0] == '*';
	return *star || p->text[0] == '@';
}

static void
list_of_var(struct walk *w, const struct var *x, struct param_result *r)
{
	unsigned i;

	r->v = NULL;
	if (x == NULL)
		return;
	r->maybe = x->maybe_unset;
	if (!x->array) {
		if (x->v != NULL) {
			r->list = arena_alloc(w->a, sizeof *r->list);
			r->list[0] = x->v;
			r->n = 1;
		}
		r->open = x->open;
		return;
	}
	r->list = arena_array(w->a, x->nelem + 1, sizeof *r->list);
	for (i = 0; i < x->nelem; i++)
		r->list[i] = x->elem[i].v;
	r->n = x->nelem;
	r->open = x->open;
}

/* The element's value v, or none when the variable may be unset. */
static struct value *
or_empty(struct walk *w, const struct var *x, struct value *v)
{
	return v == NULL || !x->maybe_unset ? v : value_either(w->a, v,
	    value_const(w->a, "", 0));
}

/* How many elements there are; 0 when that is not known. */
static unsigned
counted(const struct var *x)
{
	unsigned i;

	for (i = 0; i < x->nelem; i++)
		if ((x->elem[i].v->flags & (VALUE_MANY | VALUE_GLOB)) != 0)
			return 0;
	return x->open || x->maybe_unset ? 0 : x->nelem;
}

/* Does a word that may be several stand before the element, or is it one? */
static bool
shifted(const struct var *x, const char *key)
{
	unsigned i;

	for (i = 0; !x->assoc && i < x->nelem; i++) {
		if ((x->elem[i].v->flags & VALUE_MANY) != 0)
			return true;
		if (strcmp(x->elem[i].key, key) == 0)
			break;
		if ((x->elem[i].v->flags & VALUE_GLOB) != 0)
			return true;
	}
	return false;
}

static struct value *
element(struct walk *w, const char *name, size_t n, const struct word *sub)
{
	struct var *x = var_get(w, name, n);
	struct value *key = expand_parts(w, sub->parts);
	const char *k = value_text(key);
	long long num;
	unsigned i;

	if (x != NULL && !x->assoc) {
		if (k == NULL || !expand_arith(w, k, strlen(k), &num))
			k = NULL;
		else {
			if (num < 0 && counted(x) == 0)
				return value_unknown(w->a);
			if (num < 0 && x->nelem > 0)
				num += strtoll(x->elem[x->nelem - 1].key,
				    NULL, 10) + 1;
			k = arena_printf(w->a, "%lld", num);
		}
	} else if (k != NULL && x == NULL)
		(void)expand_arith(w, k, strlen(k), &num);
	if (x == NULL)
		return NULL;
	if (!x->array && k != NULL)
		return strcmp(k, "0") == 0 ? or_empty(w, x, x->v) : NULL;
	if (k != NULL && shifted(x, k))
		return value_unknown(w->a);
	if (k != NULL) {
		for (i = 0; i < x->nelem; i++)
			if (strcmp(x->elem[i].key, k) == 0)
				return or_empty(w, x, x->elem[i].v);
		return x->open ? value_unknown(w->a) : NULL;
	}
	key = NULL;
	for (i = 0; i < x->nelem; i++)
		key = key == NULL ? x->elem[i].v :
		    value_either(w->a, key, x->elem[i].v);
	return key == NULL || x->open ? value_unknown(w->a) : key;
}

static void
lookup(struct walk *w, const struct param *p, struct param_result *r)
{
	struct args *g = args_get(w);
	struct var *x;
	bool star = false;

	memset(r, 0, sizeof *r);
	if (p->subscript != NULL && all_list(p->subscript, &star)) {
		list_of_var(w, var_get(w, p->name, p->namelen), r);
		r->star = star;
		return;
	}
	if (p->namelen == 1 && (p->name[0] == '@' || p->name[0] == '*')) {
		r->list = g->v;
		r->n = g->n;
		r->open = g->open;
		r->star = p->name[0] == '*';
		return;
	}
	if (p->subscript != NULL)
		r->v = element(w, p->name, p->namelen, p->subscript);
	else if (isdigit((unsigned char)p->name[0]))
		r->v = positional(w, p->name, p->namelen);
	else if (p->namelen == 1 && strchr("#?$!-", p->name[0]) != NULL)
		r->v = special(w, p);
	else {
		x = var_get(w, p->name, p->namelen);
		r->v = var_is_element(w, p->name, p->namelen) ?
		    value_unknown(w->a) : var_value(w, p->name, p->namelen);
		if (x != NULL && x->maybe_unset && r->v != NULL &&
		    (p->op == PARAM_PLAIN || p->op >= PARAM_SUBSTR))
			r->v = value_either(w->a, r->v,
			    value_const(w->a, "", 0));
	}
}

/* ${#x}, ${#a[@]}, ${#}. */
static struct value *
length_of(struct walk *w, const struct param_result *r)
{
	const char *t;
	long long n = 0;
	unsigned i;

	if (r->v == NULL && (r->list != NULL || r->open || r->n > 0)) {
		for (i = 0; i < r->n; i++)
			if ((r->list[i]->flags & VALUE_GLOB) != 0)
				return number_value(w);
		return r->open || r->maybe ? number_value(w) :
		    from_number(w, r->n);
	}
	if (r->v == NULL)
		return from_number(w, 0);
	if ((t = value_text(r->v)) == NULL)
		return number_value(w);
	if (!text_is_ascii(t, strlen(t)) && expand_locale(w) != TEXT_UTF8)
		return number_value(w);
	for (; *t != '\0'; t++)
		n += ((unsigned char)*t & 0xc0) != 0x80;
	return from_number(w, n);
}

/* ${!x}: the parameter whose name x holds. */
static void
indirect(struct walk *w, const struct param *p, struct param_result *r)
{
	struct param q = *p;
	struct var *x;
	struct slot *s;
	struct parse_result pr;
	const char *t = r->v == NULL ? NULL : value_text(r->v);
	char *text;
	struct word *word;

	s = state_slot(&w->st, SLOT_VAR, p->name, p->namelen, false);
	x = s == NULL ? NULL : s->obj;
	if (x != NULL && x->nameref && x->v != NULL) {
		r->v = x->v;
		return;
	}
	if (t == NULL || *t == '\0') {
		if (r->v != NULL || r->open)
			r->v = value_unknown(w->a);
		return;
	}
	text = arena_printf(w->a, "${%s}", t);
	word = parse_expansions(w->a, text, strlen(text), &pr);
	if (word == NULL || word->parts == NULL ||
	    word->parts->kind != PART_PARAM ||
	    word->parts->param->op != PARAM_PLAIN ||
	    word->parts->param->indirect || word->parts->param->length) {
		r->v = value_unknown(w->a);
		return;
	}
	q = *word->parts->param;
	lookup(w, &q, r);
}

static void
names(struct walk *w, const struct param *p, struct param_result *r)
{
	struct var *x = var_get(w, p->name, p->namelen);
	unsigned i;

	memset(r, 0, sizeof *r);
	if (p->op == PARAM_PREFIX) {
		r->open = true;
		r->star = p->transform == '*';
		return;
	}
	(void)all_list(p->subscript, &r->star);
	if (x == NULL)
		return;
	r->maybe = x->maybe_unset;
	r->open = x->open;
	if (!x->assoc && x->array && x->nelem > 0 && counted(x) == 0) {
		r->open = true;
		return;
	}
	if (!x->array) {
		r->list = arena_alloc(w->a, sizeof *r->list);
		r->list[0] = value_const(w->a, "0", 1);
		r->n = 1;
		return;
	}
	r->list = arena_array(w->a, x->nelem + 1, sizeof *r->list);
	for (i = 0; i < x->nelem; i++)
		r->list[i] = value_const(w->a, x->elem[i].key,
		    strlen(x->elem[i].key));
	r->n = x->nelem;
}

/* ${a[@]:off} counts in indices, not in elements; the place of the first. */
static long long
slice_index(const struct var *x, long long off)
{
	unsigned i;

	if (off < 0 && x->nelem > 0)
		off += strtoll(x->elem[x->nelem - 1].key, NULL, 10) + 1;
	if (off < 0)
		return off;
	for (i = 0; i < x->nelem; i++)
		if (strtoll(x->elem[i].key, NULL, 10) >= off)
			break;
	return (long long)i;
}

/* ${@:2}, ${a[@]:1:3}: part of a list. */
static void
slice(struct walk *w, const struct param *p, struct param_result *r)
{
	struct value *o = p->arg == NULL ? NULL :
	    expand_arith_value(w, expand_parts(w, p->arg->parts));
	struct value *l = p->arg2 == NULL ? NULL :
	    expand_arith_value(w, expand_parts(w, p->arg2->parts));
	const char *ot = o == NULL ? "0" : value_text(o);
	const char *lt = l == NULL ? NULL : value_text(l);
	bool args = p->subscript == NULL;
	long long off, len;
	struct value **v;
	struct var *x;
	unsigned i;

	for (i = 0; i < r->n; i++)
		r->open = r->open || (r->list[i]->flags & VALUE_GLOB) != 0;
	if (ot == NULL || (l != NULL && lt == NULL) || r->open) {
		r->open = true;
		r->n = 0;
		return;
	}
	off = strtoll(ot, NULL, 10);
	if (args && off == 0) {
		v = arena_array(w->a, r->n + 1, sizeof *v);
		v[0] = w->arg0;
		if (r->n > 0)
			memcpy(v + 1, r->list, r->n * sizeof *v);
		r->list = v;
		r->n++;
	} else if (args && off > 0)
		off--;
	x = args ? NULL : var_get(w, p->name, p->namelen);
	if (x != NULL && x->array && !x->assoc)
		off = slice_index(x, off);
	else if (off < 0)
		off += (long long)r->n;
	len = lt == NULL ? (long long)r->n : strtoll(lt, NULL, 10);
	if (off < 0 || off > (long long)r->n || len < 0) {
		r->n = 0;
		return;
	}
	if (off > 0)
		r->list += off;
	r->n -= (unsigned)off;
	if (len < (long long)r->n)
		r->n = (unsigned)len;
}

static void
list_operator(struct walk *w, const struct param *p, bool quoted,
    struct param_result *r)
{
	struct value **v;
	unsigned i;

	switch (p->op) {
	case PARAM_PLAIN:
		return;
	case PARAM_SUBSTR:
		slice(w, p, r);
		return;
	case PARAM_DEFAULT:
	case PARAM_ASSIGN:
		if (r->n == 0)
			r->v = r->open ? value_unknown(w->a) :
			    expand_value(w, p->arg);
		return;
	case PARAM_ALT:
		if (r->n == 0 && !r->open)
			return;
		r->v = expand_value(w, p->arg);
		if (r->open)
			r->v = value_either(w->a, r->v,
			    value_const(w->a, "", 0));
		return;
	case PARAM_ERROR:
		return;
	default:
		v = arena_array(w->a, r->n + 1, sizeof *v);
		for (i = 0; i < r->n; i++)
			v[i] = expand_operator(w, p, r->list[i], quoted);
		r->list = v;
	}
}

void
expand_plain(struct walk *w, const struct param *p, struct param_result *out)
{
	struct param q = *p;

	/* What lookup() adds for a plain one would count as a value. */
	q.op = PARAM_DEFAULT;
	lookup(w, &q, out);
	if (out->v == NULL && (out->list != NULL || out->open ||
	    q.subscript != NULL || q.name[0] == '@' || q.name[0] == '*'))
		out->star = true;
	else
		out->star = false;
}

void
expand_param(struct walk *w, const struct param *p, bool quoted,
    struct param_result *out)
{
	bool list;

	if (p->op == PARAM_PREFIX || p->op == PARAM_KEYS) {
		names(w, p, out);
		return;
	}
	lookup(w, p, out);
	list = out->v == NULL && (out->list != NULL || out->open ||
	    (p->namelen == 1 && (p->name[0] == '@' || p->name[0] == '*')) ||
	    (p->subscript != NULL && all_list(p->subscript, &out->star)));
	if (p->length) {
		out->v = length_of(w, out);
		return;
	}
	if (p->indirect && !list) {
		indirect(w, p, out);
		list = out->v == NULL && (out->list != NULL || out->open);
	}
	if (list) {
		list_operator(w, p, quoted, out);
		return;
	}
	out->v = expand_operator(w, p, out->v, quoted);
	if (out->v == NULL)
		out->v = value_const(w->a, "", 0);
}
