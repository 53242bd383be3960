/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "rewrite_line.h"

/* The line without its words from..end-1. */
static const char *
without(struct arena *a, const struct rewrite_line *l, unsigned from,
    unsigned end)
{
	const char *out[REWRITE_WORDS];
	unsigned k = 0;

	for (unsigned i = 0; i < l->n; i++)
		if (i < from || i >= end)
			out[k++] = value_text(l->word[i]);
	return rewrite_join(a, out, k);
}

/* Does the option stand in words of its own? */
static bool
alone(const struct rewrite_line *l, const struct norm_option *o)
{
	unsigned n = 0;

	if (o->at == 0 || o->at >= l->n || o->end > l->n ||
	    value_text(l->word[o->at])[0] != '-')
		return false;
	for (unsigned i = 0; i < l->norm->noption; i++)
		n += l->norm->option[i].at == o->at;
	return n == 1;
}

static const char *
moved(struct arena *a, const struct rewrite_line *l,
    const struct tool_added *x, const struct norm_option *o)
{
	unsigned end = o->end > o->at ? o->end : o->at + 1;
	const char *rest = without(a, l, o->at, end), *words, *value;

	value = o->value != NULL ? value_text(o->value) : NULL;
	switch (x->how) {
	case ADDED_OPTIONS:
	case ADDED_LETTERS:
	case ADDED_WORDS:
	case ADDED_SUB:
		words = value_text(l->word[o->at]);
		if (end == o->at + 2)
			words = arena_printf(a, "%s %s", words,
			    value_text(l->word[o->at + 1]));
		return strchr(x->name, '*') != NULL || end > o->at + 2 ?
		    NULL : arena_printf(a, "%s='%s' %s", x->name, words, rest);
	case ADDED_VALUE:
		return value == NULL || strcmp(o->name, x->option) != 0 ?
		    NULL : arena_printf(a, "%s='%s' %s", x->name, value, rest);
	case ADDED_EACH:
		return value == NULL || strcmp(o->name, x->option) != 0 ?
		    NULL : arena_printf(a, "%s=\"'%s'\" %s", x->name, value,
		    rest);
	default:
		return NULL;
	}
}

const char *
rewrite_variable(struct arena *a, const char *t)
{
	const struct tool_texts *of;
	struct rewrite_line l;
	const char *new;

	if (!rewrite_line(a, t, &l) || l.norm->noption == 0)
		return NULL;
	of = tool_texts(l.norm->tool);
	for (unsigned i = 0; i < l.n; i++)
		if (strcmp(value_text(l.word[i]), "--") == 0)
			return NULL;
	for (unsigned i = 0; i < of->nadded; i++) {
		const struct tool_added *x = &of->added[i];

		if (x->how == ADDED_SUB && l.norm->sub_at == 0)
			continue;
		for (unsigned k = 0; k < l.norm->noption; k++)
			if (alone(&l, &l.norm->option[k]) && (new = moved(a,
			    &l, x, &l.norm->option[k])) != NULL)
				return new;
	}
	return NULL;
}
