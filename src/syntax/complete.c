/* SPDX-License-Identifier: ISC */
#include <stdbool.h>
#include <string.h>

#include "syntax/complete.h"

/* Is there a newline between two items that no backslash joins? */
static bool
ends_line(const char *p, const char *end)
{
	for (; p < end; p++)
		if (*p == '\n')
			return true;
		else if (*p == '#')
			return memchr(p, '\n', (size_t)(end - p)) != NULL;
		else if (*p == '\\')
			p++;
	return false;
}

unsigned
complete_count(const char *text, const struct node *program)
{
	const struct node *n, *before = NULL;
	unsigned count = 0;
	size_t from, to;

	if (program == NULL)
		return 0;
	if (program->kind != NODE_LIST)
		return 1;
	for (n = program->body; n != NULL; before = n, n = n->next) {
		if (before == NULL) {
			count = 1;
			continue;
		}
		if (before->after == LIST_AND || before->after == LIST_OR)
			continue;
		from = before->span.off + before->span.len;
		to = n->span.off;
		if (to > from && ends_line(text + from, text + to))
			count++;
	}
	return count;
}
