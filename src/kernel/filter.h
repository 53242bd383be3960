/* SPDX-License-Identifier: ISC */
#ifndef KERNEL_FILTER_H
#define KERNEL_FILTER_H

#include <stdbool.h>

#include "base/err.h"

/*
 * The seccomp filter of a guarded tree. Gated calls wait for the supervisor:
 * exec in every form, signals that can end or stop a process, limits of other
 * processes, and where asynchronous I/O sends its signals. Everything else,
 * and the signals that no process dies of, passes in the kernel.
 */
struct filter_opts {
	/* Also what reaches into another process: for kernels without the
	 * Landlock scope, or where a window leaves it away. */
	bool gate_trace;
	/* With it: opening a file to write as well, for /proc/PID/mem. It
	 * costs each `2>/dev/null` a decision. */
	bool gate_open;
};

/*
 * Install the filter in this process. Returns the listener (close-on-exec),
 * or -1 with *e filled: e->code EBUSY tells that a listener is there already,
 * EACCES that neither NO_NEW_PRIVS nor CAP_SYS_ADMIN is there.
 */
int filter_install(const struct filter_opts *o, struct err *e);

/*
 * Does some listener already watch this process? Where there is none a filter
 * that allows everything has been added, which changes nothing.
 */
bool filter_watched(void);

/* What a gated system call is, whatever its number here. */
enum filter_call {
	CALL_NONE,
	CALL_EXEC,		/* path, argv, envp */
	CALL_EXECAT,		/* dirfd, path, argv, envp, flags */
	CALL_KILL,		/* pid, signal */
	CALL_TKILL,		/* tid, signal */
	CALL_TGKILL,		/* tgid, tid, signal */
	CALL_QUEUE,		/* tgid, signal, info */
	CALL_TGQUEUE,		/* tgid, tid, signal, info */
	CALL_PIDFD,		/* pidfd, signal, info, flags */
	CALL_LIMIT,		/* pid, resource, new, old */
	CALL_OWNER,		/* fd, command, value: fcntl and ioctl */
	CALL_TRACE,		/* request, pid */
	CALL_WRITE,		/* pid: process_vm_writev */
	CALL_GETFD,		/* pidfd */
	CALL_OPEN,		/* path, flags: to write */
	CALL_OPENAT,		/* dirfd, path, flags: to write */
	CALL_OPENAT2		/* dirfd, path, struct open_how, size */
};

/* The call of a notification: its architecture and number. */
enum filter_call filter_call(unsigned arch, int nr);

/* Does it come from a 32-bit program? Its pointers are 4 bytes then. */
bool filter_compat(unsigned arch);

/* Was this architecture's system call table built in? */
bool filter_possible(void);

#endif
