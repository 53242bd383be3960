/* SPDX-License-Identifier: ISC */
#include <string.h>
#include <strings.h>

#include "analyse/tool_data.h"
#include "policy/match_cache.h"
#include "policy/match_text.h"
#include "policy/rule_data.h"

static bool
has(unsigned mask, unsigned bit)
{
	return (mask & 1U << bit) != 0;
}

static bool
names(const struct value *v, const char *first, size_t n)
{
	for (unsigned i = 0; i < v->nalt; i++) {
		const char *base = strrchr(v->alt[i].pre, '/');

		base = base != NULL ? base + 1 : v->alt[i].pre;
		if (v->alt[i].hole || (strncasecmp(base, first, n) == 0 &&
		    base[n] == '\0') || strncasecmp(v->alt[i].pre, first,
		    n) == 0)
			return true;
	}
	return false;
}

static bool
is_name(const char *const *name, const char *first)
{
	for (; name != NULL && *name != NULL; name++) {
		if (**name == *first && strcmp(*name, first) == 0)
			return true;
	}
	return false;
}

/*
 * Could signature `text` hold for this command at all? A look at its first
 * word, before it is parsed: it must be the command's tool or stand in argv.
 */
static bool
worth_reading(const struct question *q, const char *text)
{
	const struct effect *cmd = q->cmd;
	size_t n = strcspn(text, " \t\r\n");
	char first[64], low[64];

	if (n >= sizeof first || strcspn(text, "*?[\\'\"/") < n)
		return true;
	memcpy(first, text, n);
	first[n] = '\0';
	if (cmd->norm != NULL && (cmd->norm->tool == NULL ||
	    is_name(cmd->norm->tool->names, first) ||
	    strcasecmp(first, cmd->norm->name) == 0))
		return true;
	for (size_t i = 0; i <= n; i++)
		low[i] = first[i] >= 'A' && first[i] <= 'Z' ?
		    (char)(first[i] - 'A' + 'a') : first[i];
	if (!match_text_has(match_cache_text(q->cache, cmd, false), low))
		return false;
	for (unsigned i = 0; i < cmd->argc; i++)
		if (names(cmd->argv[i], first, n))
			return true;
	return false;
}

/* Can a signature of `p` be about the command? */
static bool
of_its_tools(const struct question *q, const struct predicate *p)
{
	if (q->cmd == NULL)
		return false;
	return p->tools == NULL || (q->cmd->norm != NULL &&
	    is_name(p->tools, q->cmd->norm->name));
}

/* Nothing but the command's own effect is asked about: a regular expression
 * may be after an option that takes effect in a dry run too. */
static bool
of_effect_only(const struct predicate *p)
{
	return p->regex == NULL && p->argv_like == NULL && p->option == NULL &&
	    p->env == NULL;
}

/* The text of a signature was examined by mkrules or the loader. */
static enum match
any_signature(const struct question *q, const struct predicate *p)
{
	bool of_cmd = of_its_tools(q, p), sql = q->e->kind == EFFECT_SQL;
	enum match best = MATCH_NO;

	if (!of_cmd && !sql)
		return MATCH_NO;
	for (const char *const *t = p->sig; *t != NULL; t++) {
		const struct signature *s;

		if (p->parsed != NULL)
			s = p->parsed[t - p->sig];
		else if (!sql && !worth_reading(q, *t))
			continue;
		else
			s = match_cache_signature(q->cache, *t);
		if (s == NULL)
			continue;
		if (of_cmd && !(q->sure == SURE_DANGER &&
		    of_effect_only(p) && signature_is_dry(s, q->cmd)))
			best = match_either(best, signature_holds(q->a, s,
			    q->cmd, q->sure));
		if (sql)
			best = match_either(best, signature_holds(q->a, s,
			    q->e, q->sure));
		if (best == MATCH_YES)
			break;
	}
	return best;
}

static bool
in_some(const struct question *q, const char *const *places,
    const char *path, bool glob)
{
	for (; *places != NULL; places++) {
		if (place_has(q, *places, path, glob))
			return true;
	}
	return false;
}

static bool
one_path(const struct question *q, const struct predicate *p,
    const char *path)
{
	bool glob = (q->e->path->flags & VALUE_GLOB) != 0;

	if (p->path != NULL && !in_some(q, p->path, path, glob))
		return false;
	return p->outside == NULL || !in_some(q, p->outside, path, glob);
}

static bool
lists(const char *const *places, const char *name)
{
	for (; places != NULL && *places != NULL; places++) {
		if (strcmp(*places, name) == 0)
			return true;
	}
	return false;
}

static enum match
unknown_path(const struct question *q, const struct predicate *p)
{
	const struct value *v = q->e->path;

	/* What mktemp printed is not known, but where it lies is. */
	if (v != NULL && value_in_scratch(v)) {
		if (p->path != NULL)
			return lists(p->path, "scratch") ? MATCH_YES :
			    MATCH_NO;
		return lists(p->outside, "scratch") || p->unknown_path ?
		    MATCH_NO : MATCH_YES;
	}
	/* In a file only what is definite counts. */
	if (q->e->origin != ORIGIN_LINE)
		return MATCH_NO;
	if (p->unknown_path)
		return MATCH_YES;
	return p->path == NULL && p->outside == NULL ? MATCH_YES :
	    MATCH_MAYBE;
}

static enum match
path_match(const struct question *q, const struct predicate *p)
{
	const char *const *abs = q->e->abs;
	enum match open = MATCH_NO;
	bool any = false, all = true;

	if (p->recursive >= 0 && q->e->recursive != (p->recursive == 1))
		return MATCH_NO;
	if (p->path == NULL && p->outside == NULL && !p->unknown_path)
		return MATCH_YES;
	if (abs == NULL || abs[0] == NULL)
		return unknown_path(q, p);
	/* One of several values is not known: find's and xargs' words are. */
	if (!value_exact(q->e->path) &&
	    (q->e->path->flags & VALUE_STDIN) == 0) {
		if (q->sure == SURE_EXEMPT)
			return MATCH_NO;
		open = unknown_path(q, p);
	}
	if (p->path == NULL && p->outside == NULL)
		return open;
	for (; *abs != NULL; abs++) {
		bool in = one_path(q, p, *abs);

		any |= in;
		all &= in;
	}
	if (q->sure == SURE_EXEMPT)
		return all ? MATCH_YES : MATCH_NO;
	return any ? MATCH_YES : open;
}

static enum match
options_match(const struct question *q, const char *const *option)
{
	enum match m = MATCH_YES;

	if (q->cmd == NULL || q->cmd->norm == NULL)
		return MATCH_NO;
	for (; *option != NULL && m != MATCH_NO; option++)
		m = match_both(m, match_option(q->a, q->cmd, *option,
		    q->sure));
	return m;
}

static enum match
sub_match(const struct question *q, const char *const *sub)
{
	const struct norm *n = q->cmd != NULL ? q->cmd->norm : NULL;
	const struct value *v;
	enum match best = MATCH_NO;

	if (n == NULL || n->nsub == 0)
		return MATCH_NO;
	v = value_const(q->a, n->sub[n->nsub - 1],
	    strlen(n->sub[n->nsub - 1]));
	if (n->unknown_sub && n->sub_at > 0)
		v = q->cmd->argv[n->sub_at];
	for (; *sub != NULL; sub++)
		best = match_either(best, match_value(q->a, NULL,
		    OPERAND_VALUE, *sub, v, q->sure));
	return best;
}

static enum match
sql_any(const struct question *q, const char *const *sql)
{
	for (; *sql != NULL; sql++) {
		struct sql_sig sig;

		if (q->e->sql != NULL && sql_sig_parse(*sql, &sig) == 0 &&
		    sql_match(&sig, q->e->sql))
			return MATCH_YES;
	}
	return MATCH_NO;
}

/* What needs no look at words: a mask each. */
static bool
masks_match(const struct effect *e, const struct predicate *p)
{
	if (!has(p->kinds, e->kind))
		return false;
	if (p->signals != 0 && !has(p->signals, e->whose))
		return false;
	if (p->unknown != 0 && !has(p->unknown, e->unknown))
		return false;
	return p->where == 0 || has(p->where, e->where);
}

/* The checks in order of cost; the first "no" ends them. */
enum match
predicate_match(const struct question *q, const struct predicate *p)
{
	enum match m = MATCH_YES;

	if (!masks_match(q->e, p))
		return MATCH_NO;
	if (has(p->kinds, q->e->kind) && q->e->kind >= EFFECT_READ &&
	    q->e->kind <= EFFECT_META)
		m = path_match(q, p);
	if (m != MATCH_NO && p->sql != NULL)
		m = match_both(m, sql_any(q, p->sql));
	if (m != MATCH_NO && p->sig != NULL)
		m = match_both(m, any_signature(q, p));
	if (m != MATCH_NO && p->option != NULL)
		m = match_both(m, options_match(q, p->option));
	if (m != MATCH_NO && p->sub != NULL)
		m = match_both(m, sub_match(q, p->sub));
	if (m != MATCH_NO && p->operand != 0)
		m = match_both(m, predicate_operand(q, p));
	if (m != MATCH_NO && p->argv_like != NULL)
		m = match_both(m, predicate_argv_like(q, p->argv_like));
	if (m != MATCH_NO && p->env != NULL)
		m = match_both(m, predicate_env(q, p->env));
	if (m != MATCH_NO && p->production)
		m = match_both(m, predicate_production(q));
	if (m != MATCH_NO && p->protected_ref)
		m = match_both(m, predicate_protected(q));
	if (m != MATCH_NO && p->idiom != NULL && !predicate_idiom(q, p->idiom))
		m = MATCH_NO;
	if (m != MATCH_NO && p->regex != NULL)
		m = match_both(m, predicate_regex(q, p));
	/* Last: it asks the kernel. */
	if (m != MATCH_NO && p->isolated &&
	    (q->ctx->isolated == NULL || !q->ctx->isolated()))
		m = MATCH_NO;
	return m;
}
