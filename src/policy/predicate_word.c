/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "base/glob.h"
#include "policy/rule_data.h"

/* Is v like one of the globs? A text with a hole is, when what is known of
 * it is already: *prod* and "my-prod-$x". */
static enum match
like_any(const struct question *q, const char *const *globs,
    const struct value *v, unsigned flags)
{
	bool any = false, all = true;

	for (unsigned i = 0; i < v->nalt; i++) {
		const struct valtext *t = &v->alt[i];
		const char *s = t->hole ? arena_printf(q->a, "%s%s", t->pre,
		    t->suf) : t->pre;
		bool one = false;

		for (const char *const *g = globs; *g != NULL && !one; g++)
			one = glob_match(*g, s, strlen(s), flags);
		any |= one;
		all &= one && !t->hole;
	}
	return (q->sure == SURE_EXEMPT ? all : any) ? MATCH_YES : MATCH_NO;
}

/* One operand or option value that has a kind. */
struct item {
	enum operand_kind kind;
	const struct value *value;
	const char *canon;
};

/* The i-th operand or option value; false past the last. */
static bool
item(const struct norm *n, unsigned i, struct item *out)
{
	if (i < n->noperand) {
		*out = (struct item){ n->operand[i].kind,
		    n->operand[i].value, n->operand[i].canon };
		return true;
	}
	i -= n->noperand;
	if (i >= n->noption)
		return false;
	*out = (struct item){ n->option[i].kind, n->option[i].value,
	    n->option[i].value != NULL ? value_text(n->option[i].value) :
	    NULL };
	return true;
}

static bool
is_text_like(const char *const *globs, const char *s, unsigned flags)
{
	for (; *globs != NULL; globs++) {
		if (glob_match(*globs, s, strlen(s), flags))
			return true;
	}
	return false;
}

static enum match
item_like(const struct question *q, const char *const *globs,
    const struct item *it)
{
	if (it->canon != NULL)
		return is_text_like(globs, it->canon, GLOB_PLAIN) ?
		    MATCH_YES : MATCH_NO;
	if (it->value == NULL)
		return MATCH_MAYBE;
	if (like_any(q, globs, it->value, GLOB_PLAIN) == MATCH_YES)
		return MATCH_YES;
	return value_exact(it->value) ? MATCH_NO : MATCH_MAYBE;
}

/*
 * No grammar says what the words of this command are. That there are some,
 * and nobody sees how many, is known all the same: xargs TOOL delete.
 */
static enum match
bare_operand(const struct question *q, const struct predicate *p)
{
	const unsigned kinds = 1U << OPERAND_NAME | 1U << OPERAND_VALUE;

	if (!p->operand_unknown || (p->operand & kinds) == 0 ||
	    q->e->origin != ORIGIN_LINE)
		return MATCH_NO;
	for (unsigned i = 1; i < q->cmd->argc; i++)
		if (!value_exact(q->cmd->argv[i]) &&
		    (q->cmd->argv[i]->flags & VALUE_MANY) != 0)
			return MATCH_YES;
	return q->cmd->more_args ? MATCH_YES : MATCH_NO;
}

enum match
predicate_operand(const struct question *q, const struct predicate *p)
{
	enum match liked = MATCH_NO;
	bool unknown = false;
	struct item it;
	int count = 0;

	if (q->cmd == NULL)
		return MATCH_NO;
	if (q->cmd->norm == NULL)
		return bare_operand(q, p);
	for (unsigned i = 0; item(q->cmd->norm, i, &it); i++) {
		if ((p->operand >> it.kind & 1) == 0)
			continue;
		count++;
		unknown |= it.value == NULL ? it.canon == NULL :
		    !value_exact(it.value);
		if (p->operand_like != NULL)
			liked = match_either(liked, item_like(q,
			    p->operand_like, &it));
	}
	if (p->operand_none)
		return count == 0 && !q->cmd->more_args ? MATCH_YES :
		    MATCH_NO;
	if (p->operand_min > 0 && count < p->operand_min)
		return q->cmd->more_args ? MATCH_MAYBE : MATCH_NO;
	if (p->operand_unknown && q->e->origin == ORIGIN_LINE &&
	    (unknown || q->cmd->more_args))
		return MATCH_YES;
	if (p->operand_like != NULL)
		return liked;
	if (p->operand_unknown)
		return MATCH_NO;
	return count > 0 ? MATCH_YES : MATCH_NO;
}

enum match
predicate_argv_like(const struct question *q, const char *const *globs)
{
	if (q->cmd == NULL)
		return MATCH_NO;
	for (unsigned i = 0; i < q->cmd->argc; i++) {
		if (like_any(q, globs, q->cmd->argv[i], GLOB_FOLD) ==
		    MATCH_YES)
			return MATCH_YES;
	}
	return MATCH_NO;
}

/* The words of the program that printed the unknown text, all of them known. */
bool
predicate_idiom(const struct question *q, const char *const *globs)
{
	const struct value *v = q->e->text;
	const char *words = NULL, *slash;

	if (v == NULL || v->idiom == NULL || v->idiom_argv == NULL)
		return false;
	for (struct value **w = v->idiom_argv; *w != NULL; w++) {
		const char *s = value_text(*w);

		if (s == NULL)
			return false;
		if (words == NULL && (slash = strrchr(s, '/')) != NULL)
			s = slash + 1;
		words = words == NULL ? s : arena_printf(q->a, "%s %s",
		    words, s);
	}
	for (; words != NULL && *globs != NULL; globs++) {
		if (glob_match(*globs, words, strlen(words), GLOB_PLAIN))
			return true;
	}
	return false;
}

/* "NAME" or "NAME=GLOB" against a name and its value (NULL: not known). */
static enum match
assigned(const struct question *q, const char *want, const char *name,
    size_t namelen, const struct value *v)
{
	const char *eq = strchr(want, '=');
	size_t n = eq != NULL ? (size_t)(eq - want) : strlen(want);

	if (!glob_match(arena_strndup(q->a, want, n), name, namelen,
	    GLOB_PLAIN))
		return MATCH_NO;
	if (eq == NULL)
		return MATCH_YES;
	return match_value(q->a, NULL, OPERAND_VALUE, eq + 1, v, q->sure);
}

static enum match
prefix_env(const struct question *q, const struct effect *cmd,
    const char *want)
{
	struct value **env = cmd->env;
	enum match best = MATCH_NO;

	for (; env != NULL && *env != NULL; env++) {
		const struct valtext *t = &(*env)->alt[0];
		const char *eq = memchr(t->pre, '=', t->prelen);
		struct value tail = **env;
		struct valtext *alt;

		if (eq == NULL)
			continue;
		alt = arena_array(q->a, tail.nalt, sizeof *alt);
		for (unsigned i = 0; i < tail.nalt; i++) {
			const char *e2 = memchr(tail.alt[i].pre, '=',
			    tail.alt[i].prelen);

			alt[i] = tail.alt[i];
			if (e2 == NULL)
				continue;
			alt[i].prelen -= (size_t)(e2 + 1 - alt[i].pre);
			alt[i].pre = e2 + 1;
		}
		tail.alt = alt;
		best = match_either(best, assigned(q, want, t->pre,
		    (size_t)(eq - t->pre), &tail));
	}
	return best;
}

/* env A=1 cmd and sudo A=1 cmd set it as well. */
static enum match
operand_env(const struct question *q, const struct effect *cmd,
    const char *want)
{
	const struct norm *n = cmd->norm;
	enum match best = MATCH_NO;

	for (unsigned i = 0; n != NULL && i < n->noperand; i++) {
		const char *s = n->operand[i].canon, *eq;

		if (n->operand[i].kind != OPERAND_ASSIGN || s == NULL ||
		    (eq = strchr(s, '=')) == NULL)
			continue;
		best = match_either(best, assigned(q, want, s,
		    (size_t)(eq - s), value_const(q->a, eq + 1,
		    strlen(eq + 1))));
	}
	return best;
}

/* Most commands are given no variable by anybody. */
static bool
sets_variables(const struct question *q)
{
	if (q->e->kind == EFFECT_ASSIGN && q->e->name != NULL)
		return true;
	for (const struct effect *c = q->cmd; c != NULL; c = c->via) {
		if (c->env != NULL && c->env[0] != NULL)
			return true;
		for (unsigned i = 0; c->norm != NULL &&
		    i < c->norm->noperand; i++) {
			if (c->norm->operand[i].kind == OPERAND_ASSIGN)
				return true;
		}
	}
	return false;
}

enum match
predicate_env(const struct question *q, const char *const *env)
{
	enum match best = MATCH_NO;

	if (!sets_variables(q))
		return MATCH_NO;
	for (; *env != NULL; env++) {
		if (q->e->kind == EFFECT_ASSIGN && q->e->name != NULL)
			best = match_either(best, assigned(q, *env,
			    q->e->name, strlen(q->e->name), q->e->value));
		/* What a wrapper was given reaches what it runs. */
		for (const struct effect *c = q->cmd; c != NULL; c = c->via) {
			best = match_either(best, prefix_env(q, c, *env));
			best = match_either(best, operand_env(q, c, *env));
		}
	}
	return best;
}

/* A name as such, and each part of host:port/db?x, user@host. */
static bool
names_production(const struct question *q, const char *s)
{
	const char *const *g = q->ctx->production;

	if (g == NULL)
		return false;
	if (is_text_like(g, s, GLOB_FOLD))
		return true;
	while (*s != '\0') {
		size_t n = strcspn(s, "/:@?&=, ");

		if (n > 0 && is_text_like(g, arena_strndup(q->a, s, n),
		    GLOB_FOLD))
			return true;
		s += n + (s[n] != '\0');
	}
	return false;
}

static bool
value_production(const struct question *q, const struct value *v)
{
	for (unsigned i = 0; v != NULL && i < v->nalt; i++) {
		if (names_production(q, v->alt[i].pre) ||
		    (v->alt[i].hole && names_production(q, v->alt[i].suf)))
			return true;
	}
	return false;
}

/* scp's and rsync's paths: [user@]host:path, the colon before any slash. */
static bool
remote_production(const struct question *q, const struct value *v)
{
	for (unsigned i = 0; v != NULL && i < v->nalt; i++) {
		const char *s = v->alt[i].pre;
		size_t n = strcspn(s, "/:");

		if (n > 0 && s[n] == ':' &&
		    names_production(q, arena_strndup(q->a, s, n)))
			return true;
	}
	return false;
}

enum match
predicate_production(const struct question *q)
{
	static const unsigned long long kinds = 1ULL << OPERAND_CONTEXT |
	    1ULL << OPERAND_HOST | 1ULL << OPERAND_DATABASE |
	    1ULL << OPERAND_NAME | 1ULL << OPERAND_URL |
	    1ULL << OPERAND_CONTAINER | 1ULL << OPERAND_REMOTE;
	static const unsigned long long paths = 1ULL << OPERAND_PATH_READ |
	    1ULL << OPERAND_PATH_WRITE;
	const struct effect *e;
	struct item it;

	/* ssh prod-1 psql -c ...: the host of a wrapper counts too. */
	for (e = q->cmd != NULL ? q->cmd : q->e; e != NULL; e = e->via) {
		if (value_production(q, e->host))
			return MATCH_YES;
		for (unsigned i = 0; e->norm != NULL &&
		    item(e->norm, i, &it); i++) {
			if ((kinds >> it.kind & 1) != 0 ?
			    value_production(q, it.value) :
			    (paths >> it.kind & 1) != 0 &&
			    remote_production(q, it.value))
				return MATCH_YES;
		}
	}
	return MATCH_NO;
}

enum match
predicate_protected(const struct question *q)
{
	const char *const *g = q->ctx->protected_branches;
	bool known = false;
	struct item it;

	if (q->cmd == NULL || q->cmd->norm == NULL)
		return MATCH_NO;
	for (unsigned i = 0; item(q->cmd->norm, i, &it); i++) {
		if (it.kind != OPERAND_REF && it.kind != OPERAND_REFSPEC)
			continue;
		if (it.canon == NULL && (it.value == NULL ||
		    !value_exact(it.value) || it.kind == OPERAND_REFSPEC))
			return MATCH_YES;
		known = true;
		if (it.canon != NULL && (glob_has_magic(it.canon) ||
		    (g != NULL && is_text_like(g, it.canon, GLOB_PLAIN))))
			return MATCH_YES;
		if (it.canon == NULL && g != NULL && like_any(q, g, it.value,
		    GLOB_PLAIN) == MATCH_YES)
			return MATCH_YES;
	}
	return known ? MATCH_NO : MATCH_YES;
}
