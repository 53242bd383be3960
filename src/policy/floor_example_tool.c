/* SPDX-License-Identifier: ISC */
/* Other spellings of a command, and commands that are nearly it. */
#include <string.h>

#include "analyse/tool_data.h"
#include "policy/floor_example.h"
#include "policy/signature_data.h"

/* How the words of a signature are to be spelled. */
struct spell {
	bool alias;		/* the tool's and its resources' other names */
	bool shorts;		/* -f for --force */
	bool end;		/* options behind the operands */
	bool slash;		/* type/name */
	int without;		/* this option is left out, -1: none */
	int other;		/* this operand is another one, -1: none */
	const char *sub;	/* instead of the last sub-command, or NULL */
	const char *tail;	/* more words, or NULL */
};

static const struct spell as_is = { .without = -1, .other = -1 };

static int
option_at(const struct norm *n, unsigned i)
{
	for (unsigned k = 0; k < n->noption; k++)
		if (n->option[k].at <= i && i < n->option[k].end)
			return (int)k;
	return -1;
}

static int
operand_at(const struct norm *n, unsigned i)
{
	for (unsigned k = 0; k < n->noperand; k++)
		if (n->operand[k].at == i && !n->operand[k].implicit)
			return (int)k;
	return -1;
}

/* The two-letter spelling of an option, or NULL. */
static const char *
short_of(const struct norm *n, const char *name)
{
	const struct tool_command *level[2] = { n->command, &n->tool->top };

	for (unsigned l = 0; l < 2; l++)
		for (unsigned i = 0; i < level[l]->noption; i++)
			if (strcmp(level[l]->option[i].name, name) == 0 &&
			    strlen(level[l]->option[i].spelling) == 2)
				return level[l]->option[i].spelling;
	return NULL;
}

/* Another name of a resource. */
static const char *
other_name(const struct tool *t, const char *canon, const char *written)
{
	for (unsigned i = 0; i < t->nresource; i++)
		if (strcmp(t->resource[i].name, canon) == 0)
			return strcmp(written, canon) != 0 ? canon :
			    t->resource[i].aliases[0];
	return NULL;
}

/* Another resource: the shortest word is an everyday one. */
static const char *
other_resource(const struct tool *t, const char *canon)
{
	const char *best = NULL;

	for (unsigned i = 0; i < t->nresource; i++) {
		const char *name = t->resource[i].name;

		if (strcmp(name, canon) != 0 && (best == NULL ||
		    strlen(name) < strlen(best)))
			best = name;
	}
	return best;
}

static const char *
operand_text(struct arena *a, const struct signature *s,
    const struct spell *how, int k, const char *written)
{
	const struct norm_operand *o = &s->norm->operand[k];
	const char *text = candidate_fill(a, written), *r = NULL;

	if (o->kind == OPERAND_RESOURCE && o->canon != NULL) {
		if (how->other == k)
			r = other_resource(s->norm->tool, o->canon);
		else if (how->alias)
			r = other_name(s->norm->tool, o->canon, written);
	}
	if (r != NULL)
		return r;
	return how->other == k ? arena_printf(a, "%s-2", text) : text;
}

static void
add(struct arena *a, const char **line, const char *word, char glue)
{
	*line = arena_printf(a, "%s%c%s", *line, glue,
	    glue == '/' ? word : candidate_quote(a, word));
}

/* Word i of an option. */
static const char *
option_text(struct arena *a, const struct signature *s,
    const struct spell *how, int k, unsigned i)
{
	const struct norm_option *o = &s->norm->option[k];
	const char *word = candidate_fill(a, value_text(s->word[i]));
	const char *shorter = how->shorts && o->value == NULL &&
	    i == o->at ? short_of(s->norm, o->name) : NULL;

	return shorter != NULL ? shorter : word;
}

/* The sub-commands are the first words that belong to no option. */
static void
render_word(struct arena *a, const struct signature *s,
    const struct spell *how, unsigned i, unsigned *sub, const char **line,
    const char **late)
{
	const struct norm *n = s->norm;
	const char *word = value_text(s->word[i]);
	int k = option_at(n, i);

	if (k >= 0) {
		if (k != how->without)
			add(a, how->end ? late : line, option_text(a, s, how,
			    k, i), ' ');
		return;
	}
	if (*sub < n->nsub) {
		(*sub)++;
		add(a, line, how->sub != NULL && *sub == n->nsub ? how->sub :
		    word, ' ');
		return;
	}
	if ((k = operand_at(n, i)) >= 0)
		word = operand_text(a, s, how, k, word);
	add(a, line, candidate_fill(a, word), how->slash && k > 0 &&
	    n->operand[k].kind == OPERAND_NAME &&
	    n->operand[k - 1].kind == OPERAND_RESOURCE ? '/' : ' ');
}

static const char *
render(struct arena *a, const struct signature *s, const struct spell *how)
{
	const struct norm *n = s->norm;
	const char *line = value_text(s->word[0]), *late = "";
	unsigned sub = 0;

	if (how->alias && n->tool->names[1] != NULL &&
	    strcmp(n->tool->names[1], line) != 0)
		line = n->tool->names[1];
	for (unsigned i = 1; i < s->nword; i++)
		render_word(a, s, how, i, &sub, &line, &late);
	return arena_printf(a, "%s%s%s%s", line, late,
	    how->tail != NULL ? " " : "", how->tail != NULL ? how->tail : "");
}

static void
refused(const struct signature *s, struct candidates *c)
{
	struct arena *a = c->a;
	const struct norm *n = s->norm;
	struct spell how = as_is;
	const char *line;

	/* A type alone is no command yet. */
	if (n->noperand > 0 &&
	    n->operand[n->noperand - 1].kind == OPERAND_RESOURCE)
		how.tail = "x";
	how.shorts = how.end = true;
	candidate(c, render(a, s, &how));
	how.shorts = how.end = false;
	line = render(a, s, &how);
	how.alias = how.slash = true;
	candidate(c, render(a, s, &how));
	candidate(c, arena_printf(a, "cd /srv && sudo %s", line));
	candidate(c, arena_printf(a, "sh -c %s", candidate_quote(a, line)));
	candidate(c, line);
	candidate(c, arena_printf(a, "env A=1 %s", line));
	candidate(c, arena_printf(a, "timeout 60 %s", line));
}

/* What is usually asked before it is done. */
static const char *
milder(const struct tool_command *c, const char *than)
{
	static const char *const mild[] = { "get", "plan", "status", "list",
	    "show", "describe", "diff", "log", "ls", "info", "ps", "preview",
	    NULL };

	for (const char *const *m = mild; *m != NULL; m++)
		for (unsigned i = 0; i < c->ncommand; i++)
			if (strcmp(c->command[i].names[0], *m) == 0 &&
			    strcmp(*m, than) != 0)
				return *m;
	for (unsigned i = 0; i < c->ncommand; i++)
		if (strcmp(c->command[i].names[0], than) != 0)
			return c->command[i].names[0];
	return NULL;
}

/* The command whose sub-commands hold the deepest one. */
static const struct tool_command *
parent(const struct norm *n)
{
	const struct tool_command *c = &n->tool->top;

	for (unsigned depth = 0; depth + 1 < n->nsub; depth++) {
		unsigned i = 0;

		while (i < c->ncommand &&
		    strcmp(c->command[i].names[0], n->sub[depth]) != 0)
			i++;
		if (i == c->ncommand)
			return NULL;
		c = &c->command[i];
	}
	return c;
}

/* --dry-run=client, as the grammar has it. */
static const char *
dry(struct arena *a, const struct norm *n)
{
	const struct tool_command *level[2] = { n->command, &n->tool->top };

	for (unsigned l = 0; l < 2; l++) {
		for (unsigned i = 0; i < level[l]->noption; i++) {
			const struct tool_option *o = &level[l]->option[i];

			if (o->info->dry == NULL)
				continue;
			if (o->info->nkind == 0 || o->info->dry[1] == NULL)
				return o->name;
			return arena_printf(a, "%s=%s", o->name,
			    o->info->dry[1]);
		}
	}
	return NULL;
}

static void
passed(const struct signature *s, struct candidates *c)
{
	const struct norm *n = s->norm;
	const struct tool_command *up = n->nsub > 0 ? parent(n) : NULL;
	struct spell how;

	for (unsigned i = 0; i < n->noption && i < 2; i++) {
		how = as_is;
		how.without = (int)i;
		candidate(c, render(c->a, s, &how));
	}
	if (n->noperand > 0) {
		how = as_is;
		for (unsigned i = n->noperand; i-- > 0 && how.other < 0;)
			if (!n->operand[i].implicit)
				how.other = (int)i;
		candidate(c, render(c->a, s, &how));
	}
	how = as_is;
	if ((how.tail = dry(c->a, n)) != NULL)
		candidate(c, render(c->a, s, &how));
	how = as_is;
	if (up != NULL && (how.sub = milder(up, n->sub[n->nsub - 1])) != NULL)
		candidate(c, render(c->a, s, &how));
	candidate(c, arena_printf(c->a, "man %s", n->name));
}

void
candidates_tool(const struct signature *s, struct candidates *yes,
    struct candidates *no)
{
	refused(s, yes);
	passed(s, no);
}
