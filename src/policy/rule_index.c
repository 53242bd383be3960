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

const short *
rule_bucket_of(const char *tool)
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
