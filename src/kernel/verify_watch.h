/* SPDX-License-Identifier: ISC */
#ifndef KERNEL_VERIFY_WATCH_H
#define KERNEL_VERIFY_WATCH_H

#include "kernel/verify.h"

/*
 * What verify.h does, for a process that is traced already (gdb, strace): it
 * has no stop of ours. So it is looked at again and again while its exec takes
 * place, and killed when something else runs than what was judged. The kernel
 * starts a program in hundreds of microseconds, and most do no harm in their
 * first ones; but this comes after the fact, and is no proof.
 */
struct verify_view {
	dev_t dev;
	ino_t ino;
	size_t len;		/* of its command line; 0: there is none yet */
	char sum[65];
};

struct verify_watch {
	pid_t tgid;
	int pidfd;
	_Atomic unsigned long *count;
	unsigned long number;
	int64_t ran;		/* ns on a processor */
	struct verify_view then;
};

/* While process `tgid` waits in its exec: note what it is. `count` is of all
 * such execs: what runs after a later one may be that one's. */
void verify_watch_begin(struct verify_watch *w, pid_t tgid,
    _Atomic unsigned long *count);

/* Its exec goes on: watch it, for 250 ms at most. False: it was killed. */
bool verify_watch_end(struct verify_watch *w, const struct verify_expect *e);

#endif
