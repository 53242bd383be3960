/* SPDX-License-Identifier: ISC */
#ifndef POLICY_SIGNATURE_DATA_H
#define POLICY_SIGNATURE_DATA_H

#include "analyse/sql.h"
#include "policy/signature.h"

struct signature {
	const char *text;	/* as written */
	struct value **word;	/* constants */
	unsigned nword;
	const struct norm *norm;	/* first word is a known tool */
	bool dashes;		/* with norm: a literal "--" is asked for */
	bool is_sql;
	struct sql_sig sql;
	/* Neither: the words stand in argv in this order. */
};

/*
 * How sure an answer must be. An exemption ("unless") counts only when it
 * holds however the line's unknowns turn out; a danger counts when one of
 * the known possibilities is it.
 */
enum sureness { SURE_DANGER, SURE_EXEMPT };

/* The lower of two answers: both must hold. */
enum match match_both(enum match a, enum match b);

/* The higher: one is enough. */
enum match match_either(enum match a, enum match b);

/* Is v like `glob`? canonical() of tool `t` and `kind` applies to the
 * alternatives; t may be NULL. */
enum match match_value(struct arena *a, const struct tool *t,
    enum operand_kind kind, const char *glob, const struct value *v,
    enum sureness sure);

/* Was option `want` ("--x", "--x=GLOB") used? */
enum match match_option(struct arena *a, const struct effect *cmd,
    const char *want, enum sureness sure);

/* Is `e`, which does what `s` says, a run that changes nothing? False when
 * the signature itself asks for a dry run or for an option's value. */
bool signature_is_dry(const struct signature *s, const struct effect *e);

/* signature_match() with scratch memory and a sureness. */
enum match signature_holds(struct arena *a, const struct signature *s,
    const struct effect *e, enum sureness sure);

#endif
