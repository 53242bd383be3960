/* SPDX-License-Identifier: ISC */
#ifndef KERNEL_MEMBER_H
#define KERNEL_MEMBER_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "policy/session.h"

/*
 * Who belongs to a session: every process of it carries a cookie, the hard
 * limit of RLIMIT_LOCKS. The kernel has not enforced that limit since Linux
 * 2.4.25, hands it on through fork, exec, setsid and `env -i`, and lets it be
 * raised back only by CAP_SYS_RESOURCE (getrlimit(2)).
 *
 * From the top: 01, then 4 bits that count down with each session inside
 * another (so that the inner one is always lower and needs no privilege),
 * one bit that is 0 where the kernel gates are live, 57 bits of the session's
 * id. A process can forge a cookie for itself alone, which only makes it one
 * that the session's members may end.
 */

/* The cookie of process `pid` (0: this one), or 0 when it has none or cannot
 * be looked at. */
uint64_t member_of(pid_t pid);

/* Do both cookies stand for the same session? 0 is no session. */
bool member_same(uint64_t a, uint64_t b);

/* Does the cookie say that kernel gates watch its process? */
bool member_gated(uint64_t cookie);

/*
 * The cookie that a process with cookie `outer` (0: none) takes for the
 * session `id` (16 hex digits). 0 for an id that is none, or when sessions
 * are nested too deep: then `outer` stays.
 */
uint64_t member_cookie(const char *id, uint64_t outer, bool gated);

/*
 * Make this process and what it starts a member of the session `id`. Returns
 * the cookie that it has afterwards, 0 when it has none: the limit was
 * already lower, or the system has no such limit. Async-signal-safe.
 */
uint64_t member_join(const char *id, bool gated);

/*
 * The live session recorded under `state` that the cookie stands for, into
 * *out. Returns 0, or -1 when there is none.
 */
int member_session(const char *state, uint64_t cookie, struct session *out);

#endif
