/* SPDX-License-Identifier: ISC */
/* What the commands of the clients themselves do. */
#include <string.h>
#include <strings.h>

#include "analyse/sql_int.h"

enum { MAX_ARGS = 32 };

struct args {
	const char *arg[MAX_ARGS];
	size_t n;
};

static bool
blank(char ch)
{
	return ch == ' ' || (ch >= '\t' && ch <= '\r');
}

static struct sql_stmt *
emit(struct sql_ctx *c, const struct tok *t, const char *name)
{
	struct sql_stmt *s = ctx_emit(c, SQL_META, 0, 0);

	if (!c->fixed_span) {
		s->span.off = t->off;
		s->span.len = t->len;
	}
	s->object = name;
	s->unknown = false;
	return s;
}

static void
set_shell(struct sql_stmt *s, const char *text)
{
	s->shell = text;
	s->shell_len = strlen(text);
}

/*
 * The words of a line. Backslashes escape in '..' for psql and in ".." for
 * sqlite3; psql's `..` is run by a shell and reported as a statement of its
 * own.
 */
static void
split(struct sql_ctx *c, const struct tok *t, size_t i, struct args *a)
{
	char *buf = arena_alloc(c->a, (size_t)t->tlen + MAX_ARGS + 1);
	char esc = c->dialect == SQL_POSTGRES ? '\'' : '"';
	struct sql_stmt *s;

	a->n = 0;
	while (a->n < MAX_ARGS) {
		while (i < t->tlen && blank(t->text[i]))
			i++;
		if (i >= t->tlen)
			break;
		a->arg[a->n++] = buf;
		while (i < t->tlen && !blank(t->text[i])) {
			char q = t->text[i];
			char *from = buf;

			if (q != '\'' && q != '"' && q != '`') {
				*buf++ = t->text[i++];
				continue;
			}
			for (i++; i < t->tlen && t->text[i] != q; i++) {
				if (t->text[i] == '\\' && q == esc &&
				    i + 1 < t->tlen)
					i++;
				*buf++ = t->text[i];
			}
			i++;
			if (q != '`' || c->dialect != SQL_POSTGRES)
				continue;
			s = emit(c, t, "BACKTICK");
			set_shell(s, arena_strndup(c->a, from,
			    (size_t)(buf - from)));
		}
		*buf++ = '\0';
	}
}

static const char *
rest(struct sql_ctx *c, const struct tok *t, size_t i)
{
	size_t j = t->tlen;

	while (i < j && blank(t->text[i]))
		i++;
	while (j > i && blank(t->text[j - 1]))
		j--;
	return arena_strndup(c->a, t->text + i, j - i);
}

/* --- psql ---------------------------------------------------------------- */

/* \set name value...: the values are joined, :x in them replaced. */
static void
psql_set(struct sql_ctx *c, const struct tok *t, const struct args *a)
{
	bool known = memchr(t->text, '`', t->tlen) == NULL;
	char *value = arena_strdup(c->a, "");

	if (a->n == 0)
		return;
	for (size_t i = 1; i < a->n; i++) {
		const char *arg = a->arg[i];

		if (arg[0] == ':' && arg[1] != '\0') {
			const struct sql_var *v = ctx_var(c, arg + 1,
			    strlen(arg + 1));

			if (v != NULL && v->value == NULL)
				known = false;
			else if (v != NULL)
				arg = v->value;
		}
		if (strlen(value) + strlen(arg) > c->budget) {
			known = false;
			break;
		}
		c->budget -= strlen(value) + strlen(arg);
		value = arena_printf(c->a, "%s%s", value, arg);
	}
	ctx_set(c, a->arg[0], strlen(a->arg[0]), known ? value : NULL,
	    c->any_if);
}

/* SELECT 'DROP TABLE x' \gexec: each value of the result is run. */
static void
psql_gexec(struct sql_ctx *c, const struct tok *t)
{
	struct span where = { t->off, t->len };
	struct folded f;

	for (size_t i = 1, end; i < c->ntok; i = end + 1) {
		end = fold_end(c, i);
		ctx_fold(c, i, end, &f);
		if (f.len > 0)
			ctx_nested(c, f.text, f.len, false, where);
	}
	ctx_emit(c, SQL_DYNAMIC, 0, c->ntok)->unknown = true;
}

/* \copy .. from|to program 'cmd' */
static void
psql_copy(struct sql_ctx *c, const struct args *a, struct sql_stmt *s)
{
	for (size_t i = 0; i + 1 < a->n; i++)
		if (strcasecmp(a->arg[i], "program") == 0)
			set_shell(s, arena_strdup(c->a, a->arg[i + 1]));
}

static bool
is(const char *name, const char *const *list)
{
	for (; *list != NULL; list++)
		if (strcmp(name, *list) == 0)
			return true;
	return false;
}

static void
psql_meta(struct sql_ctx *c, const struct tok *t)
{
	static const char *const reads[] = { "i", "ir", "include",
	    "include_relative", NULL };
	static const char *const editors[] = { "e", "edit", "ef", "ev", NULL };
	static const char *const pipes[] = { "o", "out", "g", "gx", "w",
	    "write", NULL };
	static const char *const sets[] = { "gset", "prompt", "getenv", NULL };
	struct sql_stmt *s;
	const char *name;
	struct args a;
	size_t i = 0;

	while (i < t->tlen && !blank(t->text[i]) && t->text[i] != '|' &&
	    t->text[i] != '(' && !(i > 0 && t->text[0] == '!'))
		i++;
	name = arena_strndup(c->a, t->text, i);
	s = emit(c, t, name);
	if (strcmp(name, "!") == 0) {
		set_shell(s, rest(c, t, i));
		return;
	}
	split(c, t, i, &a);
	if (is(name, reads)) {
		s->file = a.n > 0 ? a.arg[0] : NULL;
		if (s->file != NULL && s->file[0] == ':')
			s->unknown = true;
	} else if (is(name, pipes) && a.n > 0 && a.arg[0][0] == '|')
		set_shell(s, rest(c, t, i) + 1);
	else if (strcmp(name, "copy") == 0)
		psql_copy(c, &a, s);
	else if (strcmp(name, "set") == 0)
		psql_set(c, t, &a);
	else if (strcmp(name, "if") == 0 || strcmp(name, "elif") == 0)
		c->any_if = true;
	else if (strcmp(name, "setenv") == 0 && a.n > 1 &&
	    (strstr(a.arg[0], "PAGER") != NULL ||
	    strstr(a.arg[0], "EDITOR") != NULL))
		set_shell(s, a.arg[1]);
	else if (is(name, editors))
		s->unknown = true;
	else if (strcmp(name, "gexec") == 0)
		psql_gexec(c, t);
	else if (is(name, sets)) {
		c->any_var = true;
		for (size_t k = 0; k < a.n; k++)
			ctx_set(c, a.arg[k], strlen(a.arg[k]), NULL, false);
	}
}

/* --- mysql, sqlcmd ------------------------------------------------------- */

static void
mysql_meta(struct sql_ctx *c, const struct tok *t)
{
	struct sql_stmt *s;
	const char *name;
	struct args a;
	size_t i = 0;

	/* \e, but also the words exit, edit, ego. */
	if (strchr("!.PTe", t->text[0]) != NULL && !(t->text[0] == 'e' &&
	    t->tlen > 1 && !blank(t->text[1]) && t->text[1] != ';'))
		i = 1;
	else
		while (i < t->tlen && !blank(t->text[i]) &&
		    t->text[i] != ';')
			i++;
	name = arena_strndup(c->a, t->text, i);
	s = emit(c, t, name);
	split(c, t, i, &a);
	if (name[0] == '!' || strcasecmp(name, "system") == 0 ||
	    name[0] == 'P' || strcasecmp(name, "pager") == 0)
		set_shell(s, rest(c, t, i));
	else if (name[0] == '.' || strcasecmp(name, "source") == 0) {
		char *file = arena_strdup(c->a, rest(c, t, i));
		size_t n = strlen(file);

		if (n > 0 && file[n - 1] == ';')
			file[n - 1] = '\0';
		s->file = file;
	} else if (strcmp(name, "e") == 0 || strcasecmp(name, "edit") == 0)
		s->unknown = true;
}

static void
sqlcmd_meta(struct sql_ctx *c, const struct tok *t)
{
	struct sql_stmt *s;
	const char *name;
	struct args a;
	size_t i = 0;

	if (t->text[0] == '!')
		i = t->tlen > 1 && t->text[1] == '!' ? 2 : 1;
	else
		while (i < t->tlen && !blank(t->text[i]))
			i++;
	name = arena_strndup(c->a, t->text, i);
	s = emit(c, t, name);
	split(c, t, i, &a);
	if (name[0] == '!')
		set_shell(s, rest(c, t, i));
	else if (strcasecmp(name, "r") == 0)
		s->file = a.n > 0 ? a.arg[0] : NULL;
	else if (strcasecmp(name, "ed") == 0)
		s->unknown = true;
}

/* --- sqlite3 ------------------------------------------------------------- */

/* The shell joins the words of .shell and puts ".." round those with blanks. */
static const char *
sqlite_command(struct sql_ctx *c, const struct args *a)
{
	const char *text = "";

	for (size_t i = 0; i < a->n; i++)
		text = arena_printf(c->a, strchr(a->arg[i], ' ') == NULL ?
		    "%s%s%s" : "%s%s\"%s\"", text, i > 0 ? " " : "",
		    a->arg[i]);
	return text;
}

/* sqlite3 takes any beginning of a name. */
static bool
begins(const char *name, const char *full, size_t least)
{
	size_t n = strlen(name);

	return n >= least && n <= strlen(full) && memcmp(name, full, n) == 0;
}

static void
sqlite_drop(struct sql_stmt *s, const char *file)
{
	s->verb = SQL_DROP;
	s->object = "DATABASE";
	s->name = file;
	s->bounded = false;
}

/* `.output |cmd words`: sqlite3 joins them with blanks; `.import` takes one. */
static const char *
piped(struct sql_ctx *c, const struct args *a, size_t k, bool all)
{
	const char *text = a->arg[k] + 1;

	while (all && ++k < a->n)
		text = arena_printf(c->a, "%s %s", text, a->arg[k]);
	return text;
}

static void
sqlite_meta(struct sql_ctx *c, const struct tok *t)
{
	struct sql_stmt *s;
	const char *name;
	struct args a, all;
	size_t i = 0;

	if (t->tlen == 0)
		return;
	split(c, t, 0, &all);
	name = all.n > 0 ? all.arg[0] : "";
	while (i < t->tlen && !blank(t->text[i]))
		i++;
	split(c, t, i, &a);
	s = emit(c, t, name);
	if (begins(name, "shell", 1) || begins(name, "system", 2))
		set_shell(s, sqlite_command(c, &a));
	else if (begins(name, "read", 2) && a.n > 0) {
		if (a.arg[0][0] == '|') {
			set_shell(s, a.arg[0] + 1);
			s->unknown = true;
		} else
			s->file = a.arg[0];
	} else if (begins(name, "restore", 3))
		sqlite_drop(s, a.n > 0 ? a.arg[0] : NULL);
	else if (begins(name, "load", 2))
		s->unknown = true;
	else if (begins(name, "output", 1) || begins(name, "once", 2) ||
	    begins(name, "import", 1) || begins(name, "open", 2)) {
		for (size_t k = 0; k < a.n; k++) {
			if (a.arg[k][0] == '|' && s->shell == NULL)
				set_shell(s, piped(c, &a, k,
				    !begins(name, "import", 1)));
			if (strstr(a.arg[k], "-new") != NULL &&
			    begins(name, "open", 2))
				sqlite_drop(s, a.arg[a.n - 1]);
		}
	}
}

void
ctx_meta(struct sql_ctx *c, const struct tok *t)
{
	if (t->tlen == 0)
		return;
	switch (c->dialect) {
	case SQL_POSTGRES:
		psql_meta(c, t);
		break;
	case SQL_MYSQL:
		mysql_meta(c, t);
		break;
	case SQL_SQLITE:
		sqlite_meta(c, t);
		break;
	default:
		sqlcmd_meta(c, t);
	}
}
