/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "analyse/walk_int.h"

/* read and mapfile: variables from standard input, where that is known. */
static struct value *
unknown(struct walk *w, unsigned flags)
{
	struct value *v = value_unknown(w->a);

	v->flags |= flags;
	return v;
}

/* Lines of standard input as a value; NULL when they are not known. */
static struct value *
input_value(struct walk *w)
{
	struct input *in = input_get(w);
	char *name;

	if (in == NULL || in->kind == INPUT_INHERIT)
		return NULL;
	if (in->kind == INPUT_NULL)
		return value_const(w->a, "", 0);
	if (in->kind == INPUT_TEXT)
		return in->text;
	if (value_text(in->text) != NULL && strncmp(value_text(in->text),
	    "/dev/fd/", 8) == 0)
		return walk_file_text(w, in->text, &name);
	return NULL;
}

/* Inside a loop any line may be the one that is read. */
static struct value *
any_line(struct walk *w, const char *t)
{
	struct value *r = NULL, *v;
	unsigned n = 0;
	size_t len;

	while (*t != '\0') {
		len = strcspn(t, "\n");
		v = value_const(w->a, t, len);
		r = r == NULL ? v : value_either(w->a, r, v);
		t += len + (t[len] == '\n');
		if (++n > VALUE_MAX_ALTS)
			return value_unknown(w->a);
	}
	return r == NULL ? value_const(w->a, "", 0) : r;
}

static struct value *
next_line(struct walk *w)
{
	struct value *v = input_value(w);
	struct input *rest;
	const char *t = v == NULL ? NULL : value_text(v);
	size_t len;

	if (t == NULL)
		return unknown(w, v == NULL ? 0 : v->flags &
		    (VALUE_NETWORK | VALUE_DECODED));
	if (w->loops > 0)
		return any_line(w, t);
	len = strcspn(t, "\n");
	rest = arena_alloc(w->a, sizeof *rest);
	rest->kind = INPUT_TEXT;
	rest->text = value_const(w->a, t + len + (t[len] == '\n'),
	    strlen(t + len + (t[len] == '\n')));
	state_set(&w->st, w->in, rest);
	return value_const(w->a, t, len);
}

/* The next field of *s at default blanks; the last takes what is left. */
static struct value *
blank_field(struct walk *w, const char **s, bool last)
{
	static const char blanks[] = " \t\n";
	size_t len;
	struct value *v;

	*s += strspn(*s, blanks);
	len = last ? strlen(*s) : strcspn(*s, blanks);
	while (last && len > 0 && strchr(blanks, (*s)[len - 1]) != NULL)
		len--;
	v = value_const(w->a, *s, len);
	*s += len;
	return v;
}

/* The fields of one line that is known, into vals[0..n). */
static void
line_fields(struct walk *w, const struct value *line, struct value **vals,
    unsigned n)
{
	struct value *ifs = var_ifs(w);
	const char *sep = ifs == NULL ? NULL : value_text(ifs);
	const char *s = line->alt[0].pre;
	struct fields f = { NULL, 0, 0 };
	unsigned i;

	if (sep != NULL && strcmp(sep, " \t\n") == 0) {
		for (i = 0; i < n; i++)
			vals[i] = blank_field(w, &s, i == n - 1);
		return;
	}
	if (sep != NULL && *sep == '\0') {
		for (i = 0; i < n; i++)
			vals[i] = i == 0 ? value_const(w->a, s, strlen(s)) :
			    value_const(w->a, "", 0);
		return;
	}
	expand_split(w, line, &f);
	for (i = 0; i < n; i++) {
		if (i == n - 1 && f.n > n)
			vals[i] = value_unknown(w->a);
		else
			vals[i] = i < f.n ? f.v[i] : value_const(w->a, "", 0);
	}
}

/* Set names[0..n) to the fields of each alternative of `line`. */
static void
read_fields(struct walk *w, struct value **names, unsigned n,
    const struct value *line, struct span span)
{
	struct value **vals = arena_array(w->a, n, sizeof *vals), one;
	struct value **part = arena_array(w->a, n, sizeof *part);
	unsigned a, i;

	for (a = 0; a < line->nalt; a++) {
		one = *line;
		one.alt = &line->alt[a];
		one.nalt = 1;
		if (!one.alt->hole)
			line_fields(w, &one, part, n);
		for (i = 0; i < n; i++) {
			if (one.alt->hole)
				part[i] = unknown(w, line->flags);
			part[i]->flags &= ~(unsigned)(VALUE_GLOB |
			    VALUE_MANY);
			vals[i] = vals[i] == NULL ? part[i] :
			    value_either(w->a, vals[i], part[i]);
		}
	}
	for (i = 0; i < n; i++)
		walk_set_target(w, names[i], vals[i], span);
}

/* Something of standard input; nobody knows what is left of it. */
static struct value *
part_line(struct walk *w)
{
	struct value *v = input_value(w);
	struct input *rest = arena_alloc(w->a, sizeof *rest);

	rest->kind = INPUT_TEXT;
	rest->text = unknown(w, v == NULL ? 0 : v->flags &
	    (VALUE_NETWORK | VALUE_DECODED));
	if (v != NULL)
		state_set(&w->st, w->in, rest);
	return rest->text;
}

void
walk_read(struct walk *w, struct call *c)
{
	struct value *line, *reply;
	const char *t, *array = NULL;
	bool own = false, raw = false;
	unsigned i;

	for (i = 1; i < c->argc; i++) {
		t = value_text(c->argv[i]);
		if (t == NULL || *t != '-' || t[1] == '\0')
			break;
		raw = raw || strchr(t, 'r') != NULL;
		if (strcmp(t, "--") == 0) {
			i++;
			break;
		}
		for (t++; *t != '\0'; t++) {
			if (strchr("adinNptu", *t) == NULL)
				continue;
			own = own || strchr("dnNiu", *t) != NULL;
			if (*t == 'a')
				array = t[1] != '\0' ? t + 1 :
				    i + 1 < c->argc ?
				    value_text(c->argv[i + 1]) : NULL;
			if (t[1] == '\0')
				i++;
			break;
		}
	}
	line = own ? part_line(w) : next_line(w);
	/* Without -r a backslash takes itself away, or joins lines. */
	t = value_text(line);
	if (!raw && t != NULL && strchr(t, '\\') != NULL)
		line = unknown(w, line->flags);
	if (array != NULL) {
		struct fields f = { NULL, 0, 0 };
		struct var *x = var_edit(w, array, strlen(array));
		x->array = true;
		x->nelem = 0;
		x->open = value_text(line) == NULL;
		if (!x->open)
			expand_split(w, line, &f);
		for (i = 0; i < f.n; i++)
			var_elem(w, array, strlen(array),
			    arena_printf(w->a, "%u", i), f.v[i]);
		return;
	}
	if (i >= c->argc) {
		reply = line;
		walk_set(w, "REPLY", reply, false, c->span);
		return;
	}
	read_fields(w, c->argv + i, c->argc - i, line, c->span);
}

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
	struct value *v = input_value(w);
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

