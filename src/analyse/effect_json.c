/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "analyse/effect_print.h"
#include "base/arena.h"

static void
str(struct buf *b, const char *s)
{
	if (s == NULL)
		buf_str(b, "null");
	else
		buf_json(b, s, strlen(s));
}

static void
key(struct buf *b, const char *k)
{
	buf_printf(b, ",\"%s\":", k);
}

static void
text(struct buf *b, const struct valtext *t)
{
	if (!t->hole) {
		buf_json(b, t->pre, t->prelen);
		return;
	}
	buf_str(b, "{\"head\":");
	buf_json(b, t->pre, t->prelen);
	buf_str(b, ",\"tail\":");
	buf_json(b, t->suf, t->suflen);
	if (t->digits)
		buf_str(b, ",\"number\":true");
	buf_char(b, '}');
}

/* A constant is a string, a hole an object, several an array of them. */
static void
value(struct buf *b, const struct value *v)
{
	unsigned i;

	if (v == NULL) {
		buf_str(b, "null");
		return;
	}
	if (v->nalt == 1) {
		text(b, &v->alt[0]);
		return;
	}
	buf_char(b, '[');
	for (i = 0; i < v->nalt; i++) {
		if (i > 0)
			buf_char(b, ',');
		text(b, &v->alt[i]);
	}
	buf_char(b, ']');
}

static void
command(struct buf *b, const struct effect *e)
{
	struct arena *a;
	unsigned i;

	key(b, "argv");
	buf_char(b, '[');
	for (i = 0; i < e->argc; i++) {
		if (i > 0)
			buf_char(b, ',');
		value(b, e->argv[i]);
	}
	buf_char(b, ']');
	if (e->env != NULL) {
		key(b, "env");
		buf_char(b, '[');
		for (i = 0; e->env[i] != NULL; i++) {
			if (i > 0)
				buf_char(b, ',');
			value(b, e->env[i]);
		}
		buf_char(b, ']');
	}
	if (e->norm != NULL && (a = arena_new(1024 * 1024)) != NULL) {
		if (setjmp(*arena_catch(a)) == 0) {
			const char *n = norm_print(a, e->norm);
			key(b, "normal");
			str(b, n);
		}
		arena_free(a);
	}
	if (e->norm != NULL && norm_is_dry(e->norm, e->argv, e->argc))
		buf_str(b, ",\"dry\":true");
	if (e->added != NULL) {
		key(b, "variables");
		str(b, e->added);
	}
	if (e->builtin)
		buf_str(b, ",\"builtin\":true");
	if (e->more_args)
		buf_str(b, ",\"more\":true");
}

static void
path(struct buf *b, const struct effect *e)
{
	unsigned i;

	key(b, "path");
	value(b, e->path);
	key(b, "absolute");
	buf_char(b, '[');
	for (i = 0; e->abs != NULL && e->abs[i] != NULL; i++) {
		if (i > 0)
			buf_char(b, ',');
		str(b, e->abs[i]);
	}
	buf_char(b, ']');
	if (e->recursive)
		buf_str(b, ",\"recursive\":true");
	if (e->append)
		buf_str(b, ",\"append\":true");
}

static void
rest(struct buf *b, const struct effect *e)
{
	static const char *const whose[] = { "own", "other", "unknown" };

	switch (e->kind) {
	case EFFECT_COMMAND:
		command(b, e);
		break;
	case EFFECT_READ:
	case EFFECT_WRITE:
	case EFFECT_DELETE:
	case EFFECT_META:
		path(b, e);
		break;
	case EFFECT_SQL:
		key(b, "verb");
		str(b, sql_verb_str(e->sql->verb));
		key(b, "object");
		str(b, e->sql->object);
		key(b, "name");
		str(b, e->sql->name);
		buf_printf(b, ",\"bounded\":%s",
		    e->sql->bounded ? "true" : "false");
		break;
	case EFFECT_SIGNAL:
		key(b, "target");
		value(b, e->target);
		key(b, "whose");
		str(b, whose[e->whose]);
		break;
	case EFFECT_ASSIGN:
		key(b, "name");
		str(b, e->name);
		key(b, "value");
		value(b, e->value);
		break;
	case EFFECT_UNKNOWN:
		key(b, "what");
		str(b, unknown_str(e->unknown));
		/* FALLTHROUGH */
	case EFFECT_NETSHELL:
		key(b, "text");
		value(b, e->text);
		break;
	}
}

static void
one(struct buf *b, const struct effect *e)
{
	static const char *const origins[] = { "line", "startup", "file" };

	buf_printf(b, "{\"effect\":\"%s\"", effect_kind_str(e->kind));
	rest(b, e);
	buf_printf(b, ",\"where\":\"%s\"", where_str(e->where));
	if (e->host != NULL) {
		key(b, "host");
		value(b, e->host);
	}
	buf_printf(b, ",\"origin\":\"%s\"", origins[e->origin]);
	if (e->file != NULL) {
		key(b, "file");
		str(b, e->file);
	}
	if (e->via != NULL && e->via->argc > 0) {
		key(b, "via");
		value(b, e->via->argv[0]);
	}
	key(b, "cwd");
	str(b, e->cwd);
	buf_printf(b, ",\"span\":[%u,%u]}", e->span.off, e->span.len);
}

void
effect_json(struct buf *b, const struct effects *list)
{
	static const char *const status[] = { "ok", "unparsed", "limit" };
	const struct effect *e;

	buf_printf(b, "{\"status\":\"%s\"", status[list->status]);
	if (list->message != NULL) {
		key(b, "message");
		str(b, list->message);
		buf_printf(b, ",\"line\":%u,\"column\":%u", list->line,
		    list->column);
	}
	key(b, "effects");
	buf_char(b, '[');
	for (e = list->head; e != NULL; e = e->next) {
		if (e != list->head)
			buf_char(b, ',');
		one(b, e);
	}
	buf_str(b, "]}");
}
