/* SPDX-License-Identifier: ISC */
#ifndef POLICY_SESSION_H
#define POLICY_SESSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/err.h"

/*
 * A session is everything started under one anchor: the process outside the
 * guard that called bashplate, identified by pid, start time and boot id. It
 * lives while the anchor lives.
 */
struct session {
	char id[17];		/* hex; from boot id, anchor pid, start time */
	pid_t anchor;
	uint64_t start;		/* of the anchor, clock ticks since boot */
	char boot[37];
	uint64_t ns;		/* its pid namespace; 0: the machine's */
	uid_t uid;
	bool terminal;		/* the anchor is a person's shell on a tty */
	char agent[32];		/* "claude-code", ..., "" for a person */
	bool begun;		/* by session_join() just now */
	char project[4096];	/* where it was started */
	char parent[20];	/* name of this process's parent, from
				   session_join() only */
};

/*
 * The session this process belongs to: that of the nearest ancestor recorded
 * as an anchor under `state`, else a new one anchored at the parent. Records
 * it (one small file, made once). Returns 0, or -1 when /proc or the state
 * cannot be used.
 */
int session_join(const char *state, struct session *out, struct err *e);

/*
 * A person's prompt is in this session: an agent that is started from it gets
 * a session of its own, wherever the anchor has its terminal (sshd has none).
 * Recorded when it was not known.
 */
void session_at_prompt(const char *state, struct session *s);

/* Is the anchor still the same living process, as far as can be seen from
 * here? One in another pid namespace cannot. */
bool session_alive(const struct session *s);

/* The session recorded under this id, alive or not. Returns 0, or -1 when there
 * is none that can be trusted. */
int session_find(const char *state, const char *id, struct session *out);

/* Live sessions of `uid` under `state` (all for (uid_t)-1): fills at most
 * max, returns their number, -1 on error. */
int session_list(const char *state, uid_t uid, struct session *out,
    size_t max, struct err *e);

/* Remove the records of sessions whose anchor is gone; `ended` is called for
 * each one that this call removed. Those of another pid namespace stay for a
 * day. */
void session_sweep(const char *state,
    void (*ended)(void *arg, const struct session *s), void *arg);

/*
 * Was this process started from inside a guarded session? By ancestry: an
 * ancestor is bashplate, or the shell that bashplate became (it keeps our
 * argv[0]), or a known agent, or the anchor of an agent's session; or the
 * environment names an agent. The proxy's own child on the outer terminal is
 * outside, if the proxy is. *why is static text for the message. Ancestry
 * can be shed by who means to; what holds then is who may write the state.
 */
bool session_inside(const char *state, const char **why);

#endif
