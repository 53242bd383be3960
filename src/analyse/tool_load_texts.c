/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "analyse/tool_load.h"

/* The keys of a grammar that say which of its texts start others. */
const char *const tool_text_keys[] = { "calls", "lines", "carries",
    "variables", "scripts", "startup", "requests", "literals", "prints",
    "copies", "aliases", "inputs", "optionVariables", NULL };

static int
read_use(struct jsondoc *d, const char *name)
{
	int use = text_use_of(name);

	if (use < 0)
		jsondoc_error(d, "\"%s\" is no use of a text", name);
	return use < 0 ? USE_SHELL : use;
}

static const cJSON *
object(struct jsondoc *d, const cJSON *o, const char *key)
{
	const cJSON *m = cJSON_GetObjectItemCaseSensitive(o, key);

	if (m == NULL)
		return NULL;
	jsondoc_key(d, key);
	if (cJSON_IsObject(m))
		return m;
	jsondoc_error(d, "expected an object");
	jsondoc_back(d);
	return NULL;
}

/* "HEAD": "use" */
static const struct tool_use *
read_heads(struct jsondoc *d, const cJSON *o, const char *key, unsigned *n)
{
	const cJSON *m = object(d, o, key), *e;
	struct tool_use *u;

	*n = 0;
	if (m == NULL)
		return NULL;
	u = arena_array(d->a, (size_t)cJSON_GetArraySize(m) + 1, sizeof *u);
	cJSON_ArrayForEach(e, m) {
		jsondoc_key(d, e->string);
		if (!cJSON_IsString(e))
			jsondoc_error(d, "expected the head of a text, and "
			    "what it is used for");
		else
			u[(*n)++] = (struct tool_use){ arena_strdup(d->a,
			    e->string), (enum text_use)read_use(d,
			    e->valuestring) };
		jsondoc_back(d);
	}
	jsondoc_back(d);
	return u;
}

/* "use": "name name" */
static const struct tool_use *
read_calls(struct jsondoc *d, const cJSON *o, unsigned *n)
{
	const cJSON *m = object(d, o, "calls"), *e;
	struct tool_use *u;
	const char *s;
	size_t max = 1, len;
	int use;

	*n = 0;
	if (m == NULL)
		return NULL;
	cJSON_ArrayForEach(e, m)
		max += cJSON_IsString(e) ? strlen(e->valuestring) : 0;
	u = arena_array(d->a, max, sizeof *u);
	cJSON_ArrayForEach(e, m) {
		jsondoc_key(d, e->string);
		if (!cJSON_IsString(e)) {
			jsondoc_error(d, "expected names of calls");
			jsondoc_back(d);
			continue;
		}
		use = read_use(d, e->string);
		for (s = e->valuestring; *(s += strspn(s, " ")) != '\0';
		    s += len) {
			len = strcspn(s, " ");
			u[(*n)++] = (struct tool_use){ arena_strndup(d->a, s,
			    len), (enum text_use)use };
		}
		jsondoc_back(d);
	}
	jsondoc_back(d);
	return u;
}

/* Which of them `s` is, and the option that it names. */
static bool
added_how(struct arena *a, const char *s, struct tool_added *x)
{
	static const char *const plain[] = { [ADDED_OPTIONS] = "options",
	    [ADDED_LETTERS] = "letters", [ADDED_WORDS] = "words",
	    [ADDED_SUB] = "sub" };
	size_t n = strcspn(s, " .");

	for (int i = ADDED_OPTIONS; i <= ADDED_SUB; i++)
		if (strcmp(s, plain[i]) == 0) {
			x->how = (enum tool_added_how)i;
			return true;
		}
	if (strcmp(s, "--*") == 0) {
		x->how = ADDED_NAMED;
		return x->name[strlen(x->name) - 1] == '*';
	}
	x->option = arena_strndup(a, s, n);
	x->how = s[n] == '\0' ? ADDED_VALUE : s[n] == '.' ? ADDED_EACH :
	    ADDED_PAIRS;
	return s[0] == '-' && (s[n] == '\0' || strcmp(s + n, "...") == 0 ||
	    (strcmp(s + n, " KEY=VALUE") == 0 && strlen(x->name) > 6 &&
	    strcmp(x->name + strlen(x->name) - 6, "_COUNT") == 0));
}

/* "NAME": how */
static const struct tool_added *
read_added(struct jsondoc *d, const cJSON *o, unsigned *n)
{
	const cJSON *m = object(d, o, "optionVariables"), *e;
	struct tool_added *x;

	*n = 0;
	if (m == NULL)
		return NULL;
	x = arena_array(d->a, (size_t)cJSON_GetArraySize(m) + 1, sizeof *x);
	cJSON_ArrayForEach(e, m) {
		jsondoc_key(d, e->string);
		x[*n].name = arena_strdup(d->a, e->string);
		if (*e->string == '\0' || !cJSON_IsString(e) ||
		    !added_how(d->a, e->valuestring, &x[*n]))
			jsondoc_error(d, "expected the name of a variable and "
			    "one of \"options\", \"letters\", \"words\", "
			    "\"sub\", \"-option\", \"-option...\", "
			    "\"-option KEY=VALUE\", \"--*\"");
		else
			(*n)++;
		jsondoc_back(d);
	}
	jsondoc_back(d);
	return x;
}

static const struct tool_request *
read_requests(struct jsondoc *d, const cJSON *o, unsigned *n)
{
	const cJSON *m = object(d, o, "requests"), *e;
	struct tool_request *r;

	*n = 0;
	if (m == NULL)
		return NULL;
	r = arena_array(d->a, (size_t)cJSON_GetArraySize(m) + 1, sizeof *r);
	cJSON_ArrayForEach(e, m) {
		jsondoc_key(d, e->string);
		if (!cJSON_IsString(e) || strchr(e->string, ' ') == NULL)
			jsondoc_error(d, "expected \"METHOD PATTERN\" and the "
			    "command it is the same as");
		else
			r[(*n)++] = (struct tool_request){ arena_strdup(d->a,
			    e->string), arena_strdup(d->a, e->valuestring) };
		jsondoc_back(d);
	}
	jsondoc_back(d);
	return r;
}

static void
read_words(struct jsondoc *d, const cJSON *o, struct tool_texts *t)
{
	unsigned n = 0;
	const char *const *s = jsondoc_strings(d, o, "literals", &n);
	const char *prints = jsondoc_string(d, o, "prints");
	int v;

	for (unsigned i = 0; i < n; i++) {
		jsondoc_key(d, "literals");
		jsondoc_index(d, i);
		if ((v = tool_literal_of(s[i])) < 0)
			jsondoc_error(d, "\"%s\" is no kind of literal", s[i]);
		else
			t->literals |= (unsigned)v;
		jsondoc_back(d);
		jsondoc_back(d);
	}
	if (prints == NULL)
		return;
	jsondoc_key(d, "prints");
	if ((v = tool_prints_of(prints)) < 0)
		jsondoc_error(d, "\"%s\" is no value of \"prints\"", prints);
	else
		t->prints = (enum tool_prints)v;
	jsondoc_back(d);
}

const struct tool_texts *
tool_load_texts(struct jsondoc *d, const cJSON *o)
{
	struct tool_texts *t;
	unsigned i;

	for (i = 0; tool_text_keys[i] != NULL; i++)
		if (cJSON_GetObjectItemCaseSensitive(o, tool_text_keys[i]) !=
		    NULL)
			break;
	if (tool_text_keys[i] == NULL)
		return NULL;
	t = arena_alloc(d->a, sizeof *t);
	t->call = read_calls(d, o, &t->ncall);
	t->line = read_heads(d, o, "lines", &t->nline);
	t->carry = read_heads(d, o, "carries", &t->ncarry);
	t->variable = read_heads(d, o, "variables", &t->nvariable);
	t->startup = read_heads(d, o, "startup", &t->nstartup);
	t->added = read_added(d, o, &t->nadded);
	t->request = read_requests(d, o, &t->nrequest);
	read_words(d, o, t);
	t->copies = jsondoc_bool(d, o, "copies");
	t->scripts = jsondoc_bool(d, o, "scripts");
	t->inputs = jsondoc_string(d, o, "inputs");
	t->aliases = jsondoc_string(d, o, "aliases");
	if (t->aliases != NULL && strcmp(t->aliases, "git-config") != 0) {
		jsondoc_key(d, "aliases");
		jsondoc_error(d, "\"%s\" is no value of \"aliases\"",
		    t->aliases);
		jsondoc_back(d);
	}
	return t;
}
