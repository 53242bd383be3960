/* SPDX-License-Identifier: ISC */
#include <ctype.h>
#include <string.h>

#include "analyse/expand_list.h"
#include "analyse/pattern.h"
#include "analyse/walk_int.h"

/* Builtins that set variables, parameters and options. */

const char *
walk_plain_text(struct walk *w, const struct value *v)
{
	const char *t = value_text(v);
	size_t n;

	if (t == NULL || (v->flags & VALUE_GLOB) == 0)
		return t;
	return pattern_decode(w->a, t, v->alt[0].prelen, &n);
}

void
walk_nameref(struct walk *w, const struct value *v)
{
	const char *t = v == NULL ? NULL : walk_plain_text(w, v);
	long long num;

	if (t != NULL && strchr(t, '[') != NULL)
		(void)expand_arith(w, t, strlen(t), &num);
}

/* Set `name` or `name[sub]`; substitutions in the subscript run. */
void
walk_set_target(struct walk *w, const struct value *target, struct value *v,
    struct span span)
{
	const char *t = walk_plain_text(w, target), *br;
	const struct var *x;
	long long num;
	size_t n;

	if (t == NULL) {
		/* Any variable may have changed. */
		var_any(w);
		return;
	}
	br = strchr(t, '[');
	if (br == NULL) {
		if (isalpha((unsigned char)*t) || *t == '_')
			walk_set(w, t, v, false, span);
		return;
	}
	(void)expand_arith(w, t, strlen(t), &num);
	x = var_get(w, t, (size_t)(br - t));
	n = strspn(br + 1, "0123456789");
	var_elem(w, t, (size_t)(br - t), n > 0 && n < 10 && br[1] != '0' &&
	    strcmp(br + 1 + n, "]") == 0 && (x == NULL || !x->integer) ?
	    arena_strndup(w->a, br + 1, n) : NULL, v);
}

/* unset 'a[k]': which element goes is known for a constant one. */
static void
unset_elem(struct walk *w, const char *t)
{
	size_t n = strcspn(t, "["), len = strlen(t);
	struct var *x = var_get(w, t, n);
	struct elem *left;
	const char *key;
	long long num;
	unsigned i;

	if (strpbrk(t, "$`") != NULL)
		(void)expand_arith(w, t, len, &num);
	if (x == NULL || !x->array || len < n + 3 || t[len - 1] != ']' ||
	    strcmp(t + n, "[@]") == 0 || strcmp(t + n, "[*]") == 0) {
		if (x != NULL)
			var_unset(w, t, n);
		return;
	}
	key = arena_strndup(w->a, t + n + 1, len - n - 2);
	if (!x->assoc)
		key = expand_arith(w, key, strlen(key), &num) ?
		    list_key(w, x, num) : NULL;
	x = var_edit(w, t, n);
	if (key == NULL || list_shifted(x, key)) {
		x->v = NULL;
		x->nelem = 0;
		x->open = true;
		return;
	}
	for (i = 0; i < x->nelem && strcmp(x->elem[i].key, key) != 0; i++)
		continue;
	if (i == x->nelem)
		return;
	left = arena_array(w->a, x->nelem, sizeof *left);
	memcpy(left, x->elem, i * sizeof *left);
	memcpy(left + i, x->elem + i + 1, (x->nelem - i - 1) * sizeof *left);
	x->elem = left;
	x->nelem--;
	if (strcmp(key, "0") == 0)
		x->v = NULL;
}

static void
do_unset(struct walk *w, struct call *c)
{
	bool func = false, var = false, ref = false;
	struct slot *s;
	const char *t;
	unsigned i;

	for (i = 1; i < c->argc; i++) {
		if ((t = walk_plain_text(w, c->argv[i])) == NULL)
			continue;
		if (*t == '-') {
			func = func || strchr(t, 'f') != NULL;
			var = var || strpbrk(t, "vn") != NULL;
			ref = ref || strchr(t, 'n') != NULL;
			continue;
		}
		s = state_slot(&w->st, SLOT_FUNCTION, t, strlen(t), false);
		if (s != NULL && !var && (func || var_get(w, t,
		    strlen(t)) == NULL))
			state_set(&w->st, s, NULL);
		if (func)
			continue;
		if (strchr(t, '[') != NULL)
			unset_elem(w, t);
		else if (ref && (s = state_slot(&w->st, SLOT_VAR, t,
		    strlen(t), false)) != NULL)
			state_set(&w->st, s, NULL);
		else if (!ref)
			var_unset(w, t, strlen(t));
	}
}

static void
set_option(struct walk *w, const char *name, bool on)
{
	static const struct {
		const char *name;
		unsigned flag;
	} names[] = { { "errexit", OPT_ERREXIT }, { "allexport",
	    OPT_ALLEXPORT }, { "noglob", OPT_NOGLOB },
	    { "extglob", OPT_EXTGLOB }, { "expand_aliases", OPT_ALIASES },
	    { "lastpipe", OPT_LASTPIPE }, { "posix", OPT_POSIX },
	    { "xpg_echo", OPT_XPG_ECHO }, { "cdable_vars", OPT_CDABLE } };
	size_t i;

	/* What they change may already have been read the other way. */
	if (strcmp(name, "braceexpand") == 0 && !on)
		opts_set(w, OPT_NOBRACE, 0);
	else if (strcmp(name, "braceexpand") == 0)
		opts_set(w, 0, OPT_NOBRACE);

	for (i = 0; i < sizeof names / sizeof names[0]; i++)
		if (strcmp(names[i].name, name) == 0)
			opts_set(w, on ? names[i].flag : 0,
			    on ? 0 : names[i].flag);
}

static void
do_set(struct walk *w, struct call *c)
{
	const char *t;
	unsigned i;
	bool on;

	for (i = 1; i < c->argc; i++) {
		t = value_text(c->argv[i]);
		if (t == NULL) {
			/* Another option, or the words from here on. */
			args_set(w, NULL, 0, true);
			return;
		}
		if (*t != '-' && *t != '+')
			break;
		on = *t == '-';
		if (strcmp(t, "--") == 0) {
			i++;
			goto positional;
		}
		/* It ends the options; alone it leaves the words alone. */
		if (t[1] == '\0') {
			i++;
			break;
		}
		for (t++; *t != '\0'; t++) {
			if (*t == 'o' && i + 1 < c->argc) {
				const char *o = value_text(c->argv[++i]);
				if (o != NULL)
					set_option(w, o, on);
				break;
			}
			if (*t == 'e')
				set_option(w, "errexit", on);
			else if (*t == 'a')
				set_option(w, "allexport", on);
			else if (*t == 'f')
				set_option(w, "noglob", on);
			else if (*t == 'B')
				set_option(w, "braceexpand", on);
		}
	}
	if (i >= c->argc)
		return;
positional:
	args_set(w, c->argv + i, c->argc - i, false);
}

static void
do_shopt(struct walk *w, struct call *c)
{
	bool on = false, set = false;
	const char *t;
	unsigned i;

	for (i = 1; i < c->argc; i++) {
		if ((t = value_text(c->argv[i])) == NULL)
			continue;
		if (*t == '-') {
			on = on || strchr(t, 's') != NULL;
			set = set || strpbrk(t, "su") != NULL;
		} else if (set)
			set_option(w, t, on);
	}
}

static void
do_shift(struct walk *w, struct call *c)
{
	struct args *g = args_get(w);
	const char *t = c->argc > 1 ? value_text(c->argv[1]) : "1";
	unsigned n = 0, i;

	while (t != NULL && isdigit((unsigned char)*t) && n < 100000)
		n = n * 10 + (unsigned)(*t++ - '0');
	/* A pattern may have been several words. */
	for (i = 0; t != NULL && i < n && i < g->n; i++)
		if ((g->v[i]->flags & VALUE_GLOB) != 0)
			t = NULL;
	if (t == NULL) {
		args_set(w, NULL, 0, true);
		return;
	}
	if (*t == '\0' && !g->open)
		w->truth = n <= g->n;
	if (n > 0 && n <= g->n)
		args_set(w, g->v + n, g->n - n, g->open);
	else if (n > 0 && g->open)
		args_set(w, NULL, 0, true);
}

static struct value *
to_nul(struct walk *w, const char *s, size_t n, void *ctx)
{
	(void)ctx;
	return value_const(w->a, s, strnlen(s, n));
}

/* printf -v NAME: what it prints, into a variable. */
static void
do_printf(struct walk *w, struct call *c)
{
	const char *t = c->argc > 1 ? value_text(c->argv[1]) : NULL;
	const struct value *name;
	unsigned at = 2;

	if (t == NULL || strncmp(t, "-v", 2) != 0)
		return;
	name = value_const(w->a, t + 2, strlen(t + 2));
	if (t[2] == '\0' && c->argc > at)
		name = c->argv[at++];
	/* Its words as those of a printf without options. */
	walk_set_target(w, name, expand_map(w, walk_format(w, c->argv + at - 1,
	    c->argc - at + 1), to_nul, NULL), c->span);
}

static void
do_wait(struct walk *w, struct call *c)
{
	const char *t;
	unsigned i;

	for (i = 1; i + 1 < c->argc; i++) {
		t = value_text(c->argv[i]);
		if (t != NULL && t[0] == '-' && strchr(t, 'p') != NULL)
			walk_set_target(w, c->argv[i + 1],
			    value_unknown(w->a), c->span);
	}
}

static void
do_getopts(struct walk *w, struct call *c)
{
	if (c->argc > 2)
		walk_set_target(w, c->argv[2], value_unknown(w->a), c->span);
	var_edit(w, "OPTARG", 6)->v = value_unknown(w->a);
	var_edit(w, "OPTIND", 6)->v = value_number(w->a);
}

bool
walk_is_builtin(const char *name)
{
	static const char *const names[] = { "declare", "export", "getopts",
	    "local", "mapfile", "printf", "read", "readarray", "readonly",
	    "set", "shift", "shopt", "typeset", "unset", "wait", NULL };
	int i;

	for (i = 0; names[i] != NULL; i++)
		if (strcmp(names[i], name) == 0)
			return true;
	return false;
}

bool
walk_builtin_state(struct walk *w, const char *name, struct call *c)
{
	if (strcmp(name, "unset") == 0)
		do_unset(w, c);
	else if (strcmp(name, "set") == 0)
		do_set(w, c);
	else if (strcmp(name, "shopt") == 0)
		do_shopt(w, c);
	else if (strcmp(name, "shift") == 0)
		do_shift(w, c);
	else if (strcmp(name, "read") == 0)
		walk_read(w, c);
	else if (strcmp(name, "mapfile") == 0 ||
	    strcmp(name, "readarray") == 0)
		walk_mapfile(w, c);
	else if (strcmp(name, "printf") == 0)
		do_printf(w, c);
	else if (strcmp(name, "getopts") == 0)
		do_getopts(w, c);
	else if (strcmp(name, "wait") == 0)
		do_wait(w, c);
	else
		walk_declare(w, name, c);
	return true;
}
