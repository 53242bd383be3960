/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "analyse/tool_data.h"
#include "base/glob.h"
#include "policy/signature_ask.h"

/* terraform -chdir=prod: the same as to be in a folder of that name. */
static enum match
works_in(const struct signature_ask *q, const char *dir)
{
	const char *cwd = q->cmd->cwd, *tail;
	size_t n = strlen(dir);

	while (n > 1 && dir[n - 1] == '/')
		n--;
	dir = arena_strndup(q->a, dir, n);
	if (cwd == NULL)
		return MATCH_MAYBE;
	for (tail = cwd; tail != NULL; tail = strchr(tail, '/')) {
		tail += *dir != '/' && *tail == '/';
		if (glob_match(dir, tail, strlen(tail), GLOB_PLAIN))
			return MATCH_YES;
		if (*dir == '/')
			break;
	}
	return MATCH_NO;
}

static enum match
options(const struct signature_ask *q)
{
	const struct norm *want = q->s->norm;
	struct effect cmd = *q->cmd;
	enum match m = MATCH_YES;

	cmd.norm = q->n;
	for (unsigned i = 0; i < want->noption && m != MATCH_NO; i++) {
		const struct norm_option *o = &want->option[i];
		const char *v = o->value != NULL ? value_text(o->value) : NULL;
		enum match one;

		one = match_option(q->a, &cmd, v == NULL ? o->name :
		    arena_printf(q->a, "%s=%s", o->name, v), q->sure);
		if (one == MATCH_NO && v != NULL && o->kind == OPERAND_DIR &&
		    q->sure == SURE_DANGER)
			one = works_in(q, v);
		m = match_both(m, one);
	}
	return m;
}

static const char *
base_name(const char *s)
{
	const char *slash = strrchr(s, '/');

	return slash != NULL ? slash + 1 : s;
}

/* The words want[0..nwant) in this order and adjacent in have[0..nhave);
 * the first must be there as such, also by its base name. */
static enum match
sequence(struct arena *a, struct value *const *want, unsigned nwant,
    struct value *const *have, unsigned nhave, enum sureness sure)
{
	enum match best = MATCH_NO;

	for (unsigned i = 0; i + nwant <= nhave; i++) {
		const char *first = value_text(have[i]);
		const char *glob = value_text(want[0]);
		enum match m;

		if (first == NULL || (!glob_match(glob, first, strlen(first),
		    GLOB_PLAIN) && !glob_match(glob, base_name(first),
		    strlen(base_name(first)), GLOB_PLAIN)))
			continue;
		m = MATCH_YES;
		for (unsigned k = 1; k < nwant && m != MATCH_NO; k++)
			m = match_both(m, match_value(a, NULL, OPERAND_VALUE,
			    value_text(want[k]), have[i + k], sure));
		best = match_either(best, m);
	}
	return best;
}

/* What a wrapper runs: sudo rm -rf. */
static enum match
rest(const struct signature_ask *q)
{
	const struct norm *want = q->s->norm, *n = q->n;

	if (want->rest < 0)
		return MATCH_YES;
	if (n->rest < 0)
		return q->cmd->more_args ? MATCH_MAYBE : MATCH_NO;
	return sequence(q->a, q->s->word + want->rest,
	    (unsigned)(want->rest_end - want->rest), q->cmd->argv + n->rest,
	    (unsigned)(n->rest_end - n->rest), q->sure);
}

/* git checkout -- : the word itself makes the difference. */
static enum match
dashes(const struct signature_ask *q)
{
	unsigned end = q->n->rest >= 0 ? (unsigned)q->n->rest : q->cmd->argc;

	if (!q->s->dashes)
		return MATCH_YES;
	for (unsigned i = 1; i < end; i++) {
		const char *s = value_text(q->cmd->argv[i]);

		if (s != NULL && strcmp(s, "--") == 0)
			return MATCH_YES;
	}
	return MATCH_NO;
}

static bool
sub_is(const char *want, const char *have)
{
	return glob_match(want, have, strlen(have), GLOB_PLAIN);
}

static enum match whole(struct signature_ask *q);

/* Read the command again as if its words from..to-1 were not there and the
 * next word were `sub` (NULL: as it is). */
static enum match
again(struct signature_ask *q, unsigned from, unsigned to, const char *sub)
{
	struct effect cmd = *q->cmd;
	struct signature_ask r = *q;
	struct value **argv;
	unsigned n = 0;

	argv = arena_array(q->a, q->cmd->argc + 1, sizeof *argv);
	for (unsigned i = 0; i < q->cmd->argc; i++) {
		if (i < from || i >= to)
			argv[n++] = q->cmd->argv[i];
	}
	if (sub != NULL)
		argv[from] = value_const(q->a, sub, strlen(sub));
	cmd.argv = argv;
	cmd.argc = n;
	cmd.norm = tool_normalise(q->a, q->n->tool, argv, n);
	r.cmd = &cmd;
	r.n = cmd.norm;
	return whole(&r);
}

/* The sub-command is one of a few, or not known on the line. */
static enum match
unknown_sub(struct signature_ask *q, unsigned at, const char *want)
{
	const struct value *v = q->cmd->argv[at];
	enum match m = MATCH_NO;

	if (q->sure == SURE_EXEMPT || glob_has_magic(want))
		return MATCH_MAYBE;
	if (!value_may_be(v, want))
		return MATCH_NO;
	m = again(q, at, at, want);
	return value_exact(v) ? m : match_both(m, MATCH_MAYBE);
}

/* --odd VALUE delete: had the option a value, the sub-command is further
 * on. */
static enum match
shifted(struct signature_ask *q)
{
	const char *want = q->s->norm->sub[0];

	if (!q->n->unknown_option || q->sure == SURE_EXEMPT)
		return MATCH_NO;
	for (unsigned i = 2; i < q->cmd->argc; i++) {
		const char *s = value_text(q->cmd->argv[i]);

		if (s != NULL && sub_is(want, s))
			return again(q, 1, i, NULL);
	}
	return MATCH_NO;
}

static enum match
whole(struct signature_ask *q)
{
	const struct norm *want = q->s->norm, *n = q->n;
	enum match m;

	for (unsigned i = 0; i < want->nsub; i++) {
		if (i >= n->nsub)
			return q->cmd->more_args ? MATCH_MAYBE : MATCH_NO;
		if (n->unknown_sub && n->sub_at > 0 && i + 1 == n->nsub &&
		    value_text(q->cmd->argv[n->sub_at]) == NULL)
			return unknown_sub(q, (unsigned)n->sub_at,
			    want->sub[i]);
		if (!sub_is(want->sub[i], n->sub[i]))
			return i == 0 ? shifted(q) : MATCH_NO;
	}
	if ((m = match_both(options(q), dashes(q))) == MATCH_NO)
		return m;
	m = match_both(m, signature_operands(q));
	return m == MATCH_NO ? m : match_both(m, rest(q));
}

enum match
signature_holds(struct arena *a, const struct signature *s,
    const struct effect *e, enum sureness sure)
{
	struct signature_ask q = { a, s, e, e->norm, sure };

	if (e->kind == EFFECT_SQL)
		return s->is_sql && e->sql != NULL &&
		    sql_match(&s->sql, e->sql) ? MATCH_YES : MATCH_NO;
	if (e->kind != EFFECT_COMMAND)
		return MATCH_NO;
	if (s->norm != NULL)
		return e->norm != NULL && strcmp(e->norm->name,
		    s->norm->name) == 0 ? whole(&q) : MATCH_NO;
	if (s->is_sql)
		return MATCH_NO;
	return sequence(a, s->word, s->nword, e->argv, e->argc, sure);
}

/* An entry about a sub-command's effect, not about an option's: what
 * --rsh=CMD names runs in a dry run too. */
static bool
may_be_dry(const struct norm *want, const struct norm *have)
{
	if (have->tool->top.ncommand > 0 && want->nsub != have->nsub)
		return false;
	for (unsigned i = 0; i < want->noption; i++) {
		const struct norm_option *o = &want->option[i];

		if (o->value != NULL ||
		    (o->info != NULL && o->info->dry != NULL))
			return false;
	}
	return true;
}

bool
signature_is_dry(const struct signature *s, const struct effect *e)
{
	return e->kind == EFFECT_COMMAND && s->norm != NULL &&
	    e->norm != NULL && !e->more_args &&
	    may_be_dry(s->norm, e->norm) &&
	    norm_is_dry(e->norm, e->argv, e->argc);
}

/* What needs no memory to be told: another kind or another tool. */
static bool
is_other(const struct signature *s, const struct effect *e)
{
	if (e->kind == EFFECT_SQL)
		return !s->is_sql || e->sql == NULL;
	if (e->kind != EFFECT_COMMAND)
		return true;
	if (s->norm != NULL)
		return e->norm == NULL ||
		    strcmp(e->norm->name, s->norm->name) != 0;
	return s->is_sql;
}

enum match
signature_match(const struct signature *s, const struct effect *e)
{
	volatile enum match m = MATCH_MAYBE;
	struct arena *a;

	if (is_other(s, e))
		return MATCH_NO;
	a = arena_new(16 << 20);
	/* What cannot be examined within the limit could be it. */
	if (a == NULL)
		return MATCH_MAYBE;
	if (setjmp(*arena_catch(a)) == 0)
		m = signature_holds(a, s, e, SURE_DANGER);
	if (m != MATCH_NO && signature_is_dry(s, e))
		m = MATCH_NO;
	arena_free(a);
	return m;
}
