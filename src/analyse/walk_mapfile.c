/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "analyse/walk_int.h"

/* mapfile: an array from standard input, where that is known. */
struct value *
walk_callback(struct walk *w, struct value *v, unsigned words)
{
	/* Any variable whose value nobody knows stands for a word. */
	static const char more[] = " \"$BASH_COMMAND\"";
	struct value *r = v;

	if (value_text(v) == NULL)
		return v;
	while (words-- > 0)
		r = value_join(w->a, r, value_const(w->a, more,
		    sizeof more - 1));
	r->span = v->span;
	return r;
}

void
walk_mapfile(struct walk *w, struct call *c)
{
	const char *t, *name = "MAPFILE", *s;
	struct value *v = walk_input(w);
	bool strip = false, own = false;
	struct var *x;
	unsigned i, n = 0;
	size_t len;

	for (i = 1; i < c->argc; i++) {
		t = value_text(c->argv[i]);
		if (t == NULL || *t != '-') {
			name = t;
			break;
		}
		strip = strip || strchr(t, 't') != NULL;
		own = own || strpbrk(t, "dnOsu") != NULL;
		if (t[1] != '\0' && strchr("dnOsuCc", t[strlen(t) - 1]) !=
		    NULL) {
			if (t[strlen(t) - 1] == 'C' && i + 1 < c->argc)
				walk_text_value(w, walk_callback(w,
				    c->argv[i + 1], 2), SHELL_SELF);
			i++;
		}
	}
	if (name == NULL) {
		var_any(w);
		return;
	}
	x = var_edit(w, name, strlen(name));
	x->array = true;
	x->nelem = 0;
	x->v = NULL;
	s = v == NULL || own ? NULL : value_text(v);
	x->open = s == NULL;
	while (s != NULL && *s != '\0' && n < 4096) {
		len = strcspn(s, "\n");
		var_elem(w, name, strlen(name), arena_printf(w->a, "%u", n++),
		    value_const(w->a, s, len + (!strip && s[len] == '\n')));
		s += len + (s[len] == '\n');
	}
	if (s != NULL && *s != '\0')
		var_edit(w, name, strlen(name))->open = true;
}
