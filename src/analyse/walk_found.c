/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "analyse/walk_wrap.h"

/* What find and fd find. */
/* The one -name that all files must have before the action, "" when there is
 * none: a "not" or an "or" makes any name possible. */
const char *
walk_asked_name(const struct norm *n, const struct call *c, unsigned action)
{
	const char *name = "", *t;
	unsigned i;

	for (i = 1; i < action; i++)
		if ((t = value_text(c->argv[i])) == NULL ||
		    strcmp(t, "!") == 0 || strcmp(t, "-not") == 0 ||
		    strcmp(t, "-o") == 0 || strcmp(t, "-or") == 0 ||
		    strcmp(t, ",") == 0)
			return "";
	for (i = 0; i < n->noption; i++)
		if (n->option[i].at < action && n->option[i].value != NULL &&
		    (strcmp(n->option[i].name, "-name") == 0 ||
		    strcmp(n->option[i].name, "-iname") == 0))
			name = value_text(n->option[i].value);
	return name;
}

/* DIR and the name that find was asked for, as a pattern. */
static struct value *
found_named(struct walk *w, const char *name, const char *dir)
{
	const char *t;
	struct value *r;
	size_t len;

	if (dir == NULL || *dir == '\0' || strpbrk(dir, "*?[") != NULL)
		return NULL;
	for (len = strlen(dir); len > 1 && dir[len - 1] == '/'; len--)
		;
	t = arena_printf(w->a, "%.*s%s**%s%s", (int)len, dir,
	    dir[len - 1] == '/' ? "" : "/", *name == '\0' ? "" : "/", name);
	r = value_const(w->a, t, strlen(t));
	r->flags |= VALUE_GLOB;
	return r;
}

/* What {} of find and fd may be: something below one of the folders. */
struct value *
wrap_found(struct walk *w, const struct norm *n, const struct call *c,
    unsigned action)
{
	const char *name = walk_asked_name(n, c, action), *t;
	struct value *r = NULL, *below = NULL, *one, *named;
	/* Only an expression says that all it acts on lies below. */
	bool known = n->tool->style == TOOL_FIND;
	unsigned i;

	for (i = 0; i < n->noperand; i++) {
		if (n->operand[i].kind != OPERAND_PATH &&
		    n->operand[i].kind != OPERAND_PATH_READ)
			continue;
		t = value_text(n->operand[i].value);
		one = t == NULL ? value_unknown(w->a) :
		    value_hole(w->a, t, strlen(t), "", 0);
		one->flags |= n->operand[i].value->flags & VALUE_SCRATCH;
		named = found_named(w, name, t);
		known = known && named != NULL;
		if (known)
			below = below == NULL ? named :
			    value_either(w->a, below, named);
		r = r == NULL ? one : value_either(w->a, r, one);
	}
	if (r == NULL)
		r = value_unknown(w->a);
	if (known && below != NULL)
		r = value_either(w->a, below, r);
	r->flags |= VALUE_STDIN;
	return r;
}
