/* SPDX-License-Identifier: ISC */
#ifndef CTL_PACK_H
#define CTL_PACK_H

#include "ctl/common.h"

/*
 * A pack of rules (a file for rules.d) that is not in force yet. Returns 1
 * with *out as the policy in force plus its rules (those of an earlier version
 * of the pack gone), 0 when `path` is no pack, -1 after telling what is wrong
 * with it. *out lives as long as c->arena.
 */
int pack_policy(const struct ctl *c, const char *path, struct policy *out);

#endif
