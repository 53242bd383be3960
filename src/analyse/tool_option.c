/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "analyse/tool_data.h"

/* Index of the first spelling that is not below s[0..n). */
static unsigned
lower_bound(const struct tool_command *c, const char *s, size_t n)
{
	unsigned lo = 0, hi = c->noption;

	while (lo < hi) {
		unsigned mid = lo + (hi - lo) / 2;

		if (strncmp(c->option[mid].spelling, s, n) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

static const struct tool_option *
exact(const struct tool_command *c, const char *s, size_t n)
{
	/* All that begin with s stand together, the exact one first. */
	unsigned i = lower_bound(c, s, n);

	if (i < c->noption && strncmp(c->option[i].spelling, s, n) == 0 &&
	    c->option[i].spelling[n] == '\0')
		return &c->option[i];
	return NULL;
}

const struct tool_option *
tool_option_find(const struct tool_command *const *level, unsigned nlevel,
    const char *s, size_t n, bool abbrev, bool *ambiguous)
{
	const struct tool_option *found = NULL;
	bool several = false;

	if (ambiguous != NULL)
		*ambiguous = false;
	if (n == 0 || memchr(s, '\0', n) != NULL)
		return NULL;
	for (unsigned l = nlevel; l-- > 0;) {
		if ((found = exact(level[l], s, n)) != NULL)
			return found;
	}
	if (!abbrev || n < 3 || s[0] != '-' || s[1] != '-')
		return NULL;
	for (unsigned l = nlevel; l-- > 0;) {
		const struct tool_command *c = level[l];

		for (unsigned i = lower_bound(c, s, n); i < c->noption &&
		    strncmp(c->option[i].spelling, s, n) == 0; i++) {
			if (found == NULL)
				found = &c->option[i];
			else if (strcmp(found->name, c->option[i].name) != 0)
				several = true;
		}
	}
	if (several && ambiguous != NULL)
		*ambiguous = true;
	return several ? NULL : found;
}
