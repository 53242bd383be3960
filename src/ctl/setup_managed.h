/* SPDX-License-Identifier: ISC */
#ifndef CTL_SETUP_MANAGED_H
#define CTL_SETUP_MANAGED_H

#include <stdbool.h>

#include "base/arena.h"

struct setup_layout {
	bool undo, yes;
	bool helper;	/* capabilities under which sudo works in a session */
	bool purge;	/* undo: the log and keys as well */
};

/*
 * The managed layout, step by step: group, folders, programs, policy. Each
 * step is shown as the command that would do it, and what is done already is
 * left alone. `make install` does none of it. Root only. Undoing takes away
 * what is still as it was made: a policy that was edited and folders with
 * something in them stay, and are named. Returns the exit status.
 */
int setup_managed_layout(struct arena *a, const struct setup_layout *l);

#endif
