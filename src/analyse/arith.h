/* SPDX-License-Identifier: ISC */
#ifndef ANALYSE_ARITH_H
#define ANALYSE_ARITH_H

#include "analyse/expand.h"

/* Between the files of arithmetic: expand_arith.c, arith_*.c. */

/* A number; `v` counts only where it is known. */
struct num {
	bool known;
	long long v;
};

/* An expression being read; `s` stands at the next byte. */
struct arith {
	struct walk *w;
	const char *s, *e;
	unsigned depth;
	bool bad;		/* it is no arithmetic */
};

/* expand_arith.c: skip blanks; is `op` next, then go past it. */
void arith_blanks(struct arith *x);
bool arith_eat(struct arith *x, const char *op);

/* expand_arith.c: what follows an assignment; a text of its own. */
struct num arith_choice(struct arith *x);
struct num arith_text(struct walk *w, const char *s, size_t n,
    unsigned depth);

/* arith_num.c: the literal at x->s; a op b. */
struct num arith_number(struct arith *x);
struct num arith_combine(const char *op, struct num a, struct num b);
struct num arith_logic(const char *op, struct num a, struct num b);
struct num arith_power(struct num a, struct num b);

/*
 * arith_name.c: NAME with what may follow it: a subscript, an assignment, ++
 * or --; the same behind ++ or --, whose sign is `op`.
 */
struct num arith_name(struct arith *x);
struct num arith_before(struct arith *x, const char *op);

#endif
