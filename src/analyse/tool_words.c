/* SPDX-License-Identifier: ISC */
#include <ctype.h>
#include <string.h>

#include "analyse/tool_parse.h"

static const struct tool_option *
find(const struct tool_parse *p, const char *s, size_t n)
{
	return tool_option_find(p->level, p->nlevel, s, n, false, NULL);
}

static bool
used(const struct tool_parse *p, const char *name)
{
	for (unsigned i = 0; i < p->n->noption; i++) {
		if (strcmp(p->n->option[i].name, name) == 0)
			return true;
	}
	return false;
}

/* Take back what --no-x and --x=false undo. */
static void
forget(struct tool_parse *p, const char *name)
{
	unsigned kept = 0;

	for (unsigned i = 0; i < p->n->noption; i++) {
		if (strcmp(p->n->option[i].name, name) != 0)
			p->n->option[kept++] = p->n->option[i];
	}
	p->n->noption = kept;
}

static void
drop_from_shape(struct tool_parse *p, enum operand_kind kind)
{
	for (unsigned i = 0; i < p->nshape; i++) {
		if (p->shape[i].kind != kind)
			continue;
		memmove(&p->shape[i], &p->shape[i + 1],
		    (p->nshape - i - 1) * sizeof *p->shape);
		p->nshape--;
		return;
	}
}

/* All that an option changes besides being there. */
static void
effects_of(struct tool_parse *p, const struct tool_optinfo *info)
{
	for (const char *const *s = info->sets; s != NULL && *s; s++)
		tool_add_option(p, *s, OPERAND_FLAG, NULL, p->i);
	if (info->shape != NULL)
		tool_set_shape(p, info->shape);
	if (info->fills >= 0)
		drop_from_shape(p, (enum operand_kind)info->fills);
	if (info->nturns > 0 &&
	    p->nturns < sizeof p->turns / sizeof p->turns[0])
		p->turns[p->nturns++] = info;
	if (info->where >= 0)
		p->where = info->where;
	if (info->input >= 0)
		p->input = info->input;
	if (info->ends)
		p->ended = true;
}

static unsigned
until_end(const struct tool_parse *p, unsigned i)
{
	for (; i < p->argc; i++) {
		const char *s = value_text(p->argv[i]);

		/* A plus ends only after {}, as in find. */
		if (s == NULL || (strcmp(s, ";") != 0 && strcmp(s, "+") != 0))
			continue;
		if (*s == ';')
			return i;
		s = value_text(p->argv[i - 1]);
		if (s != NULL && strcmp(s, "{}") == 0)
			return i;
	}
	return i;
}

/* Options that begin a command: find -exec, gdb --args. */
static void
take_rest(struct tool_parse *p, const char *name, enum operand_kind kind)
{
	struct norm *n = p->n;
	struct norm_option *o;
	unsigned first = p->i + 1, end = p->argc;

	if (kind == OPERAND_ARGV_UNTIL)
		end = until_end(p, first < p->argc ? first : p->argc);
	o = tool_add_option(p, name, kind, first < end ? p->argv[first] : NULL,
	    p->i);
	o->end = end;
	if (n->rest < 0 && first < end) {
		n->rest = (int)first;
		n->rest_kind = kind;
		n->rest_end = (int)end;
	}
	p->i = end < p->argc ? end : p->argc - 1;
}

/* Is the next word there to be a value? */
static bool
value_follows(const struct tool_parse *p)
{
	const char *s;

	if (p->i + 1 >= p->argc)
		return false;
	s = value_text(p->argv[p->i + 1]);
	return !p->signature || s == NULL || s[0] != '-' || s[1] == '\0';
}

/* `env -S'rm -rf' /`: the words after it belong to the text. */
static const struct value *
joined(struct tool_parse *p, const struct value *v)
{
	for (unsigned i = p->i + 1; i < p->argc; i++)
		v = value_join(p->a, value_join(p->a, v,
		    value_const(p->a, " ", 1)), p->argv[i]);
	return v;
}

/*
 * Record option `o`. `attached` is the value in the same word or NULL;
 * p->i is left on the last word that was used.
 */
static void
take(struct tool_parse *p, const struct tool_option *o,
    const struct value *attached)
{
	const struct tool_optinfo *info = o->info;
	unsigned at = p->i;

	effects_of(p, info);
	if (info->nkind == 0) {
		tool_add_option(p, o->name, OPERAND_FLAG, attached,
		    at)->info = info;
		return;
	}
	if (operand_takes_rest(info->kind[0]) && attached == NULL) {
		take_rest(p, o->name, info->kind[0]);
		return;
	}
	if (info->optional || attached != NULL) {
		if (info->kind[0] == OPERAND_SHELL_JOIN) {
			attached = joined(p, attached);
			tool_add_option(p, o->name, OPERAND_SHELL, attached,
			    at);
			return;
		}
		tool_add_option(p, o->name, info->kind[0], attached,
		    at)->info = info;
		return;
	}
	for (unsigned k = 0; k < info->nkind; k++) {
		const struct value *v = value_follows(p) ?
		    p->argv[++p->i] : NULL;
		struct norm_option *use = tool_add_option(p, o->name,
		    info->kind[k], v, at);

		use->end = p->i + 1;
		use->info = info;
	}
}

static bool
is_false(const struct value *v)
{
	static const char *const no[] = { "false", "False", "FALSE", "0", "f",
	    "F", "no", "off" };
	const char *s = v != NULL ? value_text(v) : NULL;

	for (size_t i = 0; s != NULL && i < sizeof no / sizeof no[0]; i++) {
		if (strcmp(s, no[i]) == 0)
			return true;
	}
	return false;
}

/* --no-x where the grammar knows --x and not --no-x. */
static bool
negation(struct tool_parse *p, const char *s, size_t n)
{
	const struct tool_option *o;
	char *pos;

	if (!p->t->negate || n < 6 || strncmp(s, "--no-", 5) != 0)
		return false;
	pos = arena_printf(p->a, "--%.*s", (int)(n - 5), s + 5);
	o = tool_option_find(p->level, p->nlevel, pos, n - 3, p->t->abbrev,
	    NULL);
	if (o == NULL)
		return false;
	forget(p, o->name);
	return true;
}

static void
unknown_option(struct tool_parse *p, const char *name, size_t n,
    const struct value *attached)
{
	p->n->unknown_option = true;
	tool_add_option(p, arena_strndup(p->a, name, n),
	    attached != NULL ? OPERAND_VALUE : OPERAND_FLAG, attached, p->i);
}

/* --long, --long=value, and -long of the go style. */
static void
long_option(struct tool_parse *p, const char *s, size_t n, bool whole)
{
	const struct value *v = p->argv[p->i], *attached = NULL;
	const struct tool_option *o;
	const char *eq = memchr(s, '=', n);
	size_t namelen = eq != NULL ? (size_t)(eq - s) : n;
	const char *name = s;

	if (eq != NULL)
		attached = value_drop(p->a, v, namelen + 1);
	if (eq == NULL && !whole) {	/* "--for" and something unknown */
		unknown_option(p, s, n, NULL);
		return;
	}
	o = tool_option_find(p->level, p->nlevel, name, namelen,
	    p->t->abbrev, NULL);
	if (o == NULL && p->t->style == TOOL_GO) {
		name = s[1] == '-' ? s + 1 :
		    arena_printf(p->a, "-%.*s", (int)namelen, s);
		o = tool_option_find(p->level, p->nlevel, name,
		    s[1] == '-' ? namelen - 1 : namelen + 1, false, NULL);
	}
	if (o == NULL) {
		if (!negation(p, s, namelen))
			unknown_option(p, s, namelen, attached);
	} else if (o->info->nkind == 0 && is_false(attached)) {
		forget(p, o->name);
	} else {
		take(p, o, attached);
	}
}

/* -abcVALUE. Returns false when the first letter is not known. */
static bool
cluster(struct tool_parse *p, const char *s, size_t n, bool whole)
{
	const struct value *v = p->argv[p->i];
	char name[3] = { s[0], 0, 0 };

	for (size_t k = 1; k < n; k++) {
		const struct tool_option *o;

		name[1] = s[k];
		o = find(p, name, 2);
		if (o == NULL && k == 1)
			return false;
		if (o == NULL) {
			unknown_option(p, name, 2, NULL);
			return true;
		}
		if (o->info->nkind == 0 || o->info->detached) {
			take(p, o, NULL);
		} else if (o->info->digits) {
			size_t d = strspn(s + k + 1, "0123456789");

			if (d > n - k - 1)
				d = n - k - 1;
			take(p, o, d == 0 ? NULL :
			    value_const(p->a, s + k + 1, d));
			k += d;
		} else if (k + 1 < n || !whole) {
			/* -n=x is x to Go's pflag; cut -d= means the sign. */
			if (k + 2 < n && s[k + 1] == '=')
				k++;
			take(p, o, value_drop(p->a, v, k + 1));
			return true;
		} else {
			take(p, o, NULL);
		}
	}
	if (!whole)
		p->n->unknown_option = true;
	return true;
}

/* -9 -KILL -5: spellings -SIGNAL and -NUM stand for a family of words. */
static bool
family(struct tool_parse *p, const char *s, size_t n, bool whole)
{
	const struct tool_option *o = find(p, "-SIGNAL", 7);

	if (!whole || s[0] != '-' || n < 2)
		return false;
	if (o == NULL || used(p, o->name) || !tool_is_signal(s + 1)) {
		o = find(p, "-NUM", 4);
		if (o == NULL || used(p, o->name) ||
		    s[1 + strspn(s + 1, "0123456789")] != '\0')
			return false;
	}
	effects_of(p, o->info);
	tool_add_option(p, o->name, o->info->kind[0],
	    value_drop(p->a, p->argv[p->i], 1), p->i);
	return true;
}

/* A word that the grammar lists whole: -exec, -norc, (, ! */
static bool
whole_word(struct tool_parse *p, const char *s, size_t n)
{
	const struct tool_option *o = find(p, s, n);

	if (o == NULL || n < 1)
		return false;
	if (n == 2 && p->t->style != TOOL_FIND && p->t->style != TOOL_GO)
		return false;	/* clusters know what to do */
	take(p, o, NULL);
	return true;
}

/* if=FILE of dd: the grammar lists "if=". */
static bool
named_word(struct tool_parse *p, const char *s, size_t n)
{
	const char *eq = memchr(s, '=', n);
	const struct tool_option *o;
	size_t len;

	if (eq == NULL || s[0] == '-')
		return false;
	len = (size_t)(eq - s) + 1;
	if ((o = find(p, s, len)) == NULL)
		return false;
	take(p, o, value_drop(p->a, p->argv[p->i], len));
	p->i++;
	return true;
}

/* +CMD of an editor: the grammar lists "+" with a value. */
static bool
plus_word(struct tool_parse *p, const char *s)
{
	const struct tool_option *o = s[0] == '+' ? find(p, "+", 1) : NULL;

	if (o == NULL || o->info->nkind == 0)
		return false;
	take(p, o, value_drop(p->a, p->argv[p->i], 1));
	return true;
}

bool
tool_option_word(struct tool_parse *p)
{
	const struct value *v = p->argv[p->i];
	bool whole = value_text(v) != NULL;
	size_t n;
	const char *s = value_prefix(v, &n);

	if (n == 0 || (!whole && n < 2))
		return false;
	if (named_word(p, s, n))
		return true;
	if (p->t->style == TOOL_FIND) {
		if (!whole || !whole_word(p, s, n)) {
			if (s[0] != '-' || n < 2)
				return false;
			unknown_option(p, s, n, NULL);
		}
		p->i++;
		return true;
	}
	if ((s[0] != '-' && s[0] != '+') || n < 2)
		return false;
	if (family(p, s, n, whole) || (whole && whole_word(p, s, n))) {
		p->i++;
		return true;
	}
	if (s[0] == '-' && (s[1] == '-' || p->t->style == TOOL_GO)) {
		long_option(p, s, n, whole);
	} else if (!cluster(p, s, n, whole) && !plus_word(p, s)) {
		if (s[0] == '+' || isdigit((unsigned char)s[1]))
			return false;
		unknown_option(p, s, n, NULL);
	}
	p->i++;
	return true;
}

void
tool_bundle_word(struct tool_parse *p)
{
	size_t n;
	const char *s = value_prefix(p->argv[1], &n);
	char name[3] = "-";

	if (n == 0 || s[0] == '-' || value_text(p->argv[1]) == NULL)
		return;
	for (size_t k = 0; k < n; k++) {
		name[1] = s[k];
		if (find(p, name, 2) == NULL)
			return;
	}
	/* Values come from the next words, in the order of the letters. */
	for (size_t k = 0; k < n; k++) {
		name[1] = s[k];
		take(p, find(p, name, 2), NULL);
	}
	p->i++;
}
