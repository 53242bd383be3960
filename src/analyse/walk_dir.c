/* SPDX-License-Identifier: ISC */
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "analyse/walk_int.h"

static bool
is_dir(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

/*
 * The path that bash goes to: it takes . and .. out of what $PWD says, and
 * does not look at links for that. NULL when it is not known.
 */
static const char *
logical(struct walk *w, const struct value *to)
{
	const struct value *pwd = var_value(w, "PWD", 3);
	const char *t = value_text(to), *base = pwd == NULL ? NULL :
	    value_text(pwd), *cwd = value_text(w->cwd->obj);
	const char *const *is;
	char *out;
	size_t n = 0, len;

	if (t == NULL || *t == '\0' || (to->flags & VALUE_GLOB) != 0 ||
	    (*t != '/' && (base == NULL || *base != '/')))
		return NULL;
	/* Somebody may have set it: only where it is this folder. */
	if (*t != '/' && ((is = walk_abs(w, pwd, true)) == NULL ||
	    cwd == NULL || strcmp(is[0], cwd) != 0))
		return NULL;
	t = walk_join(w, base == NULL ? "/" : base, t);
	out = arena_alloc(w->a, strlen(t) + 2);
	for (; *t != '\0'; t += len) {
		t += strspn(t, "/");
		len = strcspn(t, "/");
		if (len == 0 || (len == 1 && *t == '.'))
			continue;
		if (len == 2 && t[0] == '.' && t[1] == '.') {
			while (n > 0 && out[--n] != '/')
				continue;
			continue;
		}
		out[n++] = '/';
		memcpy(out + n, t, len);
		n += len;
	}
	if (n == 0)
		out[n++] = '/';
	out[n] = '\0';
	return out;
}

/* Is `dir` this folder or one above it? A pattern may be. */
static bool
holds(const char *dir, const char *path)
{
	size_t n = strcspn(dir, "*?[{");

	if (dir[n] != '\0')
		return true;
	return strncmp(dir, path, n) == 0 &&
	    (n <= 1 || path[n] == '/' || path[n] == '\0');
}

/* Could `set -r`, `readonly PWD` or `enable -n cd` keep the shell here? */
static bool
may_pin(const struct effect *e)
{
	static const char *const pins[] = { "declare", "enable", "local",
	    "readonly", "set", "typeset", NULL };
	const char *name = value_text(e->argv[0]), *t;
	bool set = name != NULL && strcmp(name, "set") == 0;
	unsigned i;
	size_t n;

	for (i = 0; pins[i] != NULL; i++)
		if (name != NULL && strcmp(name, pins[i]) == 0)
			break;
	if (!e->builtin || pins[i] == NULL)
		return false;
	for (i = 1; i < e->argc; i++) {
		t = value_prefix(e->argv[i], &n);
		if (set && strcmp(t, "--") == 0)
			break;
		if (value_text(e->argv[i]) == NULL && memchr(t, '=', n) == NULL)
			return true;
		n = strcspn(t, "=");
		if (memmem(t, n, "PWD", 3) != NULL || strcmp(t, "cd") == 0 ||
		    (set && strchr(t, 'r') != NULL &&
		    strcmp(t, "errexit") != 0 && strcmp(t, "errtrace") != 0))
			return true;
	}
	return false;
}

/* Nothing on the line may have taken the folder away by now. */
static bool
still_there(const struct walk *w, const struct value *dir)
{
	const char *t = value_text(dir), *const *p;
	const struct effect *e;

	if (t == NULL || access(t, X_OK) != 0)
		return false;
	for (e = w->out->head; e != NULL; e = e->next) {
		if (e->kind == EFFECT_COMMAND && may_pin(e))
			return false;
		if (e->kind != EFFECT_DELETE)
			continue;
		if (e->abs == NULL || !value_exact(e->path))
			return false;
		for (p = e->abs; *p != NULL; p++)
			if (holds(*p, t))
				return false;
	}
	return true;
}

/* Make `to` the cwd; when that may fail the old one stays possible. Returns
 * whether it works for sure. */
static bool
change_dir(struct walk *w, const struct value *to, bool physical)
{
	const char *const *abs, *path = physical ? NULL : logical(w, to);
	struct value *v, *old = w->cwd->obj, *said;
	struct var *x;
	bool certain;

	if (path != NULL)
		to = value_const(w->a, path, strlen(path));
	abs = walk_abs(w, to, true);
	if (abs == NULL || (to->flags & VALUE_GLOB) != 0) {
		v = value_unknown(w->a);
		v->flags |= value_in_scratch(to) ? VALUE_SCRATCH : 0;
		certain = !w->world->read_files;
		if (value_in_scratch(to))
			v = (struct value *)(uintptr_t)to;
	} else {
		v = value_const(w->a, abs[0], strlen(abs[0]));
		certain = w->world->read_files && is_dir(abs[0]);
		for (; abs[1] != NULL; abs++)
			v = value_either(w->a, v, value_const(w->a, abs[1],
			    strlen(abs[1])));
	}
	state_set(&w->st, w->oldpwd, old);
	state_set(&w->st, w->cwd, v);
	if (!certain)
		w->cd_failed = old;
	said = var_value(w, "PWD", 3);
	said = said == NULL ? old : said;
	if (abs != NULL && path != NULL)
		v = (struct value *)(uintptr_t)to;
	x = var_edit(w, "PWD", 3);
	x->v = certain ? v : value_either(w->a, v, said);
	x = var_edit(w, "OLDPWD", 6);
	x->v = said;
	w->said = said;
	return certain && v->nalt == 1 && still_there(w, w->cwd->obj);
}

/* cd -P, which goes by what the links say. */
static bool
asks_physical(const struct call *c, unsigned at)
{
	const char *t;
	unsigned i;

	for (i = 1; i < at && i < c->argc; i++)
		if ((t = value_text(c->argv[i])) != NULL && *t == '-' &&
		    strchr(t, 'P') != NULL)
			return true;
	return false;
}

/* Where `cd -` leads: what OLDPWD says, which the line may have set. */
static struct value *
back(struct walk *w)
{
	const struct var *x = var_get(w, "OLDPWD", 6);

	if (x == NULL || x->v == NULL || x->maybe_unset ||
	    (w->oldpwd->obj == NULL && (x->v->flags & VALUE_ENVIRON) != 0))
		return value_unknown(w->a);
	return x->v == w->said && w->oldpwd->obj != NULL ? w->oldpwd->obj :
	    x->v;
}

/* The folder of CDPATH that has `to`: the first one, or one of all of them
 * when it is in none yet. */
static struct value *
through_path(struct walk *w, struct value *to)
{
	const struct var *x = var_get(w, "CDPATH", 6);
	const char *t = walk_plain_text(w, to), *list, *cwd, *path;
	struct value *any = to, *v;
	size_t n;

	if (x == NULL || x->v == NULL || (t != NULL && (*t == '/' ||
	    strcmp(t, ".") == 0 || strcmp(t, "..") == 0 ||
	    strncmp(t, "./", 2) == 0 || strncmp(t, "../", 3) == 0)))
		return to;
	list = value_text(x->v);
	if (list != NULL && *list == '\0')
		return to;
	if (list == NULL || t == NULL || !w->world->read_files)
		return value_unknown(w->a);
	cwd = value_text(w->cwd->obj);
	for (;; list += n + 1) {
		n = strcspn(list, ":");
		path = n == 0 ? t : arena_printf(w->a, "%.*s/%s", (int)n,
		    list, t);
		v = value_const(w->a, path, strlen(path));
		if (*path != '/' && cwd == NULL)
			return value_unknown(w->a);
		if (is_dir(walk_join(w, cwd == NULL ? "/" : cwd, path)))
			return v;
		any = value_either(w->a, any, v);
		if (list[n] == '\0')
			return any;
	}
}

/* shopt -s cdable_vars: the name of a variable, where there is no folder. */
static struct value *
through_name(struct walk *w, struct value *to)
{
	const char *t = value_text(to);
	struct value *v;

	if ((opts_get(w) & OPT_CDABLE) == 0)
		return to;
	v = t == NULL ? value_unknown(w->a) : var_value(w, t, strlen(t));
	return v == NULL ? to : value_either(w->a, to, v);
}

/* No option that bash might not know, and no $CDPATH that leads elsewhere. */
static bool
to_one_place(struct walk *w, const struct call *c, unsigned at)
{
	const struct value *path = var_value(w, "CDPATH", 6);
	const char *t = at < c->argc ? value_text(c->argv[at]) : "/";
	unsigned i;

	if (t == NULL || strcmp(t, "-") == 0 || c->argc > at + 1 ||
	    (path != NULL && *t != '/' && *t != '.'))
		return false;
	for (i = 1; i < at; i++)
		if ((t = value_text(c->argv[i])) == NULL ||
		    (strcmp(t, "--") != 0 && strcmp(t, "-P") != 0 &&
		    strcmp(t, "-L") != 0))
			return false;
	return true;
}

void
walk_cd(struct walk *w, struct call *c)
{
	unsigned at = walk_operands(c);
	const struct var *home = var_get(w, "HOME", 4);
	struct value *to;
	const char *t;
	bool works;

	if (at >= c->argc) {
		to = home == NULL ? NULL : home->v;
		if (home != NULL && home->maybe_unset)
			to = value_unknown(w->a);
	} else
		to = c->argv[at];
	if (to == NULL)
		return;
	t = value_text(to);
	if (t != NULL && *t == '\0')
		return;
	if (at < c->argc && t != NULL && strcmp(t, "-") == 0)
		to = back(w);
	else if (at < c->argc)
		to = through_name(w, through_path(w, to));
	/* It says where it went then. */
	if (at < c->argc && to != c->argv[at] && walk_captured(w))
		walk_print(w, value_unknown(w->a));
	works = change_dir(w, to, asks_physical(c, at));
	if (works && to_one_place(w, c, at))
		w->truth = 1;
}

struct dirs {
	struct dirs *next;
	struct value *cwd;
};

/* Does an operand turn the stack round (+1, -0), or -n leave the cwd? */
static bool
turns(struct walk *w, const struct call *c, bool *stays)
{
	const char *t;
	unsigned i;

	*stays = false;
	for (i = 1; i < c->argc; i++) {
		t = walk_plain_text(w, c->argv[i]);
		if (t == NULL || ((*t == '+' || *t == '-') && t[1] >= '0' &&
		    t[1] <= '9'))
			return true;
		*stays = *stays || strcmp(t, "-n") == 0;
	}
	return false;
}

static void
pushd(struct walk *w, struct call *c, bool pop)
{
	struct dirs *d = w->dirs->obj, *n;
	unsigned at = walk_operands(c);
	struct value *old = w->cwd->obj;
	bool stays, turned = turns(w, c, &stays);

	if (stays || (turned && (pop || at >= c->argc ||
	    walk_plain_text(w, c->argv[at]) != NULL))) {
		/* The stack is no longer known. */
		if (!stays)
			change_dir(w, value_unknown(w->a), false);
		state_set(&w->st, w->dirs, NULL);
		return;
	}
	if (pop) {
		change_dir(w, d == NULL ? value_unknown(w->a) : d->cwd, false);
		w->cd_failed = NULL;
		if (d != NULL)
			state_set(&w->st, w->dirs, d->next);
		return;
	}
	n = arena_alloc(w->a, sizeof *n);
	n->cwd = old;
	n->next = at >= c->argc && d != NULL ? d->next : d;
	if (at >= c->argc)
		change_dir(w, d == NULL ? value_unknown(w->a) : d->cwd, false);
	else
		change_dir(w, through_path(w, c->argv[at]), false);
	if (at < c->argc || d != NULL)
		state_set(&w->st, w->dirs, n);
}

void
walk_pushd(struct walk *w, struct call *c)
{
	pushd(w, c, false);
}

void
walk_popd(struct walk *w, struct call *c)
{
	pushd(w, c, true);
}
