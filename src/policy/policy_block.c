/* SPDX-License-Identifier: ISC */
/*
 * blockSet: which rules the owner switched off, which he raised to the
 * floor. An id that no rule has is a warning with the nearest known one, so
 * that a policy survives a rule that was renamed or taken out.
 */
#include <string.h>

#include "base/nearest.h"
#include "policy/load.h"

static bool
is_pack(const char *id)
{
	size_t i, n;
	const struct rule *const *r = rule_builtin(&n);

	for (i = 0; i < n; i++)
		if (strcmp(r[i]->pack, id) == 0)
			return true;
	return false;
}

static void
unknown_id(struct load *l, const char *id)
{
	size_t i, n;
	const struct rule *const *r = rule_builtin(&n);
	struct nearest near;

	nearest_init(&near, id);
	for (i = 0; i < n; i++) {
		nearest_offer(&near, r[i]->id);
		if (i == 0 || strcmp(r[i]->pack, r[i - 1]->pack) != 0)
			nearest_offer(&near, r[i]->pack);
	}
	if (near.best != NULL)
		load_warn(l, "no rule or pack is called \"%.60s\"; did you "
		    "mean \"%s\"?", id, near.best);
	else
		load_warn(l, "no rule or pack is called \"%.60s\"; `platectl "
		    "rules` lists them", id);
}

/* The string at v when it is the id of a rule or pack, else NULL. */
static const char *
known_id(struct load *l, const cJSON *v)
{
	if (!cJSON_IsString(v)) {
		load_error(l, "expected the id of a rule or pack, such as "
		    "\"git/push-force\" or \"git\"");
		return NULL;
	}
	if (rule_find(v->valuestring) == NULL && !is_pack(v->valuestring)) {
		unknown_id(l, v->valuestring);
		return NULL;
	}
	return v->valuestring;
}

void
load_block_off(struct load *l, const cJSON *array)
{
	const char **off, *id;
	const cJSON *v;
	unsigned i = 0;
	size_t n = 0;

	off = arena_array(l->a, (size_t)cJSON_GetArraySize(array) + 1,
	    sizeof *off);
	cJSON_ArrayForEach(v, array) {
		load_push_index(l, i++);
		id = known_id(l, v);
		if (id != NULL && strncmp(id, "self", 4) == 0 &&
		    (id[4] == '/' || id[4] == '\0'))
			load_warn(l, "\"%s\" is the guard's own protection "
			    "and stays on", id);
		else if (id != NULL)
			off[n++] = arena_strdup(l->a, id);
		load_pop(l);
	}
	l->p->off = off;
}

static void
raise(struct load *l, const char *id, const struct rule **out, size_t *k)
{
	size_t i, n;
	const struct rule *const *r = rule_builtin(&n);

	for (i = 0; i < n; i++)
		if (strcmp(r[i]->id, id) == 0 || strcmp(r[i]->pack, id) == 0)
			out[(*k)++] = r[i];
	(void)l;
}

void
load_block_floor(struct load *l, const cJSON *array)
{
	const struct rule **out;
	const char *id;
	const cJSON *v;
	unsigned i = 0;
	size_t n, k = l->p->nraised;
	size_t size = (size_t)cJSON_GetArraySize(array);

	rule_builtin(&n);
	/* Each id names at most all rules; more than 64 is a list of packs. */
	out = arena_array(l->a, k + n * (size < 64 ? size : 64) + 1,
	    sizeof *out);
	if (k > 0)
		memcpy(out, l->p->raised, k * sizeof *out);
	cJSON_ArrayForEach(v, array) {
		load_push_index(l, i++);
		id = known_id(l, v);
		if (id != NULL && rule_find(id) != NULL)
			out[k++] = rule_find(id);
		else if (id != NULL)
			raise(l, id, out, &k);
		load_pop(l);
	}
	l->p->raised = out;
	l->p->nraised = k;
}

bool
policy_rule_off(const struct policy *p, const struct rule *r)
{
	const char *const *id;

	if (r->radius < p->threshold)
		return true;
	for (id = p->off; id != NULL && *id != NULL; id++)
		if (strcmp(*id, r->id) == 0 || strcmp(*id, r->pack) == 0)
			return true;
	return false;
}
