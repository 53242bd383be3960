/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "analyse/walk_int.h"

/* What a name means: alias, unalias, hash -p, enable. */
static bool
is_reserved(const char *s, size_t n)
{
	static const char *const words[] = { "if", "then", "else", "elif",
	    "fi", "for", "in", "do", "done", "while", "until", "case", "esac",
	    "select", "function", "coproc", "time", "{", "}", "!", "[[", "]]",
	    "((", NULL };
	int i;

	for (i = 0; words[i] != NULL; i++)
		if (strlen(words[i]) == n && memcmp(words[i], s, n) == 0)
			return true;
	return false;
}

void
walk_define_alias(struct walk *w, struct call *c)
{
	const char *t, *eq;
	struct value *v;
	struct slot *s;
	unsigned i;

	for (i = walk_operands(c); i < c->argc; i++) {
		t = value_text(c->argv[i]);
		if (t == NULL || (eq = strchr(t, '=')) == NULL || eq == t)
			continue;
		/* A reserved word would be another grammar. */
		if (is_reserved(t, (size_t)(eq - t))) {
			walk_unknown(w, UNKNOWN_SHELL, NULL, c->span);
			continue;
		}
		s = state_slot(&w->st, SLOT_ALIAS, t, (size_t)(eq - t), true);
		v = value_const(w->a, eq + 1, strlen(eq + 1));
		/* What was read before means the one of before. */
		state_set(&w->st, s, s->obj == NULL || !w->own_text ? v :
		    value_either(w->a, s->obj, v));
	}
}

void
walk_unalias(struct walk *w, struct call *c)
{
	const char *t;
	struct slot *s;
	unsigned i;

	/* Functions and the rest of this line were read while it was there. */
	if (w->own_text)
		return;
	for (i = walk_operands(c); i < c->argc; i++) {
		t = value_text(c->argv[i]);
		if (t != NULL && (s = state_slot(&w->st, SLOT_ALIAS, t,
		    strlen(t), false)) != NULL)
			state_set(&w->st, s, NULL);
	}
}

void
walk_hash(struct walk *w, struct call *c)
{
	const char *t, *n;

	if (c->argc < 4 || (t = value_text(c->argv[1])) == NULL ||
	    strcmp(t, "-p") != 0 || (n = value_text(c->argv[3])) == NULL)
		return;
	t = arena_printf(w->a, "hash %s", n);
	state_set(&w->st, state_slot(&w->st, SLOT_ALIAS, t, strlen(t), true),
	    c->argv[2]);
}

/*
 * A builtin that is taken away is a program of that name, or none at all: only
 * of these is it the same.
 */
void
walk_enable(struct walk *w, struct call *c)
{
	static const char *const same[] = { "echo", "printf", "pwd", "test",
	    "[", "true", "false", "kill", NULL };
	const char *t;
	bool off = false;
	unsigned i, k;

	for (i = 1; i < c->argc; i++) {
		t = value_text(c->argv[i]);
		if (t != NULL && *t == '-') {
			off = off || strchr(t, 'n') != NULL;
			continue;
		}
		for (k = 0; t != NULL && same[k] != NULL; k++)
			if (strcmp(t, same[k]) == 0)
				break;
		if (t == NULL || (off && same[k] == NULL)) {
			walk_unknown(w, UNKNOWN_SHELL, NULL, c->span);
			return;
		}
	}
}

/* A text that ends in a blank lets the next word be an alias too. */
static const char *
alias_chain(struct walk *w, const char *body, const char *rest)
{
	const struct slot *s;
	const char *next;
	size_t n;
	unsigned i;

	for (i = 0; i < 8; i++) {
		n = strlen(body);
		rest += strspn(rest, " \t");
		if (n == 0 || strchr(" \t", body[n - 1]) == NULL)
			break;
		n = strcspn(rest, " \t\n;&|()<>$`\"'\\");
		s = n == 0 ? NULL : state_slot(&w->st, SLOT_ALIAS, rest, n,
		    false);
		if (s == NULL || s->obj == NULL ||
		    (next = value_text(s->obj)) == NULL)
			break;
		body = arena_printf(w->a, "%s%s", body, next);
		rest += n;
	}
	return arena_printf(w->a, "%s %s", body, rest);
}

bool
walk_alias(struct walk *w, const struct node *n)
{
	const char *t = walk_bare(n->words), *rest, *text;
	struct slot *s;
	struct value *body;
	size_t from, end;
	void *saved;
	unsigned i;

	if (t != NULL && w->any_alias)
		walk_unknown(w, UNKNOWN_COMMAND, NULL,
		    walk_span(w, n->words->span));
	if (t == NULL || (s = state_slot(&w->st, SLOT_ALIAS, t, strlen(t),
	    false)) == NULL || (body = s->obj) == NULL)
		return false;
	from = n->words->span.off + n->words->span.len;
	end = n->span.off + n->span.len;
	if (end > w->len || from > end)
		return true;
	rest = arena_strndup(w->a, w->text + from, end - from);
	saved = s->obj;
	for (i = 0; i < body->nalt; i++) {
		if (body->alt[i].hole) {
			walk_unknown(w, UNKNOWN_COMMAND, body,
			    walk_span(w, n->words->span));
			continue;
		}
		text = alias_chain(w, body->alt[i].pre, rest);
		/* x=1 in front of it. */
		if (n->span.off < n->words->span.off)
			text = arena_printf(w->a, "%.*s%s",
			    (int)(n->words->span.off - n->span.off),
			    w->text + n->span.off, text);
		/* Its own name in it is the program. */
		state_set(&w->st, s, NULL);
		walk_text_in(w, text, strlen(text), walk_fixed(w, walk_span(w,
		    n->span)), SHELL_SELF | SHELL_QUIET);
		state_set(&w->st, s, saved);
	}
	return true;
}
