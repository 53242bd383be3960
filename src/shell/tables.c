/* SPDX-License-Identifier: ISC */
#include "shell/tables.h"

#include <stdlib.h>
#include <string.h>

enum { SELECT_MAX = 512 * 1024 };

struct item {
	const char *name, *text;
	size_t nname, ntext;
	enum tables_kind kind;
	unsigned round;		/* of the selection that has it already */
};

struct tables {
	struct buf raw[TABLES_KINDS];
	bool taken[TABLES_KINDS];
	struct item *item;	/* sorted by name */
	size_t n, cap;
	unsigned round;
	bool failed;		/* out of memory: nothing is known */
};

struct tables *
tables_new(void)
{
	return calloc(1, sizeof(struct tables));
}

void
tables_free(struct tables *t)
{
	int k;

	if (t == NULL)
		return;
	for (k = 0; k < TABLES_KINDS; k++)
		buf_free(&t->raw[k]);
	free(t->item);
	free(t);
}

static void
add(struct tables *t, enum tables_kind kind, const char *name, size_t nname,
    const char *text, size_t ntext)
{
	static const char ours[] = "__bashplate_";
	struct item *p;

	if (nname == 0 || (nname >= sizeof ours - 1 &&
	    memcmp(name, ours, sizeof ours - 1) == 0))
		return;
	if (t->n == t->cap) {
		p = reallocarray(t->item, t->cap * 2 + 64, sizeof *p);
		if (p == NULL) {
			t->failed = true;
			return;
		}
		t->item = p;
		t->cap = t->cap * 2 + 64;
	}
	t->item[t->n++] = (struct item){ name, text, nname, ntext, kind, 0 };
}

/* End of the single-quoted text of `alias -p` that starts at `p`. */
static const char *
alias_end(const char *p, const char *end)
{
	bool quoted = false;

	for (; p < end; p++)
		if (*p == '\'')
			quoted = !quoted;
		else if (*p == '\\' && !quoted)
			p++;
		else if (*p == '\n' && !quoted)
			return p;
	return end;
}

static void
split_aliases(struct tables *t, const char *p, const char *end)
{
	static const char word[] = "alias ";
	const char *name, *eq, *stop;

	while (end - p > (ptrdiff_t)sizeof word - 1 &&
	    memcmp(p, word, sizeof word - 1) == 0) {
		name = p + sizeof word - 1;
		if (end - name > 3 && memcmp(name, "-- ", 3) == 0)
			name += 3;
		eq = memchr(name, '=', (size_t)(end - name));
		stop = alias_end(eq != NULL ? eq : name, end);
		if (eq != NULL && eq < stop)
			add(t, TABLES_ALIAS, name, (size_t)(eq - name), p,
			    (size_t)(stop - p));
		p = stop < end ? stop + 1 : end;
	}
}

/*
 * "NAME () " with "{ " on the line after it: so bash begins each function.
 * zsh writes "NAME () {".
 */
static size_t
function_name(const char *p, const char *end)
{
	const char *nl = memchr(p, '\n', (size_t)(end - p));

	if (nl == NULL || nl - p < 5 || *p == ' ' || *p == '\t')
		return 0;
	if (nl - p > 5 && memcmp(nl - 5, " () {", 5) == 0)
		return (size_t)(nl - 5 - p);
	if (memcmp(nl - 4, " () ", 4) != 0 ||
	    end - nl < 3 || nl[1] != '{' || nl[2] != ' ')
		return 0;
	return (size_t)(nl - 4 - p);
}

/* One that zsh will look for when it is called first is not known. */
static void
add_function(struct tables *t, const char *p, size_t name, size_t len)
{
	static const char later[] = " () {\n\t# undefined\n";

	if (len < name + sizeof later ||
	    memcmp(p + name, later, sizeof later - 1) != 0)
		add(t, TABLES_FUNCTION, p, name, p, len);
}

static void
split_functions(struct tables *t, const char *p, const char *end)
{
	const char *from = NULL, *nl;
	size_t n, name = 0;
	/* The line before was a "}", perhaps with a redirection, or told of
	 * attributes. */
	bool closed = true;

	for (; p < end; p = nl + 1) {
		nl = memchr(p, '\n', (size_t)(end - p));
		if (nl == NULL)
			break;
		n = closed ? function_name(p, end) : 0;
		if (n > 0) {
			if (from != NULL)
				add_function(t, from, name,
				    (size_t)(p - from));
			from = p;
			name = n;
		}
		closed = *p == '}' || (nl - p > 10 &&
		    memcmp(p, "declare -f", 10) == 0);
	}
	if (from != NULL)
		add_function(t, from, name, (size_t)(end - from));
}

/* A line each: bash writes a newline in a value as \n. */
static void
split_variables(struct tables *t, const char *p, const char *end)
{
	static const char word[] = "declare -";
	const char *nl, *name;
	size_t n;

	for (; p < end; p = nl + 1) {
		nl = memchr(p, '\n', (size_t)(end - p));
		if (nl == NULL)
			nl = end;
		if ((size_t)(nl - p) <= sizeof word ||
		    memcmp(p, word, sizeof word - 1) != 0)
			continue;
		name = memchr(p + sizeof word - 1, ' ',
		    (size_t)(nl - p) - sizeof word + 1);
		if (name == NULL || memchr(name, '=',
		    (size_t)(nl - name)) == NULL)
			continue;
		name++;
		n = strcspn(name, "=\n");
		add(t, TABLES_VARIABLE, name, n, p, (size_t)(nl - p));
	}
}

static int
compare_names(const char *a, size_t na, const char *b, size_t nb)
{
	int r = memcmp(a, b, na < nb ? na : nb);

	return r != 0 ? r : na < nb ? -1 : na > nb;
}

static int
compare(const void *va, const void *vb)
{
	const struct item *a = va, *b = vb;

	return compare_names(a->name, a->nname, b->name, b->nname);
}

void
tables_take(struct tables *t, enum tables_kind kind, const char *text,
    size_t len)
{
	static void (*const split[])(struct tables *, const char *,
	    const char *) = {
		[TABLES_ALIAS] = split_aliases,
		[TABLES_FUNCTION] = split_functions,
		[TABLES_VARIABLE] = split_variables
	};
	int k;

	buf_reset(&t->raw[kind]);
	buf_add(&t->raw[kind], text, len);
	t->taken[kind] = true;
	t->n = 0;
	t->failed = false;
	for (k = 0; k < TABLES_KINDS; k++)
		if (t->raw[k].failed)
			t->failed = true;
		else if (t->raw[k].len > 0)
			split[k](t, t->raw[k].data,
			    t->raw[k].data + t->raw[k].len);
	if (t->n > 0)
		qsort(t->item, t->n, sizeof *t->item, compare);
}

bool
tables_known(const struct tables *t)
{
	return t->taken[TABLES_ALIAS] && t->taken[TABLES_FUNCTION] &&
	    t->taken[TABLES_VARIABLE] && !t->failed;
}

/* First item of that name; an alias and a function may share it. */
static struct item *
find(const struct tables *t, const char *name, size_t n)
{
	size_t lo = 0, hi = t->n, mid;

	while (lo < hi) {
		mid = lo + (hi - lo) / 2;
		if (compare_names(t->item[mid].name, t->item[mid].nname, name,
		    n) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < t->n && compare_names(t->item[lo].name,
	    t->item[lo].nname, name, n) == 0 ? &t->item[lo] : NULL;
}

static bool
parts(char c)
{
	return c == '\0' || strchr(" \t\n;|&()<>{}\"'$`=\\", c) != NULL;
}

typedef void named(void *ctx, struct item *first);

/* Call for each word that is a name in the tables. */
static void
each_name(const struct tables *t, const char *s, size_t len, named *fn,
    void *ctx)
{
	size_t i = 0, from;
	struct item *p;

	while (i < len) {
		while (i < len && parts(s[i]))
			i++;
		for (from = i; i < len && !parts(s[i]); i++)
			;
		if (i > from && (p = find(t, s + from, i - from)) != NULL)
			fn(ctx, p);
	}
}

static bool
of_variable(char c)
{
	return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
	    (c >= 'A' && c <= 'Z');
}

/* And for each variable inside an expansion: ${x[0]%y}. */
static void
each_variable(const struct tables *t, const char *s, size_t len, named *fn,
    void *ctx)
{
	size_t i = 0, from;
	struct item *p;

	while (i < len) {
		while (i < len && !of_variable(s[i]))
			i++;
		for (from = i; i < len && of_variable(s[i]); i++)
			;
		if (i > from && (p = find(t, s + from, i - from)) != NULL)
			fn(ctx, p);
	}
}

static void
note_named(void *ctx, struct item *first)
{
	bool *yes = ctx;

	if (first->kind != TABLES_VARIABLE || first[0].nname == 0)
		*yes = true;
}

bool
tables_named(const struct tables *t, const char *text, size_t len)
{
	bool yes = false;

	if (tables_known(t))
		each_name(t, text, len, note_named, &yes);
	return yes;
}

struct selection {
	struct tables *t;
	struct buf *out;
};

static void take_named(struct selection *s, const char *text, size_t len);

static void
take_item(struct selection *s, struct item *p)
{
	if (p->round == s->t->round || s->out->len > SELECT_MAX)
		return;
	p->round = s->t->round;
	/* What it needs comes first. */
	if (p->kind != TABLES_VARIABLE)
		take_named(s, p->text, p->ntext);
	buf_add(s->out, p->text, p->ntext);
	buf_char(s->out, '\0');
}

static void
take_all_of(void *ctx, struct item *first)
{
	struct selection *s = ctx;
	struct item *p, *end = s->t->item + s->t->n;

	for (p = first; p < end && compare(p, first) == 0; p++)
		take_item(s, p);
}

static void
take_named(struct selection *s, const char *text, size_t len)
{
	each_name(s->t, text, len, take_all_of, s);
	if (memchr(text, '$', len) != NULL ||
	    memmem(text, len, "((", 2) != NULL)
		each_variable(s->t, text, len, take_all_of, s);
}

/* The text as it reads without quotes: "de"l is del. */
static void
select_unquoted(struct selection *s, const char *text, size_t len)
{
	struct buf b = { 0 };
	size_t i;

	for (i = 0; i < len; i++)
		if (strchr("\"'\\", text[i]) == NULL || text[i] == '\0')
			buf_char(&b, text[i]);
	if (b.data != NULL && !b.failed && b.len < len)
		each_name(s->t, b.data, b.len, take_all_of, s);
	buf_free(&b);
}

void
tables_select(struct tables *t, const char *text, size_t len, struct buf *out)
{
	static const char *const always[] = { "HOME", "PATH", "IFS", "CDPATH",
	    "TMPDIR", "OLDPWD" };
	struct selection s = { t, out };
	struct item *p;
	size_t i;

	if (!tables_known(t))
		return;
	t->round++;
	for (i = 0; i < sizeof always / sizeof always[0]; i++)
		if ((p = find(t, always[i], strlen(always[i]))) != NULL)
			take_all_of(&s, p);
	take_named(&s, text, len);
	select_unquoted(&s, text, len);
	if (memmem(text, len, "$'", 2) == NULL &&
	    memmem(text, len, "eval", 4) == NULL)
		return;
	for (p = t->item; p < t->item + t->n; p++)
		take_item(&s, p);
}
