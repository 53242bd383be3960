/* SPDX-License-Identifier: ISC */
/*
 * The run-time twin of the tables that mkrules writes, for rules.d. There is
 * one more thing to know here: an owner's rules are about programs that no
 * grammar describes. Such a signature is a row of words somewhere in argv, so
 * its first word leads to it.
 */
#include <stdlib.h>
#include <string.h>

#include "analyse/tool_data.h"
#include "policy/rule_data.h"

enum { KEY_MAX = 64 };

struct own_bucket {
	const char *key;
	const struct rule *const *rule;	/* NULL ended */
};

struct own_table {
	struct own_bucket *bucket;	/* sorted by key */
	size_t n;
};

struct rule_index {
	const struct rule *const *by_kind[EFFECT_KINDS];
	struct own_table tools, words;
};

/* One rule that is filed under one key. */
struct mention {
	const char *key;
	size_t at;		/* of the rule */
};

struct mentions {
	struct arena *a;
	struct mention *m;
	size_t n, cap;
};

static void
mention(struct mentions *l, const char *key, size_t at)
{
	if (l->n == l->cap) {
		struct mention *m;

		l->cap = l->cap == 0 ? 256 : 2 * l->cap;
		m = arena_array(l->a, l->cap, sizeof *m);
		if (l->n > 0)
			memcpy(m, l->m, l->n * sizeof *m);
		l->m = m;
	}
	l->m[l->n++] = (struct mention){ key, at };
}

/* In lower case, as words of argv are compared. False: too long, or no
 * literal word. */
static bool
fold_key(const char *s, size_t n, char key[KEY_MAX])
{
	if (n == 0 || n >= KEY_MAX || strcspn(s, "*?[\\'\"/") < n)
		return false;
	for (size_t i = 0; i < n; i++)
		key[i] = s[i] >= 'A' && s[i] <= 'Z' ?
		    (char)(s[i] - 'A' + 'a') : s[i];
	key[n] = '\0';
	return true;
}

/* Can `p` be found by the first words of its signatures alone? */
static bool
has_words(const struct predicate *p)
{
	char key[KEY_MAX];

	if (p->sig == NULL || p->sig[0] == NULL)
		return false;
	for (const char *const *s = p->sig; *s != NULL; s++)
		if (!fold_key(*s, strcspn(*s, " \t\r\n"), key))
			return false;
	return true;
}

/* Has the rule a predicate about any command, and have all such words? */
static bool
is_worded(const struct rule *r)
{
	bool any = false;

	for (const struct predicate *const *p = r->match; *p != NULL; p++) {
		if (((*p)->kinds & 1U << EFFECT_COMMAND) == 0 ||
		    (*p)->tools != NULL)
			continue;
		if (!has_words(*p))
			return false;
		any = true;
	}
	return any;
}

static void
add_words(struct mentions *l, const struct rule *r, size_t at)
{
	char key[KEY_MAX];

	for (const struct predicate *const *p = r->match; *p != NULL; p++) {
		const char *const *s = (*p)->sig;

		if (((*p)->kinds & 1U << EFFECT_COMMAND) == 0 ||
		    (*p)->tools != NULL)
			continue;
		for (; *s != NULL; s++) {
			const struct tool *t;

			if (!fold_key(*s, strcspn(*s, " \t\r\n"), key))
				continue;
			mention(l, arena_strdup(l->a, key), at);
			/* A known tool among them has other names too. */
			if ((t = tool_find(key)) != NULL)
				mention(l, tool_name(t), at);
		}
	}
}

static void
add_tools(struct mentions *l, const struct rule *r, size_t at)
{
	for (const struct predicate *const *p = r->match; *p != NULL; p++) {
		const char *const *t = (*p)->tools;

		if (((*p)->kinds & 1U << EFFECT_COMMAND) == 0)
			continue;
		for (; t != NULL && *t != NULL; t++)
			mention(l, *t, at);
	}
}

static int
by_key(const void *x, const void *y)
{
	const struct mention *a = x, *b = y;
	int c = strcmp(a->key, b->key);

	return c != 0 ? c : (a->at > b->at) - (a->at < b->at);
}

/* Mentions of one key, from m[0] on, become a list; returns how many. */
static size_t
fill_bucket(struct arena *a, struct own_bucket *b, const struct mention *m,
    size_t n, const struct rule *const *rule)
{
	const struct rule **out;
	size_t i, k = 0;

	for (i = 0; i < n && strcmp(m[i].key, m[0].key) == 0; )
		i++;
	out = arena_array(a, i + 1, sizeof *out);
	for (size_t j = 0; j < i; j++)
		if (j == 0 || m[j].at != m[j - 1].at)
			out[k++] = rule[m[j].at];
	*b = (struct own_bucket){ m[0].key, out };
	return i;
}

static struct own_table
table(struct mentions *l, const struct rule *const *rule)
{
	struct own_table t = { arena_array(l->a, l->n + 1,
	    sizeof *t.bucket), 0 };

	if (l->n > 0)
		qsort(l->m, l->n, sizeof *l->m, by_key);
	for (size_t i = 0; i < l->n; )
		i += fill_bucket(l->a, &t.bucket[t.n++], l->m + i, l->n - i,
		    rule);
	return t;
}

static const struct rule *const *
of_kind(struct arena *a, const struct rule *const *rule, size_t n,
    unsigned kind)
{
	const struct rule **out = arena_array(a, n + 1, sizeof *out);
	size_t k = 0;

	for (size_t i = 0; i < n; i++)
		if (rule_about(rule[i], kind, kind == EFFECT_COMMAND) &&
		    (kind != EFFECT_COMMAND || !is_worded(rule[i])))
			out[k++] = rule[i];
	return out;
}

const struct rule_index *
rule_index_new(struct arena *a, const struct rule *const *rule, size_t n)
{
	struct rule_index *x = arena_alloc(a, sizeof *x);
	struct mentions tools = { .a = a }, words = { .a = a };

	for (unsigned i = 0; i < EFFECT_KINDS; i++)
		x->by_kind[i] = of_kind(a, rule, n, i);
	for (size_t i = 0; i < n; i++) {
		bool any = rule_about(rule[i], EFFECT_COMMAND, true);

		if (any && is_worded(rule[i]))
			add_words(&words, rule[i], i);
		/* Those are asked about every command already. */
		if (!any || is_worded(rule[i]))
			add_tools(&tools, rule[i], i);
	}
	x->tools = table(&tools, rule);
	x->words = table(&words, rule);
	return x;
}

static int
is_key(const void *key, const void *elem)
{
	return strcmp(key, ((const struct own_bucket *)elem)->key);
}

static const struct rule *const *
find(const struct own_table *t, const char *key)
{
	const struct own_bucket *b = NULL;

	if (t->n > 0)
		b = bsearch(key, t->bucket, t->n, sizeof *t->bucket, is_key);
	return b != NULL ? b->rule : NULL;
}

/* The rules under word `i` of argv: its last component, in lower case. */
static const struct rule *const *
under_word(const struct rule_index *own, const struct effect *e, unsigned i)
{
	const char *s = value_text(e->argv[i]), *slash;
	char key[KEY_MAX];

	/* The first word of a signature must stand there as such. */
	if (s == NULL)
		return NULL;
	slash = strrchr(s, '/');
	s = slash != NULL ? slash + 1 : s;
	/* A word with a quote or star in it is no first word that we filed. */
	if (!fold_key(s, strlen(s), key))
		return NULL;
	return find(&own->words, key);
}

void
rule_walk_begin(struct rule_walk *w, const struct effect *e,
    const struct rule_index *own)
{
	const char *tool = e->kind == EFFECT_COMMAND && e->norm != NULL ?
	    e->norm->name : NULL;

	memset(w, 0, sizeof *w);
	w->built[0] = rule_by_kind[e->kind];
	w->built[1] = tool != NULL ? rule_bucket_of(tool) : NULL;
	if (own == NULL)
		return;
	w->own[0] = own->by_kind[e->kind];
	if (e->kind != EFFECT_COMMAND)
		return;
	if (tool != NULL) {
		w->own[1] = find(&own->tools, tool);
		w->own[2] = find(&own->words, tool);
	}
	w->index = own->words.n > 0 ? own : NULL;
	w->e = e;
}

/* Did the tool's name or an earlier word lead to this rule already? */
static bool
had(const struct rule_walk *w, const struct rule *r)
{
	const struct rule *const *l;

	for (unsigned i = 0; i + 1 < w->word; i++)
		for (l = under_word(w->index, w->e, i); l != NULL && *l; l++)
			if (*l == r)
				return true;
	if (w->e->norm == NULL)
		return false;
	for (l = find(&w->index->words, w->e->norm->name); l != NULL && *l; l++)
		if (*l == r)
			return true;
	return false;
}

static const struct rule *
next_worded(struct rule_walk *w)
{
	while (w->index != NULL) {
		while (w->list != NULL && *w->list != NULL) {
			const struct rule *r = *w->list++;

			if (!had(w, r))
				return r;
		}
		if (w->word == w->e->argc)
			return NULL;
		w->list = under_word(w->index, w->e, w->word++);
	}
	return NULL;
}

const struct rule *
rule_walk_next(struct rule_walk *w)
{
	for (int i = 0; i < 2; i++)
		if (w->built[i] != NULL && *w->built[i] >= 0)
			return rule_table[*w->built[i]++];
	for (int i = 0; i < 3; i++)
		if (w->own[i] != NULL && *w->own[i] != NULL)
			return *w->own[i]++;
	return next_worded(w);
}
