/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "analyse/tool_data.h"

const struct tool *
tool_find(const char *name)
{
	unsigned lo = 0, hi = tool_index_n;

	while (lo < hi) {
		unsigned mid = lo + (hi - lo) / 2;
		int c = strcmp(name, tool_index[mid].name);

		if (c == 0)
			return tool_index[mid].tool;
		if (c < 0)
			hi = mid;
		else
			lo = mid + 1;
	}
	return NULL;
}
