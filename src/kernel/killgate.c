/* SPDX-License-Identifier: ISC */
/*
 * A signal of the tree, or another way to end or steer a process. It MUST
 * hold:
 *  1. Members of the session are reached freely, everybody else only where
 *     rules and windows let a `kill` of that process pass.
 *  2. Groups and "all processes" mean the members among them.
 *  3. What is decided about a descriptor is done with that descriptor, here:
 *     the caller could put another one in its place.
 */
#include <errno.h>
#include <unistd.h>

#include "kernel/killask.h"
#include "kernel/target.h"
#include "kernel/uapi.h"
#include "kernel/whose.h"

enum { MEMORY = 64 * 1024 * 1024 };

static void
one_process(struct ask *q)
{
	struct supervisor *s = q->s;
	bool outside;
	pid_t pid;
	int error;

	pid = target_tgid(q->target);
	if (pid < 0) {
		supervisor_answer(s, q->id, ESRCH);
		return;
	}
	if (!ask_may_reach(q, pid, &outside))
		return;
	/* In a scope the kernel would refuse what another command of the
	 * session started. */
	if (pid == q->tgid || !s->scope || !ask_same_rights(q)) {
		supervisor_answer(s, q->id, 0);
		return;
	}
	error = reach_send(&q->reach, pid, q->sig, q->info, outside);
	if (error != 0)
		supervisor_answer(s, q->id, error);
	else
		supervisor_return(s, q->id, 0);
}

/* MUST 2. */
static void
many(struct ask *q, pid_t group)
{
	struct supervisor *s = q->s;
	struct reach_count n;
	struct judgement j;

	reach_group(&q->reach, group, q->tgid, q->sig, true, &n);
	if (n.members == 0 && n.others == 0) {
		supervisor_answer(s, q->id, ESRCH);
		return;
	}
	if (n.others == 0 && group != 0 && (!s->scope || !ask_same_rights(q))) {
		supervisor_answer(s, q->id, 0);
		return;
	}
	if (n.members == 0 && group != 0) {
		if (ask_rules(q, &j))
			supervisor_answer(s, q->id, 0);
		else
			ask_refuse(q, &j);
		return;
	}
	reach_group(&q->reach, group, q->tgid, q->sig, false, &n);
	if (n.sent == 0 && n.members > 0 && n.error != 0)
		supervisor_answer(s, q->id, n.error);
	else
		supervisor_return(s, q->id, 0);
}

static void
by_pid(struct ask *q)
{
	if (q->target == 0)
		many(q, getpgid(q->tgid));
	else if (q->target == -1)
		many(q, 0);
	else if (q->target < 0)
		many(q, -q->target);
	else
		one_process(q);
}

/* prlimit(2), ptrace(2) and process_vm_writev(2) of another process. */
static void
by_hand(struct ask *q, pid_t target)
{
	bool outside;
	pid_t pid = target_tgid(target);

	q->target = target;
	if (pid < 0)
		supervisor_answer(q->s, q->id, ESRCH);
	else if (ask_may_reach(q, pid, &outside))
		supervisor_answer(q->s, q->id, 0);
}

static void
take_info(struct ask *q, uint64_t addr, bool compat)
{
	/* 32-bit callers have another layout: they go without. */
	if (addr == 0 || compat)
		return;
	q->info = arena_alloc(q->a, sizeof *q->info);
	if (target_read(q->tid, addr, q->info, sizeof *q->info) != 0)
		q->info = NULL;
}

static void
dispatch(struct ask *q, const struct seccomp_notif *n, enum filter_call call)
{
	const __u64 *arg = n->data.args;
	bool compat = filter_compat(n->data.arch);

	q->target = (pid_t)(int32_t)arg[0];
	q->sig = (int)arg[1];
	switch (call) {
	case CALL_QUEUE:
		take_info(q, arg[2], compat);
		/* FALLTHROUGH */
	case CALL_KILL:
	case CALL_TKILL:
		by_pid(q);
		break;
	case CALL_TGQUEUE:
		take_info(q, arg[3], compat);
		/* FALLTHROUGH */
	case CALL_TGKILL:
		q->target = (pid_t)(int32_t)arg[1];
		q->sig = (int)arg[2];
		if (q->target > 0)
			one_process(q);
		else
			supervisor_answer(q->s, q->id, EINVAL);
		break;
	case CALL_PIDFD:
		take_info(q, arg[2], compat);
		ask_by_pidfd(q, (int)arg[0], (unsigned)arg[3]);
		break;
	case CALL_LIMIT:
		q->verb = "prlimit";
		by_hand(q, (pid_t)(int32_t)arg[0]);
		break;
	case CALL_OWNER:
		ask_by_owner(q, n, (unsigned)arg[1] == UAPI_FIOSETOWN ||
		    (unsigned)arg[1] == UAPI_SIOCSPGRP);
		break;
	case CALL_TRACE:
		q->verb = "gdb";
		by_hand(q, (pid_t)(int32_t)arg[1]);
		break;
	case CALL_WRITE:
		q->verb = "gdb";
		by_hand(q, (pid_t)(int32_t)arg[0]);
		break;
	case CALL_GETFD:
		q->verb = "gdb";
		ask_by_getfd(q, (int)arg[0]);
		break;
	case CALL_OPEN:
	case CALL_OPENAT:
	case CALL_OPENAT2:
		ask_by_open(q, n);
		break;
	default:
		supervisor_answer(q->s, q->id, ENOSYS);
	}
}

/* Its own frame: after the jump *q still is what it was. */
static void
within(struct ask *q, const struct seccomp_notif *n, enum filter_call call)
{
	if (setjmp(*arena_catch(q->a)) == 0)
		dispatch(q, n, call);
	else
		supervisor_answer(q->s, q->id, ENOMEM);
}

/* What it names is no number of a pid namespace. */
static bool
by_descriptor(const struct seccomp_notif *n, enum filter_call call)
{
	return call == CALL_PIDFD || call == CALL_GETFD || opengate_is(n);
}

void
killgate(struct supervisor *s, const struct seccomp_notif *n,
    enum filter_call call)
{
	struct ask q = { .s = s, .id = n->id, .tid = (pid_t)n->pid,
	    .verb = "kill", .sig = 0 };

	if (opengate_at_once(s, n))
		return;
	whose_reach(s, (pid_t)n->pid, &q.reach);
	q.tgid = target_tgid(q.tid);
	/* A pid means something else in there, and only what is inside. */
	if (!by_descriptor(n, call) && !target_same_pids(q.tid)) {
		supervisor_answer(s, n->id, 0);
		return;
	}
	q.a = arena_new(MEMORY);
	if (q.a == NULL || q.tgid < 0) {
		supervisor_answer(s, n->id, q.tgid < 0 ? ESRCH : ENOMEM);
		arena_free(q.a);
		return;
	}
	within(&q, n, call);
	arena_free(q.a);
}
