/* SPDX-License-Identifier: ISC */
#ifndef AUDIT_ASK_H
#define AUDIT_ASK_H

#include "audit/guard.h"

/*
 * A refusal that a person could lift becomes a request: file it, log it, and
 * set j->ask and what goes with it. Also for a line by which the session asks
 * for a window. `a` keeps the texts. Nothing happens for any other verdict.
 */
void ask_person(struct guard *g, struct arena *a, struct judgement *j);

#endif
