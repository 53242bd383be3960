/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "syntax/complete.h"

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
		if (to > from && memchr(text + from, '\n', to - from) != NULL)
			count++;
	}
	return count;
}
