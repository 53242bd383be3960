/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "analyse/tool_data.h"
#include "policy/regex_needs.h"
#include "policy/rule_load.h"

enum {
	PATH_KINDS = 1U << EFFECT_READ | 1U << EFFECT_WRITE |
	    1U << EFFECT_DELETE | 1U << EFFECT_META
};

struct name_bit {
	const char *name;
	unsigned bit;
};

static const struct name_bit accesses[] = {
	{ "read", EFFECT_READ }, { "write", EFFECT_WRITE },
	{ "delete", EFFECT_DELETE }, { "meta", EFFECT_META }, { NULL, 0 }
};
static const struct name_bit signal_targets[] = {
	{ "other", SIGNAL_OTHER }, { "unknown", SIGNAL_UNKNOWN }, { NULL, 0 }
};
static const struct name_bit unknowns[] = {
	{ "command", UNKNOWN_COMMAND }, { "shell", UNKNOWN_SHELL },
	{ "sql", UNKNOWN_SQL }, { "target", UNKNOWN_TARGET },
	{ "stdin-script", UNKNOWN_STDIN_SCRIPT },
	{ "remote", UNKNOWN_REMOTE }, { "code", UNKNOWN_CODE },
	{ "file", UNKNOWN_FILE },
	{ "spliced", UNKNOWN_SPLICED },
	{ "endless", UNKNOWN_ENDLESS }, { NULL, 0 }
};
static const struct name_bit wheres[] = {
	{ "local", WHERE_LOCAL }, { "host", WHERE_HOST },
	{ "container", WHERE_CONTAINER }, { "deferred", WHERE_DEFERRED },
	{ "server", WHERE_SERVER }, { NULL, 0 }
};

static unsigned
read_mask(struct jsondoc *d, const cJSON *o, const char *key,
    const struct name_bit *table)
{
	const char *const *s = jsondoc_strings(d, o, key, NULL);
	unsigned mask = 0;

	for (; s != NULL && *s != NULL; s++) {
		const struct name_bit *t = table;

		while (t->name != NULL && strcmp(t->name, *s) != 0)
			t++;
		if (t->name != NULL) {
			mask |= 1U << t->bit;
			continue;
		}
		jsondoc_key(d, key);
		jsondoc_error(d, "\"%s\" is no value of \"%s\"", *s, key);
		jsondoc_back(d);
	}
	return mask;
}

static bool
given(const cJSON *o, const char *key)
{
	return cJSON_GetObjectItemCaseSensitive(o, key) != NULL;
}

/* What a signature can be asked of, and the tools it is about. */
struct reach {
	unsigned kinds;
	bool any_tool;
	const char **tools;
	unsigned n;
};

static const struct signature *
add_signature(struct jsondoc *d, const char *text, bool builtin,
    struct reach *r)
{
	const char *why;
	const struct signature *s = signature_parse(d->a, text, &why);

	if (s == NULL) {
		jsondoc_error(d, "\"%s\" is no signature: %s", text, why);
		return NULL;
	}
	if (builtin && s->norm != NULL && s->norm->unknown_option &&
	    !s->is_sql)
		jsondoc_error(d, "\"%s\": the grammar of %s does not know "
		    "one of its options", text, s->norm->name);
	if (s->is_sql)
		r->kinds |= 1U << EFFECT_SQL;
	if (s->norm != NULL)
		r->tools[r->n++] = s->norm->name;
	if (s->norm != NULL || !s->is_sql)
		r->kinds |= 1U << EFFECT_COMMAND;
	if (s->norm == NULL && !s->is_sql)
		r->any_tool = true;
	return s;
}

static void
set_signatures(struct jsondoc *d, struct predicate *p,
    const char *const *sig, unsigned n, bool builtin)
{
	const struct signature **parsed;
	struct reach r = { 0 };

	p->sig = sig;
	parsed = arena_array(d->a, n + 1, sizeof *parsed);
	r.tools = arena_array(d->a, n + 1, sizeof *r.tools);
	for (unsigned i = 0; i < n; i++)
		parsed[i] = add_signature(d, sig[i], builtin, &r);
	if (!builtin)
		p->parsed = parsed;
	p->kinds = r.kinds;
	p->tools = r.any_tool ? NULL : (const char *const *)r.tools;
	for (unsigned i = 0; i < r.n; i++)
		p->tool_bits |= rule_tool_bit(r.tools[i]);
}

static void
read_operand(struct jsondoc *d, const cJSON *o, struct predicate *p)
{
	static const char *const keys[] = { "kind", "like", "unknown", "none",
	    "min", NULL };
	const cJSON *m = cJSON_GetObjectItemCaseSensitive(o, "operand");
	const char *const *kind;

	if (m == NULL)
		return;
	jsondoc_key(d, "operand");
	if (jsondoc_keys(d, m, keys)) {
		kind = jsondoc_strings(d, m, "kind", NULL);
		for (; kind != NULL && *kind != NULL; kind++) {
			int k = operand_kind_of(*kind);

			if (k > 0)
				p->operand |= 1ULL << k;
			else
				jsondoc_error(d, "\"%s\" is no kind of "
				    "operand", *kind);
		}
		if (p->operand == 0)
			jsondoc_error(d, "expected \"kind\" in \"operand\"");
		p->operand_like = jsondoc_strings(d, m, "like", NULL);
		p->operand_unknown = jsondoc_bool(d, m, "unknown");
		p->operand_none = jsondoc_bool(d, m, "none");
		p->operand_min = jsondoc_int(d, m, "min", 0);
	}
	jsondoc_back(d);
}

static void
read_regex(struct jsondoc *d, const cJSON *o, struct predicate *p)
{
	const char *in = jsondoc_string(d, o, "in"), *why;

	p->regex = jsondoc_string(d, o, "regex");
	p->regex_argv = in != NULL && strcmp(in, "argv") == 0;
	if (in != NULL && !p->regex_argv && strcmp(in, "word") != 0)
		jsondoc_error(d, "\"in\" is \"word\" or \"argv\"");
	if (p->regex == NULL)
		return;
	if ((why = predicate_regex_error(d->a, p->regex)) != NULL) {
		jsondoc_key(d, "regex");
		jsondoc_error(d, "not a pattern: %s", why);
		jsondoc_back(d);
	} else
		p->regex_needs = regex_needs(d->a, p->regex);
}

static void
check_sql(struct jsondoc *d, const struct predicate *p)
{
	struct sql_sig sig;

	for (const char *const *s = p->sql; s != NULL && *s; s++) {
		if (sql_sig_parse(*s, &sig) == 0)
			continue;
		jsondoc_key(d, "sql");
		jsondoc_error(d, "\"%s\" is no signature of a SQL statement",
		    *s);
		jsondoc_back(d);
	}
}

/* The kinds of effect that an object is about. Two groups exclude each
 * other: no effect is both. */
static void
set_kinds(struct jsondoc *d, const cJSON *o, struct predicate *p,
    unsigned access)
{
	unsigned kinds[6], n = 0;

	if (access != 0 || p->path != NULL || p->outside != NULL ||
	    p->unknown_path || p->recursive >= 0)
		kinds[n++] = access != 0 ? access : PATH_KINDS;
	if (p->sql != NULL)
		kinds[n++] = 1U << EFFECT_SQL;
	if (p->signals != 0)
		kinds[n++] = 1U << EFFECT_SIGNAL;
	if (p->unknown != 0)
		kinds[n++] = 1U << EFFECT_UNKNOWN;
	if (given(o, "net-shell"))
		kinds[n++] = 1U << EFFECT_NETSHELL;
	if (n > 1)
		jsondoc_error(d, "no effect is of two kinds: only one of "
		    "paths, sql, signals, unknown and net-shell");
	if (n > 0)
		p->kinds = kinds[0];
	else if (p->sig != NULL && p->operand == 0 && p->option == NULL &&
	    p->sub == NULL && p->argv_like == NULL && p->regex == NULL)
		return;		/* as the signatures say */
	else
		p->kinds = 1U << EFFECT_COMMAND |
		    (p->env != NULL ? 1U << EFFECT_ASSIGN : 0);
}

static void
read_object(struct jsondoc *d, const cJSON *o, struct predicate *p,
    bool builtin)
{
	const char *const *sig;
	unsigned n;

	sig = jsondoc_strings(d, o, "sig", &n);
	if (sig != NULL)
		set_signatures(d, p, sig, n, builtin);
	p->path = jsondoc_strings(d, o, "path", NULL);
	p->outside = jsondoc_strings(d, o, "outside", NULL);
	p->unknown_path = jsondoc_bool(d, o, "unknown-path");
	if (given(o, "recursive"))
		p->recursive = jsondoc_bool(d, o, "recursive");
	read_operand(d, o, p);
	p->option = jsondoc_strings(d, o, "option", NULL);
	p->sub = jsondoc_strings(d, o, "sub", NULL);
	p->argv_like = jsondoc_strings(d, o, "argv-like", NULL);
	p->sql = jsondoc_strings(d, o, "sql", NULL);
	check_sql(d, p);
	p->env = jsondoc_strings(d, o, "env", NULL);
	p->idiom = jsondoc_strings(d, o, "idiom", NULL);
	p->signals = read_mask(d, o, "signals", signal_targets);
	p->unknown = read_mask(d, o, "unknown", unknowns);
	p->where = read_mask(d, o, "where", wheres);
	p->production = jsondoc_bool(d, o, "production");
	p->protected_ref = jsondoc_bool(d, o, "protected");
	p->isolated = jsondoc_bool(d, o, "isolated");
	read_regex(d, o, p);
	set_kinds(d, o, p, read_mask(d, o, "access", accesses));
}

const struct predicate *
predicate_load(struct jsondoc *d, const cJSON *o, bool builtin)
{
	static const char *const keys[] = { "sig", "access", "path",
	    "outside", "unknown-path", "recursive", "operand", "option",
	    "sub", "argv-like", "sql", "signals", "env", "unknown",
	    "idiom", "net-shell", "production", "protected", "where",
	    "isolated", "regex", "in", NULL };
	unsigned before = d->nproblem;
	struct predicate *p = arena_alloc(d->a, sizeof *p);

	p->recursive = -1;
	if (cJSON_IsString(o)) {
		const char **sig = arena_array(d->a, 2, sizeof *sig);

		sig[0] = arena_strdup(d->a, o->valuestring);
		set_signatures(d, p, (const char *const *)sig, 1, builtin);
	} else if (!cJSON_IsObject(o)) {
		jsondoc_error(d, "expected a signature or an object");
	} else if (o->child == NULL) {
		jsondoc_error(d, "an empty object would match everything");
	} else if (jsondoc_keys(d, o, keys)) {
		read_object(d, o, p, builtin);
	}
	return d->nproblem == before ? p : NULL;
}
