/* SPDX-License-Identifier: ISC */
#ifndef TERM_SIGNALS_H
#define TERM_SIGNALS_H

#include <signal.h>
#include <sys/types.h>

#include "base/err.h"

/*
 * The only code that touches signal dispositions and masks. Handlers do no
 * work: they note the number and wake a pipe that the loop polls. One process
 * has one set of dispositions, so this module has one state.
 *
 * Order: signals_open() before the terminal is made raw, so that no signal
 * can end the process with the terminal raw; signals_close() after it was
 * put back.
 */

/*
 * Route the signals that matter to a terminal proxy and run `emergency` (an
 * async-signal-safe function) before a fault such as SIGSEGV or SIGABRT takes
 * its course. Returns the descriptor to poll, or -1 with *e filled.
 */
int signals_open(void (*emergency)(void), struct err *e);

/* Next signal that arrived since it was last returned, or 0. */
int signals_next(void);

/* Put every disposition and the mask back as signals_open() found them. */
void signals_close(void);

/*
 * In a forked child, before exec: dispositions and mask as at
 * signals_open(), so that the shell starts as it would without us.
 */
void signals_child(void);

/* Stop this process as if `sig` had its default action; returns when
 * continued. */
void signals_stop(int sig);

/*
 * Die of `sig` with its default action and without a core of ours. Returns
 * only where the signal cannot kill.
 */
void signals_die(int sig);

/*
 * kill(2) that refuses 0, 1 and -1: a stale or zeroed pid must never reach
 * every process of the user. Returns 0, or -1 (errno; EINVAL when refused).
 */
int signals_send(pid_t pid, int sig);

/*
 * Under RLIMIT_FSIZE a write to one of our own files shall fail, not kill us:
 * ignore SIGXFSZ and keep what was, until bash takes over.
 */
void signals_outlive_file_limit(struct sigaction *before);
void signals_obey_file_limit(const struct sigaction *before);

/*
 * In a process without terminal that nobody waits for: it ends when its work
 * does, not by a signal meant for others. Returns a non-blocking descriptor
 * that is readable when a child changed state, or -1.
 */
int signals_daemon(void);

#endif
