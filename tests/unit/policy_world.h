/* SPDX-License-Identifier: ISC */
#ifndef TESTS_UNIT_POLICY_WORLD_H
#define TESTS_UNIT_POLICY_WORLD_H

/* Three policy files of the test's own. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "policy/policy.h"

struct world {
	char dir[64];
	char managed[96], personal[96], claude[96];
	const char *claude_list[2];
	struct policy_sources src;
	struct arena *a;
	const struct policy *p;
};

static inline int
set_up(void **state)
{
	struct world *w = calloc(1, sizeof *w);

	strcpy(w->dir, "/tmp/bp-policy-XXXXXX");
	if (mkdtemp(w->dir) == NULL)
		return 1;
	snprintf(w->managed, sizeof w->managed, "%s/m.json", w->dir);
	snprintf(w->personal, sizeof w->personal, "%s/p.json", w->dir);
	snprintf(w->claude, sizeof w->claude, "%s/c.json", w->dir);
	w->claude_list[0] = w->claude;
	w->src.managed = w->managed;
	w->src.personal = w->personal;
	w->src.claude = w->claude_list;
	w->a = arena_new(64 * 1024 * 1024);
	*state = w;
	return 0;
}

static inline int
tear_down(void **state)
{
	struct world *w = *state;

	if (w->p != NULL)
		policy_close(w->p);
	arena_free(w->a);
	rmdir(w->managed);
	unlink(w->managed);
	unlink(w->personal);
	unlink(w->claude);
	rmdir(w->dir);
	free(w);
	return 0;
}

static inline void
put(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	fputs(text, f);
	fclose(f);
	chmod(path, 0600);
}

static inline const struct policy *
load(struct world *w)
{
	if (w->p != NULL)
		policy_close(w->p);
	w->p = policy_load(w->a, &w->src);
	return w->p;
}

/* Is there such a problem on this line? Column 0: any. */
static inline bool
problem(const struct policy *p, unsigned line, unsigned column,
    const char *text)
{
	size_t i;

	for (i = 0; i < p->nproblem; i++)
		if (p->problem[i].line == line &&
		    (column == 0 || p->problem[i].column == column) &&
		    strstr(p->problem[i].message, text) != NULL)
			return true;
	for (i = 0; i < p->nproblem; i++)
		print_message("# %u:%u %s\n", p->problem[i].line,
		    p->problem[i].column, p->problem[i].message);
	return false;
}

#endif
