/* SPDX-License-Identifier: ISC */
#include "analyse/gitconfig.h"

#include <ctype.h>
#include <string.h>

struct reader {
	struct arena *a;
	struct gitconfig *c;
	const char *s, *end;
	const char *section;	/* "remote.origin", or NULL */
};

void
gitconfig_init(struct gitconfig *c)
{
	memset(c, 0, sizeof *c);
	c->tail = &c->head;
}

static int
peek(const struct reader *r)
{
	return r->s < r->end ? (unsigned char)*r->s : -1;
}

static void
skip_line(struct reader *r)
{
	while (r->s < r->end && *r->s != '\n')
		r->s++;
}

static char *
lower(struct arena *a, const char *s, size_t n)
{
	char *out = arena_strndup(a, s, n);

	for (char *c = out; *c != '\0'; c++)
		*c = (char)tolower((unsigned char)*c);
	return out;
}

/* [name], [name "sub"], [name.sub]; s is behind the bracket. */
static bool
section(struct reader *r)
{
	const char *from = r->s;
	char *name, *sub;
	size_t n = 0;

	while (isalnum(peek(r)) || peek(r) == '-' || peek(r) == '.')
		r->s++;
	name = lower(r->a, from, (size_t)(r->s - from));
	while (peek(r) == ' ' || peek(r) == '\t')
		r->s++;
	r->section = name;
	if (peek(r) == '"') {
		sub = arena_alloc(r->a, (size_t)(r->end - r->s) + 1);
		for (r->s++; peek(r) >= 0 && peek(r) != '"'; r->s++) {
			if (peek(r) == '\n')
				return false;
			if (peek(r) == '\\' && r->s + 1 < r->end)
				r->s++;
			sub[n++] = *r->s;
		}
		sub[n] = '\0';
		r->s += peek(r) == '"';
		r->section = arena_printf(r->a, "%s.%s", name, sub);
	}
	if (strcmp(name, "include") == 0 || strcmp(name, "includeif") == 0)
		r->c->includes = true;
	if (peek(r) != ']')
		return false;
	r->s++;
	return true;
}

/* To the end of the line, with quotes, escapes and continued lines. */
static const char *
value(struct reader *r)
{
	char *out = arena_alloc(r->a, (size_t)(r->end - r->s) + 1);
	size_t n = 0, keep = 0;
	bool quoted = false;

	for (; r->s < r->end && *r->s != '\n'; r->s++) {
		char c = *r->s;

		if (c == '\\' && r->s + 1 < r->end) {
			c = *++r->s;
			if (c == '\n')
				continue;
			out[n++] = c == 'n' ? '\n' : c == 't' ? '\t' : c;
			keep = n;
		} else if (c == '"') {
			quoted = !quoted;
			keep = n;
		} else if (!quoted && (c == '#' || c == ';')) {
			skip_line(r);
			break;
		} else {
			out[n++] = c;
			if (quoted || (c != ' ' && c != '\t' && c != '\r'))
				keep = n;
		}
	}
	out[keep] = '\0';
	return out;
}

static bool
variable(struct reader *r)
{
	const char *from = r->s;
	struct gitvar *v;
	char *name;

	while (isalnum(peek(r)) || peek(r) == '-')
		r->s++;
	if (r->s == from || r->section == NULL)
		return false;
	name = lower(r->a, from, (size_t)(r->s - from));
	v = arena_alloc(r->a, sizeof *v);
	v->key = arena_printf(r->a, "%s.%s", r->section, name);
	v->value = "";
	while (peek(r) == ' ' || peek(r) == '\t')
		r->s++;
	if (peek(r) == '=') {
		r->s++;
		while (peek(r) == ' ' || peek(r) == '\t')
			r->s++;
		v->value = value(r);
	} else
		skip_line(r);
	*r->c->tail = v;
	r->c->tail = &v->next;
	return true;
}

void
gitconfig_parse(struct arena *a, struct gitconfig *c, const char *text,
    size_t len)
{
	struct reader r = { .a = a, .c = c, .s = text, .end = text + len };
	int ch;

	while ((ch = peek(&r)) >= 0) {
		bool good = true;

		if (isspace(ch)) {
			r.s++;
		} else if (ch == '#' || ch == ';') {
			skip_line(&r);
		} else if (ch == '[') {
			r.s++;
			good = section(&r);
		} else
			good = variable(&r);
		if (!good) {
			c->broken = true;
			skip_line(&r);
		}
	}
}

const char *
gitconfig_get(const struct gitconfig *c, const char *key)
{
	const char *found = NULL;

	for (const struct gitvar *v = c->head; v != NULL; v = v->next)
		if (strcmp(v->key, key) == 0)
			found = v->value;
	return found;
}
