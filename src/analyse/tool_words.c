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
	tool_option_forget(p, o->name);
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
		tool_option_forget(p, o->name);
	} else {
		tool_option_take(p, o, attached);
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
			tool_option_take(p, o, NULL);
		} else if (o->info->digits) {
			size_t d = strspn(s + k + 1, "0123456789");

			if (d > n - k - 1)
				d = n - k - 1;
			tool_option_take(p, o, d == 0 ? NULL :
			    value_const(p->a, s + k + 1, d));
			k += d;
		} else if (k + 1 < n || !whole) {
			/* -n=x is x to Go's pflag; cut -d= means the sign. */
			if (k + 2 < n && s[k + 1] == '=')
				k++;
			tool_option_take(p, o, value_drop(p->a, v, k + 1));
			return true;
		} else {
			tool_option_take(p, o, NULL);
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
	if (o == NULL || tool_option_used(p, o->name) ||
	    !tool_is_signal(s + 1)) {
		o = find(p, "-NUM", 4);
		if (o == NULL || tool_option_used(p, o->name) ||
		    s[1 + strspn(s + 1, "0123456789")] != '\0')
			return false;
	}
	tool_option_effects(p, o->info);
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
	tool_option_take(p, o, NULL);
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
	tool_option_take(p, o, value_drop(p->a, p->argv[p->i], len));
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
	tool_option_take(p, o, value_drop(p->a, p->argv[p->i], 1));
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
	/* `env -`, where the grammar knows it; else a file or an operand. */
	if (whole && n == 1 && s[0] == '-' && whole_word(p, s, n)) {
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
		tool_option_take(p, find(p, name, 2), NULL);
	}
	p->i++;
}
