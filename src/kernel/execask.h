/* SPDX-License-Identifier: ISC */
#ifndef KERNEL_EXECASK_H
#define KERNEL_EXECASK_H

#include "kernel/supervisor.h"
#include "kernel/target.h"

/* By how many names and interpreters one exec is judged at most. */
enum { REQUEST_NAMES = 8 };

/* One request to the exec gate. */
struct request {
	struct supervisor *s;
	uint64_t id;
	pid_t tid;
	bool compat;
	struct arena *a;
	int dirfd, flags;
	uint64_t envp_at;		/* 0: envp has been read, or is none */
	char *path;
	struct target_words argv, envp;
	struct target_file file;	/* as named */
	struct target_file run;		/* what the kernel loads: file, or the
					   last interpreter */
	bool tool;			/* found in a folder of PATH */
	bool hidden;			/* run cannot be read by us */
	const char **chain;		/* [interpreter, argument]..., innermost
					   last; NULL ended */
	unsigned nchain;
	struct walk_world world;
	struct judgement j;		/* of what was judged last */
	struct judgement *approved[REQUEST_NAMES];	/* by an approval */
	unsigned napproved;
};

/* Path and argv. 0, or -1 with errno: what cannot be read is refused. */
int request_read(struct request *q, const struct seccomp_notif *n, bool at);

/* The file and its #! interpreters. 0, or -1 with the errno that exec would
 * give. */
int request_resolve(struct request *q);

/* The world of the new program: its own folder and environment. 0 or -1. */
int request_world(struct request *q);

/* A variable of the new program's environment, or NULL. */
const char *request_environ(const struct request *q, const char *name);

/*
 * argv as an interpreter gets it: with `levels` of #! argv[0] gives way to
 * interpreter, argument and script of each (execve(2)); without, it is the
 * caller's.
 */
void request_argv(struct request *q, unsigned levels,
    struct target_words *out);

/* May it run? `final` is the argv that the kernel will give. */
bool request_judge(struct request *q, const struct target_words *final);

/*
 * execgrant.c. The caller's argv as a shell would read it: no two argvs give
 * one text.
 */
const char *request_print(const struct request *q);

/* What an approval of this exec is for: the words, the folder, and the file
 * that they would start, as it is now. `arg` is the request. */
void request_bind(void *arg, struct context *ctx);

/* q->j was allowed. By an approval: keep it, to be taken when all names were
 * judged. False when there are too many. */
bool request_approved(struct request *q);

/* Take a use of each. False: one was gone, and q->j is refused. */
bool request_take(struct request *q);

/* Give back what the request holds, the request's arena as well. */
void request_release(struct request *q);

#endif
