/* SPDX-License-Identifier: ISC */
#ifndef SHELL_SANDBOX_H
#define SHELL_SANDBOX_H

#include <stdbool.h>

#include "analyse/invoke.h"

/*
 * Is this the line with which a sandbox for one command starts (Claude Code's,
 * doc/sandbox.md): a call of this very program with the agent's own line, from
 * within a user namespace? Gates that began here would stop it: between here
 * and that call stands a program that nobody may look into. The inner call
 * begins its own.
 */
bool sandbox_start(const struct invoke *inv);

#endif
