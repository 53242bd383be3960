/* SPDX-License-Identifier: ISC */
#ifndef KERNEL_SUPERVISOR_H
#define KERNEL_SUPERVISOR_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/arena.h"
#include "kernel/filter.h"
#include "kernel/gates.h"
#include "kernel/tally.h"
#include "kernel/verify.h"
#include "kernel/worker.h"
#include "policy/judge.h"

/*
 * The process that answers the gates of one guarded tree, from the moment its
 * shell starts until its last process is gone. It never waits for the one that
 * asks, nor for a decision: worker.h is about those.
 */

/* Another session that began in the tree: whose.h. */
enum { INNER_SESSIONS = 8 };

struct inner_session {
	uint64_t cookie;
	struct session *session;
	struct context *context;	/* NULL until it is needed */
};

struct supervisor {
	const struct gates_config *cfg;
	int notify;		/* the filter's listener */
	int door;		/* for later commands, or -1; see door.h */
	int anchor;		/* pidfd: while it lives, commands may come */
	int children;		/* readable with SIGCHLD */
	pid_t shell;		/* the process that became bash */
	int shell_pidfd;
	bool started;		/* its own exec was let through */
	bool scope;		/* the tree has the Landlock scope */
	bool nnp;		/* ... and NO_NEW_PRIVS */
	uint64_t cookie;	/* of the session's members */
	int64_t since;		/* clock_boot() at the start */
	int64_t gone;		/* ... when the tree was gone and the end is
				 * not written yet, or 0 */
	struct arena *arena;	/* lives as long as the supervisor */
	struct context *context;	/* NULL until it is needed */
	struct inner_session inner[INNER_SESSIONS];
	unsigned next_inner;
	uint64_t unknown;	/* a cookie that is no such session's */
	struct verify verify;
	struct workers workers;
};

/* "Let that exec run, and look at what runs": from who decided. */
struct order {
	uint64_t id;
	pid_t tid, tgid;
	char name[TALLY_NAME_MAX];	/* of the program, for the tally */
	struct verify_expect expect;
};

/* Serve the process `shell`, whose listener comes over `sock`. Returns the
 * exit status. */
int supervisor_run(const struct gates_config *c, int sock, pid_t shell);

/* Let the waiting call go on (0), or make it fail with `error`. */
void supervisor_answer(const struct supervisor *s, uint64_t id, int error);

/* Make it return `value` without being made. */
void supervisor_return(const struct supervisor *s, uint64_t id, int64_t value);

/* Does the caller still wait? After its memory was read this tells whose
 * memory that was. */
bool supervisor_waits(const struct supervisor *s, uint64_t id);

/* One argv of the tree, to be judged as if it stood on a line. */
struct supervisor_words {
	char *const *argv;
	const size_t *len;
	unsigned argc;
	const struct walk_world *world;
	enum tier tier;		/* what is there to judge what is deferred */
	pid_t caller;		/* who wants it */
	/*
	 * Sets line, line_len, cwd, part and sender: what an approval of it
	 * is bound to. Called only where a grant could matter.
	 */
	void (*bind)(void *arg, struct context *ctx);
	void *arg;
};

/*
 * Parse, walk, decide, as for a line. Memory from `a`, whose catch is the
 * caller's. When an approval let it pass, out->use says which; the caller
 * takes it (supervisor_take) before it answers.
 */
void supervisor_judge(struct supervisor *s, struct arena *a,
    const struct supervisor_words *w, struct judgement *out);

/* Take the use of out->use. False: it is refused after all, and *j says so. */
bool supervisor_take(struct supervisor *s, struct arena *a, pid_t caller,
    struct judgement *j);

/* A refusal that a person could lift is asked for; then it is written to the
 * caller's own standard error, never waiting. */
void supervisor_explain(struct supervisor *s, struct arena *a, pid_t tid,
    struct judgement *j, enum judged_what what);

/* Is this the refusal of a moment ago, again? Notes it when not. */
bool supervisor_again(struct supervisor *s, pid_t tid, const void *what,
    size_t n);

/*
 * Is this the exec of the shell itself, whose line was judged before: the
 * first one of its own process, and nothing of the tree can have run before
 * it? Then it is let through, and true returned.
 */
bool execgate_first(struct supervisor *s, const struct seccomp_notif *n);

/* Wait for a request and take it. 0, or -1 (errno ENOENT: it is gone). */
int supervisor_receive(const struct supervisor *s, union notification *u);

/* Decide it and answer. */
void supervisor_serve(struct supervisor *s, const union notification *u);

bool supervisor_is_exec(const union notification *u);

/* Have it run: in tier full traced, by this process. */
void supervisor_let(struct supervisor *s, const struct order *o);

/*
 * killgate_open.c: is this a file that is opened to write and that neither is
 * a process's memory nor takes a wait to tell? Then it is answered, and true
 * returned.
 */
bool opengate_is(const struct seccomp_notif *n);
bool opengate_at_once(const struct supervisor *s,
    const struct seccomp_notif *n);

/* execgate.c, killgate.c: answer one request. */
void execgate(struct supervisor *s, const struct seccomp_notif *n, bool at);
void killgate(struct supervisor *s, const struct seccomp_notif *n,
    enum filter_call call);

#endif
