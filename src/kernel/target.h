/* SPDX-License-Identifier: ISC */
#ifndef KERNEL_TARGET_H
#define KERNEL_TARGET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/types.h>

#include "base/arena.h"

/*
 * Looking into a process that waits in a gated call: its memory, its folders,
 * its files. What is read may be changed by its threads afterwards; verify.h
 * is about that.
 */
enum {
	TARGET_ARGS_MAX = 128 * 1024,		/* words */
	TARGET_BYTES_MAX = 6 * 1024 * 1024,	/* the kernel's own limit */
	TARGET_PATH_MAX = 4096,
	TARGET_SCRIPTS_MAX = 4			/* #! of a #!, as the kernel */
};

struct target_words {
	char **word;		/* NULL ended */
	size_t *len;
	unsigned count;
	size_t bytes;
};

/* A file that would be executed. */
struct target_file {
	int fd;			/* O_PATH, owned by the caller */
	struct stat st;
	const char *path;	/* absolute, links resolved; for a file without
				   a name what the kernel shows for it */
};

/* tid's thread group, or -1. */
pid_t target_tgid(pid_t tid);

/*
 * A string of the target. Returns it (in `a`), or NULL with errno: EFAULT,
 * ENAMETOOLONG over `max` bytes, EPERM when it may not be looked at.
 */
char *target_string(struct arena *a, pid_t tid, uint64_t addr, size_t max);

/*
 * A vector of strings such as argv: pointers of 8 bytes, or of 4 for a 32-bit
 * call. A NULL vector is empty. Returns 0, or -1 with errno: E2BIG over the
 * limits, EFAULT, EPERM.
 */
int target_words(struct arena *a, pid_t tid, uint64_t addr, bool compat,
    struct target_words *out);

/* As target_string(), into room for `size` bytes. 0 or -1 (errno). */
int target_line(pid_t tid, uint64_t addr, char *out, size_t size);

/*
 * The three of an exec at once: addresses of path, argv and environment. False
 * when they are large, far apart or not there: then one by one, which also
 * says why.
 */
bool target_view(struct arena *a, pid_t tid, const uint64_t addr[3],
    char **path, struct target_words *argv, struct target_words *envp);

/* `n` bytes of the target's memory. 0 or -1 (errno). */
int target_read(pid_t tid, uint64_t addr, void *out, size_t n);

/* Its working directory, in its own view, or NULL. */
const char *target_cwd(struct arena *a, pid_t tid);

/*
 * Open what execveat(dirfd, path, ..., flags) of the target would execute, as
 * the kernel would: its cwd, root, mounts and descriptors, /proc/self meaning
 * the target. Returns 0, or -1 with the errno that exec would give.
 */
int target_open(struct arena *a, pid_t tid, int dirfd, const char *path,
    int flags, struct target_file *out);

/* Are `/` and the mounts of the target our own? */
bool target_same_view(pid_t tid);

/* An O_PATH descriptor of where the target's relative paths begin. */
int target_base(pid_t tid, int dirfd);

/*
 * An O_PATH descriptor of what `path` means to the target, every link on the
 * way followed as the target would, or -1 (errno).
 */
int target_walk(pid_t tid, int dirfd, const char *path);

/*
 * The interpreter that a first line #! names: 1 with *interp and *arg (NULL
 * when there is none), 0 when there is no #!, -1 (errno) when the file cannot
 * be read or the line is no good (ENOEXEC).
 */
int target_interpreter(struct arena *a, const struct target_file *f,
    const char **interp, const char **arg);

/* What process `pid` is: its command line (cut, control bytes and all) and the
 * name and number of its user. 0, or -1 when it is not there. */
int target_describe(pid_t pid, char *out, size_t size, char *name,
    size_t namesize, uid_t *uid);

/* A copy of the target's descriptor `fd`, or -1 (errno). */
int target_fd(pid_t tid, int fd);

/*
 * Write to the target's own standard error, at most `n` bytes and never
 * waiting: a reader that is stuck must not stop the supervisor.
 */
void target_say(pid_t tid, const char *text, size_t n);

/* Does the target see pids as we do? Those of an inner namespace mean its
 * own processes only. */
bool target_same_pids(pid_t tid);

#endif
