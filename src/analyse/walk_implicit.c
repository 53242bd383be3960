/* SPDX-License-Identifier: ISC */
/*
 * Targets that a command's words leave to a configuration: the branch that
 * git push means, the context and namespace of kubectl. The files are read as
 * they lie there now, so they count only when nothing earlier on the line
 * could have changed them; else the target stays unknown.
 */
#include <errno.h>
#include <string.h>

#include "analyse/implicit.h"
#include "base/io.h"

enum { EARLIER_MAX = 512, CONFIG_MAX = 256 * 1024 };

/* Programs that change no configuration. */
static const char *const readers[] = { "cat", "echo", "printf", "grep",
    "head", "jq", "ls", "sleep", "sort", "tail", "test", "true", "wc", NULL };
/* Wrappers that leave the environment and the account alone. */
static const char *const plain_wrappers[] = { "bash", "sh", "exec", "ionice",
    "nice", "nohup", "setsid", "stdbuf", "time", "timeout", NULL };

bool
implicit_listed(const char *s, const char *const *list)
{
	for (; s != NULL && *list != NULL; list++)
		if (strcmp(*list, s) == 0)
			return true;
	return false;
}

static bool
runs(const struct effect *e, const struct effect *up)
{
	for (e = e->via; e != NULL; e = e->via)
		if (e == up)
			return true;
	return false;
}

bool
implicit_settled(const struct walk *w, const struct effect *e,
    bool (*safe)(const struct norm *))
{
	unsigned n = 0;

	for (const struct effect *v = e->via; v != NULL; v = v->via)
		if (v->kind == EFFECT_COMMAND && (v->norm == NULL ||
		    !implicit_listed(v->norm->name, plain_wrappers)))
			return false;
	for (const struct effect *p = w->out->head; p != NULL && p != e;
	    p = p->next) {
		if (++n > EARLIER_MAX || p->kind == EFFECT_UNKNOWN)
			return false;
		if (p->kind != EFFECT_COMMAND || p->builtin || runs(e, p))
			continue;
		if (p->norm == NULL || (!implicit_listed(p->norm->name,
		    readers) && !safe(p->norm)))
			return false;
	}
	return true;
}

enum implicit_read
implicit_file(struct walk *w, const char *abs, const char **text, size_t *len)
{
	struct slot *s = state_slot(&w->st, SLOT_FILE, abs, strlen(abs),
	    false);
	struct buf b = { 0 };
	struct err e = { 0 };
	int r;

	*text = "";
	*len = 0;
	if (s != NULL && s->obj != NULL)	/* written on this line */
		return IMPLICIT_UNKNOWN;
	r = io_read_file(abs, CONFIG_MAX, 0, &b, &e);
	if (r == 0 && !b.failed && b.data != NULL) {
		*text = arena_strndup(w->a, b.data, b.len);
		*len = b.len;
	}
	buf_free(&b);
	if (r == 0)
		return IMPLICIT_READ;
	return e.code == ENOENT || e.code == ENOTDIR ? IMPLICIT_ABSENT :
	    IMPLICIT_UNKNOWN;
}

struct implicit_memo {
	struct implicit_memo *next;
	const char *key;
	void *what;
};

void *
implicit_known(const struct walk *w, const char *key)
{
	for (const struct implicit_memo *m = w->memo; m != NULL; m = m->next)
		if (strcmp(m->key, key) == 0)
			return m->what;
	return NULL;
}

void
implicit_keep(struct walk *w, const char *key, void *what)
{
	struct implicit_memo *m = arena_alloc(w->a, sizeof *m);

	*m = (struct implicit_memo){ w->memo, arena_strdup(w->a, key), what };
	w->memo = m;
}

/* A variable as the command will see it: false when it cannot be told. */
bool
implicit_variable(struct walk *w, const struct effect *e, const char *name,
    const char **out)
{
	size_t n = strlen(name);
	struct value *v;

	*out = NULL;
	for (unsigned i = 0; e->env != NULL && e->env[i] != NULL; i++) {
		const char *s = value_text(e->env[i]);

		if (s == NULL)
			return false;
		if (strncmp(s, name, n) == 0 && s[n] == '=')
			*out = s + n + 1;
	}
	if (*out != NULL)
		return true;
	if (var_get(w, name, n) == NULL)
		return true;
	v = var_value(w, name, n);
	if (v == NULL)
		return true;
	*out = value_text(v);
	return *out != NULL;
}

struct norm *
implicit_edit(struct walk *w, struct effect *e, unsigned more)
{
	struct norm *n = arena_alloc(w->a, sizeof *n);
	const struct norm *old = e->norm;

	*n = *old;
	n->option = arena_array(w->a, old->noption + more + 1u,
	    sizeof *n->option);
	n->operand = arena_array(w->a, old->noperand + more + 1u,
	    sizeof *n->operand);
	if (old->noption > 0)
		memcpy(n->option, old->option,
		    old->noption * sizeof *n->option);
	if (old->noperand > 0)
		memcpy(n->operand, old->operand,
		    old->noperand * sizeof *n->operand);
	e->norm = n;
	return n;
}

void
implicit_option(struct norm *n, const char *name, enum operand_kind kind,
    const struct value *v, unsigned argc)
{
	n->option[n->noption++] = (struct norm_option){ .name = name,
	    .kind = kind, .value = v, .at = argc, .end = argc,
	    .implicit = true };
}

void
implicit_operand(struct norm *n, enum operand_kind kind,
    const struct value *v, const char *canon, unsigned argc)
{
	n->operand[n->noperand++] = (struct norm_operand){ .kind = kind,
	    .value = v, .canon = canon, .implicit = true, .at = argc };
}

void
walk_implicit(struct walk *w, struct effect *e)
{
	const char *what;

	if (e->norm == NULL || w->where != WHERE_LOCAL ||
	    !w->world->read_files)
		return;
	what = e->norm->command->implicit;
	if (what == NULL)
		what = e->norm->tool->top.implicit;
	if (what == NULL)
		return;
	if (strcmp(what, "git-upstream") == 0)
		implicit_git(w, e);
	else if (strcmp(what, "kubeconfig") == 0)
		implicit_kube(w, e);
}
