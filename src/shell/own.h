/* SPDX-License-Identifier: ISC */
#ifndef SHELL_OWN_H
#define SHELL_OWN_H

#include <stddef.h>

#include "base/arena.h"

/*
 * The guard's own commands, as a person types them at the guarded prompt:
 *	release-window [DURATION] [REASON or options of window open]
 *	close-window [ID]
 *	window-status
 *	qualify-senior [options of qualify]
 * also with a leading '/' or '!'. `text` is one of them when it is such a line
 * and nothing else: no operator, expansion or second command. Returns the
 * arguments for platectl, argv[0] its path, allocated from `a` and NULL ended;
 * or NULL. `session` is the id of this session, `platectl` the program.
 */
char *const *own_command(struct arena *a, const char *text, size_t len,
    const char *platectl, const char *session);

#endif
