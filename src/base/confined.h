/* SPDX-License-Identifier: ISC */
#ifndef BASE_CONFINED_H
#define BASE_CONFINED_H

#include <stdbool.h>
#include <sys/types.h>

/*
 * Is this process in a sandbox of the kind that agents put around a command
 * (bubblewrap): in a user namespace of its own, and NO_NEW_PRIVS? An account
 * can put itself there, for what it starts, and never leaves again.
 */
bool confined(void);

/*
 * Is the owner of a file root? In a user namespace that leaves root out, as
 * such a sandbox's does, all who are not in it have one number (65534,
 * "nobody"); then any of them counts: none is the account that is confined.
 */
bool confined_root(uid_t owner);

#endif
