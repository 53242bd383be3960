/* SPDX-License-Identifier: ISC */
#include "analyse/effect_print.h"

#include <string.h>

#include "base/arena.h"

enum { TEXT_MAX = 200 };

const char *
effect_kind_str(enum effect_kind k)
{
	static const char *const names[] = { "command", "read", "write",
	    "delete", "meta", "sql", "signal", "assign", "net-shell",
	    "unknown" };

	return (unsigned)k < sizeof names / sizeof names[0] ? names[k] : "?";
}

const char *
unknown_str(enum unknown_kind k)
{
	static const char *const names[] = { "none", "command", "shell",
	    "sql", "target", "stdin-script", "remote", "code", "file",
	    "spliced", "endless" };

	return (unsigned)k < sizeof names / sizeof names[0] ? names[k] : "?";
}

const char *
where_str(enum where w)
{
	static const char *const names[] = { "local", "host", "container",
	    "deferred", "server" };

	return (unsigned)w < sizeof names / sizeof names[0] ? names[w] : "?";
}

static void
add_alt(struct buf *b, const struct valtext *t)
{
	buf_visible(b, t->pre, t->prelen, TEXT_MAX);
	if (t->hole) {
		buf_char(b, '?');
		buf_visible(b, t->suf, t->suflen, TEXT_MAX);
	}
}

static void
add_value(struct buf *b, const struct value *v)
{
	unsigned i;
	const char *t;

	if (v == NULL) {
		buf_char(b, '?');
		return;
	}
	t = value_text(v);
	if (t != NULL && (*t == '\0' || strpbrk(t, " \t\n\"'") != NULL)) {
		buf_char(b, '"');
		buf_visible(b, t, v->alt[0].prelen, TEXT_MAX);
		buf_char(b, '"');
		return;
	}
	if (v->nalt > 1)
		buf_char(b, '{');
	for (i = 0; i < v->nalt; i++) {
		if (i > 0)
			buf_char(b, '|');
		add_alt(b, &v->alt[i]);
	}
	if (v->nalt > 1)
		buf_char(b, '}');
	if ((v->flags & VALUE_MANY) != 0)
		buf_str(b, "..");
}

static void
add_argv(struct buf *b, const struct effect *e)
{
	unsigned i;

	for (i = 0; e->env != NULL && e->env[i] != NULL; i++) {
		add_value(b, e->env[i]);
		buf_char(b, ' ');
	}
	for (i = 0; i < e->argc; i++) {
		if (i > 0)
			buf_char(b, ' ');
		add_value(b, e->argv[i]);
	}
	if (e->more_args)
		buf_str(b, " +");
	if (e->added != NULL)
		buf_printf(b, " (with %s)", e->added);
}

static void
add_path(struct buf *b, const struct effect *e)
{
	unsigned i;

	if (e->abs == NULL) {
		add_value(b, e->path);
		return;
	}
	for (i = 0; e->abs[i] != NULL; i++) {
		if (i > 0)
			buf_char(b, '|');
		buf_visible(b, e->abs[i], strlen(e->abs[i]), TEXT_MAX);
	}
	if (!value_exact(e->path))
		buf_str(b, "|?");
}

static void
add_body(struct buf *b, const struct effect *e)
{
	static const char *const whose[] = { "own", "other", "unknown" };

	switch (e->kind) {
	case EFFECT_COMMAND:
		add_argv(b, e);
		break;
	case EFFECT_READ:
	case EFFECT_WRITE:
	case EFFECT_DELETE:
	case EFFECT_META:
		add_path(b, e);
		if (e->append)
			buf_str(b, " append");
		if (e->recursive)
			buf_str(b, " recursive");
		break;
	case EFFECT_SQL:
		buf_str(b, sql_verb_str(e->sql->verb));
		if (e->sql->object != NULL)
			buf_printf(b, " %s", e->sql->object);
		if (e->sql->name != NULL) {
			buf_char(b, ' ');
			buf_visible(b, e->sql->name, strlen(e->sql->name),
			    TEXT_MAX);
		}
		break;
	case EFFECT_SIGNAL:
		add_value(b, e->target);
		buf_printf(b, " %s", whose[e->whose]);
		break;
	case EFFECT_ASSIGN:
		buf_visible(b, e->name, strlen(e->name), TEXT_MAX);
		buf_char(b, '=');
		add_value(b, e->value);
		break;
	case EFFECT_NETSHELL:
		break;
	case EFFECT_UNKNOWN:
		buf_str(b, unknown_str(e->unknown));
		if (e->text != NULL && e->text->idiom != NULL) {
			buf_str(b, " from ");
			buf_visible(b, e->text->idiom,
			    strlen(e->text->idiom), TEXT_MAX);
		}
		break;
	}
}

void
effect_print_one(struct buf *b, const struct effect *e)
{
	static const char *const origins[] = { "line", "startup", "file" };

	buf_str(b, effect_kind_str(e->kind));
	if (e->kind != EFFECT_NETSHELL)
		buf_char(b, ' ');
	add_body(b, e);
	if (e->builtin)
		buf_str(b, " [builtin]");
	if (e->where != WHERE_LOCAL) {
		buf_printf(b, " [%s", where_str(e->where));
		if (e->host != NULL) {
			buf_char(b, ' ');
			add_value(b, e->host);
		}
		buf_char(b, ']');
	}
	if (e->origin != ORIGIN_LINE) {
		buf_printf(b, " [%s", origins[e->origin]);
		if (e->file != NULL) {
			buf_char(b, ' ');
			buf_visible(b, e->file, strlen(e->file), TEXT_MAX);
		}
		buf_char(b, ']');
	}
	if (e->via != NULL && e->via->argc > 0 &&
	    e->kind == EFFECT_COMMAND) {
		buf_str(b, " [via ");
		add_value(b, e->via->argv[0]);
		buf_char(b, ']');
	}
}

void
effect_print(struct buf *b, const struct effects *list)
{
	const struct effect *e;

	for (e = list->head; e != NULL; e = e->next) {
		effect_print_one(b, e);
		buf_char(b, '\n');
	}
}
