/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "analyse/expand_list.h"
#include "analyse/walk_int.h"

/* Assignments: x=.., x[..]=.., x=(..). */

enum { ADDED_MAX = 256 };

/* Words of x=( .. ), expanded before x changes: they may use x. */
struct items {
	struct value **key;	/* NULL for a word without [..]= */
	struct value **v;
	unsigned n;
	bool keyed, many;
};

static void
item_add(struct walk *w, struct items *it, struct fields *keys,
    struct fields *vals, struct value *k, struct value *v)
{
	fields_add(w, keys, k);
	fields_add(w, vals, v);
	it->keyed = it->keyed || k != NULL;
	it->many = it->many || (k == NULL &&
	    (v->flags & (VALUE_MANY | VALUE_GLOB)) != 0);
}

/* [k]+=v: not followed, but for what a number runs. */
static struct value *
added(struct walk *w, const char *name, struct value *v)
{
	const struct var *x = var_get(w, name, strlen(name));

	if (x != NULL && x->integer)
		(void)expand_arith_value(w, v);
	return value_unknown(w->a);
}

/*
 * The key of x=([k]=v): where x counts, bash expands it with the words of the
 * list and then once more, as the subscript that it is.
 */
static struct value *
item_key(struct walk *w, const struct assign *as, const struct assign *el)
{
	struct value *k = expand_parts(w, el->subscript->parts), *v = NULL, *n;
	const struct var *x = var_get(w, as->name, strlen(as->name));
	const struct valtext *t;
	unsigned i;

	if (x != NULL && x->assoc)
		return k;
	for (i = 0; i < k->nalt; i++) {
		t = &k->alt[i];
		if (memchr(t->pre, '$', t->prelen) == NULL &&
		    memchr(t->pre, '`', t->prelen) == NULL)
			continue;
		n = expand_text(w, t->pre, t->prelen);
		if (t->hole || k->nalt > 1)
			n = value_unknown(w->a);
		v = v == NULL ? n : value_either(w->a, v, n);
	}
	return v == NULL ? k : v;
}

static void
read_items(struct walk *w, const struct assign *as, struct items *it)
{
	struct fields keys = { NULL, 0, 0 }, vals = { NULL, 0, 0 }, f;
	const struct assign *el;
	struct value *v;
	unsigned i;

	memset(it, 0, sizeof *it);
	for (el = as->elems; el != NULL; el = el->next) {
		if (el->subscript != NULL) {
			v = expand_value(w, el->value);
			item_add(w, it, &keys, &vals, item_key(w, as, el),
			    el->append || list_escaped(el->subscript) ?
			    added(w, as->name, v) : v);
			continue;
		}
		memset(&f, 0, sizeof f);
		if (el->value != NULL)
			expand_word(w, el->value, &f);
		for (i = 0; i < f.n; i++)
			item_add(w, it, &keys, &vals, NULL, f.v[i]);
	}
	it->key = keys.v;
	it->v = vals.v;
	it->n = vals.n;
}

/* The text of a subscript, a number where x counts; NULL when not known. */
static const char *
key_text(struct walk *w, const struct var *x, const struct value *k,
    long long *num)
{
	const char *key = value_text(k);

	if (key == NULL || (x != NULL && x->assoc))
		return key;
	if (!expand_arith(w, key, strlen(key), num))
		return NULL;
	if (*num < 0 && x != NULL && x->nelem > 0)
		*num += strtoll(x->elem[x->nelem - 1].key, NULL, 10) + 1;
	return arena_printf(w->a, "%lld", *num);
}

/* Words without keys, behind what x holds. */
static void
plain_list(struct walk *w, struct var *x, const struct items *it)
{
	unsigned i, had = x->nelem;
	struct elem *e;
	long long at = had == 0 ? 0 :
	    strtoll(x->elem[had - 1].key, NULL, 10) + 1;

	/* Added one by one, each costs a copy of those before it. */
	if (had >= ADDED_MAX) {
		x->open = true;
		return;
	}
	e = arena_array(w->a, had + it->n + 1u, sizeof *e);
	if (had > 0)
		memcpy(e, x->elem, had * sizeof *e);
	for (i = 0; i < it->n; i++) {
		e[had + i].key = arena_printf(w->a, "%lld", at + i);
		e[had + i].v = it->v[i];
		if ((it->v[i]->flags & VALUE_MANY) != 0)
			x->open = true;
	}
	x->elem = e;
	x->nelem = had + it->n;
	if (had == 0)
		x->v = it->n > 0 ? it->v[0] : NULL;
}

/* x=(k v k v) of an associative array. */
static void
pairs(struct walk *w, const char *name, size_t n, const struct items *it)
{
	unsigned i;

	for (i = 0; i < it->n; i += 2)
		var_elem(w, name, n, it->many ? NULL : value_text(it->v[i]),
		    i + 1 == it->n ? value_const(w->a, "", 0) :
		    it->v[i + 1]);
}

/*
 * The array that += adds to. What it may hold besides its elements stands
 * before what is added: as one word that may be several.
 */
static struct var *
append_to(struct walk *w, const char *name, size_t n, bool keyed)
{
	struct var *x = var_array(w, name, n);
	struct elem *e;
	struct value *v;

	if (x->maybe_unset) {
		x->nelem = 0;
		x->v = NULL;
		x->open = true;
	}
	if (!x->open || x->assoc || keyed)
		return x;
	e = arena_array(w->a, x->nelem + 1u, sizeof *e);
	if (x->nelem > 0)
		memcpy(e, x->elem, x->nelem * sizeof *e);
	v = value_unknown(w->a);
	v->flags |= VALUE_MANY;
	e[x->nelem].key = x->nelem == 0 ? "0" : arena_printf(w->a, "%lld",
	    strtoll(x->elem[x->nelem - 1].key, NULL, 10) + 1);
	e[x->nelem++].v = v;
	x->elem = e;
	return x;
}

static void
assign_array(struct walk *w, const struct assign *as)
{
	size_t n = strlen(as->name);
	struct items it;
	struct var *x;
	const char *key;
	long long at = 0;
	unsigned i;

	read_items(w, as, &it);
	x = as->append ? append_to(w, as->name, n, it.keyed) :
	    var_edit(w, as->name, n);
	x->array = true;
	if (x->readonly) {
		var_elem(w, as->name, n, NULL, value_unknown(w->a));
		return;
	}
	x->maybe_unset = false;
	if (!as->append) {
		x->elem = NULL;
		x->nelem = 0;
		x->v = NULL;
		x->open = false;
	}
	if (!it.keyed && !x->assoc) {
		for (i = 0; i < it.n; i++)
			it.v[i] = var_cast(w, x, it.v[i]);
		plain_list(w, var_edit(w, as->name, n), &it);
		return;
	}
	if (x->assoc && it.n > 0 && it.key[0] == NULL) {
		pairs(w, as->name, n, &it);
		return;
	}
	if (x->nelem > 0 && !x->assoc)
		at = strtoll(x->elem[x->nelem - 1].key, NULL, 10) + 1;
	for (i = 0; i < it.n; i++, at++) {
		x = var_get(w, as->name, n);
		key = it.key[i] == NULL ? arena_printf(w->a, "%lld", at) :
		    key_text(w, x, it.key[i], &at);
		if (it.keyed && it.many)
			key = NULL;
		var_elem(w, as->name, n, key, it.v[i]);
		if ((it.v[i]->flags & VALUE_MANY) != 0)
			var_edit(w, as->name, n)->open = true;
	}
}

/* What x[key]+=v makes of the element. */
static struct value *
appended(struct walk *w, const struct var *x, const char *key,
    struct value *v)
{
	unsigned i;

	if (x != NULL && x->integer) {
		for (i = 0; key != NULL && x->array && !x->open &&
		    i < x->nelem; i++)
			if (strcmp(x->elem[i].key, key) == 0)
				return var_sum(w, x->elem[i].v, v);
		(void)expand_arith_value(w, v);
		return value_number(w->a);
	}
	if (key == NULL || (x != NULL && (x->open || x->maybe_unset)))
		return value_unknown(w->a);
	if (x == NULL)
		return v;
	if (!x->array)
		return strcmp(key, "0") == 0 && x->v != NULL ?
		    value_join(w->a, x->v, v) : v;
	for (i = 0; i < x->nelem; i++)
		if (strcmp(x->elem[i].key, key) == 0)
			return value_join(w->a, x->elem[i].v, v);
	return v;
}

void
walk_assign(struct walk *w, const struct assign *as, struct span span)
{
	size_t n = strlen(as->name);
	struct value *v;
	struct var *x;
	const char *key;
	long long num;

	if (as->array) {
		assign_array(w, as);
		return;
	}
	v = expand_value(w, as->value);
	if (as->subscript == NULL) {
		walk_set(w, as->name, v, as->append, span);
		return;
	}
	x = var_get(w, as->name, n);
	key = key_text(w, x, expand_parts(w, as->subscript->parts), &num);
	if (list_escaped(as->subscript) && x != NULL && x->assoc)
		key = NULL;
	x = var_get(w, as->name, n);
	if (as->append)
		v = appended(w, x, key, v);
	var_elem(w, as->name, n, key, v);
}

bool
walk_array_text(struct walk *w, const char *name, bool append, struct value *v,
    struct span span)
{
	const struct valtext *t;
	struct value *text;
	const char *head = arena_printf(w->a, "%s%s=", name, append ? "+" :
	    "");
	unsigned i;
	bool is = false;

	for (i = 0; i < v->nalt; i++) {
		t = &v->alt[i];
		if (t->hole && !t->digits && (t->prelen == 0 ||
		    t->pre[0] == '(') && (t->suflen == 0 ||
		    t->suf[t->suflen - 1] == ')')) {
			walk_unknown(w, UNKNOWN_SHELL, v, span);
			var_elem(w, name, strlen(name), NULL, value_unknown(
			    w->a));
			return true;
		}
		is = is || (!t->hole && t->prelen > 1 && t->pre[0] == '(' &&
		    t->pre[t->prelen - 1] == ')');
	}
	if (!is)
		return false;
	text = value_join(w->a, value_const(w->a, head, strlen(head)), v);
	text->span = span;
	walk_text_value(w, text, SHELL_SELF);
	return true;
}
