/* SPDX-License-Identifier: ISC */
#ifndef SHELL_PERSON_H
#define SHELL_PERSON_H

#include "analyse/invoke.h"

/*
 * The interactive personality: wires the pty proxy to the guard. Every
 * accepted line is judged and recorded before bash runs any part of it.
 * `envp` is the shell's environment. Returns the exit status.
 */
int person_main(const struct invoke *inv, char **argv, char *const *envp);

#endif
