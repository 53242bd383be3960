/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "analyse/expand_text.h"
#include "analyse/walk_int.h"

/* read: variables from standard input, where that is known. */
static struct value *
unknown(struct walk *w, unsigned flags)
{
	struct value *v = value_unknown(w->a);

	v->flags |= flags;
	return v;
}

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

struct value *
walk_input(struct walk *w)
{
	struct value *v = input_value(w);
	const unsigned names = VALUE_GLOB | VALUE_MANY;

	/* `echo *` printed what the pattern stands for. */
	return v == NULL || (v->flags & names) == 0 ? v :
	    unknown(w, v->flags & ~(names | VALUE_NUMBER));
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

/* The words of read: what its options ask for. */
struct reading {
	const char *array;	/* -a */
	char delim;		/* 0: none, or a NUL, which no text holds */
	long max;		/* characters at most; -1: any number */
	bool exact;		/* -N: no delimiter, no fields */
	bool raw;		/* -r */
	bool own;		/* one of those that are not followed */
	unsigned at;		/* argv index of the first name */
};

/* What is read of the text t, and where it ended. */
struct taken {
	const char *text;
	size_t len, next;
	bool full;		/* up to its delimiter, or as many as asked */
};

static struct taken
take(const struct reading *r, const char *t)
{
	const char *end = r->delim == '\0' ? NULL : strchr(t, r->delim);
	struct taken k = { t, 0, 0, end != NULL };

	k.len = k.next = end == NULL ? strlen(t) : (size_t)(end - t);
	if (r->max >= 0 && k.len >= (size_t)r->max) {
		k.len = k.next = (size_t)r->max;
		k.full = true;
	} else
		k.next += end != NULL;
	return k;
}

/*
 * Without -r a backslash takes itself away. NULL where it keeps what would
 * split or end the line.
 */
static struct value *
unescaped(struct walk *w, const struct taken *k)
{
	struct value *ifs = var_ifs(w);
	const char *sep = ifs == NULL ? " \t\n" : value_text(ifs);
	char *out = arena_alloc(w->a, k->len + 1);
	size_t i, n = 0;

	for (i = 0; i < k->len; i++) {
		if (k->text[i] == '\\' && (++i == k->len || sep == NULL ||
		    strchr(sep, k->text[i]) != NULL))
			return NULL;
		out[n++] = k->text[i];
	}
	return value_const(w->a, out, n);
}

static void
set_rest(struct walk *w, struct value *v)
{
	struct input *rest = arena_alloc(w->a, sizeof *rest);

	rest->kind = INPUT_TEXT;
	rest->text = v;
	state_set(&w->st, w->in, rest);
}

static struct value *
next_line(struct walk *w, const struct reading *r)
{
	struct value *v = walk_input(w), *line;
	const char *t = v == NULL ? NULL : value_text(v);
	struct taken k;
	unsigned flags = v == NULL ? 0 : v->flags &
	    (VALUE_NETWORK | VALUE_DECODED);

	if (r->own || t == NULL || (r->max >= 0 && !text_is_ascii(t,
	    strlen(t)))) {
		/* Something of it; nobody knows what is left. */
		if (v != NULL)
			set_rest(w, unknown(w, flags));
		return unknown(w, flags);
	}
	if (w->loops > 0) {
		line = r->max < 0 && r->delim == '\n' ? any_line(w, t) :
		    unknown(w, flags);
		t = value_text(line);
		return r->raw || (t != NULL && strchr(t, '\\') == NULL) ||
		    strchr(value_text(v), '\\') == NULL ? line :
		    unknown(w, flags);
	}
	k = take(r, t);
	line = r->raw || memchr(t, '\\', k.len) == NULL ?
	    value_const(w->a, t, k.len) : unescaped(w, &k);
	if (line == NULL) {
		set_rest(w, unknown(w, flags));
		return unknown(w, flags);
	}
	set_rest(w, value_const(w->a, t + k.next, strlen(t + k.next)));
	w->truth = k.full;
	return line;
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

static void
read_option(struct reading *r, char letter, const struct value *v)
{
	const char *t = v == NULL ? NULL : value_text(v);
	char *end = NULL;

	switch (letter) {
	case 'a':
		r->array = t;
		break;
	case 'd':
		r->own = r->own || t == NULL;
		if (t != NULL)
			r->delim = *t;
		break;
	case 'N':
		r->exact = true;
		/* FALLTHROUGH */
	case 'n':
		r->max = t == NULL ? -1 : strtol(t, &end, 10);
		r->own = r->own || r->max < 1 || *end != '\0';
		break;
	case 'p':
		break;
	case 't':
		/* 0 only asks whether there is something. */
		r->own = r->own || t == NULL || strtod(t, NULL) <= 0;
		break;
	default:
		r->own = true;
	}
}

static void
read_options(struct walk *w, const struct call *c, struct reading *r)
{
	const struct value *v;
	const char *t;
	unsigned i;

	for (i = 1; i < c->argc; i++) {
		t = value_text(c->argv[i]);
		if (t == NULL || *t != '-' || t[1] == '\0')
			break;
		if (strcmp(t, "--") == 0) {
			i++;
			break;
		}
		for (t++; *t != '\0'; t++) {
			r->raw = r->raw || *t == 'r';
			if (strchr("adinNptu", *t) == NULL)
				continue;
			v = t[1] != '\0' ? value_const(w->a, t + 1,
			    strlen(t + 1)) : i + 1 < c->argc ?
			    c->argv[++i] : NULL;
			read_option(r, *t, v);
			break;
		}
	}
	if (r->exact)
		r->delim = '\0';
	r->at = i;
}

static void
read_array(struct walk *w, const char *array, const struct value *line)
{
	struct fields f = { NULL, 0, 0 };
	struct var *x = var_edit(w, array, strlen(array));
	unsigned i;

	x->array = true;
	x->nelem = 0;
	x->open = value_text(line) == NULL;
	if (!x->open)
		expand_split(w, line, &f);
	for (i = 0; i < f.n; i++)
		var_elem(w, array, strlen(array), arena_printf(w->a, "%u", i),
		    f.v[i]);
}

void
walk_read(struct walk *w, struct call *c)
{
	struct reading r = { .delim = '\n', .max = -1 };
	struct value *line;
	unsigned i;
	int truth;

	read_options(w, c, &r);
	line = next_line(w, &r);
	truth = w->truth;
	i = r.at;
	if (r.array != NULL)
		read_array(w, r.array, line);
	else if (i >= c->argc)
		walk_set(w, "REPLY", line, false, c->span);
	else if (!r.exact)
		read_fields(w, c->argv + i, c->argc - i, line, c->span);
	else {
		walk_set_target(w, c->argv[i], line, c->span);
		for (i++; i < c->argc; i++)
			walk_set_target(w, c->argv[i], value_const(w->a, "",
			    0), c->span);
	}
	w->truth = truth;
}
