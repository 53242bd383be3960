/* SPDX-License-Identifier: ISC */
#ifndef POLICY_SIGNATURE_DOUBT_H
#define POLICY_SIGNATURE_DOUBT_H

#include "policy/signature.h"

/*
 * Why an owner's entry will probably never match what he means: a sub-command
 * or option that its tool does not have, a mistyped program or statement. One
 * sentence with the nearest known spelling where there is one; NULL when
 * nothing looks wrong.
 */
const char *signature_doubt(struct arena *a, const struct signature *s);

#endif
