/* SPDX-License-Identifier: ISC */
#ifndef POLICY_CREATED_H
#define POLICY_CREATED_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/*
 * "Did this session make it itself?" Deleting one's own work is routine;
 * deleting what stood there before is not.
 */
struct created {
	int64_t since;		/* wall time of the anchor's start, ns; 0: no
				   answer is ever true */
	uid_t uid;
};

/* `start` is the anchor's start in clock ticks since boot
 * (proc_pid_stat(5), field 22). */
void created_init(struct created *c, uint64_t start, uid_t uid);

/*
 * True when `path` and everything below it was born after c->since and
 * belongs to c->uid. Looks at most at 4,096 entries and 32 levels, follows
 * no symlink, stays on one file system; a file system without birth times
 * (statx(2), STATX_BTIME) answers false. `arg` is a struct created.
 */
bool created_here(void *arg, const char *path);

#endif
