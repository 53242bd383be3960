/* SPDX-License-Identifier: ISC */
/* Does a command change nothing: --dry-run=client, --help? */
#include <string.h>

#include "analyse/tool_data.h"

static bool
lists(const char *const *list, const char *s)
{
	for (; *list != NULL; list++) {
		if (strcmp(*list, s) == 0)
			return true;
	}
	return false;
}

/* One use of an option that may make the command dry. */
static bool
is_dry(const struct norm_option *o)
{
	const char *s;

	if (o->value == NULL)
		return (o->info->nkind == 0 || o->info->optional) &&
		    lists(o->info->dry, "");
	s = value_text(o->value);
	return s != NULL && *s != '\0' && lists(o->info->dry, s);
}

/* Could an unknown word behind it take it back: "$x" as --dry-run=none? */
static bool
taken_back(const struct norm_option *o, struct value *const *argv,
    unsigned argc)
{
	for (unsigned i = o->end; i < argc; i++) {
		size_t n;
		const char *s = value_prefix(argv[i], &n);

		if (value_text(argv[i]) == NULL && (n == 0 || s[0] == '-'))
			return true;
	}
	return false;
}

/*
 * With POSIXLY_CORRECT in its environment getopt ends the options at the
 * first operand, so there --help behind one is a file. Tools with
 * sub-commands have parsers of their own that do not look at it.
 */
static bool
behind_operand(const struct norm *n, const struct norm_option *o)
{
	if (n->tool->top.ncommand > 0)
		return false;
	for (unsigned i = 0; i < n->noperand; i++) {
		if (!n->operand[i].implicit && n->operand[i].at < o->at)
			return true;
	}
	return n->rest >= 0 && (unsigned)n->rest < o->at;
}

/* All uses of one option must agree: the last one counts, and it is not worth
 * telling tools apart by whether it does. */
static bool
all_dry(const struct norm *n, const char *name)
{
	for (unsigned i = 0; i < n->noption; i++) {
		if (strcmp(n->option[i].name, name) == 0 &&
		    (n->option[i].info == NULL ||
		    n->option[i].info->dry == NULL || !is_dry(&n->option[i])))
			return false;
	}
	return true;
}

bool
norm_is_dry(const struct norm *n, struct value *const *argv, unsigned argc)
{
	/* The word could be the value of an option that is not known. */
	if (n->unknown_option || n->unknown_sub)
		return false;
	for (unsigned i = 0; i < n->noption; i++) {
		const struct norm_option *o = &n->option[i];

		if (o->info != NULL && o->info->dry != NULL &&
		    all_dry(n, o->name) && !behind_operand(n, o) &&
		    !taken_back(o, argv, argc))
			return true;
	}
	return false;
}
