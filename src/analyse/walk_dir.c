/* SPDX-License-Identifier: ISC */
#include <string.h>
#include <sys/stat.h>

#include "analyse/walk_int.h"

static bool
is_dir(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

/* Make `to` the cwd; when that may fail the old one stays possible. */
static void
change_dir(struct walk *w, const struct value *to)
{
	const char *const *abs;
	struct value *v, *old = w->cwd->obj, *ov;
	struct var *x;
	bool certain;

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
	x = var_edit(w, "PWD", 3);
	x->v = certain ? v : value_either(w->a, v, old);
	x = var_edit(w, "OLDPWD", 6);
	ov = old;
	x->v = ov;
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
	change_dir(w, to == NULL ? value_unknown(w->a) : to);
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
		change_dir(w, d == NULL ? value_unknown(w->a) : d->cwd);
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
		change_dir(w, d == NULL ? value_unknown(w->a) : d->cwd);
		return;
	}
	change_dir(w, c->argv[at]);
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
