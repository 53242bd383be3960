/* SPDX-License-Identifier: ISC */
#ifndef ANALYSE_EXPAND_INT_H
#define ANALYSE_EXPAND_INT_H

#include "analyse/expand.h"

/* A word being put together: expand_put.c does,
 * expand_split.c splits, expand.c says of what. */
enum xmode {
	X_FIELDS,	/* split, patterns stay patterns */
	X_VALUE,	/* as it is */
	X_PATTERN	/* quoted bytes get a backslash */
};

/* `head`, then the bytes of `buf`. */
struct xp {
	struct walk *w;
	enum xmode mode;
	struct fields *out;
	struct value *head;
	char *buf;
	size_t len, cap;
	bool any;		/* the field exists even when empty */
	bool maybe;		/* it exists unless it is empty */
	bool encoded;		/* some byte got a backslash */
	bool globbed;		/* a pattern came in through a variable */
	unsigned flags;
	bool start;		/* nothing of the word seen yet */
	bool declared;		/* name=value as an argument: ~ after = */
	bool nested;		/* inside ${u-word}: plain text is split too */
	bool tildes;		/* it looks like one: ~ after : as well */
};

/* Add bytes, or a value as one piece. */
void xp_put_text(struct xp *x, const char *s, size_t n, bool quoted);
void xp_put_value(struct xp *x, struct value *v, bool quoted);

/* Add what an expansion outside of quotes gave: it is split. */
void xp_put_unquoted(struct xp *x, struct value *v);

/* "$@" and its kin. */
void xp_put_list(struct xp *x, const struct param_result *r, bool dq);

/* The value of what was put so far; or that as a word of x->out. Both start
 * over. */
struct value *xp_finish(struct xp *x);
void xp_flush(struct xp *x);

/* Any words, or those of `c`; flags and span are v's. */
struct value *xp_choice_value(struct walk *w, const struct value *v,
    const struct value_choice *c);

/* v as its alternative i alone; is an empty text among them? */
struct value *xp_one_alt(struct walk *w, const struct value *v, unsigned i);
bool xp_has_empty(const struct value *v);

#endif
