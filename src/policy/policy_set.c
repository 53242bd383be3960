/* SPDX-License-Identifier: ISC */
/* Setters that several keys of a policy file share. */
#include <string.h>

#include "base/clock.h"
#include "policy/policy_key.h"

void
load_ignored(struct load *l)
{
	load_warn(l, "ignored: an earlier policy file has the last word and "
	    "this one can only tighten it");
	l->ignored = true;
}

void *
load_member(struct load *l, const struct key *k)
{
	return (char *)l->p + k->at;
}

int
load_word(const char *words, const char *s)
{
	size_t n = strlen(s), len;
	int i;

	for (i = 0; *words != '\0'; i++) {
		len = strcspn(words, "|");
		if (len == n && strncmp(words, s, n) == 0)
			return i;
		words += len + (words[len] == '|');
	}
	return -1;
}

void
load_set_duration(struct load *l, const struct key *k, const cJSON *v)
{
	int64_t *slot = load_member(l, k), ns;

	if (strcmp(v->valuestring, "0s") == 0 &&
	    strcmp(k->name, "grace") == 0)
		ns = 0;
	else if (clock_duration(v->valuestring, &ns) != 0) {
		load_error(l, "\"%.40s\" is not a duration; expected one like "
		    "\"90s\", \"30m\", \"2h\" or \"1h30m\"", v->valuestring);
		return;
	}
	if (l->tighten && ns > *slot)
		load_ignored(l);
	else
		*slot = ns;
}

const char *const *
load_strings(struct load *l, const cJSON *array)
{
	const char **out;
	const cJSON *v;
	unsigned i = 0;
	size_t n = 0;

	out = arena_array(l->a, (size_t)cJSON_GetArraySize(array) + 1,
	    sizeof *out);
	cJSON_ArrayForEach(v, array) {
		load_push_index(l, i++);
		if (!cJSON_IsString(v) || v->valuestring[0] == '\0')
			load_error(l, "expected a string that is not empty");
		else
			out[n++] = arena_strdup(l->a, v->valuestring);
		load_pop(l);
	}
	return out;
}

bool
load_in_list(const char *const *list, const char *s)
{
	for (; *list != NULL; list++)
		if (strcmp(*list, s) == 0)
			return true;
	return false;
}

const char *const *
load_common(struct load *l, const char *const *old, const char *const *in)
{
	const char **out;
	size_t i, n = 0;

	for (i = 0; in[i] != NULL; i++)
		;
	out = arena_array(l->a, i + 1, sizeof *out);
	for (i = 0; in[i] != NULL; i++)
		if (load_in_list(old, in[i]))
			out[n++] = in[i];
	if (in[n] != NULL)
		load_ignored(l);
	return out;
}

/* Scope: a later file keeps only what both name; "*" is everything. */
void
load_set_scope(struct load *l, const struct key *k, const cJSON *v)
{
	const char *const **slot = load_member(l, k);
	const char *const *in = load_strings(l, v), *const *old = *slot;

	*slot = !l->tighten || load_in_list(old, "*") ? in :
	    load_common(l, old, in);
}

/* A list that grows with each file: more of it is tighter. */
void
load_set_adding(struct load *l, const struct key *k, const cJSON *v)
{
	const char *const **slot = load_member(l, k);
	const char *const *in = load_strings(l, v), *const *old = *slot;
	const char **out;
	size_t n = 0, i;

	if (!l->tighten) {
		*slot = in;
		return;
	}
	for (i = 0; old[i] != NULL; i++)
		;
	for (n = i, i = 0; in[i] != NULL; i++)
		;
	out = arena_array(l->a, n + i + 1, sizeof *out);
	memcpy(out, old, n * sizeof *out);
	memcpy(out + n, in, i * sizeof *out);
	*slot = out;
}

void
load_set_scratch(struct load *l, const struct key *k, const cJSON *v)
{
	const char *const **slot = load_member(l, k);
	const char *const *in = load_strings(l, v);
	unsigned i;

	for (i = 0; in[i] != NULL; i++)
		if (in[i][0] != '/' && strcmp(in[i], "$TMPDIR") != 0) {
			load_error(l, "\"%.60s\": expected absolute folders "
			    "or \"$TMPDIR\"", in[i]);
			return;
		}
	if (l->tighten)
		load_ignored(l);
	else
		*slot = in;
}

void
load_set_path(struct load *l, const struct key *k, const cJSON *v)
{
	const char **slot = load_member(l, k);

	if (v->valuestring[0] != '/')
		load_error(l, "\"%.60s\": expected an absolute path",
		    v->valuestring);
	else if (l->tighten && (*slot == NULL ||
	    strcmp(*slot, v->valuestring) != 0))
		load_ignored(l);
	else
		*slot = arena_strdup(l->a, v->valuestring);
}

void
load_set_prefix_key(struct load *l, const struct key *k, const cJSON *v)
{
	const char **slot = load_member(l, k), *s = v->valuestring;

	if (s[0] != '^' || s[1] < '@' || s[1] > '_' || s[2] != '\0')
		load_error(l, "\"%.20s\": expected ^ and one of A-Z [ \\ ] ^ "
		    "_, such as \"^]\"", s);
	else
		*slot = arena_strdup(l->a, s);
}

/* The words stand from loose to tight. */
