/* SPDX-License-Identifier: ISC */
#include "policy/rule_load.h"

#include <string.h>

/* An id is PACK/NAME in lower case, digits and dashes. */
static bool
valid_id(const char *id, const char *pack)
{
	static const char chars[] = "abcdefghijklmnopqrstuvwxyz0123456789-";
	size_t n = strlen(pack);

	return n > 0 && strspn(pack, chars) == n &&
	    strncmp(id, pack, n) == 0 && id[n] == '/' && id[n + 1] != '\0' &&
	    strspn(id + n + 1, chars) == strlen(id + n + 1);
}

static const struct predicate *const *
read_predicates(struct jsondoc *d, const cJSON *o, const char *key,
    bool builtin)
{
	const cJSON *m = cJSON_GetObjectItemCaseSensitive(o, key), *e;
	const struct predicate **p;
	unsigned i = 0, k = 0;

	p = arena_array(d->a, (size_t)cJSON_GetArraySize(m) + 2, sizeof *p);
	if (m == NULL)
		return (const struct predicate *const *)p;
	jsondoc_key(d, key);
	if (!cJSON_IsArray(m))
		jsondoc_error(d, "\"%s\": expected an array", key);
	cJSON_ArrayForEach(e, m) {
		if (!cJSON_IsArray(m))
			break;
		jsondoc_index(d, i++);
		if ((p[k] = predicate_load(d, e, builtin)) != NULL)
			k++;
		jsondoc_back(d);
	}
	jsondoc_back(d);
	return (const struct predicate *const *)p;
}

static const char *const *
none(struct jsondoc *d)
{
	return arena_array(d->a, 1, sizeof(const char *));
}

static void
read_examples(struct jsondoc *d, const cJSON *o, struct rule *r,
    bool builtin)
{
	static const char *const keys[] = { "refuse", "allow", NULL };
	const cJSON *m = cJSON_GetObjectItemCaseSensitive(o, "examples");
	unsigned refuse = 0, allow = 0;

	r->refuse = r->allow = none(d);
	if (m != NULL) {
		jsondoc_key(d, "examples");
		if (jsondoc_keys(d, m, keys)) {
			const char *const *s;

			s = jsondoc_strings(d, m, "refuse", &refuse);
			r->refuse = s != NULL ? s : r->refuse;
			s = jsondoc_strings(d, m, "allow", &allow);
			r->allow = s != NULL ? s : r->allow;
		}
		jsondoc_back(d);
	}
	if (builtin && (refuse == 0 || allow == 0))
		jsondoc_error(d, "expected \"examples\" with commands to "
		    "\"refuse\" and to \"allow\"");
}

static void
read_texts(struct jsondoc *d, const cJSON *o, const char *pack,
    struct rule *r)
{
	const char *unseen = jsondoc_string(d, o, "unseen");

	r->pack = pack;
	r->id = jsondoc_string(d, o, "id");
	r->title = jsondoc_string(d, o, "title");
	r->why = jsondoc_string(d, o, "why");
	r->instead = jsondoc_string(d, o, "instead");
	r->radius = jsondoc_int(d, o, "radius", -1);
	r->defer = unseen != NULL && strcmp(unseen, "defer") == 0;
	if (r->id == NULL)
		jsondoc_error(d, "expected \"id\" in a rule");
	else if (!valid_id(r->id, pack))
		jsondoc_error(d, "the id \"%s\" is not \"%s/NAME\" in lower "
		    "case letters, digits and dashes", r->id, pack);
	if (r->title == NULL || r->why == NULL)
		jsondoc_error(d, "expected \"title\" and \"why\" in a rule");
	if (r->radius < 0 || r->radius > 4)
		jsondoc_error(d, "expected \"radius\" from 0 to 4 in a rule");
	if (unseen != NULL && !r->defer)
		jsondoc_error(d, "\"unseen\" is \"defer\" or not there");
}

static const struct rule *
read_rule(struct jsondoc *d, const cJSON *o, const char *pack, bool builtin)
{
	static const char *const keys[] = { "id", "title", "radius", "why",
	    "match", "unless", "unseen", "instead", "examples", NULL };
	unsigned before = d->nproblem;
	struct rule *r;

	if (!jsondoc_keys(d, o, keys))
		return NULL;
	r = arena_alloc(d->a, sizeof *r);
	read_texts(d, o, pack, r);
	r->match = read_predicates(d, o, "match", builtin);
	r->unless = read_predicates(d, o, "unless", builtin);
	if (r->match[0] == NULL && d->nproblem == before)
		jsondoc_error(d, "expected \"match\" in a rule, with at "
		    "least one entry");
	read_examples(d, o, r, builtin);
	return d->nproblem == before ? r : NULL;
}

/* The ids seen so far, open addressing; a pack may hold ten thousand. */
struct seen {
	const char **id;
	size_t mask;
};

static void
seen_init(struct seen *s, struct arena *a, size_t n)
{
	s->mask = 15;
	while (s->mask < 2 * n)
		s->mask = s->mask * 2 + 1;
	s->id = arena_array(a, s->mask + 1, sizeof *s->id);
}

static void
check_unique(struct jsondoc *d, struct seen *s, const char *id)
{
	size_t at = 5381;

	for (const char *c = id; *c != '\0'; c++)
		at = at * 33 ^ (unsigned char)*c;
	for (at &= s->mask; s->id[at] != NULL; at = (at + 1) & s->mask) {
		if (strcmp(s->id[at], id) == 0) {
			jsondoc_error(d, "the id \"%s\" stands twice", id);
			return;
		}
	}
	s->id[at] = id;
}

static size_t
read_pack(struct jsondoc *d, const struct rule **rule, bool builtin)
{
	static const char *const keys[] = { "pack", "title", "rules", NULL };
	const cJSON *list, *e;
	const char *pack;
	struct seen seen;
	unsigned i = 0;
	size_t n = 0;

	if (!jsondoc_keys(d, d->root, keys))
		return 0;
	pack = jsondoc_string(d, d->root, "pack");
	(void)jsondoc_string(d, d->root, "title");
	list = cJSON_GetObjectItemCaseSensitive(d->root, "rules");
	if (pack == NULL || !cJSON_IsArray(list)) {
		jsondoc_error(d, "expected \"pack\", a name, and \"rules\", "
		    "an array");
		return 0;
	}
	seen_init(&seen, d->a, (size_t)cJSON_GetArraySize(list));
	jsondoc_key(d, "rules");
	cJSON_ArrayForEach(e, list) {
		jsondoc_index(d, i++);
		rule[n] = read_rule(d, e, pack, builtin);
		if (rule[n] != NULL) {
			check_unique(d, &seen, rule[n]->id);
			n++;
		}
		jsondoc_back(d);
	}
	jsondoc_back(d);
	return n;
}

const struct rule *const *
rule_load_file(struct arena *a, const char *path, const char *text,
    size_t len, bool builtin, size_t *n, const struct jsonproblem **problems)
{
	const cJSON *list;
	const struct rule **rule;
	struct jsondoc d;

	jsondoc_open(&d, a, arena_strdup(a, path), text, len);
	*n = 0;
	list = cJSON_GetObjectItemCaseSensitive(d.root, "rules");
	rule = arena_array(a, (size_t)cJSON_GetArraySize(list) + 1,
	    sizeof *rule);
	if (d.root != NULL)
		*n = read_pack(&d, rule, builtin);
	*problems = d.head;
	jsondoc_close(&d);
	return (const struct rule *const *)rule;
}
