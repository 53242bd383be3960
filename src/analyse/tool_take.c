/* SPDX-License-Identifier: ISC */
/* What an option takes along, once its spelling is known: values, the rest of
 * the words, what else it changes. */
#include <string.h>

#include "analyse/tool_parse.h"

bool
tool_option_used(const struct tool_parse *p, const char *name)
{
	for (unsigned i = 0; i < p->n->noption; i++) {
		if (strcmp(p->n->option[i].name, name) == 0)
			return true;
	}
	return false;
}

/* Take back what --no-x and --x=false undo. */
void
tool_option_forget(struct tool_parse *p, const char *name)
{
	unsigned kept = 0;

	for (unsigned i = 0; i < p->n->noption; i++) {
		if (strcmp(p->n->option[i].name, name) != 0)
			p->n->option[kept++] = p->n->option[i];
	}
	p->n->noption = kept;
}

static void
drop_from_shape(struct tool_parse *p, enum operand_kind kind)
{
	for (unsigned i = 0; i < p->nshape; i++) {
		if (p->shape[i].kind != kind)
			continue;
		memmove(&p->shape[i], &p->shape[i + 1],
		    (p->nshape - i - 1) * sizeof *p->shape);
		p->nshape--;
		return;
	}
}

/* All that an option changes besides being there. */
void
tool_option_effects(struct tool_parse *p, const struct tool_optinfo *info)
{
	for (const char *const *s = info->sets; s != NULL && *s; s++)
		tool_add_option(p, *s, OPERAND_FLAG, NULL, p->i);
	if (info->shape != NULL)
		tool_set_shape(p, info->shape);
	if (info->fills >= 0)
		drop_from_shape(p, (enum operand_kind)info->fills);
	if (info->nturns > 0 &&
	    p->nturns < sizeof p->turns / sizeof p->turns[0])
		p->turns[p->nturns++] = info;
	if (info->where >= 0)
		p->where = info->where;
	if (info->input >= 0)
		p->input = info->input;
	if (info->ends)
		p->ended = true;
}

static unsigned
until_end(const struct tool_parse *p, unsigned i)
{
	for (; i < p->argc; i++) {
		const char *s = value_text(p->argv[i]);

		/* A plus ends only after {}, as in find. */
		if (s == NULL || (strcmp(s, ";") != 0 && strcmp(s, "+") != 0))
			continue;
		if (*s == ';')
			return i;
		s = value_text(p->argv[i - 1]);
		if (s != NULL && strcmp(s, "{}") == 0)
			return i;
	}
	return i;
}

/* Options that begin a command: find -exec, gdb --args. */
static void
take_rest(struct tool_parse *p, const char *name, enum operand_kind kind)
{
	struct norm *n = p->n;
	struct norm_option *o;
	unsigned first = p->i + 1, end = p->argc;

	if (kind == OPERAND_ARGV_UNTIL)
		end = until_end(p, first < p->argc ? first : p->argc);
	o = tool_add_option(p, name, kind, first < end ? p->argv[first] : NULL,
	    p->i);
	o->end = end;
	if (n->rest < 0 && first < end) {
		n->rest = (int)first;
		n->rest_kind = kind;
		n->rest_end = (int)end;
	}
	p->i = end < p->argc ? end : p->argc - 1;
}

/* Is the next word there to be a value? */
static bool
value_follows(const struct tool_parse *p)
{
	const char *s;

	if (p->i + 1 >= p->argc)
		return false;
	s = value_text(p->argv[p->i + 1]);
	return !p->signature || s == NULL || s[0] != '-' || s[1] == '\0';
}

/* `env -S'rm -rf' /`: the words after it belong to the text. */
static const struct value *
joined(struct tool_parse *p, const struct value *v)
{
	for (unsigned i = p->i + 1; i < p->argc; i++)
		v = value_join(p->a, value_join(p->a, v,
		    value_const(p->a, " ", 1)), p->argv[i]);
	return v;
}

/*
 * Record option `o`. `attached` is the value in the same word or NULL;
 * p->i is left on the last word that was used.
 */
void
tool_option_take(struct tool_parse *p, const struct tool_option *o,
    const struct value *attached)
{
	const struct tool_optinfo *info = o->info;
	unsigned at = p->i;

	tool_option_effects(p, info);
	if (info->nkind == 0) {
		tool_add_option(p, o->name, OPERAND_FLAG, attached,
		    at)->info = info;
		return;
	}
	if (operand_takes_rest(info->kind[0]) && attached == NULL) {
		take_rest(p, o->name, info->kind[0]);
		return;
	}
	if (info->optional || attached != NULL) {
		if (info->kind[0] == OPERAND_SHELL_JOIN) {
			attached = joined(p, attached);
			tool_add_option(p, o->name, OPERAND_SHELL, attached,
			    at);
			return;
		}
		tool_add_option(p, o->name, info->kind[0], attached,
		    at)->info = info;
		return;
	}
	for (unsigned k = 0; k < info->nkind; k++) {
		const struct value *v = value_follows(p) ?
		    p->argv[++p->i] : NULL;
		struct norm_option *use = tool_add_option(p, o->name,
		    info->kind[k], v, at);

		use->end = p->i + 1;
		use->info = info;
	}
}
