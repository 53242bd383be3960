/* SPDX-License-Identifier: ISC */
#ifndef POLICY_DECIDE_H
#define POLICY_DECIDE_H

#include "analyse/effect.h"
#include "base/arena.h"
#include "policy/context.h"
#include "policy/grant.h"
#include "policy/policy.h"
#include "policy/verdict.h"

/*
 * The one function that decides. Pure but for ctx->created_here: shell,
 * check, explain, hook and kernel gate all call this. Strings in *out live in
 * `a` or in the policy.
 */
void decide(struct arena *a, const struct effects *effects,
    const struct policy *policy, const struct grants *grants,
    const struct context *ctx, struct verdict *out);

#endif
