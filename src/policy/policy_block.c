/* SPDX-License-Identifier: ISC */
/*
 * blockSet: which rules the owner switched off, which he raised to the
 * floor. An id that no rule has is a warning with the nearest known one, so
 * that a policy survives a rule that was renamed or taken out.
 */
#include <string.h>

#include "base/nearest.h"
#include "policy/load.h"

/* The i-th rule: the built-in ones, then the owner's; NULL at the end. */
static const struct rule *
rule_at(const struct load *l, size_t i)
{
	size_t n;
	const struct rule *const *r = rule_builtin(&n);

	if (i < n)
		return r[i];
	return i - n < l->p->nextra ? l->p->extra[i - n] : NULL;
}

static bool
is_named(const struct rule *r, const char *id)
{
	return strcmp(r->id, id) == 0 || strcmp(r->pack, id) == 0;
}

static void
unknown_id(struct load *l, const char *id)
{
	const struct rule *r;
	struct nearest near;

	nearest_init(&near, id);
	for (size_t i = 0; (r = rule_at(l, i)) != NULL; i++) {
		nearest_offer(&near, r->id);
		nearest_offer(&near, r->pack);
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
	const struct rule *r;

	if (!cJSON_IsString(v)) {
		load_error(l, "expected the id of a rule or pack, such as "
		    "\"git/push-force\" or \"git\"");
		return NULL;
	}
	for (size_t i = 0; (r = rule_at(l, i)) != NULL; i++)
		if (is_named(r, v->valuestring))
			return v->valuestring;
	unknown_id(l, v->valuestring);
	return NULL;
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

static size_t
count(struct load *l, const char *id)
{
	const struct rule *r;
	size_t n = 0;

	for (size_t i = 0; (r = rule_at(l, i)) != NULL; i++)
		n += is_named(r, id);
	return n;
}

void
load_block_floor(struct load *l, const cJSON *array)
{
	const struct rule **out, *r;
	const char *id;
	const cJSON *v;
	unsigned i = 0;
	size_t k = l->p->nraised, n = k;

	cJSON_ArrayForEach(v, array)
		n += cJSON_IsString(v) ? count(l, v->valuestring) : 0;
	out = arena_array(l->a, n + 1, sizeof *out);
	if (k > 0)
		memcpy(out, l->p->raised, k * sizeof *out);
	cJSON_ArrayForEach(v, array) {
		load_push_index(l, i++);
		id = known_id(l, v);
		for (size_t at = 0; id != NULL &&
		    (r = rule_at(l, at)) != NULL; at++)
			if (is_named(r, id))
				out[k++] = r;
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
