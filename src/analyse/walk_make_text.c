/* SPDX-License-Identifier: ISC */
#include <ctype.h>
#include <string.h>

#include "analyse/walk_make.h"

unsigned
mk_bucket(const char *name)
{
	unsigned h = 5381;

	for (; *name != '\0'; name++)
		h = h * 33 + (unsigned char)*name;
	return h % MAKE_BUCKETS;
}

struct mk_var *
mk_find(const struct mk *m, const char *name)
{
	struct mk_var *v = m->var[mk_bucket(name)];

	while (v != NULL && strcmp(v->name, name) != 0)
		v = v->next;
	return v;
}

static const char *
lookup(const struct mk *m, const char *name)
{
	static const struct { const char *name, *value; } builtin[] = {
	    { "MAKE", "make" }, { "RM", "rm -f" }, { "CC", "cc" },
	    { "CXX", "c++" }, { "SHELL", "/bin/sh" }, { "AR", "ar" } };
	const struct mk_var *v = mk_find(m, name);
	struct value *env;
	size_t i;

	if (v != NULL)
		return v->value;
	env = var_value(m->w, name, strlen(name));
	if (env != NULL)
		return value_text(env) != NULL ? value_text(env) :
		    MAKE_UNKNOWN;
	for (i = 0; i < sizeof builtin / sizeof builtin[0]; i++)
		if (strcmp(builtin[i].name, name) == 0)
			return builtin[i].value;
	return "";
}

void
mk_set(struct mk *m, const char *name, const char *value, bool fixed)
{
	struct mk_var *v = mk_find(m, name);
	unsigned i = mk_bucket(name);

	if (v != NULL && v->fixed)
		return;
	if (v == NULL) {
		v = arena_alloc(m->w->a, sizeof *v);
		v->name = name;
		v->next = m->var[i];
		m->var[i] = v;
	}
	v->value = value;
	v->fixed = fixed;
}

/* $@, $<, $^ and the like. */
static const char *
automatic(const struct mk *m, char c)
{
	if (m->target == NULL)
		return "";
	switch (c) {
	case '@':
		return m->target;
	case '<':
		return arena_strndup(m->w->a, m->needs,
		    strcspn(m->needs, " "));
	case '^':
	case '+':
		return m->needs;
	default:
		return MAKE_UNKNOWN;
	}
}

/* The inside of $(..): a variable, or a function. */
static const char *
reference(struct mk *m, const char *s, size_t n)
{
	static const char *const functions[] = { "abspath ", "addprefix ",
	    "addsuffix ", "and ", "basename ", "call ", "dir ", "error ",
	    "eval ", "file ", "filter ", "filter-out ", "findstring ",
	    "firstword ", "flavor ", "foreach ", "guile ", "if ", "info ",
	    "join ", "lastword ", "notdir ", "or ", "origin ", "patsubst ",
	    "realpath ", "sort ", "strip ", "subst ", "suffix ", "value ",
	    "warning ", "wildcard ", "word ", "wordlist ", "words ", NULL };
	const char *text;
	int i;

	if (n > 6 && memcmp(s, "shell", 5) == 0 &&
	    isspace((unsigned char)s[5])) {
		text = mk_expand(m, s + 6, n - 6);
		walk_text_in(m->w, text, strlen(text), walk_fixed(m->w,
		    m->span), SHELL_QUIET);
		return MAKE_UNKNOWN;
	}
	for (i = 0; functions[i] != NULL; i++)
		if (n > strlen(functions[i]) && memcmp(s, functions[i],
		    strlen(functions[i])) == 0) {
			(void)mk_expand(m, s, n);
			return MAKE_UNKNOWN;
		}
	text = mk_expand(m, s, n);
	/* $(X:.c=.o): other words than X has. */
	if (strchr(text, ':') != NULL)
		return MAKE_UNKNOWN;
	if (strchr("@<^+?*%", *text) != NULL && *text != '\0')
		return automatic(m, *text);
	text = lookup(m, text);
	return mk_expand(m, text, strlen(text));
}

static const char *
closing(const char *p, const char *e)
{
	char open = *p, close = open == '(' ? ')' : '}';
	int depth = 0;

	for (; p < e; p++) {
		depth += *p == open;
		if (*p == close && --depth == 0)
			return p;
	}
	return e;
}

/* Text in the arena: a limit may end the walk at any point. */
struct made {
	char *s;
	size_t n, cap;
};

static void
put(struct mk *m, struct made *b, const char *s, size_t n)
{
	char *old = b->s;

	m->made += n;
	if (m->made > MAKE_TEXT)
		walk_limit(m->w, "a makefile's variables hold more than the "
		    "guard reads");
	if (b->n + n + 1 > b->cap) {
		b->cap = (b->n + n + 1) * 2;
		b->s = arena_alloc(m->w->a, b->cap);
		if (b->n > 0)
			memcpy(b->s, old, b->n);
	}
	memcpy(b->s + b->n, s, n);
	b->n += n;
	b->s[b->n] = '\0';
}

const char *
mk_expand(struct mk *m, const char *s, size_t n)
{
	struct made b = { NULL, 0, 0 };
	const char *p = s, *e = s + n, *end, *t;

	if (memchr(s, '$', n) == NULL)
		return arena_strndup(m->w->a, s, n);
	if (++m->depth > MAKE_NEST) {
		m->depth--;
		return MAKE_UNKNOWN;
	}
	for (; p < e; p++) {
		if (*p != '$' || p + 1 == e) {
			put(m, &b, p, 1);
			continue;
		}
		p++;
		if (*p == '$') {
			put(m, &b, "$", 1);
		} else if (*p == '(' || *p == '{') {
			end = closing(p, e);
			t = reference(m, p + 1, (size_t)(end - p) - 1);
			put(m, &b, t, strlen(t));
			p = end;
		} else {
			t = strchr("@<^+?*%", *p) != NULL ?
			    automatic(m, *p) : reference(m, p, 1);
			put(m, &b, t, strlen(t));
		}
	}
	m->depth--;
	return b.s == NULL ? "" : b.s;
}
