/* SPDX-License-Identifier: ISC */
#include "analyse/tool_load_int.h"

#include <stdlib.h>
#include <string.h>

static const cJSON *
member(const cJSON *o, const char *key)
{
	return cJSON_GetObjectItemCaseSensitive(o, key);
}

/* The pieces of s between any of the characters of `sep`; NULL ended. */
const char *const *
tool_split(struct arena *a, const char *s, const char *sep, unsigned *n)
{
	const char **out;
	unsigned k = 0, max = 2;

	for (const char *c = s; *c != '\0'; c++)
		max += strchr(sep, *c) != NULL;
	out = arena_array(a, max, sizeof *out);
	for (;;) {
		size_t len;

		s += strspn(s, sep);
		if ((len = strcspn(s, sep)) == 0)
			break;
		out[k++] = arena_strndup(a, s, len);
		s += len;
	}
	if (n != NULL)
		*n = k;
	return (const char *const *)out;
}

int
tool_read_kind(struct jsondoc *d, const char *name)
{
	int k = operand_kind_of(name);

	if (k < 0)
		jsondoc_error(d, "\"%s\" is no kind", name);
	return k;
}

struct tool_shape
tool_read_shape(struct jsondoc *d, const cJSON *o, const char *key)
{
	unsigned n, repeats = 0;
	const char *const *s = jsondoc_strings(d, o, key, &n);
	struct tool_operand *at = arena_array(d->a, n + 1, sizeof *at);
	struct tool_shape shape = { at, n };

	for (unsigned i = 0; i < n; i++) {
		const char *name = s[i];
		size_t len;
		int k;

		jsondoc_key(d, key);
		jsondoc_index(d, i);
		at[i].optional = *name == '?';
		name += at[i].optional;
		len = strlen(name);
		at[i].repeat = len > 3 && strcmp(name + len - 3, "...") == 0;
		k = tool_read_kind(d, arena_strndup(d->a, name,
		    at[i].repeat ? len - 3 : len));
		at[i].kind = k < 0 ? OPERAND_VALUE : (enum operand_kind)k;
		if (k == OPERAND_FLAG)
			jsondoc_error(d, "an operand has a kind");
		if (operand_takes_rest(at[i].kind))
			at[i].repeat = false;
		repeats += at[i].repeat && at[i].kind != OPERAND_ASSIGN;
		if (repeats > 2)
			jsondoc_error(d, "only two operands may repeat: "
			    "before and after --");
		if (operand_takes_rest(at[i].kind) && i + 1 < n)
			jsondoc_error(d, "nothing follows %s", name);
		jsondoc_back(d);
		jsondoc_back(d);
	}
	return shape;
}

int
tool_read_enum(struct jsondoc *d, const cJSON *o, const char *key,
    int (*of)(const char *), int missing)
{
	const char *s = jsondoc_string(d, o, key);
	int v;

	if (s == NULL)
		return missing;
	if ((v = of(s)) >= 0)
		return v;
	jsondoc_key(d, key);
	jsondoc_error(d, "\"%s\" is no value of \"%s\"", s, key);
	jsondoc_back(d);
	return missing;
}

static void read_commands(struct jsondoc *, const cJSON *,
    struct tool_command *, unsigned);

/* Configurations that the walk reads; walk_implicit.c. */
static const char *
read_implicit(struct jsondoc *d, const cJSON *o)
{
	const char *s = jsondoc_string(d, o, "implicit");

	if (s != NULL && strcmp(s, "git-upstream") != 0 &&
	    strcmp(s, "kubeconfig") != 0) {
		jsondoc_key(d, "implicit");
		jsondoc_error(d, "\"%s\" is no value of \"implicit\"; "
		    "expected git-upstream or kubeconfig", s);
		jsondoc_back(d);
	}
	return s;
}

/* What a tool and a sub-command have in common. */
static void
read_command(struct jsondoc *d, const cJSON *o, struct tool_command *c,
    const struct tool_command *up, unsigned depth)
{
	const char *language;

	tool_read_options(d, o, c);
	c->has_shape = member(o, "operands") != NULL;
	c->shape = tool_read_shape(d, o, "operands");
	c->posix = jsondoc_bool(d, o, "posix");
	c->where = (enum where)tool_read_enum(d, o, "where", where_of,
	    up != NULL ? (int)up->where : WHERE_LOCAL);
	c->input = (enum tool_stdin)tool_read_enum(d, o, "stdin", tool_stdin_of,
	    up != NULL ? (int)up->input : STDIN_DATA);
	language = jsondoc_string(d, o, "language");
	c->language = language != NULL || up == NULL ? language :
	    up->language;
	c->implicit = read_implicit(d, o);
	read_commands(d, o, c, depth);
}

static void
read_commands(struct jsondoc *d, const cJSON *o, struct tool_command *up,
    unsigned depth)
{
	static const char *const keys[] = { "options", "operands", "commands",
	    "posix", "where", "stdin", "language", "implicit", NULL };
	const cJSON *m = member(o, "commands"), *e;
	struct tool_command *c;

	if (m == NULL)
		return;
	jsondoc_key(d, "commands");
	if (!cJSON_IsObject(m) || depth + 1 >= TOOL_DEPTH) {
		jsondoc_error(d, cJSON_IsObject(m) ? "nested too deep" :
		    "expected an object: names to sub-command");
		jsondoc_back(d);
		return;
	}
	c = arena_array(d->a, (size_t)cJSON_GetArraySize(m) + 1, sizeof *c);
	up->command = c;
	cJSON_ArrayForEach(e, m) {
		jsondoc_key(d, e->string);
		c[up->ncommand].names = tool_split(d->a, e->string, "|", NULL);
		if (c[up->ncommand].names[0] == NULL)
			jsondoc_key_error(d, "a sub-command has a name");
		else if (jsondoc_keys(d, e, keys))
			read_command(d, e, &c[up->ncommand++], up, depth + 1);
		jsondoc_back(d);
	}
	jsondoc_back(d);
}

static void
read_resources(struct jsondoc *d, const cJSON *o, struct tool *t)
{
	const cJSON *m = member(o, "resources"), *e;
	struct tool_resource *r;

	if (m == NULL)
		return;
	jsondoc_key(d, "resources");
	r = arena_array(d->a, (size_t)cJSON_GetArraySize(m) + 1, sizeof *r);
	t->resource = r;
	if (!cJSON_IsObject(m))
		jsondoc_error(d, "expected an object: name to other names");
	cJSON_ArrayForEach(e, m) {
		jsondoc_key(d, e->string != NULL ? e->string : "");
		if (!cJSON_IsString(e) || e->string == NULL)
			jsondoc_error(d, "expected other names, as a text");
		else
			r[t->nresource++] = (struct tool_resource){
			    arena_strdup(d->a, e->string),
			    tool_split(d->a, e->valuestring, " ", NULL) };
		jsondoc_back(d);
	}
	jsondoc_back(d);
}

static const char *const *
read_names(struct jsondoc *d, const cJSON *o)
{
	const char *name = jsondoc_string(d, o, "tool");
	unsigned n;
	const char *const *more = jsondoc_strings(d, o, "names", &n);
	const char **out = arena_array(d->a, n + 2, sizeof *out);

	if (name == NULL || *name == '\0' || strchr(name, '/') != NULL) {
		jsondoc_error(d, "expected \"tool\": the base name of a "
		    "program");
		name = "?";
	}
	out[0] = name;
	for (unsigned i = 0; i < n; i++)
		out[i + 1] = more[i];
	return (const char *const *)out;
}

static bool
has_option(const struct tool_command *c, const char *name)
{
	if (tool_option_find(&c, 1, name, strlen(name), false, NULL) != NULL)
		return true;
	for (unsigned i = 0; i < c->ncommand; i++)
		if (has_option(&c->command[i], name))
			return true;
	return false;
}

/* An option that a variable is said to give must be one. */
static void
check_added(struct jsondoc *d, const struct tool *t)
{
	const struct tool_added *x;

	jsondoc_key(d, "optionVariables");
	for (unsigned i = 0; t->texts != NULL && i < t->texts->nadded; i++) {
		x = &t->texts->added[i];
		if (x->option == NULL || has_option(&t->top, x->option))
			continue;
		jsondoc_key(d, x->name);
		jsondoc_error(d, "%s has no option \"%s\"", t->names[0],
		    x->option);
		jsondoc_back(d);
	}
	jsondoc_back(d);
}

static const struct tool *
read_tool(struct jsondoc *d, const cJSON *o)
{
	static const char *const keys[] = { "tool", "names", "style",
	    "abbrev", "posix", "options", "commands", "operands", "where",
	    "stdin", "language", "resources", "implicit", "bundle", "negate",
	    "calls", "lines", "carries", "variables", "scripts", "startup",
	    "requests", "literals", "prints", "copies", "aliases", "inputs",
	    "children", "optionVariables", NULL };
	struct tool *t;
	unsigned n;

	if (!jsondoc_keys(d, o, keys))
		return NULL;
	t = arena_alloc(d->a, sizeof *t);
	t->names = read_names(d, o);
	t->style = (enum tool_style)tool_read_enum(d, o, "style", tool_style_of,
	    TOOL_GNU);
	t->abbrev = jsondoc_bool(d, o, "abbrev");
	t->bundle = jsondoc_bool(d, o, "bundle");
	t->negate = jsondoc_bool(d, o, "negate");
	read_resources(d, o, t);
	t->texts = tool_load_texts(d, o);
	t->children = jsondoc_strings(d, o, "children", &n);
	read_command(d, o, &t->top, NULL, 0);
	t->top.names = t->names;
	check_added(d, t);
	return t;
}

const struct tool *const *
tool_load(struct jsondoc *d, unsigned *n)
{
	const cJSON *e;
	const struct tool **out;
	unsigned i = 0;

	*n = 0;
	out = arena_array(d->a, (size_t)cJSON_GetArraySize(d->root) + 2,
	    sizeof *out);
	if (d->root == NULL)
		return (const struct tool *const *)out;
	if (!cJSON_IsArray(d->root)) {
		out[*n] = read_tool(d, d->root);
		*n += out[*n] != NULL;
		return (const struct tool *const *)out;
	}
	cJSON_ArrayForEach(e, d->root) {
		jsondoc_index(d, i++);
		out[*n] = read_tool(d, e);
		*n += out[*n] != NULL;
		jsondoc_back(d);
	}
	return (const struct tool *const *)out;
}
