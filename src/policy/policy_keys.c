/* SPDX-License-Identifier: ISC */
/*
 * The keys of a policy file as one table: name, type, and what setting it
 * does. A later file can only tighten; what it may not do is a warning.
 */
#include <stddef.h>
#include <string.h>

#include "base/clock.h"
#include "base/jsonpos.h"
#include "base/nearest.h"
#include "policy/hours.h"
#include "policy/load.h"

struct key;
typedef void key_set(struct load *, const struct key *, const cJSON *);

enum key_type { KEY_OBJECT, KEY_ARRAY, KEY_STRING, KEY_BOOL, KEY_NUMBER };

struct key {
	const char *name;
	enum key_type type;
	key_set *set;		/* NULL: checked, nothing to set yet */
	const struct key *sub;	/* KEY_OBJECT */
	const char *words;	/* KEY_STRING: the allowed ones, "a|b|c" */
	size_t at;		/* member of struct policy */
	bool claude;		/* also read from Claude Code's settings */
};

static const char *const type_name[] = {
	[KEY_OBJECT] = "an object { }",
	[KEY_ARRAY] = "an array [ ]",
	[KEY_STRING] = "a string",
	[KEY_BOOL] = "true or false",
	[KEY_NUMBER] = "a number"
};

static void read_object(struct load *, const struct key *, const cJSON *);

static void
ignored(struct load *l)
{
	load_warn(l, "ignored: an earlier policy file has the last word and "
	    "this one can only tighten it");
	l->ignored = true;
}

static void *
member(struct load *l, const struct key *k)
{
	return (char *)l->p + k->at;
}

/* Position of s in "a|b|c", or -1. */
static int
word_index(const char *words, const char *s)
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

static void
set_duration(struct load *l, const struct key *k, const cJSON *v)
{
	int64_t *slot = member(l, k), ns;

	if (strcmp(v->valuestring, "0s") == 0 &&
	    strcmp(k->name, "grace") == 0)
		ns = 0;
	else if (clock_duration(v->valuestring, &ns) != 0) {
		load_error(l, "\"%.40s\" is not a duration; expected one like "
		    "\"90s\", \"30m\", \"2h\" or \"1h30m\"", v->valuestring);
		return;
	}
	if (l->tighten && ns > *slot)
		ignored(l);
	else
		*slot = ns;
}

static const char *const *
string_list(struct load *l, const cJSON *array)
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

static bool
in_list(const char *const *list, const char *s)
{
	for (; *list != NULL; list++)
		if (strcmp(*list, s) == 0)
			return true;
	return false;
}

/* Scope: a later file keeps only what both name; "*" is everything. */
static void
set_scope(struct load *l, const struct key *k, const cJSON *v)
{
	const char *const **slot = member(l, k);
	const char *const *in = string_list(l, v), *const *old = *slot;
	const char **out;
	size_t i, n = 0;

	for (i = 0; in[i] != NULL; i++)
		;
	if (!l->tighten || in_list(old, "*")) {
		*slot = in;
		return;
	}
	out = arena_array(l->a, i + 1, sizeof *out);
	for (i = 0; in[i] != NULL; i++)
		if (in_list(old, in[i]))
			out[n++] = in[i];
	if (in[n] != NULL)
		ignored(l);
	*slot = out;
}

/* A list that grows with each file: more of it is tighter. */
static void
set_adding(struct load *l, const struct key *k, const cJSON *v)
{
	const char *const **slot = member(l, k);
	const char *const *in = string_list(l, v), *const *old = *slot;
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

static void
set_scratch(struct load *l, const struct key *k, const cJSON *v)
{
	const char *const **slot = member(l, k);
	const char *const *in = string_list(l, v);
	unsigned i;

	for (i = 0; in[i] != NULL; i++)
		if (in[i][0] != '/' && strcmp(in[i], "$TMPDIR") != 0) {
			load_error(l, "\"%.60s\": expected absolute folders "
			    "or \"$TMPDIR\"", in[i]);
			return;
		}
	if (l->tighten)
		ignored(l);
	else
		*slot = in;
}

static void
set_path(struct load *l, const struct key *k, const cJSON *v)
{
	const char **slot = member(l, k);

	if (v->valuestring[0] != '/')
		load_error(l, "\"%.60s\": expected an absolute path",
		    v->valuestring);
	else if (l->tighten && (*slot == NULL ||
	    strcmp(*slot, v->valuestring) != 0))
		ignored(l);
	else
		*slot = arena_strdup(l->a, v->valuestring);
}

static void
set_prefix_key(struct load *l, const struct key *k, const cJSON *v)
{
	const char **slot = member(l, k), *s = v->valuestring;

	if (s[0] != '^' || s[1] < '@' || s[1] > '_' || s[2] != '\0')
		load_error(l, "\"%.20s\": expected ^ and one of A-Z [ \\ ] ^ "
		    "_, such as \"^]\"", s);
	else
		*slot = arena_strdup(l->a, s);
}

/* The words stand from loose to tight. */
static void
set_mode(struct load *l, const struct key *k, const cJSON *v)
{
	bool enforce = word_index(k->words, v->valuestring) == 1;

	if (l->tighten && !enforce && l->p->mode == MODE_ENFORCE)
		ignored(l);
	else
		l->p->mode = enforce ? MODE_ENFORCE : MODE_OBSERVE;
}

static void
set_unknown(struct load *l, const struct key *k, const cJSON *v)
{
	bool refuse = word_index(k->words, v->valuestring) == 1;

	if (l->tighten && !refuse && l->p->unknown == UNKNOWN_REFUSE)
		ignored(l);
	else
		l->p->unknown = refuse ? UNKNOWN_REFUSE : UNKNOWN_DEFER;
}

static void
set_floor_unseen(struct load *l, const struct key *k, const cJSON *v)
{
	bool refuse = word_index(k->words, v->valuestring) == 1;

	if (l->tighten && !refuse && l->p->floor_unseen_refuse)
		ignored(l);
	else
		l->p->floor_unseen_refuse = refuse;
}

static void
set_tier(struct load *l, const struct key *k, const cJSON *v)
{
	static const enum tier tiers[] = { TIER_LINE_ONLY, TIER_LINE_ONLY,
	    TIER_UNVERIFIED, TIER_FULL };
	enum tier t = tiers[word_index(k->words, v->valuestring)];

	bool off = word_index(k->words, v->valuestring) == 1;

	if (l->tighten && (t < l->p->tier || (off && !l->p->gates_off)))
		ignored(l);
	else {
		l->p->tier = t;
		l->p->gates_off = off;
	}
}

/* True is the stricter value: a later file may say it, not take it back. */
static void
set_stricter(struct load *l, bool *slot, bool value)
{
	if (l->tighten && !value && *slot)
		ignored(l);
	else
		*slot = value;
}

static void
set_isolate(struct load *l, const struct key *k, const cJSON *v)
{
	(void)k;
	set_stricter(l, &l->p->isolate, cJSON_IsTrue(v));
}

static void
set_record_exec(struct load *l, const struct key *k, const cJSON *v)
{
	bool full = word_index(k->words, v->valuestring) == 2;

	if (l->tighten && !full && l->p->record_exec)
		ignored(l);
	else
		l->p->record_exec = full;
}

static void
set_floor(struct load *l, const struct key *k, const cJSON *v)
{
	(void)k;
	load_floor(l, v);
}

static void
set_off(struct load *l, const struct key *k, const cJSON *v)
{
	(void)k;
	if (l->tighten && cJSON_GetArraySize(v) > 0)
		ignored(l);
	else
		load_block_off(l, v);
}

/* Rules below this radius are off: a smaller number is tighter. */
static void
set_radius(struct load *l, const struct key *k, const cJSON *v)
{
	(void)k;
	if (v->valuedouble != v->valueint || v->valueint < 1 ||
	    v->valueint > 5)
		load_error(l, "expected 1 (all rules) to 5 (none)");
	else if (l->tighten && v->valueint > l->p->threshold)
		ignored(l);
	else
		l->p->threshold = v->valueint;
}

static void
set_raised(struct load *l, const struct key *k, const cJSON *v)
{
	(void)k;
	load_block_floor(l, v);
}

static void
set_mask(struct load *l, const struct key *k, const cJSON *v)
{
	(void)k;
	load_mask(l, v);
}

static void
set_sinks(struct load *l, const struct key *k, const cJSON *v)
{
	(void)k;
	load_sinks(l, v);
}

static void
set_rotate_size(struct load *l, const struct key *k, const cJSON *v)
{
	(void)k;
	load_rotate_size(l, v);
}

static void
set_rotate_keep(struct load *l, const struct key *k, const cJSON *v)
{
	(void)k;
	if (v->valuedouble != v->valueint || v->valueint < 0)
		load_error(l, "expected how many rotated files are kept, 0 "
		    "for all");
	else if (l->tighten)
		ignored(l);
	else
		l->p->rotate_keep = (unsigned)v->valueint;
}

static void
set_sink_error(struct load *l, const struct key *k, const cJSON *v)
{
	bool refuse = word_index(k->words, v->valuestring) == 1;

	set_stricter(l, &l->p->sink_refuse, refuse);
}

/* A later file may add a recording, not take one away. */
static void
set_io(struct load *l, const struct key *k, const cJSON *v)
{
	(void)k;
	set_stricter(l, &l->p->record_io, cJSON_IsTrue(v));
}

static void
set_line_editor(struct load *l, const struct key *k, const cJSON *v)
{
	bool own = word_index(k->words, v->valuestring) > 0;

	if (l->tighten && !own && l->p->own_line)
		ignored(l);
	else
		l->p->own_line = own;
}

/* Who may qualify: a later file keeps only whom both name. */
static void
set_operators(struct load *l, const struct key *k, const cJSON *v)
{
	const char *const *in = string_list(l, v);
	const char *const *old = l->p->operators;
	const char **out;
	size_t i, n = 0;

	(void)k;
	if (!l->tighten || old == NULL) {
		l->p->operators = in;
		return;
	}
	for (i = 0; in[i] != NULL; i++)
		;
	out = arena_array(l->a, i + 1, sizeof *out);
	for (i = 0; in[i] != NULL; i++)
		if (in_list(old, in[i]))
			out[n++] = in[i];
	if (in[n] != NULL)
		ignored(l);
	l->p->operators = out;
}

static void
set_hours(struct load *l, const struct key *k, const cJSON *v)
{
	const char *const *in = string_list(l, v);
	const char *why;
	struct hours h;
	unsigned i;

	(void)k;
	for (i = 0; in[i] != NULL; i++) {
		load_push_index(l, i);
		if (hours_parse(in[i], &h, &why) != 0)
			load_error(l, "\"%.60s\": %s; expected times like "
			    "\"Mon-Fri 09:00-18:00 Europe/Berlin\"", in[i],
			    why);
		load_pop(l);
	}
	if (in[0] == NULL)
		return;
	if (l->tighten && l->p->window_hours != NULL)
		ignored(l);
	else
		l->p->window_hours = in;
}

static void
set_claude_only(struct load *l, const struct key *k, const cJSON *v)
{
	(void)v;
	load_warn(l, "\"%s\" belongs to Claude Code and is not read here",
	    k->name);
}

#define AT(m) .at = offsetof(struct policy, m)
#define END { .name = NULL }

static const struct key window_keys[] = {
	{ "duration", KEY_STRING, set_duration, AT(window_default),
	    .claude = true },
	{ "max", KEY_STRING, set_duration, AT(window_max), .claude = true },
	{ "grace", KEY_STRING, set_duration, AT(window_grace),
	    .claude = true },
	{ "scope", KEY_ARRAY, set_scope, AT(window_scope), .claude = true },
	{ "hours", KEY_ARRAY, .set = set_hours },
	END
};

static const struct key permission_keys[] = {
	{ "releaseWindow", KEY_OBJECT, read_object, window_keys,
	    .claude = true },
	{ "neverAllow", KEY_ARRAY, set_floor, .claude = true },
	{ "allow", KEY_ARRAY, .set = set_claude_only },
	{ "deny", KEY_ARRAY, .set = set_claude_only },
	{ "ask", KEY_ARRAY, .set = set_claude_only },
	END
};

static const struct key qualification_keys[] = {
	{ "valid", KEY_STRING, set_duration, AT(qualification_valid) },
	END
};

static const struct key block_keys[] = {
	{ "off", KEY_ARRAY, .set = set_off },
	{ "floor", KEY_ARRAY, .set = set_raised },
	{ "radius", KEY_NUMBER, .set = set_radius },
	END
};

static const struct key context_keys[] = {
	{ "project", KEY_STRING, set_path, AT(project) },
	{ "production", KEY_ARRAY, set_adding, AT(production) },
	{ "protectedBranches", KEY_ARRAY, set_adding,
	    AT(protected_branches) },
	{ "scratch", KEY_ARRAY, set_scratch, AT(scratch) },
	END
};

static const struct key rotate_keys[] = {
	{ "age", KEY_STRING, set_duration, AT(rotate_age) },
	{ "keep", KEY_NUMBER, .set = set_rotate_keep },
	{ "size", KEY_STRING, .set = set_rotate_size },
	END
};

static const struct key record_keys[] = {
	{ "io", KEY_BOOL, .set = set_io },
	{ "mask", KEY_ARRAY, .set = set_mask },
	{ "onSinkError", KEY_STRING, set_sink_error, .words = "warn|refuse" },
	{ "rotate", KEY_OBJECT, read_object, .sub = rotate_keys },
	{ "sinks", KEY_ARRAY, .set = set_sinks },
	{ "exec", KEY_STRING, set_record_exec,
	    .words = "none|summary|full" },
	{ "unreachable", KEY_STRING, NULL, .words = "spill|refuse" },
	END
};

static const struct key top_keys[] = {
	{ "permissions", KEY_OBJECT, read_object, permission_keys,
	    .claude = true },
	{ "operators", KEY_ARRAY, .set = set_operators },
	{ "qualification", KEY_OBJECT, read_object, .sub = qualification_keys },
	{ "blockSet", KEY_OBJECT, read_object, .sub = block_keys },
	{ "context", KEY_OBJECT, read_object, .sub = context_keys },
	{ "mode", KEY_STRING, set_mode, .words = "observe|enforce" },
	{ "unknown", KEY_STRING, set_unknown, .words = "defer|refuse" },
	{ "floorUnseen", KEY_STRING, set_floor_unseen,
	    .words = "log|refuse" },
	{ "tier", KEY_STRING, set_tier,
	    .words = "any|line-only|unverified|full" },
	{ "isolate", KEY_BOOL, .set = set_isolate },
	{ "shell", KEY_STRING, set_path, AT(shell) },
	{ "lineEditor", KEY_STRING, set_line_editor,
	    .words = "shell|own|libedit" },
	{ "prefixKey", KEY_STRING, set_prefix_key, AT(prefix_key) },
	{ "record", KEY_OBJECT, read_object, .sub = record_keys },
	END
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
	else if (k->words != NULL && word_index(k->words, v->valuestring) < 0)
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

static void
read_object(struct load *l, const struct key *k, const cJSON *v)
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
	read_members(l, top_keys, root);
}
