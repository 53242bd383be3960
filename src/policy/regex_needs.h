/* SPDX-License-Identifier: ISC */
#ifndef POLICY_REGEX_NEEDS_H
#define POLICY_REGEX_NEEDS_H

#include "base/arena.h"

/*
 * Literals of which at least one stands in every ASCII text that `pattern`
 * matches, in lower case and to be compared without regard to case. NULL
 * ended, from the arena; NULL when nothing of use can be said, which is always
 * a right answer: what is not surely understood gives NULL. Compiling a
 * pattern costs more than everything else that a command costs.
 */
const char *const *regex_needs(struct arena *a, const char *pattern);

#endif
