/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "analyse/sql.h"
#include "analyse/walk_int.h"

static enum sql_dialect
dialect(const char *lang)
{
	static const struct {
		const char *name;
		enum sql_dialect d;
	} names[] = { { "postgres", SQL_POSTGRES }, { "mysql", SQL_MYSQL },
	    { "sqlite", SQL_SQLITE }, { "tsql", SQL_TSQL },
	    { "clickhouse", SQL_CLICKHOUSE } };
	size_t i;

	for (i = 0; lang != NULL && i < sizeof names / sizeof names[0]; i++)
		if (strcmp(names[i].name, lang) == 0)
			return names[i].d;
	return SQL_GENERIC;
}

static void
statements(struct walk *w, const struct sql_stmt *st, const char *lang,
    struct span span)
{
	struct effect *e;
	struct value *v;

	for (; st != NULL; st = st->next) {
		walk_step(w);
		e = walk_emit(w, EFFECT_SQL, span);
		e->sql = st;
		if (st->shell != NULL) {
			v = value_const(w->a, st->shell, st->shell_len);
			v->span = span;
			walk_text_value(w, v, SHELL_QUIET);
		}
		if (st->file != NULL) {
			v = value_const(w->a, st->file, strlen(st->file));
			v->span = span;
			walk_sql_file(w, v, lang, span);
		}
		if (st->unknown)
			walk_unknown(w, UNKNOWN_SQL, NULL, span);
	}
}

static void
analyse(struct walk *w, const char *s, size_t n, const char *lang,
    struct span span)
{
	struct sql_stmt *st = NULL;
	int r;

	/* SQL files may name each other in a ring. */
	if (++w->depth > WALK_MAX_DEPTH)
		walk_limit(w, "SQL files run each other too deep");
	if (lang != NULL && strcmp(lang, "redis") == 0)
		r = redis_analyse(w->a, s, n, &st);
	else if (lang != NULL && strcmp(lang, "mongo") == 0)
		r = mongo_analyse(w->a, s, n, &st);
	else
		r = sql_analyse(w->a, s, n, dialect(lang), &st);
	if (r != 0)
		walk_unknown(w, UNKNOWN_SQL, NULL, span);
	statements(w, st, lang, span);
	w->depth--;
}

void
walk_redis(struct walk *w, const char *const *argv, unsigned n,
    struct span span)
{
	struct sql_stmt *st = NULL;

	if (redis_analyse_argv(w->a, argv, n, &st) == 0)
		statements(w, st, "redis", span);
}

void
walk_sql_text(struct walk *w, const struct value *v, const char *lang,
    struct span span)
{
	const struct valtext *t;
	const char *s;
	unsigned i;

	for (i = 0; i < v->nalt; i++) {
		t = &v->alt[i];
		if (!t->hole) {
			analyse(w, t->pre, t->prelen, lang, span);
			continue;
		}
		if ((v->flags & VALUE_NUMBER) == 0)
			walk_unknown(w, UNKNOWN_SQL, v, span);
		/* What is plain all the same still counts. */
		if (t->prelen == 0)
			continue;
		s = arena_printf(w->a, "%s 0 %s", t->pre, t->suf);
		analyse(w, s, strlen(s), lang, span);
	}
}

void
walk_sql_file(struct walk *w, const struct value *path, const char *lang,
    struct span span)
{
	const char *t = value_text(path), *saved_file = w->file;
	enum origin origin = w->origin;
	struct value *text;
	char *file;

	/* Standard input is looked at for what it is. */
	if (t != NULL && (strcmp(t, "-") == 0 ||
	    strcmp(t, "/dev/stdin") == 0))
		return;
	text = walk_file_text(w, path, &file);
	if (text == NULL)
		return;
	if (file != NULL && !value_exact(text)) {
		walk_unknown(w, UNKNOWN_FILE, path, span);
		return;
	}
	if (file != NULL) {
		if (w->origin == ORIGIN_LINE)
			w->origin = ORIGIN_FILE;
		w->file = file;
	}
	walk_sql_text(w, text, lang, span);
	w->origin = origin;
	w->file = saved_file;
}
