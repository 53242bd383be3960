/* SPDX-License-Identifier: ISC */
#ifndef KERNEL_WORKER_H
#define KERNEL_WORKER_H

#include <linux/seccomp.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "kernel/lineage.h"
#include "kernel/tally.h"

/*
 * Who decides. A decision may take long: a file on a server that does not
 * answer, a text at the parser's limits. So the supervisor decides nothing
 * itself. Workers do: its children, which take requests from the listener
 * themselves, one at a time, and stay with each until the program that they
 * let run has been verified: who comes meanwhile and has waited for
 * WORKER_PATIENCE_MS gets another one. One worker is enough; when it has been at one
 * request for WORKER_SLOW_MS, another is started for everybody else, and the
 * slow one ends with that request. At WORKER_DEADLINE_MS without a decision
 * the request is refused, with record and message, and its worker killed. A
 * worker that dies has its request refused: closed.
 *
 * While it decides it traces nobody: what hangs there holds up who asked.
 *
 * Memory: a worker has WORKER_MEMORY bytes of address space at most; what
 * does not fit is refused. There are WORKERS_MAX of them at most: when all
 * are slow, what comes has to wait for one of them, and when all hang so that
 * not even SIGKILL ends them, it is refused at once.
 */
enum {
	WORKERS_MAX = 32,
	WORKER_SLOW_MS = 50,
	WORKER_PATIENCE_MS = 3,	/* an exec has taken place by then, or failed */
	WORKER_DEADLINE_MS = 10000,
	WORKER_STARVED_MS = 60000,	/* while it only lacks a processor */
	WORKER_MEMORY = 400 * 1024 * 1024,
	WORKER_TEXT = 400,
	REFUSALS_KEPT = 16
};

struct supervisor;

/* What was refused lately: PATH searches ask again and again. */
struct refused {
	pid_t tid;
	uint64_t what;		/* hash of the argv */
	int64_t at;		/* clock_boot() */
};

/* A request, as the kernel hands it over: a newer one may write more. */
union notification {
	struct seccomp_notif n;
	char room[512];
};

/* One worker, as it shows itself. */
struct work {
	_Atomic uint64_t id;	/* of the request it is at, 0: none */
	_Atomic int64_t since;	/* clock_boot() when it took it */
	_Atomic bool decided;	/* it only waits for the exec itself */
	_Atomic bool last;	/* it ends with this one */
	pid_t pid;
	/* Whose exec it waits for, or 0. Minus that: he has come again, since
	 * that exec failed, and another worker has left what he asks here. */
	_Atomic pid_t traced;
	union notification again;
	pid_t tid;		/* who asks */
	bool exec;		/* for a program, else a signal or its kin */
	char text[WORKER_TEXT];	/* what for, once it has been read */
};

/* What one process has let run. */
struct done {
	struct tally tally;
	unsigned long verified;
};

/* Memory of the supervisor of a tree and its workers. Two workers may write
 * at once: each entry is one number, or is only compared. */
struct shared {
	_Atomic int64_t alarm;	/* when the timer rings, clock_boot() */
	_Atomic unsigned long refused;
	_Atomic unsigned long traced;	/* let run, while others trace them */
	struct lineage lineage;
	struct refused lately[REFUSALS_KEPT];
	_Atomic unsigned next_lately;
	_Atomic pid_t warned;	/* told about NO_NEW_PRIVS */
	struct work work[WORKERS_MAX];
	struct done done[WORKERS_MAX + 1];	/* the last is the supervisor's */
};

/* The supervisor's own view. */
struct workers {
	struct shared *shared;
	pid_t pid[WORKERS_MAX];	/* 0: free */
	bool late[WORKERS_MAX];	/* past the deadline: refused, killed */
	int timer;		/* rings while somebody is at something */
	int self;		/* which worker this process is, or -1 */
};

/* Shared memory and timer of a new tree. 0 or -1 (errno). */
int workers_open(struct workers *w);

/* In a supervisor for another tree: they are not its own. */
void workers_forget(struct workers *w);

/*
 * Look at all workers: start one where nobody is there for the next request,
 * refuse what is late.
 */
enum workers_state {
	WORKERS_SERVE,		/* they take what comes, now or later */
	WORKERS_NONE,		/* there are none, and none can be started:
				   the supervisor has to decide itself */
	WORKERS_HANG		/* it has to refuse what comes */
};
enum workers_state workers_look(struct supervisor *s);

/* Start the first one, with a request that was taken already. False: it could
 * not be started. */
bool workers_first(struct supervisor *s, const union notification *u);

/*
 * Has a worker been at a request for too long? On a machine that is overloaded
 * it may wait for a processor (`state` R, proc(5)), which is not what the
 * deadline is for; but not for ever. `state` 0: it cannot be told.
 */
bool worker_overdue(char state, int64_t ms);

/* Is one of them there? Until the first request there is none. */
bool workers_any(const struct workers *w);

/* Milliseconds until workers_look() is needed again; -1: not before the timer
 * rings. `others` is what others want. */
int workers_tick(const struct workers *w, int others);

/* Child `pid` ended: refuse what it was at. */
void workers_ended(struct supervisor *s, pid_t pid);

/* End them all, and reap those that can. */
void workers_close(struct supervisor *s);

/* In the child: be worker number `self`, begin with *first unless it is NULL,
 * and never return. */
_Noreturn void worker_run(struct supervisor *s, int self, pid_t supervisor,
    const union notification *first);

/* In a worker: what the request is about, for the refusal at the deadline. */
void worker_note(struct supervisor *s, const char *path, char *const *argv);

/* ... that it is let run, and what. */
void worker_decided(struct supervisor *s, const char *name);

/* ... that it traces `tid` from now on. */
void worker_traces(struct supervisor *s, pid_t tid);

/* Where this process counts what it has verified. */
unsigned long *workers_verified(const struct workers *w);

/* What all of them have let run. */
void workers_done(const struct workers *w, struct done *sum);

/* Refuse request `id` without having looked at it. */
void worker_refuse_unseen(struct supervisor *s, uint64_t id,
    const struct work *what, const char *why, const char *instead);

#endif
