/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "analyse/walk_wrap.h"

/* Text that a command gives to a shell. */
struct value *
wrap_joined(struct walk *w, const struct call *c, unsigned from, unsigned to)
{
	struct value *r = c->argv[from];
	unsigned i;

	for (i = from + 1; i < to; i++) {
		r = value_join(w->a, r, value_const(w->a, " ", 1));
		r = value_join(w->a, r, c->argv[i]);
	}
	if (to > from + 1 || r->span.len == 0)
		r->span = c->span;
	return r;
}

/* `parallel 'cmd {}; x' ::: a b`: {} is a word of its own in the text. */
void
wrap_text_with_inputs(struct walk *w, const struct norm *n,
    const struct call *c, unsigned from, unsigned to)
{
	struct fields items = { NULL, 0, 0 };
	unsigned end = wrap_inputs(w, n, c, from, to, &items), i;
	const char *name = "BASHPLATE_INPUT", *var = " \"$BASHPLATE_INPUT\"";
	struct value *text;
	const char *t;

	for (i = 0; end == from && i < items.n; i++)
		walk_text_value(w, items.v[i], 0);
	if (end == from)
		return;
	var_assign(w, name, strlen(name), wrap_any_of(w, &items));
	text = wrap_joined(w, c, from, end);
	t = value_text(text);
	if (t != NULL && strstr(t, "{}") != NULL)
		text = wrap_substitute(w, text, "{}", value_const(w->a, var + 1,
		    strlen(var + 1)));
	else
		text = value_join(w->a, text, value_const(w->a, var,
		    strlen(var)));
	text->span = c->span;
	walk_text_value(w, text, 0);
}

void
wrap_shell_text(struct walk *w, const struct call *c, const struct value *v,
    unsigned at)
{
	const struct word *word = walk_word_at(c, at);
	const char *t = value_text(v);
	struct value *rest;

	/* pwsh: `& program` */
	if (t != NULL && *t == '&') {
		t += strspn(t, "& ");
		rest = value_const(w->a, t, strlen(t));
		rest->span = v->span;
		walk_text_value(w, rest, 0);
		return;
	}
	if (word != NULL && value_text(v) != NULL && v == c->argv[at])
		walk_text_in(w, v->alt[0].pre, v->alt[0].prelen,
		    walk_map_word(w, word, v->alt[0].prelen), 0);
	else
		walk_text_value(w, v, 0);
}

/* `xterm -e 'a b'`: many give one word alone to a shell. No program is called
 * so; that it is a command counts where its first word is a known one. */
void
wrap_sole_word(struct walk *w, const struct value *v)
{
	const char *t = value_text(v);
	size_t n = t == NULL ? 0 : strcspn(t, " \t\n");

	if (n > 0 && t[n] != '\0' &&
	    tool_find(walk_base(arena_strndup(w->a, t, n))) != NULL)
		walk_text_value(w, v, SHELL_QUIET);
}

/* Keys typed into another terminal. */
void
wrap_typed_keys(struct walk *w, struct effect *e, const struct call *c)
{
	struct value *r = value_const(w->a, "", 0);
	const struct norm *n = e->norm;
	const char *t;
	unsigned i;
	bool any = false;

	for (i = 0; i < n->noperand; i++) {
		if (n->operand[i].kind != OPERAND_COMMAND_LINE)
			continue;
		any = true;
		t = value_text(n->operand[i].value);
		if (t != NULL && (strcmp(t, "Enter") == 0 ||
		    strcmp(t, "C-m") == 0 || strcmp(t, "C-j") == 0 ||
		    strcmp(t, "KPEnter") == 0))
			r = value_join(w->a, r, value_const(w->a, "\n", 1));
		else if (t != NULL && t[0] == 'C' && t[1] == '-' &&
		    t[2] != '\0' && t[3] == '\0')
			r = value_const(w->a, "", 0);
		else
			r = value_join(w->a, r, n->operand[i].value);
	}
	if (!any)
		return;
	r->span = c->span;
	if (value_exact(r))
		walk_text_value(w, r, SHELL_QUIET);
	else
		walk_unknown(w, UNKNOWN_REMOTE, r, c->span);
}
