/* SPDX-License-Identifier: ISC */
#include <ctype.h>
#include <string.h>

#include "analyse/walk_make.h"

/* The next line, with what a backslash at its end joins; *p moves. */
static const char *
logical_line(struct mk *m, const char **p, const char *e)
{
	const char *from = *p, *nl;

	for (;;) {
		nl = memchr(*p, '\n', (size_t)(e - *p));
		if (nl == NULL) {
			*p = e;
			return arena_strndup(m->w->a, from,
			    (size_t)(e - from));
		}
		*p = nl + 1;
		if (nl == from || nl[-1] != '\\')
			return arena_strndup(m->w->a, from,
			    (size_t)(nl - from));
	}
}

static char *
trimmed(struct mk *m, const char *s, size_t n)
{
	while (n > 0 && isspace((unsigned char)*s)) {
		s++;
		n--;
	}
	while (n > 0 && isspace((unsigned char)s[n - 1]))
		n--;
	return arena_strndup(m->w->a, s, n);
}

/* The first of `set` in s that no $(..) holds, or NULL. */
static const char *
outside(const char *s, const char *set)
{
	int depth = 0;

	for (; *s != '\0'; s++) {
		if (*s == '$' && (s[1] == '(' || s[1] == '{')) {
			depth++;
			s++;
		} else if (depth > 0 && (*s == ')' || *s == '}')) {
			depth--;
		} else if (depth == 0 && strchr(set, *s) != NULL) {
			return s;
		}
	}
	return NULL;
}

static void
assign(struct mk *m, const char *line, const char *eq)
{
	size_t n = (size_t)(eq - line);
	const char *value = trimmed(m, eq + 1, strlen(eq + 1)), *name;
	const struct mk_var *v;
	char op = n > 0 ? line[n - 1] : ' ';

	while (n > 0 && strchr(":+?!", line[n - 1]) != NULL)
		n--;
	name = trimmed(m, line, n);
	if (op == '!') {
		value = arena_printf(m->w->a, "$(shell %s)", value);
		op = ':';
	}
	if (op == ':')
		value = mk_expand(m, value, strlen(value));
	v = mk_find(m, name);
	if (v != NULL && op == '?')
		return;
	if (v != NULL && op == '+')
		value = arena_printf(m->w->a, "%s %s", v->value, value);
	mk_set(m, name, value, false);
}

static void
add_recipe(struct mk *m, struct mk_rule *r, const char *text)
{
	struct mk_line *l = arena_alloc(m->w->a, sizeof *l);

	l->text = text;
	*r->tail = l;
	r->tail = &l->next;
}

static void
add_targets(struct mk *m, struct mk_rule *r)
{
	const char *p;
	struct mk_target *t, **list;
	size_t n;

	for (p = r->targets; *(p += strspn(p, " \t&")) != '\0'; p += n) {
		n = strcspn(p, " \t&");
		t = arena_alloc(m->w->a, sizeof *t);
		t->name = arena_strndup(m->w->a, p, n);
		t->rule = r;
		list = memchr(p, '%', n) != NULL ? &m->patterns :
		    &m->named[mk_bucket(t->name)];
		t->next = *list;
		*list = t;
	}
}

static bool
begins(const char *s, const char *word)
{
	size_t n = strlen(word);

	return strncmp(s, word, n) == 0 && (s[n] == '\0' || s[n] == '(' ||
	    isspace((unsigned char)s[n]));
}

/* s without the words that may stand before an assignment. */
static char *
unprefixed(struct mk *m, char *s, bool *export)
{
	*export = false;
	while (begins(s, "export") || begins(s, "override") ||
	    begins(s, "private")) {
		*export = *export || begins(s, "export");
		s = trimmed(m, s + strcspn(s, " \t"), strlen(s +
		    strcspn(s, " \t")));
	}
	return s;
}

/* `export A B`: recipes find them in their environment. */
static void
export_names(struct mk *m, const char *s)
{
	struct mk_var *v;
	const char *name;
	size_t n;

	m->all_exported = m->all_exported || *s == '\0';
	for (; *(s += strspn(s, " \t")) != '\0'; s += n) {
		n = strcspn(s, " \t:+?!=");
		if (n == 0)
			break;
		name = arena_strndup(m->w->a, s, n);
		if ((v = mk_find(m, name)) != NULL)
			v->exported = true;
		if (s[n] != '\0' && s[n] != ' ' && s[n] != '\t')
			break;
		s += strspn(s + n, " \t");
		if (strchr(":+?!=", s[n]) != NULL)
			break;
	}
}

/* TARGETS: NEEDS [; RECIPE] */
static struct mk_rule *
rule(struct mk *m, const char *line, const char *colon)
{
	const char *rest = colon + 1 + (colon[1] == ':'), *eq, *semi;
	struct mk_rule *r;
	bool export;
	char *copy;
	size_t n;

	eq = outside(rest, "=;");
	if (eq != NULL && *eq == '=') {
		copy = unprefixed(m, trimmed(m, rest, strlen(rest)), &export);
		assign(m, copy, outside(copy, "="));
		if (export)
			export_names(m, copy);
		return NULL;
	}
	if (++m->nrule > MAKE_RULES)
		return NULL;
	semi = outside(rest, ";");
	n = semi == NULL ? strcspn(rest, "#") : (size_t)(semi - rest);
	r = arena_alloc(m->w->a, sizeof *r);
	r->tail = &r->recipe;
	r->targets = mk_expand(m, line, (size_t)(colon - line));
	r->needs = mk_expand(m, rest, n);
	if (semi != NULL)
		add_recipe(m, r, semi + 1);
	*m->tail = r;
	m->tail = &r->next;
	add_targets(m, r);
	return r;
}

static void
include(struct mk *m, const char *names)
{
	const char *t = mk_expand(m, names, strlen(names));
	struct value *v, *text;
	char *file;
	size_t n;

	if (++m->depth > MAKE_NEST / 2) {
		m->depth--;
		return;
	}
	for (; *(t += strspn(t, " \t")) != '\0'; t += n) {
		n = strcspn(t, " \t");
		v = value_const(m->w->a, t, n);
		text = walk_file_text(m->w, v, &file);
		if (text != NULL && value_text(text) != NULL)
			mk_read(m, text->alt[0].pre, text->alt[0].prelen);
	}
	m->depth--;
}

/* Words that are no rule and no variable; false when it is none of them. */
static bool
directive(struct mk *m, const char *s)
{
	static const char *const skip[] = { "ifeq", "ifneq", "ifdef",
	    "ifndef", "else", "endif", "unexport", "vpath", "undefine",
	    NULL };
	int i;

	for (i = 0; skip[i] != NULL; i++)
		if (begins(s, skip[i])) {
			(void)mk_expand(m, s, strlen(s));
			return true;
		}
	if (*s == '-' || *s == 's')
		s++;
	if (!begins(s, "include"))
		return false;
	include(m, s + 7);
	return true;
}

/* define NAME .. endef: all lines between. */
static void
define(struct mk *m, const char *name, const char **p, const char *e)
{
	const char *from = *p, *at = from, *line;

	while (*p < e) {
		at = *p;
		line = logical_line(m, p, e);
		if (begins(line + strspn(line, " "), "endef"))
			break;
		at = *p;
	}
	name += strspn(name, " \t");
	mk_set(m, arena_strndup(m->w->a, name, strcspn(name, " \t=:")),
	    arena_strndup(m->w->a, from, (size_t)(at - from)), false);
}

static struct mk_rule *
statement(struct mk *m, char *s)
{
	const char *at;
	bool export;

	s = unprefixed(m, s, &export);
	if (export && outside(s, "=") == NULL) {
		export_names(m, s);
		return NULL;
	}
	at = outside(s, ":=");
	if (at != NULL && *at == ':' && at[1] != '=' &&
	    strncmp(at, "::=", 3) != 0)
		return rule(m, s, at);
	if (at != NULL && *at == ':')
		at = strchr(at, '=');
	if (at != NULL)
		assign(m, s, at);
	else
		(void)mk_expand(m, s, strlen(s));
	if (export)
		export_names(m, s);
	return NULL;
}

void
mk_read(struct mk *m, const char *text, size_t len)
{
	const char *p = text, *e = text + len, *line;
	struct mk_rule *r = NULL, *now;
	char *s;

	while (p < e) {
		line = logical_line(m, &p, e);
		if (*line == '\t' && r != NULL) {
			add_recipe(m, r, line + 1);
			continue;
		}
		s = trimmed(m, line, strlen(line));
		if (*s == '\0' || *s == '#' || directive(m, s))
			continue;
		if (begins(s, "define")) {
			define(m, s + 6, &p, e);
			continue;
		}
		now = statement(m, s);
		r = now;
	}
}
