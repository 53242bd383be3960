/* SPDX-License-Identifier: ISC */
/* What an option of a grammar says: its kinds and all it changes. */
#include <stdlib.h>
#include <string.h>

#include "analyse/tool_load_int.h"

static const cJSON *
member(const cJSON *o, const char *key)
{
	return cJSON_GetObjectItemCaseSensitive(o, key);
}

static void
read_turns(struct jsondoc *d, const cJSON *o, struct tool_optinfo *info)
{
	const cJSON *m = member(o, "turns"), *e;
	struct tool_turn *t;
	int from, to;

	if (m == NULL)
		return;
	jsondoc_key(d, "turns");
	t = arena_array(d->a, (size_t)cJSON_GetArraySize(m) + 1, sizeof *t);
	info->turns = t;
	if (!cJSON_IsObject(m))
		jsondoc_error(d, "expected an object: kind to kind");
	cJSON_ArrayForEach(e, m) {
		if (!cJSON_IsObject(m) || !cJSON_IsString(e))
			continue;
		jsondoc_key(d, e->string);
		from = tool_read_kind(d, e->string);
		to = tool_read_kind(d, e->valuestring);
		if (from >= 0 && to >= 0)
			t[info->nturns++] = (struct tool_turn){
			    (enum operand_kind)from, (enum operand_kind)to };
		jsondoc_back(d);
	}
	jsondoc_back(d);
}

/* Kinds as a set of bits. */
static void
read_covers(struct jsondoc *d, const cJSON *o, struct tool_optinfo *info)
{
	unsigned n;
	const char *const *s = jsondoc_strings(d, o, "covers", &n);

	for (unsigned i = 0; i < n; i++) {
		int k;

		jsondoc_key(d, "covers");
		jsondoc_index(d, i);
		k = tool_read_kind(d, s[i]);
		if (k >= 0)
			info->covers |= 1U << k;
		jsondoc_back(d);
		jsondoc_back(d);
	}
}

/* "", "KIND", "?KIND", "#KIND", "KIND KIND". */
static void
read_values(struct jsondoc *d, const char *s, struct tool_optinfo *info)
{
	unsigned n;
	const char *const *name;

	info->digits = *s == '#';
	info->optional = *s == '?' || info->digits;
	name = tool_split(d->a, s + info->optional, " ", &n);
	if (n > TOOL_VALUES || (info->optional && n != 1))
		jsondoc_error(d, "\"%s\": too many values", s);
	for (unsigned i = 0; i < n && i < TOOL_VALUES; i++) {
		int k = tool_read_kind(d, name[i]);

		info->kind[info->nkind++] = k < 0 ? OPERAND_VALUE :
		    (enum operand_kind)k;
	}
}

static void
read_option_object(struct jsondoc *d, const cJSON *o,
    struct tool_optinfo *info)
{
	static const char *const keys[] = { "kind", "sets", "operands",
	    "fills", "turns", "where", "stdin", "detached", "ends", "dry",
	    "covers", "is", NULL };
	const char *kind;

	if (!jsondoc_keys(d, o, keys))
		return;
	if ((kind = jsondoc_string(d, o, "kind")) == NULL)
		jsondoc_error(d, "expected \"kind\" in an option");
	else
		read_values(d, kind, info);
	info->sets = jsondoc_strings(d, o, "sets", NULL);
	if (member(o, "operands") != NULL) {
		struct tool_shape *shape = arena_alloc(d->a, sizeof *shape);

		*shape = tool_read_shape(d, o, "operands");
		info->shape = shape;
	}
	info->fills = tool_read_enum(d, o, "fills", operand_kind_of, -1);
	read_turns(d, o, info);
	info->where = tool_read_enum(d, o, "where", where_of, -1);
	info->input = tool_read_enum(d, o, "stdin", tool_stdin_of, -1);
	info->detached = jsondoc_bool(d, o, "detached");
	info->ends = jsondoc_bool(d, o, "ends");
	if (member(o, "dry") != NULL)
		info->dry = jsondoc_strings(d, o, "dry", NULL);
	read_covers(d, o, info);
	info->is = jsondoc_string(d, o, "is");
}

static int
by_spelling(const void *a, const void *b)
{
	return strcmp(((const struct tool_option *)a)->spelling,
	    ((const struct tool_option *)b)->spelling);
}

static unsigned
add_spellings(struct jsondoc *d, struct tool_option *to, const cJSON *e)
{
	struct tool_optinfo *info = arena_alloc(d->a, sizeof *info);
	unsigned n;
	const char *const *s = tool_split(d->a, e->string, "|", &n);

	info->fills = info->where = info->input = -1;
	if (cJSON_IsString(e))
		read_values(d, e->valuestring, info);
	else if (cJSON_IsObject(e))
		read_option_object(d, e, info);
	else
		jsondoc_error(d, "expected a kind or an object");
	if (n == 0)
		jsondoc_key_error(d, "an option has a spelling");
	for (unsigned i = 0; i < n; i++)
		to[i] = (struct tool_option){ s[i], s[n - 1], info };
	return n;
}

void
tool_read_options(struct jsondoc *d, const cJSON *o, struct tool_command *c)
{
	const cJSON *m = member(o, "options"), *e;
	struct tool_option *opt;
	size_t max = 0;

	if (m == NULL)
		return;
	jsondoc_key(d, "options");
	if (!cJSON_IsObject(m)) {
		jsondoc_error(d, "expected an object: spellings to kind");
		jsondoc_back(d);
		return;
	}
	cJSON_ArrayForEach(e, m) {
		max++;
		for (const char *s = e->string; *s != '\0'; s++)
			max += *s == '|';
	}
	opt = arena_array(d->a, max + 1, sizeof *opt);
	cJSON_ArrayForEach(e, m) {
		jsondoc_key(d, e->string);
		c->noption += add_spellings(d, opt + c->noption, e);
		jsondoc_back(d);
	}
	qsort(opt, c->noption, sizeof *opt, by_spelling);
	for (unsigned i = 1; i < c->noption; i++) {
		if (strcmp(opt[i].spelling, opt[i - 1].spelling) == 0)
			jsondoc_error(d, "the option %s stands twice",
			    opt[i].spelling);
	}
	c->option = opt;
	jsondoc_back(d);
}
