/* SPDX-License-Identifier: ISC */
/* Are the operands that a signature names among those of a command? */
#include <string.h>

#include "analyse/tool_data.h"
#include "base/glob.h"
#include "policy/signature_ask.h"

static const char *
pattern_of(const struct norm_operand *o)
{
	return o->canon != NULL ? o->canon : value_text(o->value);
}

static enum match
operand_is(const struct signature_ask *q, const struct norm_operand *want,
    const struct norm_operand *have)
{
	const char *glob = pattern_of(want);
	enum operand_kind kind = have->kind;

	if (glob == NULL)	/* HEAD in a signature: any branch */
		glob = "*";
	if (want->kind == OPERAND_RESOURCE && kind != OPERAND_RESOURCE)
		return MATCH_NO;
	/* HEAD: the walk may have found out which branch that is. */
	if (have->value != NULL && !(kind == OPERAND_REFSPEC &&
	    have->canon != NULL && value_text(have->value) != NULL))
		return match_value(q->a, q->n->tool, kind, glob, have->value,
		    q->sure);
	/* From an upstream: known when the walk filled it in. */
	if (have->canon == NULL)
		return want->kind == kind ? MATCH_MAYBE : MATCH_NO;
	if (glob_match(glob, have->canon, strlen(have->canon), GLOB_PLAIN) ||
	    (want->kind == kind && glob_match(have->canon, glob,
	    strlen(glob), GLOB_PLAIN)))
		return MATCH_YES;
	return MATCH_NO;
}

/* After an option that the grammar does not know, any word may be it. */
static enum match
some_word(const struct signature_ask *q, const struct norm_operand *want)
{
	const char *glob = pattern_of(want);
	enum match best = MATCH_NO;

	for (unsigned i = 1; glob != NULL && i < q->cmd->argc; i++)
		best = match_either(best, match_value(q->a, q->n->tool,
		    want->kind, glob, q->cmd->argv[i], q->sure));
	return best;
}

static enum match
sub_word(const struct signature_ask *q, const struct norm_operand *want)
{
	const char *glob = pattern_of(want);

	for (unsigned i = 0; glob != NULL && i < q->n->nsub; i++) {
		if (glob_match(glob, q->n->sub[i], strlen(q->n->sub[i]),
		    GLOB_PLAIN))
			return MATCH_YES;
	}
	return MATCH_NO;
}

/* kubectl delete ns --all reaches the one that is asked for. */
static bool
covered(const struct signature_ask *q, enum operand_kind kind)
{
	for (unsigned i = 0; q->sure == SURE_DANGER && i < q->n->noption;
	    i++) {
		const struct tool_optinfo *info = q->n->option[i].info;

		if (info != NULL && (info->covers & 1U << kind) != 0)
			return true;
	}
	return false;
}

static enum match
one_operand(const struct signature_ask *q, const struct norm_operand *want)
{
	enum match best = MATCH_NO;

	if (covered(q, want->kind))
		return MATCH_YES;

	for (unsigned i = 0; i < q->n->noperand; i++)
		best = match_either(best, operand_is(q, want,
		    &q->n->operand[i]));
	if (best == MATCH_YES || q->sure == SURE_EXEMPT)
		return best;
	if (q->n->unknown_option || q->n->unknown_sub)
		best = match_either(best, some_word(q, want));
	if (q->s->norm->unknown_sub)
		best = match_either(best, sub_word(q, want));
	if (q->cmd->more_args)
		best = match_either(best, MATCH_MAYBE);
	return best;
}

/* One operand cannot stand for two: "config NAME *" asks for both. An
 * unknown word may be several. */
static bool
too_few(const struct signature_ask *q)
{
	const struct norm *want = q->s->norm, *n = q->n;
	unsigned explicit = 0;

	for (unsigned i = 0; i < want->noperand; i++)
		explicit += !want->operand[i].implicit &&
		    !covered(q, want->operand[i].kind);
	if (q->cmd->more_args || n->unknown_option || n->unknown_sub ||
	    want->unknown_sub || n->noperand >= explicit)
		return false;
	for (unsigned i = 0; i < n->noperand; i++) {
		const struct value *v = n->operand[i].value;

		if (v == NULL || (v->flags & (VALUE_MANY | VALUE_GLOB)) != 0)
			return false;
	}
	return true;
}

enum match
signature_operands(const struct signature_ask *q)
{
	const struct norm *want = q->s->norm;
	enum match m = too_few(q) ? MATCH_NO : MATCH_YES;

	for (unsigned i = 0; i < want->noperand && m != MATCH_NO; i++) {
		if (!want->operand[i].implicit)
			m = match_both(m, one_operand(q, &want->operand[i]));
	}
	return m;
}
