/* SPDX-License-Identifier: ISC */
#ifndef KERNEL_OWNWORK_H
#define KERNEL_OWNWORK_H

#include <stdbool.h>
#include <sys/types.h>

#include "analyse/effect.h"
#include "base/arena.h"

/*
 * Is a program that `caller` is about to exec the own work of the tool that
 * started it? A package's installation scripts, the helpers of git: the line
 * that started the tool was judged, and stopped in the middle the tool leaves
 * worse behind than it would do. Only a tool whose grammar has "children"
 * (doc/rules-format.md), only where its program file is root's, and only
 * through programs that are root's: what the user can write never counts.
 * The floor is none of this; it holds for such programs too.
 */
bool ownwork(struct arena *a, pid_t caller, const struct effect *child);

#endif
