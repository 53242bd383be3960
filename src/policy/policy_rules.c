/* SPDX-License-Identifier: ISC */
/*
 * rules.d beside a policy file: packs of the owner's own. They can only
 * refuse more, so a mistake in one breaks the policy as any other does.
 */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "policy/load.h"
#include "policy/rule_load.h"

enum { RULES_D_MAX = 64 };

static void
add_rule(struct load *l, const struct rule *r)
{
	const struct rule **list;

	if (rule_find(r->id) != NULL) {
		load_error_at(l, 0, 0, "the id \"%s\" is a built-in rule's",
		    r->id);
		return;
	}
	if (l->p->nextra == l->extra_cap) {
		l->extra_cap = l->extra_cap == 0 ? 64 : 2 * l->extra_cap;
		list = arena_array(l->a, l->extra_cap, sizeof *list);
		if (l->p->nextra > 0)
			memcpy(list, l->p->extra,
			    l->p->nextra * sizeof *list);
		l->extra = list;
		l->p->extra = list;
	}
	l->extra[l->p->nextra++] = r;
}

static int
by_id(const void *a, const void *b)
{
	return strcmp((*(const struct rule *const *)a)->id,
	    (*(const struct rule *const *)b)->id);
}

/* Of two rules with one id nobody could say which is meant. */
static void
check_unique(struct load *l, const char *dir)
{
	size_t n = l->p->nextra;
	const struct rule **list = arena_array(l->a, n + 1, sizeof *list);

	if (n == 0)
		return;
	memcpy(list, l->p->extra, n * sizeof *list);
	qsort(list, n, sizeof *list, by_id);
	l->file = dir;
	for (size_t i = 1; i < n; i++)
		if (strcmp(list[i - 1]->id, list[i]->id) == 0)
			load_error_at(l, 0, 0, "the id \"%s\" stands in "
			    "two files of rules.d", list[i]->id);
}

void
load_rules(struct load *l)
{
	const struct jsonproblem *problem;
	const struct rule *const *r;
	size_t n;

	r = rule_load_file(l->a, l->file, l->text, l->len, false, &n,
	    &problem);
	for (; problem != NULL; problem = problem->next)
		load_error_at(l, problem->line, problem->column, "%s",
		    problem->message);
	for (size_t i = 0; i < n; i++)
		add_rule(l, r[i]);
}

static int
by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool
is_pack(const char *name)
{
	size_t n = strlen(name);

	return name[0] != '.' && n > 5 && strcmp(name + n - 5, ".json") == 0;
}

/* The packs in `dir`, by name, so that their order is the same everywhere. */
static size_t
list_packs(struct load *l, const char *dir, const char **out)
{
	struct dirent *e;
	size_t n = 0;
	DIR *d = opendir(dir);

	if (d == NULL) {
		if (errno != ENOENT && errno != ENOTDIR && errno != EACCES)
			load_error_at(l, 0, 0, "rules.d cannot be read: %s",
			    strerror(errno));
		return 0;
	}
	while ((e = readdir(d)) != NULL) {
		if (!is_pack(e->d_name))
			continue;
		if (n == RULES_D_MAX) {
			load_error_at(l, 0, 0, "more than %d packs in %s",
			    RULES_D_MAX, dir);
			break;
		}
		out[n++] = arena_printf(l->a, "%s/%s", dir, e->d_name);
	}
	closedir(d);
	qsort(out, n, sizeof *out, by_name);
	return n;
}

void
load_rules_d(struct load *l, const char *policy_file, enum load_kind kind)
{
	const char *slash = strrchr(policy_file, '/');
	const char *file[RULES_D_MAX], *dir;
	bool have = l->have_policy, managed = l->p->managed;
	size_t n;

	if (slash == NULL)
		return;
	l->file = policy_file;
	l->kind = kind;
	dir = arena_printf(l->a, "%.*s/rules.d", (int)(slash - policy_file),
	    policy_file);
	n = list_packs(l, dir, file);
	l->rules = true;
	for (size_t i = 0; i < n; i++)
		load_file(l, file[i], kind);
	l->rules = false;
	check_unique(l, dir);
	/* Only the policy file itself says that there is a policy, and whose
	 * it is. */
	l->have_policy = have;
	l->p->managed = managed;
}
