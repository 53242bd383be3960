/* SPDX-License-Identifier: ISC */
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>

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

/* Make `to` the cwd; when that may fail the old one stays possible. */
static void
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
		v->flags |= to->flags & VALUE_SCRATCH;
		certain = !w->world->read_files;
		if ((to->flags & VALUE_SCRATCH) != 0)
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

void
walk_cd(struct walk *w, struct call *c)
{
	unsigned at = walk_operands(c);
	struct value *to;
	const char *t;

	if (at >= c->argc)
		to = var_value(w, "HOME", 4);
	else
		to = c->argv[at];
	if (to == NULL)
		return;
	t = value_text(to);
	if (t != NULL && *t == '\0')
		return;
	if (at < c->argc && t != NULL && strcmp(t, "-") == 0) {
		to = w->oldpwd->obj;
	} else if (at == c->argc - 1u && strcmp(value_text(c->argv[at - 1]) ==
	    NULL ? "" : value_text(c->argv[at - 1]), "-") == 0)
		to = w->oldpwd->obj;
	/* A lone "-" counts as an option above. */
	change_dir(w, to == NULL ? value_unknown(w->a) : to,
	    asks_physical(c, at));
}

struct dirs {
	struct dirs *next;
	struct value *cwd;
};

static void
pushd(struct walk *w, struct call *c, bool pop)
{
	struct dirs *d = w->dirs->obj, *n;
	unsigned at = walk_operands(c);

	if (pop) {
		change_dir(w, d == NULL ? value_unknown(w->a) : d->cwd, false);
		w->cd_failed = NULL;
		if (d != NULL)
			state_set(&w->st, w->dirs, d->next);
		return;
	}
	n = arena_alloc(w->a, sizeof *n);
	n->cwd = w->cwd->obj;
	n->next = d;
	if (at >= c->argc || (value_text(c->argv[at]) != NULL &&
	    value_text(c->argv[at])[0] == '+')) {
		change_dir(w, d == NULL ? value_unknown(w->a) : d->cwd, false);
		return;
	}
	change_dir(w, c->argv[at], false);
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
