/* SPDX-License-Identifier: ISC */
#include "policy/signature_doubt.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "analyse/tool_data.h"
#include "base/nearest.h"
#include "policy/signature_data.h"

/* "...; did you mean "x"?" when one is near enough. */
static const char *
meant(struct arena *a, const struct nearest *n, unsigned most)
{
	return n->best == NULL || n->distance > most ? "" :
	    arena_printf(a, "; did you mean \"%s\"?", n->best);
}

/* The command that the known sub-commands lead to. */
static const struct tool_command *
deepest(const struct norm *n)
{
	return n->command != NULL ? n->command : &n->tool->top;
}

static const char *
unknown_sub(struct arena *a, const struct norm *n)
{
	const struct tool_command *c = deepest(n);
	const char *word = n->sub[n->nsub - 1];
	struct nearest near;

	nearest_init(&near, word);
	for (unsigned i = 0; i < c->ncommand; i++)
		for (const char *const *s = c->command[i].names; *s; s++)
			nearest_offer(&near, *s);
	return arena_printf(a, "%s%s%s has no sub-command \"%.40s\" that is "
	    "known here%s", n->name, n->nsub > 1 ? " " : "",
	    n->nsub > 1 ? n->sub[n->nsub - 2] : "", word, meant(a, &near, 9));
}

static void
offer_options(struct nearest *near, const struct tool_command *c)
{
	for (unsigned i = 0; i < c->noption; i++)
		nearest_offer(near, c->option[i].spelling);
}

/* An option that no level knows. Those that another one brings are spelled as
 * the grammar spells them. */
static const char *
unknown_option(struct arena *a, const struct norm *n)
{
	const struct tool_command *level[2] = { &n->tool->top, deepest(n) };

	if (level[0]->noption == 0 && level[1]->noption == 0)
		return NULL;
	for (unsigned i = 0; i < n->noption; i++) {
		const char *name = n->option[i].name;
		struct nearest near;

		if (n->option[i].info != NULL || tool_option_find(level, 2,
		    name, strlen(name), false, NULL) != NULL)
			continue;
		nearest_init(&near, name);
		offer_options(&near, level[0]);
		offer_options(&near, level[1]);
		return arena_printf(a, "%s%s%s has no option \"%.40s\" that "
		    "is known here%s", n->name, n->nsub > 0 ? " " : "",
		    n->nsub > 0 ? n->sub[n->nsub - 1] : "", name,
		    strlen(name) > 2 ? meant(a, &near, 9) : "");
	}
	return NULL;
}

/* A type that the grammar does not list may be a cluster's own: only a near
 * miss of a known one is worth a word. */
static const char *
odd_resource(struct arena *a, const struct norm *n)
{
	const struct tool *t = n->tool;

	for (unsigned i = 0; i < n->noperand; i++) {
		const struct norm_operand *o = &n->operand[i];
		struct nearest near;

		if (o->kind != OPERAND_RESOURCE || o->canon == NULL ||
		    strlen(o->canon) < 3)
			continue;
		nearest_init(&near, o->canon);
		for (unsigned k = 0; k < t->nresource; k++) {
			nearest_offer(&near, t->resource[k].name);
			for (const char *const *s = t->resource[k].aliases;
			    *s != NULL; s++)
				nearest_offer(&near, *s);
		}
		if (near.best != NULL && near.distance == 1)
			return arena_printf(a, "%s knows no \"%.40s\"%s",
			    n->name, o->canon, meant(a, &near, 1));
	}
	return NULL;
}

static const char *const statements[] = { "DROP", "TRUNCATE", "DELETE",
    "ALTER", "UPDATE", "INSERT", "REPLACE", "GRANT", "REVOKE", "FLUSHALL",
    "FLUSHDB", NULL };
static const char *const seconds[] = { "TABLE", "DATABASE", "SCHEMA", "FROM",
    "INTO", "VIEW", "INDEX", "COLUMN", "COLLECTION", "SEQUENCE", "FUNCTION",
    "PROCEDURE", "TRIGGER", "USER", "ROLE", "TYPE", "EXTENSION", "OWNED",
    "(unbounded)", "(drop)", NULL };

static bool
is_upper(const char *s)
{
	bool letter = false;

	for (; *s != '\0'; s++) {
		if (islower((unsigned char)*s))
			return false;
		letter |= isupper((unsigned char)*s) != 0;
	}
	return letter;
}

/* The nearest of a list; NULL when the word is on it, or too far. */
static const char *
nearest_of(const char *word, const char *const *list, unsigned most)
{
	struct nearest near;

	nearest_init(&near, word);
	for (; *list != NULL; list++) {
		if (strcasecmp(word, *list) == 0)
			return NULL;
		nearest_offer(&near, *list);
	}
	return near.distance <= most ? near.best : NULL;
}

/* DORP TABLE, DROP TABEL: words in capitals are meant as SQL. */
static const char *
odd_statement(struct arena *a, const struct signature *s)
{
	const char *first = value_text(s->word[0]), *near, *word;

	if (!is_upper(first))
		return NULL;
	if ((near = nearest_of(first, statements, 2)) != NULL)
		return arena_printf(a, "\"%.40s\" begins no statement that "
		    "can be matched; did you mean \"%s\"?", first, near);
	for (unsigned i = 1; i < s->nword; i++) {
		word = value_text(s->word[i]);
		if ((near = nearest_of(word, seconds, 3)) != NULL)
			return arena_printf(a, "this is no statement that "
			    "can be matched: \"%.40s\"; did you mean \"%s\"?",
			    word, near);
	}
	for (const char *const *k = statements; *k != NULL; k++)
		if (strcasecmp(first, *k) == 0)
			return "this is no statement that can be matched, so "
			    "it stands for these words in a command; see the "
			    "table of statements in bashplate-policy(5)";
	return NULL;
}

static const char *
odd_program(struct arena *a, const struct signature *s)
{
	const char *word = value_text(s->word[0]);
	size_t n = strlen(word);
	struct nearest near;

	if (n < 4 || strpbrk(word, "*?[/") != NULL)
		return NULL;
	nearest_init(&near, word);
	for (unsigned i = 0; i < tool_index_n; i++)
		if (strlen(tool_index[i].name) >= 3)
			nearest_offer(&near, tool_index[i].name);
	if (near.best == NULL || near.distance > (n < 7 ? 1U : 2U))
		return NULL;
	return arena_printf(a, "no tool known here is called \"%.40s\"%s",
	    word, meant(a, &near, 2));
}

const char *
signature_doubt(struct arena *a, const struct signature *s)
{
	const struct norm *n = s->norm;
	const char *why;

	if (s->is_sql)
		return NULL;
	if (n == NULL) {
		why = odd_statement(a, s);
		return why != NULL ? why : odd_program(a, s);
	}
	if (n->unknown_sub && n->nsub > 0)
		return unknown_sub(a, n);
	if (n->unknown_option && (why = unknown_option(a, n)) != NULL)
		return why;
	return odd_resource(a, n);
}
