/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "analyse/expand_text.h"
#include "analyse/tool_data.h"
#include "analyse/walk_int.h"

/*
 * Texts that are a command in themselves although they stand where a plain
 * value stands: git -c core.pager=CMD, GIT_EDITOR=CMD, socat EXEC:CMD. Which
 * ones is data: "carries" and "variables" of the grammars.
 */
static void
path_effect(struct walk *w, enum effect_kind kind, const struct value *v,
    struct span span, bool tree)
{
	walk_path(w, kind, v, span)->recursive = tree;
}

static void
signal_effect(struct walk *w, const struct value *v, struct span span)
{
	const char *t = value_text(v);
	struct effect *e;

	if (t == NULL || *t == '\0' || t[strspn(t, "-0123456789")] != '\0')
		return;
	e = walk_emit(w, EFFECT_SIGNAL, span);
	e->target = v;
	e->whose = strtol(t, NULL, 10) == (long)w->world->pid ? SIGNAL_OWN :
	    SIGNAL_OTHER;
}

static void
encoded(struct walk *w, const struct value *v, struct span span)
{
	const char *t = value_text(v);
	struct value *plain = t == NULL ? NULL : text_base64(w->a, t,
	    strlen(t));
	char *out;
	size_t i, k = 0;

	if (plain == NULL) {
		walk_unknown(w, UNKNOWN_SHELL, v, span);
		return;
	}
	out = arena_alloc(w->a, plain->alt[0].prelen + 1);
	for (i = 0; i < plain->alt[0].prelen; i++)
		if (plain->alt[0].pre[i] != '\0')
			out[k++] = plain->alt[0].pre[i];
	plain = value_const(w->a, out, k);
	plain->span = span;
	walk_text_value(w, plain, SHELL_QUIET);
}

void
walk_use(struct walk *w, enum text_use use, const struct value *v,
    const char *lang, struct span span)
{
	char *name;
	struct value *text;

	switch (use) {
	case USE_CODE:
		walk_code(w, v, lang);
		break;
	case USE_SQL:
		walk_sql_text(w, v, lang, span);
		break;
	case USE_SQL_FILE:
		walk_sql_file(w, v, lang, span);
		break;
	case USE_CODE_FILE:
		text = walk_file_text(w, v, &name);
		if (text != NULL && name == NULL)
			walk_code(w, text, lang);
		break;
	case USE_SCRIPT:
		walk_script(w, v, NULL, 0, false);
		break;
	case USE_ENCODED:
		encoded(w, v, span);
		break;
	case USE_ANY:
		walk_literals(w, v);
		walk_text_value(w, v, SHELL_QUIET);
		break;
	case USE_DELETE:
	case USE_TREE:
		path_effect(w, EFFECT_DELETE, v, span, use == USE_TREE);
		break;
	case USE_WRITE:
		path_effect(w, EFFECT_WRITE, v, span, false);
		break;
	case USE_READ:
		path_effect(w, EFFECT_READ, v, span, false);
		break;
	case USE_SIGNAL:
		signal_effect(w, v, span);
		break;
	default:
		walk_text_value(w, v, SHELL_QUIET);
	}
}

bool
walk_carrier(const char *name)
{
	return tool_variable_find(name) != NULL;
}

void
walk_carried_variable(struct walk *w, const char *name, struct value *v)
{
	const struct tool_variable *x = tool_variable_find(name);
	const char *t = value_text(v);
	struct span span;

	if (x == NULL || t == NULL || *t == '\0')
		return;
	/* LESSOPEN says with | that it is a pipe. */
	if (x->use == USE_SHELL && t[strspn(t, "|-")] != '\0' &&
	    strspn(t, "|-") > 0) {
		span = v->span;
		t += strspn(t, "|-");
		v = value_const(w->a, t, strlen(t));
		v->span = span;
	}
	walk_use(w, x->use, v, x->tool->top.language, v->span);
}

/* Bytes of a head and of a text that are the same: case does not count, and
 * a blank stands for "=" (ssh -o 'ProxyCommand cmd'). */
static size_t
same_head(const char *head, size_t n, const char *t)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (strncasecmp(head + i, t + i, 1) != 0 &&
		    !(head[i] == '=' && t[i] == ' '))
			return 0;
	return n;
}

/* How much of t the head covers, 0 when it does not; * is any name. */
static size_t
covers(const char *head, const char *t)
{
	const char *star = strchr(head, '*'), *eq;
	size_t n;

	if (star == NULL)
		return same_head(head, strlen(head), t);
	if (strncasecmp(head, t, (size_t)(star - head)) != 0 ||
	    (eq = strchr(t, '=')) == NULL)
		return 0;
	n = same_head(star + 1, strlen(star + 1), eq);
	return n == 0 ? 0 : (size_t)(eq - t) + n;
}

static void
carried(struct walk *w, const struct effect *e, const struct value *v)
{
	const struct tool_texts *of = tool_texts(e->norm->tool);
	const char *t = value_text(v);
	struct value *text;
	unsigned i;
	size_t n;

	if (t == NULL)
		return;
	for (i = 0; i < of->ncarry; i++) {
		n = covers(of->carry[i].name, t);
		if ((n == 0 && *of->carry[i].name != '\0') || t[n] == '\0')
			continue;
		text = value_const(w->a, t + n, strlen(t + n));
		text->span = v->span.len != 0 ? v->span : e->span;
		walk_use(w, of->carry[i].use, text, norm_language(e->norm),
		    text->span);
		return;
	}
}

/* A file's name or a URL may be a command, too: strace -o '|cmd',
 * git clone 'ext::cmd'. */
static bool
may_carry(enum operand_kind kind)
{
	return kind == OPERAND_CARRIER || kind == OPERAND_PATH_WRITE ||
	    kind == OPERAND_URL || kind == OPERAND_REMOTE;
}

void
walk_carried(struct walk *w, const struct effect *e)
{
	const struct norm *n = e->norm;
	size_t mark = state_mark(&w->st);
	unsigned i;

	for (i = 0; i < n->noption; i++)
		if (may_carry(n->option[i].kind) &&
		    n->option[i].value != NULL)
			carried(w, e, n->option[i].value);
	for (i = 0; i < n->noperand; i++)
		if (may_carry(n->operand[i].kind) &&
		    n->operand[i].value != NULL)
			carried(w, e, n->operand[i].value);
	walk_leave(w, mark);
}
