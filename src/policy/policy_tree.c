/* SPDX-License-Identifier: ISC */
/* A policy file against the table of its keys. */
#include <string.h>

#include "base/jsonpos.h"
#include "base/nearest.h"
#include "policy/policy_key.h"

static const char *const type_name[] = {
	[KEY_OBJECT] = "an object { }",
	[KEY_ARRAY] = "an array [ ]",
	[KEY_STRING] = "a string",
	[KEY_BOOL] = "true or false",
	[KEY_NUMBER] = "a number"
};

static bool
type_ok(enum key_type type, const cJSON *v)
{
	switch (type) {
	case KEY_OBJECT:
		return cJSON_IsObject(v);
	case KEY_ARRAY:
		return cJSON_IsArray(v);
	case KEY_STRING:
		return cJSON_IsString(v);
	case KEY_BOOL:
		return cJSON_IsBool(v);
	case KEY_NUMBER:
		return cJSON_IsNumber(v);
	}
	return false;
}

static void
unknown_key(struct load *l, const struct key *keys, const char *name)
{
	struct nearest near;

	/* "//" keys are the owner's comments. */
	if (strncmp(name, "//", 2) == 0 || l->kind == LOAD_CLAUDE)
		return;
	nearest_init(&near, name);
	for (; keys->name != NULL; keys++)
		nearest_offer(&near, keys->name);
	if (near.best != NULL)
		load_error_key(l, "unknown key \"%.60s\"; did you mean "
		    "\"%s\"?", name, near.best);
	else
		load_error_key(l, "unknown key \"%.60s\"", name);
}

/* Note that the key at hand has its value from here. */
static void
note_origin(struct load *l)
{
	struct policy *p = l->p;
	const char *key = "";
	unsigned line = 0, column;

	if (p->norigin == l->origin_cap) {
		struct policy_origin *list;

		l->origin_cap = l->origin_cap * 2 + 32;
		list = arena_array(l->a, l->origin_cap, sizeof *list);
		if (p->norigin > 0)
			memcpy(list, l->origin, p->norigin * sizeof *list);
		l->origin = list;
		p->origin = list;
	}
	for (unsigned i = 0; i < l->depth && i < LOAD_PATH_MAX; i++)
		key = arena_printf(l->a, "%s%s%s", key, i > 0 ? "." : "",
		    l->path[i]);
	l->path[l->depth] = NULL;
	if (l->text != NULL)
		jsonpos_find(l->text, l->len, l->path, &line, &column);
	l->origin[p->norigin++] = (struct policy_origin){ key, l->file, line };
}

static void
read_key(struct load *l, const struct key *k, const cJSON *v)
{
	l->ignored = false;
	if (!type_ok(k->type, v))
		load_error(l, "wrong type for \"%s\"; expected %s", k->name,
		    type_name[k->type]);
	else if (k->words != NULL && load_word(k->words, v->valuestring) < 0)
		load_error(l, "\"%.40s\" is not a value of \"%s\"; expected "
		    "one of %s", v->valuestring, k->name, k->words);
	else {
		if (k->set != NULL)
			k->set(l, k, v);
		if (l->advice && k->type != KEY_OBJECT && !l->ignored)
			note_origin(l);
	}
}

static void
read_members(struct load *l, const struct key *keys, const cJSON *object)
{
	const struct key *k;
	const cJSON *v;

	cJSON_ArrayForEach(v, object) {
		load_push(l, v->string);
		for (k = keys; k->name != NULL; k++)
			if (strcmp(k->name, v->string) == 0)
				break;
		if (k->name == NULL)
			unknown_key(l, keys, v->string);
		else if (l->kind != LOAD_CLAUDE || k->claude)
			read_key(l, k, v);
		load_pop(l);
	}
}

void
load_read_object(struct load *l, const struct key *k, const cJSON *v)
{
	read_members(l, k->sub, v);
}

static void
check_duplicates(struct load *l)
{
	struct buf key = { 0 };
	unsigned nth, line, column;

	for (nth = 0; nth < LOAD_PROBLEMS_MAX; nth++) {
		buf_reset(&key);
		if (jsonpos_duplicate(l->text, l->len, nth, &key, &line,
		    &column) != 1)
			break;
		if (strncmp(key.data, "//", 2) != 0)
			load_error_at(l, line, column, "key \"%.60s\" stands "
			    "twice in this object; expected it once",
			    key.data);
	}
	buf_free(&key);
}

void
load_tree(struct load *l, const cJSON *root)
{
	if (!cJSON_IsObject(root)) {
		load_error(l, "expected an object { } as the whole policy");
		return;
	}
	if (l->kind != LOAD_CLAUDE)
		check_duplicates(l);
	read_members(l, load_top_keys, root);
}
