/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "analyse/walk_tool.h"

static struct uses
collect(struct walk *w, const struct norm *n)
{
	struct uses s = { NULL, 0 };
	unsigned i;

	s.u = arena_array(w->a, n->noption + n->noperand + 1u, sizeof *s.u);
	for (i = 0; i < n->noption; i++)
		if (n->option[i].value != NULL ||
		    n->option[i].kind == OPERAND_ARGV ||
		    n->option[i].kind == OPERAND_ARGV_UNTIL)
			s.u[s.n++] = (struct use){ n->option[i].kind,
			    n->option[i].value, n->option[i].at,
			    n->option[i].end };
	for (i = 0; i < n->noperand; i++)
		if (n->operand[i].value != NULL && !n->operand[i].implicit)
			s.u[s.n++] = (struct use){ n->operand[i].kind,
			    n->operand[i].value, n->operand[i].at,
			    n->operand[i].at + 1 };
	return s;
}

bool
norm_has(const struct norm *n, const char *name)
{
	unsigned i;

	for (i = 0; i < n->noption; i++)
		if (strcmp(n->option[i].name, name) == 0)
			return true;
	return false;
}

struct span
use_span(const struct use *u, const struct effect *e)
{
	return u->v != NULL && u->v->span.len != 0 ? u->v->span : e->span;
}

/* A file that this command makes holds what it got from the network. */
static void
produced(struct walk *w, const struct effect *p, const struct uses *s)
{
	struct value *v;
	unsigned i;

	if (p->abs == NULL || p->abs[0] == NULL || p->abs[1] != NULL)
		return;
	for (i = 0; i < s->n; i++)
		if (s->u[i].kind == OPERAND_URL)
			break;
	if (i == s->n && (input_get(w) == NULL ||
	    input_get(w)->text == NULL))
		return;
	v = value_unknown(w->a);
	if (i < s->n)
		v->flags |= VALUE_NETWORK;
	else if (input_get(w)->kind == INPUT_TEXT)
		v = input_get(w)->text;
	walk_file_wrote(w, p->abs[0], v, false);
}

/* The name of all that `find .. -delete` deletes; NULL when any may be. */
static const char *
deleted_name(const struct norm *n, const struct call *c)
{
	const char *name = NULL, *one;
	unsigned i;

	if (n->tool->style != TOOL_FIND)
		return NULL;
	for (i = 0; i < n->noption; i++) {
		if (strcmp(n->option[i].name, "-delete") != 0)
			continue;
		one = walk_asked_name(n, c, n->option[i].at);
		if (*one == '\0' || (name != NULL && strcmp(name, one) != 0))
			return NULL;
		name = one;
	}
	return name;
}

static void
paths(struct walk *w, struct effect *e, const struct uses *s,
    const char *named)
{
	const struct norm *n = e->norm;
	bool recursive = norm_has(n, "--recursive") || norm_has(n, "-r") ||
	    norm_has(n, "-R");
	bool delete = norm_has(n, "-delete");
	enum effect_kind kind;
	struct effect *p;
	const char *t;
	unsigned i;

	for (i = 0; i < s->n; i++) {
		switch (s->u[i].kind) {
		case OPERAND_PATH_READ:
			kind = delete ? EFFECT_DELETE : EFFECT_READ;
			break;
		case OPERAND_PATH:
			if (!delete)
				continue;
			kind = EFFECT_DELETE;
			break;
		case OPERAND_CODE_FILE:
			kind = EFFECT_READ;
			break;
		case OPERAND_PATH_WRITE:
			kind = EFFECT_WRITE;
			break;
		case OPERAND_PATH_DELETE:
			kind = EFFECT_DELETE;
			break;
		case OPERAND_PATH_META:
			kind = EFFECT_META;
			break;
		default:
			continue;
		}
		t = value_text(s->u[i].v);
		if (t != NULL && (strcmp(t, "-") == 0 || *t == '\0'))
			continue;
		p = walk_path(w, kind, s->u[i].v, use_span(&s->u[i], e));
		p->recursive = recursive || delete;
		p->named = kind == EFFECT_DELETE ? named : NULL;
		if (kind == EFFECT_WRITE)
			produced(w, p, s);
	}
}

/* redis-cli's words are one command. */
static void
redis(struct walk *w, struct effect *e, const struct uses *s)
{
	const char **argv = arena_array(w->a, s->n + 1u, sizeof *argv);
	unsigned i, n = 0;

	for (i = 0; i < s->n; i++)
		if (s->u[i].kind == OPERAND_SQL)
			argv[n++] = value_text(s->u[i].v) == NULL ? "?" :
			    value_text(s->u[i].v);
	if (n > 0)
		walk_redis(w, argv, n, e->span);
}

static void
sql(struct walk *w, struct effect *e, const struct uses *s)
{
	const char *lang = norm_language(e->norm);
	unsigned i;

	if (lang != NULL && strcmp(lang, "redis") == 0) {
		redis(w, e, s);
		return;
	}
	for (i = 0; i < s->n; i++) {
		if (s->u[i].kind == OPERAND_SQL)
			walk_sql_text(w, s->u[i].v, lang,
			    use_span(&s->u[i], e));
		else if (s->u[i].kind == OPERAND_SQL_FILE)
			walk_sql_file(w, s->u[i].v, lang,
			    use_span(&s->u[i], e));
	}
}

/* Files that the program reads by itself, where this line wrote them. */
static void
startup(struct walk *w, const struct effect *e, const char *lang)
{
	const struct tool_texts *of = tool_texts(e->norm->tool);
	struct value *v, *text;
	const char *t;
	char *name;
	unsigned i;

	for (i = 0; i < of->nstartup; i++) {
		t = of->startup[i].name;
		if (*t == '~' && w->world->home == NULL)
			continue;
		if (*t == '~')
			t = arena_printf(w->a, "%s%s", w->world->home, t + 1);
		v = value_const(w->a, t, strlen(t));
		text = walk_file_text(w, v, &name);
		if (text == NULL || name != NULL)
			continue;
		v->span = e->span;
		walk_use(w, of->startup[i].use, v, lang, e->span);
	}
}

/* `perl -e 'a' -e 'b'` is one program of two lines. */
static bool
code_together(struct walk *w, const struct effect *e, const struct uses *s,
    const char *lang)
{
	struct value *all = value_const(w->a, "", 0);
	unsigned i, n = 0;

	for (i = 0; i < s->n; i++) {
		if (s->u[i].kind != OPERAND_CODE)
			continue;
		if (value_text(s->u[i].v) == NULL)
			return false;
		if (n++ > 0)
			all = value_join(w->a, all,
			    value_const(w->a, "\n", 1));
		all = value_join(w->a, all, s->u[i].v);
	}
	if (n < 2)
		return false;
	all->span = e->span;
	walk_code(w, all, lang);
	return true;
}

static void
code(struct walk *w, struct effect *e, const struct uses *s)
{
	const char *lang = norm_language(e->norm);
	struct value *text;
	bool together;
	char *name;
	unsigned i;

	if (lang != NULL && strcmp(lang, "make") == 0) {
		walk_make(w, e);
		return;
	}
	startup(w, e, lang);
	together = (lang == NULL || strcmp(lang, "mongo") != 0) &&
	    code_together(w, e, s, lang);
	for (i = 0; i < s->n; i++) {
		if (lang != NULL && strcmp(lang, "mongo") == 0) {
			if (s->u[i].kind == OPERAND_CODE) {
				walk_sql_text(w, s->u[i].v, lang,
				    use_span(&s->u[i], e));
				walk_code(w, s->u[i].v, lang);
			} else if (s->u[i].kind == OPERAND_CODE_FILE)
				walk_sql_file(w, s->u[i].v, lang,
				    use_span(&s->u[i], e));
		} else if (s->u[i].kind == OPERAND_CODE) {
			if (!together)
				walk_code(w, s->u[i].v, lang);
		} else if (s->u[i].kind == OPERAND_CODE_FILE &&
		    value_text(s->u[i].v) != NULL) {
			text = walk_file_text(w, s->u[i].v, &name);
			/* A file's own code is left to the gates. */
			if (name != NULL)
				text = NULL;
			if (text != NULL &&
			    (text->flags & VALUE_NETWORK) != 0)
				walk_unknown(w, UNKNOWN_SHELL, text,
				    use_span(&s->u[i], e));
			else if (text != NULL)
				walk_code(w, text, lang);
		}
	}
}

static void
fed(struct walk *w, struct effect *e)
{
	struct input *in = input_get(w);
	const char *lang = norm_language(e->norm);
	struct value *v;

	if (in == NULL || in->kind == INPUT_INHERIT || in->kind == INPUT_NULL)
		return;
	switch (norm_stdin(e->norm)) {
	case STDIN_SQL:
		if (in->kind == INPUT_FILE)
			walk_sql_file(w, in->text, lang, e->span);
		else
			walk_sql_text(w, in->text, lang, e->span);
		break;
	case STDIN_CODE:
		if (in->kind == INPUT_FILE)
			break;
		v = in->text;
		if (!value_exact(v) && (v->flags & VALUE_NETWORK) != 0)
			walk_unknown(w, UNKNOWN_SHELL, v, e->span);
		else
			walk_code(w, v, lang);
		break;
	default:
		break;
	}
}

void
walk_tool(struct walk *w, struct effect *e, const struct call *c)
{
	const struct effect *via = w->via;
	const struct value *host = w->host;
	enum where where = w->where;
	void *cwd = w->cwd->obj;
	struct uses s;
	const char *const *abs, *lang;
	bool dry;
	unsigned i;

	lang = e->norm == NULL ? NULL : norm_language(e->norm);
	if (lang != NULL && (strcmp(lang, "bash") == 0 ||
	    strcmp(lang, "sh") == 0)) {
		w->via = e;
		walk_shell(w, e, c, strcmp(lang, "sh") == 0);
		w->via = via;
		return;
	}
	if (e->norm == NULL)
		return;
	s = collect(w, e->norm);
	w->via = e;
	for (i = 0; i < s.n; i++) {
		if (s.u[i].kind != OPERAND_DIR)
			continue;
		abs = walk_abs(w, s.u[i].v, true);
		state_set(&w->st, w->cwd, abs == NULL ?
		    value_unknown(w->a) : value_const(w->a, abs[0],
		    strlen(abs[0])));
	}
	e->cwd = value_text(w->cwd->obj);
	walk_implicit(w, e);
	/* rm --help touches nothing, rsync -n neither. */
	dry = !e->more_args && norm_is_dry(e->norm, e->argv, e->argc);
	if (!dry) {
		paths(w, e, &s, deleted_name(e->norm, c));
		walk_copies(w, e->norm);
	}
	walk_requests(w, e);
	walk_same(w, e, c);
	if (!dry)
		walk_signals(w, e, &s);
	sql(w, e, &s);
	w->where = where == WHERE_LOCAL ? norm_where(e->norm) : where;
	code(w, e, &s);
	w->where = where;
	walk_carried(w, e);
	walk_wrapped(w, e, c);
	walk_aliases(w, e, c);
	walk_scripts(w, e);
	w->where = where == WHERE_LOCAL ? norm_where(e->norm) : where;
	fed(w, e);
	w->where = where;
	w->via = via;
	w->host = host;
	if (w->cwd->obj != cwd)
		state_set(&w->st, w->cwd, cwd);
}
