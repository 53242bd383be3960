/* SPDX-License-Identifier: ISC */
#ifndef POLICY_SESSION_INT_H
#define POLICY_SESSION_INT_H

/* Shared by the files of sessions alone. */
#include "policy/session.h"

/* The pid namespace of this process; 0: the machine's, or it cannot be told. */
uint64_t session_namespace(void);

/* Our parent, by the number that /proc has for it: in a namespace `ns` without
 * a /proc of its own getppid(2) names another process there. */
pid_t session_parent(uint64_t ns);

/* The id of an account's session with that anchor. */
void session_make_id(const char *boot, uint64_t ns, pid_t pid, uint64_t start,
    uid_t uid, char id[17]);

/* The record `id` in the open folder. Returns 0, or -1 when there is none that
 * counts. */
int session_read(int folder, const char *id, struct session *out);

#endif
