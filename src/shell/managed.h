/* SPDX-License-Identifier: ISC */
#ifndef SHELL_MANAGED_H
#define SHELL_MANAGED_H

#include "policy/policy.h"

/*
 * A managed install shares its state through a group (base/stategroup.h), and
 * bin/bashplate does not have it: programs beside it do, and what needs the
 * state is one of them.
 */

/*
 * Become `program`, which has the group, with `argv`. NULL: this program ought
 * to have it already. Returns only with an exit status, after saying why
 * nothing ran.
 */
int managed_become(const struct policy *p, const char *program, char **argv);

#endif
