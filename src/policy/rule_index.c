/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "policy/rule_data.h"

const struct rule *const *
rule_builtin(size_t *n)
{
	*n = rule_table_n;
	return rule_table;
}

const struct rule *
rule_find(const char *id)
{
	for (unsigned i = 0; i < rule_table_n; i++) {
		if (strcmp(rule_table[i]->id, id) == 0)
			return rule_table[i];
	}
	return NULL;
}

static const short *
bucket_of(const char *tool)
{
	unsigned lo = 0, hi = rule_bucket_n;

	while (lo < hi) {
		unsigned mid = lo + (hi - lo) / 2;
		int c = strcmp(tool, rule_bucket[mid].tool);

		if (c == 0)
			return rule_bucket[mid].rule;
		if (c < 0)
			hi = mid;
		else
			lo = mid + 1;
	}
	return NULL;
}

static size_t
add(const short *list, const struct rule **out, size_t n, size_t max)
{
	for (; list != NULL && *list >= 0 && n < max; list++)
		out[n++] = rule_table[*list];
	return n;
}

size_t
rule_candidates(const struct effect *e, const struct rule **out, size_t max)
{
	size_t n = add(rule_by_kind[e->kind], out, 0, max);

	if (e->kind == EFFECT_COMMAND && e->norm != NULL)
		n = add(bucket_of(e->norm->name), out, n, max);
	return n;
}
