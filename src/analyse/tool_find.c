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

const struct tool_variable *
tool_variable_find(const char *name)
{
	unsigned lo = 0, hi = tool_variable_n;

	while (lo < hi) {
		unsigned mid = lo + (hi - lo) / 2;
		int c = strcmp(name, tool_variable_index[mid].name);

		if (c == 0)
			return &tool_variable_index[mid];
		if (c < 0)
			hi = mid;
		else
			lo = mid + 1;
	}
	return NULL;
}

const struct tool_texts *
tool_texts(const struct tool *t)
{
	static const struct tool_texts none;

	return t->texts == NULL ? &none : t->texts;
}

const struct tool_texts *
tool_language(const char *language)
{
	const struct tool *t = language == NULL ? NULL : tool_find(language);

	return t == NULL ? NULL : t->texts;
}

const char *const *
tool_children(const struct tool *t)
{
	return t->children;
}
