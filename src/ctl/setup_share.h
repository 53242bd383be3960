/* SPDX-License-Identifier: ISC */
#ifndef CTL_SETUP_SHARE_H
#define CTL_SETUP_SHARE_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/err.h"

/*
 * What `platectl setup managed` does to files: the state that a group shares,
 * and the programs that have that group. No link is followed. All return 0,
 * or -1 with *e.
 */

/* The state folder with its folders: root's and of `gid`, mode 02770, and what
 * lies in it of that group (it may be that of an earlier set-up). */
int setup_share_state(const char *state, gid_t gid, struct err *e);
bool setup_state_is_shared(const char *state, gid_t gid);

/*
 * Take it back. What only lives as long as windows and sessions goes; a state
 * folder that holds records stays, closed to all but root (*kept), unless
 * `purge`.
 */
int setup_unshare_state(const char *state, bool purge, bool *kept,
    struct err *e);

/* A program as root:`gid` with the set-group-id bit, or without both. */
int setup_program_group(const char *path, gid_t gid, struct err *e);
bool setup_program_has_group(const char *path, gid_t gid);
int setup_program_plain(const char *path, struct err *e);

/* File capabilities, permitted and effective, as bits; 0: none. */
int setup_set_caps(const char *path, unsigned caps, struct err *e);
unsigned setup_caps(const char *path);

/* "cap_sys_admin,cap_sys_ptrace": text for the bits that are known here. */
void setup_caps_text(unsigned caps, char *out, size_t size);

#endif
