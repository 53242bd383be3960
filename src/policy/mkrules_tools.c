/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "policy/mkrules.h"

static const char *
gen_shape(struct gen *g, const struct tool_shape *s)
{
	const char *body = "";

	if (s->n == 0)
		return "{ NULL, 0 }";
	for (unsigned i = 0; i < s->n; i++)
		body = arena_printf(g->a, "%s\t{ %d, %d, %d },\n", body,
		    (int)s->at[i].kind, s->at[i].optional, s->at[i].repeat);
	return arena_printf(g->a, "{ %s, %u }",
	    gen_table(g, "struct tool_operand", body), s->n);
}

static const char *
gen_turns(struct gen *g, const struct tool_optinfo *o)
{
	const char *body = "";

	if (o->nturns == 0)
		return "NULL";
	for (unsigned i = 0; i < o->nturns; i++)
		body = arena_printf(g->a, "%s\t{ %d, %d },\n", body,
		    (int)o->turns[i].from, (int)o->turns[i].to);
	return gen_table(g, "struct tool_turn", body);
}

static const char *
gen_optinfo(struct gen *g, const struct tool_optinfo *o)
{
	const char *shape = "NULL";

	if (o->shape != NULL)
		shape = gen_table(g, "struct tool_shape",
		    arena_printf(g->a, "\t%s\n", gen_shape(g, o->shape)));
	return gen_table(g, "struct tool_optinfo", arena_printf(g->a,
	    "\t{ { %d, %d, %d }, %u, %d, %d, %d, %d, %s, %s, %d, %d, %d, %s, "
	    "%u, %s, %uU, %s }\n",
	    (int)o->kind[0], (int)o->kind[1], (int)o->kind[2], o->nkind,
	    o->optional, o->digits, o->ends, o->detached,
	    gen_strings(g, o->sets), shape, o->fills, o->where, o->input,
	    gen_turns(g, o), o->nturns, gen_strings(g, o->dry), o->covers,
	    gen_string(g, o->is)));
}

static const char *
gen_options(struct gen *g, const struct tool_command *c)
{
	const char *body = "";

	if (c->noption == 0)
		return "NULL";
	for (unsigned i = 0; i < c->noption; i++)
		body = arena_printf(g->a, "%s\t{ %s, %s, %s },\n", body,
		    gen_string(g, c->option[i].spelling),
		    gen_string(g, c->option[i].name),
		    gen_optinfo(g, c->option[i].info));
	return gen_table(g, "struct tool_option", body);
}

static const char *gen_commands(struct gen *, const struct tool_command *);

static const char *
gen_command(struct gen *g, const struct tool_command *c)
{
	return arena_printf(g->a, "{ %s, %s, %u, %s, %u,\n\t    %s, "
	    "%d, %d, %d, %d, %s, %s }", gen_strings(g, c->names),
	    gen_options(g, c), c->noption, gen_commands(g, c), c->ncommand,
	    gen_shape(g, &c->shape), c->has_shape, c->posix, (int)c->where,
	    (int)c->input, gen_string(g, c->language),
	    gen_string(g, c->implicit));
}

static const char *
gen_commands(struct gen *g, const struct tool_command *up)
{
	const char *body = "";

	if (up->ncommand == 0)
		return "NULL";
	for (unsigned i = 0; i < up->ncommand; i++)
		body = arena_printf(g->a, "%s\t%s,\n", body,
		    gen_command(g, &up->command[i]));
	return gen_table(g, "struct tool_command", body);
}

static const char *
gen_uses(struct gen *g, const struct tool_use *u, unsigned n)
{
	const char *body = "";

	if (n == 0)
		return "NULL";
	for (unsigned i = 0; i < n; i++)
		body = arena_printf(g->a, "%s\t{ %s, %d },\n", body,
		    gen_string(g, u[i].name), (int)u[i].use);
	return gen_table(g, "struct tool_use", body);
}

static const char *
gen_texts(struct gen *g, const struct tool_texts *t)
{
	const char *body = "", *request = "NULL", *added = "NULL";

	if (t == NULL)
		return "NULL";
	for (unsigned i = 0; i < t->nadded; i++)
		body = arena_printf(g->a, "%s\t{ %s, %d, %s },\n", body,
		    gen_string(g, t->added[i].name), (int)t->added[i].how,
		    gen_string(g, t->added[i].option));
	if (t->nadded > 0)
		added = gen_table(g, "struct tool_added", body);
	body = "";
	for (unsigned i = 0; i < t->nrequest; i++)
		body = arena_printf(g->a, "%s\t{ %s, %s },\n", body,
		    gen_string(g, t->request[i].request),
		    gen_string(g, t->request[i].command));
	if (t->nrequest > 0)
		request = gen_table(g, "struct tool_request", body);
	return gen_table(g, "struct tool_texts", arena_printf(g->a,
	    "\t{ %s, %s, %s, %s, %s, %u, %u, %u, %u, %u,\n\t  %s, %u, %s, %u, "
	    "%u, %d, %d, %d, %s, %s }\n", gen_uses(g, t->call, t->ncall),
	    gen_uses(g, t->line, t->nline), gen_uses(g, t->carry, t->ncarry),
	    gen_uses(g, t->variable, t->nvariable), gen_uses(g, t->startup,
	    t->nstartup), t->ncall, t->nline, t->ncarry, t->nvariable,
	    t->nstartup, added, t->nadded, request, t->nrequest, t->literals,
	    (int)t->prints, t->scripts, t->copies, gen_string(g, t->aliases),
	    gen_string(g, t->inputs)));
}

static const char *
gen_tool(struct gen *g, const struct tool *t)
{
	const char *body = "", *resources = "NULL";

	for (unsigned i = 0; i < t->nresource; i++)
		body = arena_printf(g->a, "%s\t{ %s, %s },\n", body,
		    gen_string(g, t->resource[i].name),
		    gen_strings(g, t->resource[i].aliases));
	if (t->nresource > 0)
		resources = gen_table(g, "struct tool_resource", body);
	return gen_table(g, "struct tool", arena_printf(g->a,
	    "\t{ %s, %d, %d, %d, %d, %s,\n\t  %s, %u, %s, %s }\n",
	    gen_strings(g, t->names), (int)t->style, t->abbrev, t->bundle,
	    t->negate, gen_command(g, &t->top), resources, t->nresource,
	    gen_texts(g, t->texts), t->children != NULL ?
	    gen_strings(g, t->children) : "NULL"));
}

static int
by_name(const void *a, const void *b)
{
	return strcmp(((const struct tool_entry *)a)->name,
	    ((const struct tool_entry *)b)->name);
}

static int
by_variable(const void *a, const void *b)
{
	return strcmp(((const struct tool_variable *)a)->name,
	    ((const struct tool_variable *)b)->name);
}

/* The variables of all grammars; `table` names each tool's own. */
static void
gen_variables(struct gen *g, const struct tool *const *tool, unsigned n,
    const char *const *table)
{
	struct tool_variable *v;
	unsigned nv = 0, k;

	for (unsigned i = 0; i < n; i++)
		nv += tool[i]->texts == NULL ? 0 : tool[i]->texts->nvariable;
	v = arena_array(g->a, nv + 1, sizeof *v);
	nv = 0;
	for (unsigned i = 0; i < n; i++)
		for (k = 0; tool[i]->texts != NULL &&
		    k < tool[i]->texts->nvariable; k++)
			v[nv++] = (struct tool_variable){
			    tool[i]->texts->variable[k].name,
			    tool[i]->texts->variable[k].use, tool[i] };
	qsort(v, nv, sizeof *v, by_variable);
	fprintf(g->out, "\nconst struct tool_variable tool_variable_index[] = "
	    "{\n");
	for (unsigned i = 0; i < nv; i++) {
		for (k = 0; tool[k] != v[i].tool; k++)
			;
		fprintf(g->out, "\t{ %s, %d, %s },\n", gen_string(g,
		    v[i].name), (int)v[i].use, table[k]);
	}
	fprintf(g->out, "\t{ NULL, 0, NULL }\n};\n"
	    "const unsigned tool_variable_n = %u;\n", nv);
}

static void
gen_requests(struct gen *g, const struct tool *const *tool, unsigned n)
{
	unsigned nr = 0;

	fprintf(g->out, "\nconst struct tool_request tool_request_index[] = "
	    "{\n");
	for (unsigned i = 0; i < n; i++)
		for (unsigned k = 0; tool[i]->texts != NULL &&
		    k < tool[i]->texts->nrequest; k++, nr++)
			fprintf(g->out, "\t{ %s, %s },\n", gen_string(g,
			    tool[i]->texts->request[k].request), gen_string(g,
			    tool[i]->texts->request[k].command));
	fprintf(g->out, "\t{ NULL, NULL }\n};\n"
	    "const unsigned tool_request_n = %u;\n", nr);
}

void
gen_tools(struct gen *g, const struct tool *const *tool, unsigned n)
{
	const char **t;
	struct tool_entry *e;
	unsigned ne = 0;

	fprintf(g->out, "/* Made by mkrules from rules/tools. */\n"
	    "#include \"analyse/tool_data.h\"\n\n");
	for (unsigned i = 0; i < n; i++) {
		for (const char *const *s = tool[i]->names; *s != NULL; s++)
			ne++;
	}
	e = arena_array(g->a, ne + 1, sizeof *e);
	t = arena_array(g->a, n + 1, sizeof *t);
	ne = 0;
	for (unsigned i = 0; i < n; i++) {
		t[i] = gen_tool(g, tool[i]);
		for (const char *const *s = tool[i]->names; *s != NULL; s++)
			e[ne++] = (struct tool_entry){ *s, tool[i] };
	}
	qsort(e, ne, sizeof *e, by_name);
	fprintf(g->out, "\nconst struct tool_entry tool_index[] = {\n");
	for (unsigned i = 0; i < ne; i++) {
		unsigned k = 0;

		while (tool[k] != e[i].tool)
			k++;
		fprintf(g->out, "\t{ %s, %s },\n", gen_string(g, e[i].name),
		    t[k]);
	}
	fprintf(g->out, "\t{ NULL, NULL }\n};\nconst unsigned tool_index_n = "
	    "%u;\n", ne);
	gen_variables(g, tool, n, t);
	gen_requests(g, tool, n);
}
