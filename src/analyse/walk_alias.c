/* SPDX-License-Identifier: ISC */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "analyse/walk_int.h"

/*
 * Words that a tool's own configuration turns into another command ("aliases":
 * "git-config"). Every definition counts that can be found: on the line, in
 * the environment, in the files that git reads. A word that the grammar knows
 * as a sub-command is no alias of a file.
 */
enum { INCLUDES = 8, LEVELS = 64, WORDS = 256, CHAIN = 6 };

struct lookup {
	struct walk *w;
	struct effect *e;
	const struct call *c;
	const char *name;	/* the word that may be an alias */
	unsigned at;		/* where it stands in argv */
	unsigned depth;		/* of includes */
};

void
walk_split_words(struct walk *w, const char *s, struct fields *f)
{
	char *out, q;
	size_t k;

	while (*(s += strspn(s, " \t\n")) != '\0' && f->n < WORDS) {
		out = arena_alloc(w->a, strlen(s) + 1);
		for (k = 0, q = '\0'; *s != '\0' && (q != '\0' ||
		    strchr(" \t\n", *s) == NULL); s++) {
			if (*s == '\\' && s[1] != '\0' && q != '\'')
				out[k++] = *++s;
			else if (q == '\0' && (*s == '"' || *s == '\''))
				q = *s;
			else if (q != '\0' && *s == q)
				q = '\0';
			else
				out[k++] = *s;
		}
		fields_add(w, f, value_const(w->a, out, k));
	}
}

/* `!text`: a shell gets it, with the words behind as its arguments. */
static void
shell_alias(const struct lookup *l, const char *text)
{
	struct walk *w = l->w;
	size_t mark = state_mark(&w->st);
	unsigned at = l->at;

	args_set(w, l->c->argv + at + 1, l->c->argc - at - 1, false);
	text = arena_printf(w->a, "%s \"$@\"", text);
	walk_text_in(w, text, strlen(text), walk_fixed(w, l->e->span),
	    SHELL_QUIET);
	walk_leave(w, mark);
}

static void
word_alias(const struct lookup *l, const char *text)
{
	struct walk *w = l->w;
	struct fields f = { NULL, 0, 0 };
	struct call c = *l->c;
	unsigned i, at = l->at;

	for (i = 0; i < at; i++)
		fields_add(w, &f, l->c->argv[i]);
	walk_split_words(w, text, &f);
	for (i = at + 1; i < l->c->argc; i++)
		fields_add(w, &f, l->c->argv[i]);
	c.argv = f.v;
	c.argc = f.n;
	c.words = NULL;
	c.shell = false;
	walk_run(w, &c);
}

/* The definition `alias.KEY = value` of the alias that is looked up. */
static void
defined(const struct lookup *l, const char *key, size_t n, const char *value)
{
	if (strlen(l->name) != n || strncasecmp(l->name, key, n) != 0)
		return;
	value += strspn(value, " \t\n");
	if (l->w->aliases >= CHAIN)
		return;
	l->w->aliases++;
	if (*value == '!')
		shell_alias(l, value + 1);
	else if (*value != '\0')
		word_alias(l, value);
	l->w->aliases--;
}

/* The value behind "=": quotes, escapes, comments, joined lines. */
static const char *
config_value(struct walk *w, const char **p)
{
	const char *s = *p;
	char *out = arena_alloc(w->a, strlen(s) + 1);
	bool quoted = false;
	size_t k = 0;

	for (; *s != '\0' && (*s != '\n'); s++) {
		if (*s == '\\' && s[1] != '\0') {
			s++;
			if (*s != '\n')
				out[k++] = *s == 'n' ? '\n' : *s == 't' ?
				    '\t' : *s;
		} else if (*s == '"')
			quoted = !quoted;
		else if (!quoted && (*s == '#' || *s == ';')) {
			s += strcspn(s, "\n");
			break;
		} else
			out[k++] = *s;
	}
	out[k] = '\0';
	*p = s;
	return out;
}

static void config_file(struct lookup *l, const char *path);

static void
include(struct lookup *l, const char *file, const char *path)
{
	struct walk *w = l->w;
	const char *slash = strrchr(file, '/');

	path += strspn(path, " \t");
	path = arena_strndup(w->a, path, strcspn(path, "\n"));
	if (l->depth >= INCLUDES || *path == '\0')
		return;
	if (strncmp(path, "~/", 2) == 0 && w->world->home != NULL)
		path = arena_printf(w->a, "%s%s", w->world->home, path + 1);
	else if (*path != '/' && slash != NULL)
		path = arena_printf(w->a, "%.*s/%s", (int)(slash - file),
		    file, path);
	l->depth++;
	config_file(l, path);
	l->depth--;
}

static void
config_text(struct lookup *l, const char *file, const char *p)
{
	bool alias = false, includes = false;
	const char *key, *value;
	size_t n;

	while (*(p += strspn(p, " \t\r\n")) != '\0') {
		if (*p == '[') {
			p++;
			alias = strncasecmp(p, "alias]", 6) == 0;
			includes = strncasecmp(p, "include", 7) == 0;
			p += strcspn(p, "]\n");
			p += *p == ']';
			continue;
		}
		key = p;
		while (isalnum((unsigned char)*p) || *p == '-')
			p++;
		n = (size_t)(p - key);
		p += strspn(p, " \t");
		if (n == 0 || *p != '=') {
			p += strcspn(p, "\n");
			continue;
		}
		p++;
		value = config_value(l->w, &p);
		if (alias)
			defined(l, key, n, value);
		else if (includes && n == 4 && strncasecmp(key, "path", 4) ==
		    0)
			include(l, file, value);
	}
}

static void
config_file(struct lookup *l, const char *path)
{
	struct walk *w = l->w;
	enum origin origin = w->origin;
	const char *file = w->file;
	struct value *text;
	char *name = NULL;

	text = walk_file_text(w, value_const(w->a, path, strlen(path)),
	    &name);
	if (text == NULL || value_text(text) == NULL)
		return;
	if (name != NULL && origin == ORIGIN_LINE) {
		w->origin = ORIGIN_FILE;
		w->file = name;
	}
	config_text(l, path, value_text(text));
	w->origin = origin;
	w->file = file;
}

static const char *
variable(struct walk *w, const char *name)
{
	struct value *v = var_value(w, name, strlen(name));

	return v == NULL ? NULL : value_text(v);
}

/* -c alias.x=..., -c include.path=..., and what variables add of them. */
static void
options(struct lookup *l)
{
	const struct norm *n = l->e->norm;
	const char *t, *eq;
	unsigned i;

	for (i = 0; i < n->noption; i++) {
		if (n->option[i].kind != OPERAND_CARRIER ||
		    n->option[i].value == NULL ||
		    (t = value_text(n->option[i].value)) == NULL ||
		    (eq = strchr(t, '=')) == NULL)
			continue;
		if (strncasecmp(t, "alias.", 6) == 0)
			defined(l, t + 6, (size_t)(eq - t) - 6, eq + 1);
		else if (strncasecmp(t, "include.path=", 13) == 0)
			include(l, "", eq + 1);
	}
}

/* The repository's own file: of the folder or one above it. */
static void
repository(struct lookup *l)
{
	struct walk *w = l->w;
	const char *dir = value_text(w->cwd->obj), *t;
	struct value *text;
	char *at, *name;
	int i;

	if ((t = variable(w, "GIT_DIR")) != NULL)
		config_file(l, arena_printf(w->a, "%s/config", t));
	if (dir == NULL)
		return;
	at = arena_strdup(w->a, dir);
	for (i = 0; i < LEVELS; i++) {
		config_file(l, arena_printf(w->a, "%s/.git/config", at));
		t = arena_printf(w->a, "%s/.git", at);
		text = walk_file_text(w, value_const(w->a, t, strlen(t)),
		    &name);
		t = text == NULL ? NULL : value_text(text);
		/* A work tree beside its repository. */
		if (t != NULL && strncmp(t, "gitdir: ", 8) == 0) {
			t = arena_strndup(w->a, t + 8, strcspn(t + 8, "\n"));
			config_file(l, arena_printf(w->a,
			    "%s/../../config", t));
			config_file(l, arena_printf(w->a, "%s/config", t));
		}
		if (strrchr(at, '/') == NULL || strcmp(at, "/") == 0)
			return;
		*strrchr(at, '/') = '\0';
	}
}

/* `git config alias.x VALUE` on the same line. */
static void
remember(struct walk *w, const struct norm *n)
{
	const char *key, *t;
	unsigned i;

	if (n->nsub == 0 || strcmp(n->sub[0], "config") != 0)
		return;
	for (i = 0; i + 1 < n->noperand; i++) {
		key = n->operand[i].value == NULL ? NULL :
		    value_text(n->operand[i].value);
		if (key == NULL || strncasecmp(key, "alias.", 6) != 0)
			continue;
		t = arena_printf(w->a, "git %s", key + 6);
		state_set(&w->st, state_slot(&w->st, SLOT_ALIAS, t, strlen(t),
		    true), (void *)(uintptr_t)n->operand[i + 1].value);
	}
}

void
walk_aliases(struct walk *w, struct effect *e, const struct call *c)
{
	const struct norm *n = e->norm;
	struct lookup l = { .w = w, .e = e, .c = c };
	const struct slot *s;
	const char *t;

	if (tool_texts(n->tool)->aliases == NULL || w->where != WHERE_LOCAL)
		return;
	remember(w, n);
	if (n->sub_at < (int)n->nsub || n->nsub == 0)
		return;
	l.at = (unsigned)n->sub_at - n->nsub + 1;
	if ((l.name = value_text(c->argv[l.at])) == NULL)
		return;
	t = arena_printf(w->a, "git %s", l.name);
	s = state_slot(&w->st, SLOT_ALIAS, t, strlen(t), false);
	if (s != NULL && s->obj != NULL && value_text(s->obj) != NULL)
		defined(&l, l.name, strlen(l.name), value_text(s->obj));
	options(&l);
	/* What the grammar knows, a file does not change. */
	if (!n->unknown_sub)
		return;
	repository(&l);
	if ((t = variable(w, "GIT_CONFIG_GLOBAL")) != NULL)
		config_file(&l, t);
	else if (w->world->home != NULL) {
		config_file(&l, arena_printf(w->a, "%s/.gitconfig",
		    w->world->home));
		config_file(&l, arena_printf(w->a, "%s/.config/git/config",
		    w->world->home));
	}
	config_file(&l, "/etc/gitconfig");
}
