/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "analyse/expand.h"

/* Environment strings longer than this stay unknown. */
enum { ENV_MAX = 128 * 1024 };

static struct value *
text_value(struct walk *w, const char *s)
{
	return value_const(w->a, s, strlen(s));
}

/* Variables that bash itself keeps changing, or that we cannot see. */
static struct value *
dynamic(struct walk *w, const char *name)
{
	static const char *const numbers[] = { "RANDOM", "SRANDOM", "SECONDS",
	    "EPOCHSECONDS", "LINENO", "BASHPID", "PPID", "OPTIND", "SHLVL",
	    "BASH_SUBSHELL", "COLUMNS", "LINES", "HISTCMD", NULL };
	static const char *const texts[] = { "HOSTNAME", "BASH_VERSION",
	    "OPTARG", "EPOCHREALTIME", "SHELLOPTS", "BASHOPTS", "MACHTYPE",
	    "HOSTTYPE", "BASH_COMMAND", "FUNCNAME", "BASH_SOURCE", "DIRSTACK",
	    "GROUPS", "PIPESTATUS", "BASH_LINENO", "BASH_VERSINFO",
	    "BASH_REMATCH", "REPLY", "COPROC", "BASH_ARGV0", "BASH_ARGV",
	    "BASH_ARGC", "BASH_EXECUTION_STRING", "BASH_LOADABLES_PATH",
	    "BASH_CMDS", "BASH_ALIASES", "SHELL", "TERM", "PATH", "HISTFILE",
	    "PS1", "PS2", "OPTERR", NULL };
	int i;

	if (strcmp(name, "_") == 0)
		return value_unknown(w->a);
	/* Most names of a line. */
	if (name[0] < 'A' || name[0] > 'Z')
		return NULL;
	for (i = 0; numbers[i] != NULL; i++)
		if (strcmp(name, numbers[i]) == 0) {
			return strcmp(name, "BASHPID") == 0 ?
			    value_own_pid(w->a) : value_number(w->a);
		}
	for (i = 0; texts[i] != NULL; i++)
		if (strcmp(name, texts[i]) == 0)
			return value_unknown(w->a);
	if (strcmp(name, "UID") == 0 || strcmp(name, "EUID") == 0) {
		char *s = arena_printf(w->a, "%lu",
		    (unsigned long)w->world->uid);
		return text_value(w, s);
	}
	if (strcmp(name, "IFS") == 0)
		return text_value(w, " \t\n");
	if (strcmp(name, "BASH") == 0)
		return text_value(w, "/bin/bash");
	if (strcmp(name, "OSTYPE") == 0)
		return text_value(w, "linux-gnu");
	return NULL;
}

static struct var *
var_from_environ(struct walk *w, const char *name, size_t n)
{
	struct var *x;
	char *const *e;
	size_t len;

	for (e = w->world->environ; e != NULL && *e != NULL; e++) {
		if (strncmp(*e, name, n) != 0 || (*e)[n] != '=')
			continue;
		x = arena_alloc(w->a, sizeof *x);
		x->exported = true;
		len = strlen(*e + n + 1);
		x->v = len > ENV_MAX ? value_unknown(w->a) :
		    value_const(w->a, *e + n + 1, len);
		x->v->flags |= VALUE_ENVIRON;
		return x;
	}
	return NULL;
}

static struct slot *
var_slot(struct walk *w, const char *name, size_t n)
{
	struct slot *s = state_slot(&w->st, SLOT_VAR, name, n, false);
	struct var *x;

	if (s != NULL)
		return s;
	s = state_slot(&w->st, SLOT_VAR, name, n, true);
	/* What the shell starts with is below every mark. */
	x = strcmp(s->name, "IFS") == 0 ? NULL :
	    var_from_environ(w, name, n);
	if (x == NULL) {
		struct value *v = dynamic(w, s->name);
		if (v != NULL) {
			x = arena_alloc(w->a, sizeof *x);
			x->v = v;
			x->open = v->alt[0].hole && strcmp(s->name,
			    "IFS") != 0;
			x->array = x->assoc = strcmp(s->name, "BASH_CMDS") ==
			    0 || strcmp(s->name, "BASH_ALIASES") == 0;
		}
	}
	if (x == NULL && w->world->past != NULL) {
		x = arena_alloc(w->a, sizeof *x);
		x->v = value_unknown(w->a);
		x->maybe_unset = true;
	}
	s->obj = x;
	if (w->where != WHERE_LOCAL || (w->any_set &&
	    strcmp(s->name, "IFS") != 0)) {
		/* Another machine has an environment of its own. */
		x = arena_alloc(w->a, sizeof *x);
		x->v = value_unknown(w->a);
		x->maybe_unset = w->any_set;
		state_set(&w->st, s, x);
	}
	return s;
}

static struct slot *
resolve(struct walk *w, const char *name, size_t n)
{
	struct slot *s = var_slot(w, name, n);
	struct var *x;
	const char *t;
	int i;

	for (i = 0; i < 8; i++) {
		x = s->obj;
		if (x == NULL || !x->nameref || x->v == NULL ||
		    (t = value_text(x->v)) == NULL)
			break;
		s = var_slot(w, t, strcspn(t, "["));
	}
	return s;
}

const char *
var_name(struct walk *w, const char *name, size_t n)
{
	return resolve(w, name, n)->name;
}

bool
var_is_element(struct walk *w, const char *name, size_t n)
{
	struct slot *s = var_slot(w, name, n);
	const struct var *x = s->obj;
	const char *t = "";
	int i;

	for (i = 0; i < 8 && x != NULL && x->nameref && x->v != NULL; i++) {
		if ((t = value_text(x->v)) == NULL || strchr(t, '[') != NULL)
			return true;
		x = var_slot(w, t, strlen(t))->obj;
	}
	return false;
}

struct var *
var_get(struct walk *w, const char *name, size_t n)
{
	struct slot *s = resolve(w, name, n);
	struct var *x;

	if (!s->loose)
		return s->obj;
	x = arena_alloc(w->a, sizeof *x);
	if (s->obj != NULL)
		*x = *(struct var *)s->obj;
	x->v = value_unknown(w->a);
	x->nelem = 0;
	x->open = x->array;
	x->maybe_unset = true;
	return x;
}

/* A copy that is already in place and may be changed until the next mark. */
struct var *
var_edit(struct walk *w, const char *name, size_t n)
{
	struct slot *s = resolve(w, name, n);
	struct var *x = arena_alloc(w->a, sizeof *x);

	if (s->obj != NULL)
		*x = *(struct var *)s->obj;
	if ((opts_get(w) & OPT_ALLEXPORT) != 0)
		x->exported = true;
	state_set(&w->st, s, x);
	return x;
}

static struct value *
fold_case(struct walk *w, const struct value *v, const struct var *x)
{
	struct value *r = value_unknown(w->a);
	const char *t = value_text(v);
	bool upper;
	char *c;

	/* The names that a pattern stands for are folded, not the pattern. */
	if ((v->flags & VALUE_GLOB) != 0) {
		r->flags = (v->flags & ~(unsigned)VALUE_GLOB) | VALUE_MANY;
		return r;
	}
	if (t != NULL) {
		r = value_const(w->a, t, v->alt[0].prelen);
		for (c = (char *)(uintptr_t)r->alt[0].pre; *c != '\0'; c++) {
			/* -c is both: the first letter is a capital. */
			upper = x->upper && (!x->lower || c == r->alt[0].pre);
			if (upper && *c >= 'a' && *c <= 'z')
				*c = (char)(*c - 32);
			else if (!upper && *c >= 'A' && *c <= 'Z')
				*c = (char)(*c + 32);
		}
	}
	r->flags = v->flags;
	return r;
}

struct value *
var_cast(struct walk *w, const struct var *x, struct value *v)
{
	if (x->integer)
		return expand_arith_value(w, v);
	return x->upper || x->lower ? fold_case(w, v, x) : v;
}

/* bash keeps them: what is assigned to one is lost. */
static bool
is_kept(const char *name, size_t n)
{
	return (n == 8 && memcmp(name, "FUNCNAME", n) == 0) ||
	    (n == 11 && memcmp(name, "BASH_SOURCE", n) == 0);
}

void
var_assign(struct walk *w, const char *name, size_t n, struct value *v)
{
	struct var *x;

	if (is_kept(name, n))
		return;
	x = var_edit(w, name, n);
	if (var_is_element(w, name, n)) {
		/* Of that array any, or any variable at all. */
		if (x->nameref)
			var_any(w);
		var_elem(w, name, n, NULL, v);
		return;
	}
	if (x->array) {
		var_elem(w, name, n, "0", v);
		return;
	}
	/* Working out a number may set others, and this one. */
	v = var_cast(w, x, v);
	x = var_edit(w, name, n);
	if (x->readonly && x->v != NULL)
		v = value_either(w->a, x->v, v);
	x->maybe_unset = x->readonly && (x->v == NULL || x->maybe_unset);
	x->v = v;
}

struct value *
var_sum(struct walk *w, const struct value *old, struct value *v)
{
	const char *a = old == NULL ? "0" : value_text(old), *b;
	long long sum;
	char *s;

	b = value_text(expand_arith_value(w, v));
	if (a == NULL || b == NULL || __builtin_add_overflow(strtoll(a, NULL,
	    10), strtoll(b, NULL, 10), &sum) || a[strspn(a, "-0123456789")] !=
	    '\0' || (*a == '0' && a[1] != '\0'))
		return value_number(w->a);
	s = arena_printf(w->a, "%lld", sum);
	return text_value(w, s);
}

void
var_append(struct walk *w, const char *name, size_t n, struct value *v)
{
	struct var *x = var_get(w, name, n);

	if (x != NULL && x->integer)
		v = var_sum(w, x->maybe_unset ? value_number(w->a) : x->v, v);
	else if (x != NULL && x->v != NULL) {
		struct value *old = x->v;
		if (x->maybe_unset)
			old = value_either(w->a, old,
			    value_const(w->a, "", 0));
		v = value_join(w->a, old, v);
	}
	var_assign(w, name, n, v);
}

/* The innermost declaration that made it local; is it this function's own? */
static struct local *
local_of(const struct walk *w, const struct slot *s, bool *own)
{
	const struct active *p;
	struct local *l;

	for (p = w->active; p != NULL; p = p->prev)
		for (l = p->locals; l != NULL; l = l->next)
			if (l->slot == s) {
				*own = p == w->active;
				return l;
			}
	return NULL;
}

void
var_unset(struct walk *w, const char *name, size_t n)
{
	struct var *x = var_get(w, name, n);
	struct local *l;
	bool own;

	if (x != NULL && x->readonly) {
		var_edit(w, name, n)->maybe_unset = true;
		return;
	}
	x = NULL;
	l = local_of(w, resolve(w, name, n), &own);
	if (l != NULL && !own) {
		/* That of a caller goes, not only its value. */
		l->maybe = true;
		state_set(&w->st, l->slot, l->old);
		return;
	}
	/* From now on it is a variable like any other. */
	if (is_kept(name, n)) {
		x = arena_alloc(w->a, sizeof *x);
		x->v = value_unknown(w->a);
		x->open = true;
	}
	state_set(&w->st, resolve(w, name, n), x);
}

static void *
havoc_one(void *ctx, struct slot *s)
{
	struct walk *w = ctx;
	struct var *x = arena_alloc(w->a, sizeof *x);

	if (s->obj != NULL)
		*x = *(struct var *)s->obj;
	if (strcmp(s->name, "IFS") == 0)
		return s->obj;
	x->v = value_unknown(w->a);
	x->open = x->array;
	return x;
}

void
var_havoc(struct walk *w)
{
	state_each(&w->st, SLOT_VAR, havoc_one);
}

void
var_any(struct walk *w)
{
	var_havoc(w);
	w->any_set = true;
}

struct value *
var_value(struct walk *w, const char *name, size_t n)
{
	struct var *x = var_get(w, name, n);

	if (x == NULL)
		return NULL;
	if (x->v == NULL && x->open)
		return value_unknown(w->a);
	return x->v;
}

struct value *
var_ifs(struct walk *w)
{
	return var_value(w, "IFS", 3);
}
