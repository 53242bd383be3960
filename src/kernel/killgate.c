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
#include "kernel/supervisor.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "audit/record.h"
#include "base/clock.h"
#include "kernel/reach.h"
#include "kernel/target.h"
#include "kernel/uapi.h"
#include "policy/ancestry.h"

enum { MEMORY = 64 * 1024 * 1024 };

struct ask {
	struct supervisor *s;
	struct reach reach;
	uint64_t id;
	pid_t tid, tgid;	/* who asks */
	const char *verb;	/* the command that does the same */
	int sig;
	pid_t target;		/* > 0 a process, < 0 a group, 0 own group */
	siginfo_t *info;	/* or NULL */
	struct arena *a;
};

/* --- who is it --- */

static int64_t
started(pid_t pid)
{
	struct process p;
	long tick = sysconf(_SC_CLK_TCK);

	if (tick <= 0 || process_read(pid, &p) != 0)
		return 0;
	return clock_wall() - clock_boot() +
	    (int64_t)(p.start * (1000000000ull / (uint64_t)tick));
}

/* "pid 4711 (node server.js), owner alice, since 2026-01-31T08:05:00Z" */
static const char *
describe(struct ask *q, struct record_signal *r, char *cmd, size_t size)
{
	char owner[64] = "?", when[32] = "";
	pid_t pid = q->target < 0 ? -q->target : q->target;

	cmd[0] = '\0';
	r->number = q->sig;
	r->target = q->target;
	if (target_describe(pid, cmd, size, owner, sizeof owner,
	    &r->owner) != 0)
		return arena_printf(q->a, "%s %d", q->target < 0 ?
		    "process group" : "pid", (int)pid);
	r->command = cmd;
	r->since = started(pid);
	if (r->since > 0) {
		clock_format(r->since, when, sizeof when);
		when[19] = '\0';
	}
	return arena_printf(q->a, "%s %d (%s), owner %s, since %s",
	    q->target < 0 ? "process group" : "pid", (int)pid, cmd, owner,
	    when[0] != '\0' ? when : "?");
}

/* --- refusing --- */

static void
refuse(struct ask *q, struct judgement *j)
{
	struct supervisor *s = q->s;
	struct record_actor actor = { getuid(), q->tgid, 0 };
	struct record_signal sig = { 0 };
	struct record r = { .kind = RECORD_SIGNAL, .session = s->cfg->session,
	    .actor = &actor, .line = s->cfg->line, .verdict = &j->verdict,
	    .signal = &sig };
	char cmd[164];

	s->tally.refused++;
	j->verdict.matched = arena_printf(q->a, "%s %s", j->verdict.matched !=
	    NULL ? j->verdict.matched : q->verb,
	    arena_printf(q->a, "-> %s", describe(q, &sig, cmd, sizeof cmd)));
	j->text = j->envelope.text = j->verdict.matched;
	j->len = j->envelope.len = strlen(j->text);
	if (!supervisor_again(s, q->tgid, j->text, j->len)) {
		if (s->cfg->state != NULL)
			(void)record_write(s->cfg->state, &r, NULL);
		supervisor_explain(s, q->tid, j, JUDGED_SIGNAL);
	}
	supervisor_answer(s, q->id, EPERM);
}

/* MUST 1: as if `verb` with that target stood on a line. */
static bool
rules_let_pass(struct ask *q, struct judgement *j)
{
	char *argv[5] = { NULL };
	size_t len[5];
	unsigned n = 0, i;

	argv[n++] = arena_strdup(q->a, q->verb);
	if (strcmp(q->verb, "kill") == 0) {
		argv[n++] = arena_printf(q->a, "-%d", q->sig);
		if (q->target < 0)
			argv[n++] = arena_strdup(q->a, "--");
	} else
		argv[n++] = arena_strdup(q->a, "--pid");
	argv[n++] = arena_printf(q->a, "%d", (int)q->target);
	for (i = 0; i < n; i++)
		len[i] = strlen(argv[i]);
	memset(j, 0, sizeof *j);
	supervisor_judge(q->s, q->a, argv, len, n, q->s->cfg->world,
	    TIER_LINE_ONLY, q->tid, j);
	return j->verdict.kind == VERDICT_ALLOW ||
	    j->verdict.kind == VERDICT_DEFER;
}

static bool
may_reach(struct ask *q, pid_t pid, bool *outside)
{
	struct judgement j;

	*outside = false;
	if (pid == q->tgid || reach_member(&q->reach, pid))
		return true;
	*outside = true;
	if (rules_let_pass(q, &j))
		return true;
	refuse(q, &j);
	return false;
}

/* --- sending --- */

/* Are the caller's rights ours? Else only the kernel may judge them. */
static bool
same_rights(const struct ask *q)
{
	char path[32];
	struct stat st;

	snprintf(path, sizeof path, "/proc/%d", (int)q->tgid);
	return stat(path, &st) == 0 && st.st_uid == geteuid();
}

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
	if (!may_reach(q, pid, &outside))
		return;
	/* In a scope the kernel would refuse what another command of the
	 * session started. */
	if (pid == q->tgid || !s->scope || !same_rights(q)) {
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
	if (n.others == 0 && group != 0 && (!s->scope || !same_rights(q))) {
		supervisor_answer(s, q->id, 0);
		return;
	}
	if (n.members == 0 && group != 0) {
		if (rules_let_pass(q, &j))
			supervisor_answer(s, q->id, 0);
		else
			refuse(q, &j);
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

/* --- descriptors --- */

/* The process that a pidfd of the caller stands for. */
static pid_t
pid_of(int fd)
{
	char path[40], text[1024], *at;
	ssize_t n;
	int info;

	snprintf(path, sizeof path, "/proc/self/fdinfo/%d", fd);
	info = open(path, O_RDONLY | O_CLOEXEC);
	if (info < 0)
		return -1;
	n = read(info, text, sizeof text - 1);
	close(info);
	if (n <= 0)
		return -1;
	text[n] = '\0';
	at = strstr(text, "\nPid:");
	return at == NULL ? -1 : (pid_t)atoi(at + 5);
}

/* MUST 3. */
static void
by_pidfd(struct ask *q, int number, unsigned flags)
{
	struct supervisor *s = q->s;
	int fd = target_fd(q->tid, number);
	bool outside;
	pid_t pid;

	if (fd < 0) {
		supervisor_answer(s, q->id, errno == EBADF ? EBADF : EPERM);
		return;
	}
	pid = pid_of(fd);
	q->target = pid;
	if (pid == -1)
		supervisor_answer(s, q->id, ESRCH);
	else if (pid > 0 && !may_reach(q, pid, &outside))
		;
	else if (pid <= 0 || !same_rights(q))
		/* No pid: a /proc folder, or of another namespace. */
		supervisor_answer(s, q->id, EPERM);
	else if (syscall(SYS_pidfd_send_signal, fd, q->sig, q->info,
	    flags) != 0)
		supervisor_answer(s, q->id, errno);
	else
		supervisor_return(s, q->id, 0);
	close(fd);
}

/* The receiver of a descriptor's SIGIO. */
static void
by_owner(struct ask *q, const struct seccomp_notif *n, bool is_ioctl)
{
	struct supervisor *s = q->s;
	struct f_owner_ex own = { F_OWNER_PID, 0 };
	bool ex = !is_ioctl && (unsigned)n->data.args[1] == UAPI_F_SETOWN_EX;
	bool outside;
	int32_t pid = (int32_t)n->data.args[2];
	int fd, r;

	if (is_ioctl && target_read(q->tid, n->data.args[2], &pid,
	    sizeof pid) != 0)
		goto fault;
	if (ex && target_read(q->tid, n->data.args[2], &own, sizeof own) != 0)
		goto fault;
	if (!ex) {
		own.type = pid < 0 ? F_OWNER_PGRP : F_OWNER_PID;
		own.pid = pid < 0 ? -pid : pid;
	}
	q->target = own.pid;
	if (own.pid != 0) {
		pid_t whose = own.type == F_OWNER_PGRP ? own.pid :
		    target_tgid(own.pid);
		if (whose > 0 && !may_reach(q, whose, &outside))
			return;
	}
	fd = target_fd(q->tid, (int)n->data.args[0]);
	r = fd < 0 ? -1 : fcntl(fd, F_SETOWN_EX, &own);
	if (r != 0)
		supervisor_answer(s, q->id, errno);
	else
		supervisor_return(s, q->id, 0);
	if (fd >= 0)
		close(fd);
	return;
fault:
	supervisor_answer(s, q->id, EFAULT);
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
	else if (may_reach(q, pid, &outside))
		supervisor_answer(q->s, q->id, 0);
}

/* pidfd_getfd(2): the copy is made of what the number stands for now, so a
 * member's descriptors only, and never by us. */
static void
by_getfd(struct ask *q, int number)
{
	int fd = target_fd(q->tid, number);
	pid_t pid = fd < 0 ? -1 : pid_of(fd);
	bool outside;

	if (fd >= 0)
		close(fd);
	q->target = pid;
	if (pid <= 0)
		supervisor_answer(q->s, q->id, EBADF);
	else if (may_reach(q, pid, &outside))
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
		by_pidfd(q, (int)arg[0], (unsigned)arg[3]);
		break;
	case CALL_LIMIT:
		q->verb = "prlimit";
		by_hand(q, (pid_t)(int32_t)arg[0]);
		break;
	case CALL_OWNER:
		by_owner(q, n, (unsigned)arg[1] == UAPI_FIOSETOWN ||
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
		by_getfd(q, (int)arg[0]);
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

void
killgate(struct supervisor *s, const struct seccomp_notif *n,
    enum filter_call call)
{
	struct ask q = { .s = s, .id = n->id, .tid = (pid_t)n->pid,
	    .verb = "kill", .sig = 0 };

	q.reach = (struct reach){ s->cookie, s->shell };
	q.tgid = target_tgid(q.tid);
	/* A pid means something else in there, and only what is inside. */
	if (!target_same_pids(q.tid)) {
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
