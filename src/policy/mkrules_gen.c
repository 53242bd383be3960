/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "policy/mkrules.h"

struct gen_seen {
	struct gen_seen *next;
	const char *type, *body, *name;
};

const char *
gen_table(struct gen *g, const char *type, const char *body)
{
	struct gen_seen *s;

	for (s = g->seen; s != NULL; s = s->next) {
		if (strcmp(s->body, body) == 0 && strcmp(s->type, type) == 0)
			return s->name;
	}
	s = arena_alloc(g->a, sizeof *s);
	s->type = type;
	s->body = body;
	s->name = arena_printf(g->a, "t%u", g->n++);
	s->next = g->seen;
	g->seen = s;
	fprintf(g->out, "static const %s %s[] = {\n%s};\n", type, s->name,
	    body);
	return s->name;
}

const char *
gen_string(struct gen *g, const char *s)
{
	char *out, *p;

	if (s == NULL)
		return "NULL";
	p = out = arena_alloc(g->a, strlen(s) * 4 + 3);
	*p++ = '"';
	for (; *s != '\0'; s++) {
		unsigned char c = (unsigned char)*s;

		/* Octal has three digits and so an end; ? makes trigraphs. */
		if (c < 0x20 || c >= 0x7f || c == '"' || c == '\\' ||
		    c == '?')
			p += sprintf(p, "\\%03o", c);
		else
			*p++ = (char)c;
	}
	*p++ = '"';
	*p = '\0';
	return out;
}

const char *
gen_strings(struct gen *g, const char *const *s)
{
	const char *body = "";

	if (s == NULL)
		return "NULL";
	for (; *s != NULL; s++)
		body = arena_printf(g->a, "%s\t%s,\n", body,
		    gen_string(g, *s));
	return gen_table(g, "char *const",
	    arena_printf(g->a, "%s\tNULL\n", body));
}
