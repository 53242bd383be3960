/* SPDX-License-Identifier: ISC */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "analyse/expand_list.h"

/* Arrays and $@: their elements, keys and slices. */
/* A pattern among $1 .. $n may be several of them. */
bool
list_globbed(const struct args *g, size_t n)
{
	size_t i;

	for (i = 0; i < n && i < g->n; i++)
		if ((g->v[i]->flags & VALUE_GLOB) != 0)
			return true;
	return false;
}

bool
list_whole(const struct word *sub, bool *star)
{
	const struct part *p = sub == NULL ? NULL : sub->parts;

	if (p == NULL || p->next != NULL || p->len != 1 ||
	    (p->kind != PART_LIT && p->kind != PART_QUOTED))
		return false;
	*star = p->text[0] == '*';
	return *star || p->text[0] == '@';
}

/* A hash has an order of its own: each word may be any of them. */
static void
any_order(struct walk *w, struct param_result *r)
{
	struct value *any = NULL;
	unsigned i;

	if (r->open)
		r->n = 0;
	for (i = 0; r->n > 1 && i < r->n; i++)
		any = any == NULL ? r->list[i] : value_either(w->a, any,
		    r->list[i]);
	for (i = 0; any != NULL && i < r->n; i++)
		r->list[i] = any;
}

void
list_of_var(struct walk *w, const struct var *x, struct param_result *r)
{
	unsigned i;

	r->v = NULL;
	if (x == NULL)
		return;
	r->maybe = x->maybe_unset;
	/* One of bash's own, of which nobody knows how many there are. */
	if (!x->array) {
		if (x->v != NULL && !(x->open && x->v->alt[0].hole)) {
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
	if (x->assoc)
		any_order(w, r);
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

bool
list_shifted(const struct var *x, const char *key)
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

const char *
list_key(struct walk *w, const struct var *x, long long num)
{
	if (num < 0 && counted(x) == 0)
		return NULL;
	if (num < 0 && x->nelem > 0)
		num += strtoll(x->elem[x->nelem - 1].key, NULL, 10) + 1;
	return arena_printf(w->a, "%lld", num);
}

struct value *
list_at(struct walk *w, const struct var *x, const char *k)
{
	struct value *any = NULL;
	unsigned i;

	if (!x->array && k != NULL && strcmp(k, "0") == 0)
		return or_empty(w, x, x->v);
	if (!x->array && k != NULL)
		return x->open ? value_unknown(w->a) : NULL;
	if (k != NULL && list_shifted(x, k))
		return value_unknown(w->a);
	if (k != NULL) {
		for (i = 0; i < x->nelem; i++)
			if (strcmp(x->elem[i].key, k) == 0)
				return or_empty(w, x, x->elem[i].v);
		return x->open ? value_unknown(w->a) : NULL;
	}
	for (i = 0; i < x->nelem; i++)
		any = any == NULL ? x->elem[i].v :
		    value_either(w->a, any, x->elem[i].v);
	/* Or there is none with that key. */
	return any == NULL || x->open ? value_unknown(w->a) :
	    value_either(w->a, any, value_const(w->a, "", 0));
}

static bool
escaped(const struct part *p)
{
	for (; p != NULL; p = p->next)
		if ((p->kind == PART_DQ && escaped(p->parts)) ||
		    p->style == STYLE_ESCAPE || (p->kind == PART_LIT &&
		    (p->span.len != p->len || memchr(p->text, '\\',
		    p->len) != NULL)))
			return true;
	return false;
}

bool
list_escaped(const struct word *sub)
{
	return escaped(sub->parts);
}

/* The elements whose keys are the alternatives of `keys`. */
static struct value *
each_element(struct walk *w, const struct var *x, const struct value *keys)
{
	struct value *any = NULL, *v;
	const char *k;
	long long num;
	unsigned i;
	bool none = false;

	for (i = 0; i < keys->nalt; i++) {
		k = keys->alt[i].pre;
		if (!x->assoc)
			k = expand_arith(w, k, keys->alt[i].prelen, &num) ?
			    list_key(w, x, num) : NULL;
		v = k == NULL ? value_unknown(w->a) : list_at(w, x, k);
		none = none || v == NULL;
		if (v != NULL)
			any = any == NULL ? v : value_either(w->a, any, v);
	}
	return any == NULL || !none ? any : value_either(w->a, any,
	    value_const(w->a, "", 0));
}

struct value *
list_element(struct walk *w, const char *name, size_t n, const struct word *sub)
{
	struct var *x = var_get(w, name, n);
	const struct value *keys = expand_parts(w, sub->parts);
	const char *k = value_text(keys);
	long long num;

	if (x != NULL && x->assoc && list_escaped(sub))
		return value_unknown(w->a);
	if (x != NULL && keys->nalt > 1 && value_exact(keys))
		return each_element(w, x, keys);
	if (x != NULL && !x->assoc) {
		if (k == NULL || !expand_arith(w, k, strlen(k), &num))
			k = NULL;
		else if ((k = list_key(w, x, num)) == NULL)
			return value_unknown(w->a);
	} else if (k != NULL && x == NULL)
		(void)expand_arith(w, k, strlen(k), &num);
	/* Reading the subscript may have set it. */
	x = var_get(w, name, n);
	return x == NULL ? NULL : list_at(w, x, k);
}

static int
by_text(const void *x, const void *y)
{
	return strcmp(value_text(*(struct value *const *)x),
	    value_text(*(struct value *const *)y));
}

/*
 * The variables whose names start like this. bash sets many in capitals by
 * itself; what the line has done may have set any.
 */
static void
prefixed(struct walk *w, const char *name, size_t n, struct param_result *r)
{
	struct fields f = { NULL, 0, 0 };
	const struct slot *s;
	const struct var *x;
	char *const *e;
	size_t i, capital = 0;

	for (i = 0; i < n; i++)
		capital += (name[i] >= 'a' && name[i] <= 'z') == 0;
	r->open = capital == n || w->any_set || w->world->past != NULL ||
	    w->where != WHERE_LOCAL;
	for (e = w->world->environ; !r->open && e != NULL && *e != NULL; e++)
		if (strncmp(*e, name, n) == 0)
			(void)var_get(w, *e, strcspn(*e, "="));
	for (s = w->st.all[SLOT_VAR]; s != NULL && !r->open; s = s->same) {
		x = s->obj;
		if (strncmp(s->name, name, n) != 0 || x == NULL)
			continue;
		/* One without a value is not among them. */
		if (x->maybe_unset || x->nameref || (x->array && x->open &&
		    x->nelem == 0))
			r->open = true;
		else if (x->array || x->v != NULL)
			fields_add(w, &f, value_const(w->a, s->name,
			    strlen(s->name)));
	}
	if (r->open)
		return;
	if (f.n > 1)
		qsort(f.v, f.n, sizeof *f.v, by_text);
	r->list = f.v == NULL ? arena_array(w->a, 1, sizeof *f.v) : f.v;
	r->n = f.n;
}

void
list_names(struct walk *w, const struct param *p, struct param_result *r)
{
	struct var *x = var_get(w, p->name, p->namelen);
	unsigned i;

	memset(r, 0, sizeof *r);
	if (p->op == PARAM_PREFIX) {
		r->star = p->transform == '*';
		prefixed(w, p->name, p->namelen, r);
		return;
	}
	(void)list_whole(p->subscript, &r->star);
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
	if (x->assoc)
		any_order(w, r);
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
void
list_slice(struct walk *w, const struct param *p, struct param_result *r)
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
