/* SPDX-License-Identifier: ISC */
#include "analyse/kubeconfig.h"

#include <string.h>

/* One line of YAML: how far it is indented, its key and its value. */
struct line {
	size_t indent;
	bool item;		/* began with "- " */
	const char *key, *value;	/* "" when there is none */
};

struct reader {
	struct arena *a;
	struct kubeconfig *out;
	struct kubecontext *at;	/* the item of contexts at hand */
	size_t keys;		/* indentation of the item's own keys */
	bool contexts;		/* below "contexts:" */
};

/* A plain or quoted scalar without what follows it. */
static const char *
scalar(struct arena *a, const char *s, size_t n, bool *odd)
{
	while (n > 0 && (s[n - 1] == ' ' || s[n - 1] == '\r'))
		n--;
	if (n == 0)
		return "";
	if (*s == '"' || *s == '\'') {
		if (n < 2 || s[n - 1] != *s || memchr(s, '\\', n) != NULL)
			*odd = true;
		return arena_strndup(a, s + 1, n > 1 ? n - 2 : 0);
	}
	if (strchr("{[&*!|>%@`", *s) != NULL && !(n == 2 &&
	    (memcmp(s, "[]", 2) == 0 || memcmp(s, "{}", 2) == 0)))
		*odd = true;
	for (size_t i = 1; i < n; i++)
		if (s[i] == '#' && s[i - 1] == ' ')
			return scalar(a, s, i - 1, odd);
	return arena_strndup(a, s, n);
}

/* False for a blank line, a comment or a document marker. */
static bool
cut(struct reader *r, const char *s, size_t n, struct line *l)
{
	const char *colon;
	size_t i = 0;

	memset(l, 0, sizeof *l);
	while (i < n && s[i] == ' ')
		i++;
	if (i == n || s[i] == '#' || s[i] == '\r' ||
	    (i == 0 && n >= 3 && memcmp(s, "---", 3) == 0))
		return false;
	if (s[i] == '\t')
		r->out->unknown = true;
	if (s[i] == '-' && (i + 1 == n || s[i + 1] == ' ')) {
		l->item = true;
		for (i++; i < n && s[i] == ' '; i++)
			continue;
	}
	l->indent = i;
	colon = memchr(s + i, ':', n - i);
	if (colon == NULL) {
		l->key = l->value = "";
		return true;
	}
	l->key = arena_strndup(r->a, s + i, (size_t)(colon - s) - i);
	for (i = (size_t)(colon - s) + 1; i < n && s[i] == ' '; i++)
		continue;
	l->value = scalar(r->a, s + i, n - i, &r->out->unknown);
	return true;
}

static void
context_line(struct reader *r, const struct line *l)
{
	if (l->item) {
		struct kubecontext *c = arena_alloc(r->a, sizeof *c);

		c->next = r->out->contexts;
		r->out->contexts = r->at = c;
		r->keys = l->indent;
	}
	if (r->at == NULL)
		r->out->unknown = true;
	else if (l->indent == r->keys && strcmp(l->key, "name") == 0)
		r->at->name = l->value;
	else if (l->indent > r->keys && strcmp(l->key, "namespace") == 0)
		r->at->namespace = l->value;
}

static void
one_line(struct reader *r, const struct line *l)
{
	/* The items of a list may stand as far left as its key. */
	if (l->indent == 0 && !l->item) {
		r->contexts = strcmp(l->key, "contexts") == 0;
		r->at = NULL;
		if (strcmp(l->key, "current-context") == 0)
			r->out->current = l->value;
		else if (*l->key == '{' || *l->key == '"' || *l->key == '\0')
			r->out->unknown = true;
	} else if (r->contexts)
		context_line(r, l);
}

void
kubeconfig_parse(struct arena *a, const char *text, size_t len,
    struct kubeconfig *out)
{
	struct reader r = { .a = a, .out = out };
	const char *end = text + len;
	struct line l;

	memset(out, 0, sizeof *out);
	while (text < end) {
		const char *nl = memchr(text, '\n', (size_t)(end - text));
		size_t n = nl != NULL ? (size_t)(nl - text) :
		    (size_t)(end - text);

		if (cut(&r, text, n, &l))
			one_line(&r, &l);
		text += n + 1;
	}
}

const struct kubecontext *
kubeconfig_context(const struct kubeconfig *k, const char *name)
{
	for (const struct kubecontext *c = k->contexts; c != NULL; c = c->next)
		if (c->name != NULL && strcmp(c->name, name) == 0)
			return c;
	return NULL;
}
