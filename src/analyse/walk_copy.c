/* SPDX-License-Identifier: ISC */
#include <string.h>
#include <sys/stat.h>

#include "analyse/walk_int.h"

/*
 * Programs under another name. `cp /usr/bin/kubectl ok && ./ok` runs kubectl:
 * the line remembers what it copied, linked or moved where, and a link that
 * lies there already is followed.
 */
enum { CHAIN_MAX = 8 };

/* What arrived at abs, or NULL. */
static const struct value *
copied_from(struct walk *w, const char *abs)
{
	struct slot *s = state_slot(&w->st, SLOT_COPY, abs, strlen(abs), false);

	return s == NULL ? NULL : s->obj;
}

/* The absolute path of v when there is one and no other. */
static const char *
one_path(struct walk *w, const struct value *v)
{
	const char *const *abs = walk_abs(w, v, false);

	return abs == NULL || abs[0] == NULL || abs[1] != NULL ? NULL : abs[0];
}

const struct value *
walk_copy_of(struct walk *w, const char *abs)
{
	const struct value *v = copied_from(w, abs), *last = NULL;
	const char *next;
	unsigned n;

	for (n = 0; v != NULL && n < CHAIN_MAX; n++) {
		last = v;
		next = one_path(w, v);
		v = next == NULL ? NULL : copied_from(w, next);
	}
	return last;
}

void
walk_file_copied(struct walk *w, const struct value *from, const char *to)
{
	const char *abs = one_path(w, from);
	struct slot *file = state_slot(&w->st, SLOT_FILE, to, strlen(to),
	    true), *s;
	struct slot *copy = state_slot(&w->st, SLOT_COPY, to, strlen(to),
	    true);

	s = abs == NULL ? NULL : state_slot(&w->st, SLOT_FILE, abs,
	    strlen(abs), false);
	if (abs != NULL && strcmp(abs, to) == 0)
		return;
	state_set(&w->st, file, s == NULL ? NULL : s->obj);
	state_set(&w->st, copy, (void *)(uintptr_t)(abs != NULL &&
	    walk_copy_of(w, abs) != NULL ? walk_copy_of(w, abs) : from));
}

static bool
is_folder(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

/* The last component of a path of which at least that is known. */
const char *
walk_known_base(const struct value *v)
{
	const char *t = value_text(v), *slash;
	unsigned i;

	if (t != NULL)
		return *t == '\0' ? NULL : walk_base(t);
	/* What find found: the pattern of its name. */
	for (i = 0; v->nalt > 1 && i < v->nalt; i++)
		if (!v->alt[i].hole && (slash = strrchr(v->alt[i].pre, '/')) !=
		    NULL && slash[1] != '\0' &&
		    strpbrk(slash + 1, "*?[") == NULL)
			return slash + 1;
	if (v->nalt != 1 || !v->alt[0].hole)
		return NULL;
	slash = memrchr(v->alt[0].suf, '/', v->alt[0].suflen);
	return slash == NULL || slash[1] == '\0' ? NULL : slash + 1;
}

static bool
is_source(enum operand_kind k)
{
	return k == OPERAND_PATH_READ || k == OPERAND_PATH_DELETE ||
	    k == OPERAND_PATH;
}

/* Where the command writes: its last operand, or a folder by an option. */
static const struct value *
target_of(const struct norm *n, bool *folder)
{
	const struct value *v = NULL;
	unsigned i;

	for (i = 0; i < n->noperand; i++)
		if (n->operand[i].kind == OPERAND_PATH_WRITE)
			v = n->operand[i].value;
	*folder = v == NULL;
	for (i = 0; v == NULL && i < n->noption; i++)
		if (n->option[i].kind == OPERAND_PATH_WRITE)
			v = n->option[i].value;
	return v;
}

static void
copy_one(struct walk *w, const struct value *from, const char *to,
    bool folder)
{
	const char *base = walk_known_base(from);

	if (folder && base == NULL)
		return;
	walk_file_copied(w, from, folder ? arena_printf(w->a, "%s/%s", to,
	    base) : to);
}

void
walk_copies(struct walk *w, const struct norm *n)
{
	const struct value *to;
	const char *abs, *t;
	bool folder, option;
	unsigned i, k = 0;

	if (!tool_texts(n->tool)->copies || w->where != WHERE_LOCAL ||
	    (to = target_of(n, &option)) == NULL ||
	    (abs = one_path(w, to)) == NULL)
		return;
	for (i = 0; i < n->noperand; i++)
		k += is_source(n->operand[i].kind);
	t = value_text(to);
	/* dd: an option that names a file, not a folder. */
	folder = k > 1 || (option && k > 0) || (t != NULL && *t != '\0' &&
	    t[strlen(t) - 1] == '/') || (w->world->read_files &&
	    is_folder(abs));
	for (i = 0; i < n->noperand; i++)
		if (is_source(n->operand[i].kind) &&
		    n->operand[i].value != NULL)
			copy_one(w, n->operand[i].value, abs, folder);
	for (i = 0; k == 0 && i < n->noption; i++)
		if (is_source(n->option[i].kind) &&
		    n->option[i].value != NULL)
			copy_one(w, n->option[i].value, abs, folder);
}

/* The program of that name among what this line copied. */
static const struct value *
copied_name(struct walk *w, const char *name)
{
	const struct slot *s;

	for (s = w->st.all[SLOT_COPY]; s != NULL; s = s->same)
		if (s->obj != NULL && strcmp(walk_base(s->name), name) == 0)
			return walk_copy_of(w, s->name);
	return NULL;
}

const struct value *
walk_real_program(struct walk *w, const struct value *name)
{
	const char *t = value_text(name), *const *abs, *base;
	const struct value *v;
	unsigned i;

	if (t == NULL || w->where != WHERE_LOCAL)
		return NULL;
	/* zsh's =program, nu's ^program. */
	if ((*t == '=' || *t == '^') && tool_find(t + 1) != NULL)
		return value_const(w->a, t + 1, strlen(t + 1));
	if (strchr(t, '/') == NULL)
		return w->st.all[SLOT_COPY] == NULL ? NULL :
		    copied_name(w, t);
	abs = walk_abs(w, name, false);
	for (i = 0; abs != NULL && abs[i] != NULL; i++)
		if ((v = walk_copy_of(w, abs[i])) != NULL)
			return v;
	/* A link that lies there: only where its name says nothing. */
	if (tool_find(walk_base(t)) != NULL ||
	    (abs = walk_abs(w, name, true)) == NULL || abs[0] == NULL)
		return NULL;
	base = walk_base(abs[0]);
	return strcmp(base, walk_base(t)) == 0 || tool_find(base) == NULL ?
	    NULL : value_const(w->a, abs[0], strlen(abs[0]));
}
