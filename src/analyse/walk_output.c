/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "analyse/expand_text.h"
#include "analyse/walk_int.h"

/*
 * What a command prints, where that is plain from its words ("prints" of its
 * grammar): this is how constants are built on a line. Everything else is
 * unknown and only says where it came from.
 */
static struct value *
constant(struct walk *w, const char *s)
{
	return value_const(w->a, s, strlen(s));
}

struct value *
walk_stdin_text(struct walk *w)
{
	struct input *in = input_get(w);
	char *name;

	if (in == NULL || in->kind == INPUT_INHERIT)
		return NULL;
	if (in->kind == INPUT_NULL)
		return constant(w, "");
	if (in->kind == INPUT_FILE)
		return walk_file_text(w, in->text, &name);
	return in->text;
}

static struct value *
echo_escapes(struct walk *w, const char *s, size_t n, void *ctx)
{
	return text_unescape(w->a, s, n, TEXT_ECHO,
	    expand_locale_of(w, s, n), ctx);
}

static struct value *
print_echo(struct walk *w, struct value **v, unsigned n)
{
	bool newline = true, escapes = false, stop = false;
	struct value *r = constant(w, "");
	unsigned i;
	const char *t;

	for (i = 1; i < n; i++) {
		t = value_text(v[i]);
		if (t == NULL || *t != '-' || t[1] == '\0' ||
		    t[1 + strspn(t + 1, "neE")] != '\0')
			break;
		newline = newline && strchr(t, 'n') == NULL;
		for (t++; *t != '\0'; t++)
			escapes = *t == 'e' ? true : *t == 'E' ? false :
			    escapes;
	}
	if ((opts_get(w) & OPT_XPG_ECHO) != 0)
		return value_unknown(w->a);
	for (; i < n && !stop; i++) {
		r = value_join(w->a, r, escapes ? expand_map(w, v[i],
		    echo_escapes, &stop) : v[i]);
		if (!stop && i + 1 < n)
			r = value_join(w->a, r, constant(w, " "));
	}
	return newline && !stop ? value_join(w->a, r, constant(w, "\n")) : r;
}

static struct value *
print_cat(struct walk *w, struct value **v, unsigned n)
{
	struct value *r = constant(w, ""), *one;
	const char *t;
	char *name;
	unsigned i;

	if (n == 1)
		return walk_stdin_text(w);
	for (i = 1; i < n; i++) {
		t = value_text(v[i]);
		if (t == NULL)
			return NULL;
		if (strcmp(t, "-") == 0)
			one = walk_stdin_text(w);
		else if (*t == '-')
			return NULL;
		else {
			one = walk_file_text(w, v[i], &name);
			/* A file's own text may change until then. */
			if (one != NULL && name != NULL)
				return NULL;
		}
		if (one == NULL)
			return NULL;
		r = value_join(w->a, r, one);
	}
	return r;
}

static bool
has_flag(struct value **v, unsigned n, const char *letters, const char *word)
{
	unsigned i;
	const char *t;

	for (i = 1; i < n; i++) {
		t = value_text(v[i]);
		if (t != NULL && ((t[0] == '-' && t[1] != '-' &&
		    strpbrk(t, letters) != NULL) || strcmp(t, word) == 0))
			return true;
	}
	return false;
}

struct value *
walk_decoded(struct walk *w, struct value *in,
    struct value *(*fn)(struct arena *, const char *, size_t))
{
	const char *t = in == NULL || (in->flags & VALUE_GLOB) != 0 ? NULL :
	    value_text(in);
	struct value *r = t == NULL ? NULL : fn(w->a, t, in->alt[0].prelen);

	if (r == NULL) {
		r = value_unknown(w->a);
		r->flags |= VALUE_DECODED;
		if (in != NULL)
			r->flags |= in->flags & VALUE_NETWORK;
	}
	return r;
}

static struct value *
print_base64(struct walk *w, struct value **v, unsigned n)
{
	const char *t = n > 0 ? value_text(v[n - 1]) : NULL;

	if (!has_flag(v, n, "dD", "--decode"))
		return NULL;
	if (n > 2 && t != NULL && *t != '-')
		return walk_decoded(w, NULL, text_base64);
	return walk_decoded(w, walk_stdin_text(w), text_base64);
}

static struct value *
print_xxd(struct walk *w, struct value **v, unsigned n)
{
	if (!has_flag(v, n, "r", "-r"))
		return NULL;
	return walk_decoded(w, has_flag(v, n, "p", "-p") ?
	    walk_stdin_text(w) : NULL, text_hex);
}

static struct value *
print_pwd(struct walk *w, struct value **v, unsigned n)
{
	const char *name = value_text(v[0]);
	struct value *said = var_value(w, "PWD", 3);

	/* The builtin says how it came there, the program and -P where it is. */
	if (n > 1 || name == NULL || strcmp(name, "pwd") != 0 || said == NULL)
		said = value_either(w->a, w->cwd->obj, said == NULL ?
		    w->cwd->obj : said);
	return value_join(w->a, said, constant(w, "\n"));
}

/* Does the path lie in the folder? */
static bool
below(const struct value *dir, const char *path)
{
	const char *t = dir == NULL ? NULL : value_text(dir);
	size_t n = t == NULL ? 0 : strlen(t);

	return n > 1 && *t == '/' && strncmp(path, t, n) == 0 &&
	    path[n] == '/';
}

static struct value *
print_mktemp(struct walk *w, struct value **v, unsigned n)
{
	struct value *tmp = var_value(w, "TMPDIR", 6), *r;
	const char *t = tmp == NULL ? "/tmp" : value_text(tmp), *x;
	unsigned i;

	for (i = 1; i < n; i++) {
		x = value_text(v[i]);
		if (x == NULL || *x != '-') {
			/* A template names where it lies. */
			t = x == NULL ? "" : x;
			t = arena_strndup(w->a, t, strcspn(t, "X"));
			r = value_hole(w->a, t, strlen(t), "\n", 1);
			if (strncmp(t, "/tmp/", 5) == 0 ||
			    strncmp(t, "/var/tmp/", 9) == 0 ||
			    strchr(t, '/') == NULL || below(tmp, t))
				r->flags |= VALUE_SCRATCH;
			return r;
		}
		if (strcmp(x, "-p") == 0 || strncmp(x, "--tmpdir=", 9) == 0)
			return NULL;
	}
	t = arena_printf(w->a, "%s/", t == NULL || *t == '\0' ? "/tmp" : t);
	r = value_hole(w->a, t, strlen(t), "\n", 1);
	r->flags |= VALUE_SCRATCH;
	return r;
}

static struct value *
dir_of(struct walk *w, const char *s, size_t n, void *ctx)
{
	(void)ctx;
	while (n > 1 && s[n - 1] == '/')
		n--;
	while (n > 0 && s[n - 1] != '/')
		n--;
	while (n > 1 && s[n - 1] == '/')
		n--;
	return n == 0 ? constant(w, ".") : value_const(w->a, s, n);
}

static struct value *
base_of(struct walk *w, const char *s, size_t n, void *ctx)
{
	size_t from;
	(void)ctx;

	while (n > 1 && s[n - 1] == '/')
		n--;
	for (from = n; from > 0 && s[from - 1] != '/'; from--)
		;
	return value_const(w->a, s + from, n - from);
}

static struct value *
path_part(struct walk *w, struct value **v, unsigned n,
    struct value *(*part)(struct walk *, const char *, size_t, void *))
{
	const struct value *path = v[n - 1];

	if (n < 2 || n > 3 || (path->flags & (VALUE_MANY | VALUE_GLOB)) != 0 ||
	    (n == 3 && (value_text(v[1]) == NULL ||
	    strcmp(value_text(v[1]), "--") != 0)))
		return NULL;
	return value_join(w->a, expand_map(w, path, part, NULL),
	    constant(w, "\n"));
}

static struct value *
print_dirname(struct walk *w, struct value **v, unsigned n)
{
	return path_part(w, v, n, dir_of);
}

static struct value *
print_basename(struct walk *w, struct value **v, unsigned n)
{
	return path_part(w, v, n, base_of);
}

static struct value *
print_which(struct walk *w, struct value **v, unsigned n)
{
	const char *t = n == 2 ? value_text(v[1]) : NULL;

	if (t == NULL || *t == '-' || strchr(t, '/') != NULL)
		return NULL;
	t = arena_printf(w->a, "/%s\n", t);
	return value_hole(w->a, "/", 1, t, strlen(t));
}

static struct value *
print_number(struct walk *w, struct value **v, unsigned n)
{
	(void)v;
	(void)n;
	return value_number(w->a);
}

/* The shell's own jobs: what they print are pids of its children. */
static struct value *
print_jobs(struct walk *w, struct value **v, unsigned n)
{
	struct value *r = value_own_pid(w->a);
	(void)v;
	(void)n;

	r->flags |= VALUE_MANY;
	return r;
}

static struct value *
print_nothing(struct walk *w, struct value **v, unsigned n)
{
	(void)v;
	(void)n;
	return constant(w, "");
}

static struct value *
print_input(struct walk *w, struct value **v, unsigned n)
{
	(void)v;
	(void)n;
	return walk_stdin_text(w);
}

/* "prints" of the grammar: how the output follows from the words. */
static struct value *(*const printers[])(struct walk *, struct value **,
    unsigned) = {
	[PRINTS_WORDS] = print_echo,
	[PRINTS_FORMAT] = walk_format,
	[PRINTS_FILES] = print_cat,
	[PRINTS_INPUT] = print_input,
	[PRINTS_BASE64] = print_base64,
	[PRINTS_HEX] = print_xxd,
	[PRINTS_CWD] = print_pwd,
	[PRINTS_TEMPORARY] = print_mktemp,
	[PRINTS_DIRNAME] = print_dirname,
	[PRINTS_BASENAME] = print_basename,
	[PRINTS_PROGRAM] = print_which,
	[PRINTS_TRANSLATED] = walk_print_tr,
	[PRINTS_REVERSED] = walk_print_rev,
	[PRINTS_FIRST] = walk_print_head,
	[PRINTS_LAST] = walk_print_tail,
	[PRINTS_FIELDS] = walk_print_cut,
	[PRINTS_NUMBER] = print_number,
	[PRINTS_NUMBERS] = walk_print_seq,
	[PRINTS_JOBS] = print_jobs,
	[PRINTS_NOTHING] = print_nothing,
	[PRINTS_NETWORK] = NULL
};

/* Does it talk to the network? Its grammar says so, or has URLs. */
static bool
networked(const struct effect *e, enum tool_prints prints)
{
	unsigned i;

	if (prints == PRINTS_NETWORK)
		return true;
	for (i = 0; e->norm != NULL && i < e->norm->noperand; i++)
		if (e->norm->operand[i].kind == OPERAND_URL)
			return true;
	return false;
}

struct value *
walk_output(struct walk *w, const struct effect *e)
{
	const char *name = e->argc == 0 ? NULL : value_text(e->argv[0]);
	enum tool_prints prints = PRINTS_OTHER;
	struct value *r = NULL, *in;

	name = name == NULL ? "" : walk_base(name);
	if (e->norm != NULL)
		prints = tool_texts(e->norm->tool)->prints;
	if (printers[prints] != NULL)
		r = printers[prints](w, e->argv, e->argc);
	if (r != NULL)
		return r;
	in = walk_stdin_text(w);
	r = value_unknown(w->a);
	if (networked(e, prints))
		r->flags |= VALUE_NETWORK;
	if (in != NULL)
		r->flags |= in->flags & (VALUE_NETWORK | VALUE_DECODED);
	if (prints == PRINTS_FILES && e->argc == 2)
		r->copy = e->argv[1];
	r->idiom = arena_strdup(w->a, name);
	r->idiom_argv = arena_array(w->a, e->argc + 1u, sizeof *r->idiom_argv);
	memcpy(r->idiom_argv, e->argv, e->argc * sizeof *r->idiom_argv);
	return r;
}
