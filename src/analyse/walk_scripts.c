/* SPDX-License-Identifier: ISC */
#include <string.h>

#include <cjson/cJSON.h>

#include "analyse/walk_int.h"

/*
 * Runners of named scripts ("scripts": "package.json"): `npm run build` is
 * the shell text that package.json has under that name, with what stands
 * before and after it under pre- and post-names.
 */
enum { LEVELS = 8, CHAIN = 6, TEXTS = 3 };

/* The text of package.json in the folder or in one above it. */
static struct value *
nearest(struct walk *w, char **file)
{
	const char *dir = value_text(w->cwd->obj), *path;
	struct value *text = NULL;
	char *at;
	int i;

	if (dir == NULL)
		return NULL;
	at = arena_strdup(w->a, dir);
	for (i = 0; i < LEVELS && text == NULL; i++) {
		path = arena_printf(w->a, "%s/package.json", at);
		text = walk_file_text(w, value_const(w->a, path,
		    strlen(path)), file);
		if (strrchr(at, '/') == NULL || strrchr(at, '/') == at)
			break;
		*strrchr(at, '/') = '\0';
	}
	return text;
}

/* What runs for `name`, in order, in the arena. */
static unsigned
texts_of(struct walk *w, const struct value *json, const char *name,
    const char *out[TEXTS])
{
	static const char *const before[] = { "pre", "", "post" };
	cJSON *root = cJSON_ParseWithLengthOpts(json->alt[0].pre,
	    json->alt[0].prelen, NULL, false);
	const cJSON *all, *one;
	char key[256];
	unsigned n = 0;
	size_t i;

	all = cJSON_GetObjectItemCaseSensitive(root, "scripts");
	for (i = 0; i < TEXTS && strlen(name) < sizeof key - 5; i++) {
		strcpy(key, before[i]);
		strcat(key, name);
		one = cJSON_GetObjectItemCaseSensitive(all, key);
		if (cJSON_IsString(one))
			out[n++] = one->valuestring;
	}
	/* Nothing of the tree may be left when a limit ends the walk. */
	for (i = 0; i < n; i++)
		out[i] = arena_strdup(w->a, out[i]);
	cJSON_Delete(root);
	return n;
}

/* `run NAME`, or a sub-command that is a name itself: `npm test`. */
static const char *
script_name(const struct norm *n)
{
	unsigned i;

	if (n->nsub == 0)
		return NULL;
	/* A clean install is an install to its scripts. */
	if (strcmp(n->sub[0], "ci") == 0)
		return "install";
	if (strcmp(n->sub[0], "run") != 0)
		return n->sub[0];
	for (i = 0; i < n->noperand; i++)
		if (n->operand[i].value != NULL)
			return value_text(n->operand[i].value);
	return NULL;
}

void
walk_scripts(struct walk *w, const struct effect *e)
{
	const struct norm *n = e->norm;
	enum origin origin = w->origin;
	const char *file = w->file, *texts[TEXTS], *name;
	struct value *json;
	char *path = NULL;
	size_t mark;
	unsigned i, k;

	if (!tool_texts(n->tool)->scripts || w->where != WHERE_LOCAL ||
	    w->aliases >= CHAIN || (name = script_name(n)) == NULL)
		return;
	json = nearest(w, &path);
	if (json == NULL || value_text(json) == NULL)
		return;
	k = texts_of(w, json, name, texts);
	if (path != NULL && origin == ORIGIN_LINE) {
		w->origin = ORIGIN_FILE;
		w->file = path;
	}
	w->aliases++;
	for (i = 0; i < k; i++) {
		mark = state_mark(&w->st);
		walk_text_in(w, texts[i], strlen(texts[i]), walk_fixed(w,
		    e->span), SHELL_QUIET);
		walk_leave(w, mark);
	}
	w->aliases--;
	w->origin = origin;
	w->file = file;
}
