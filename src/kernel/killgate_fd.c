/* SPDX-License-Identifier: ISC */
/* Signals and their kin by way of a descriptor: killgate.c, MUST 3. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/io.h"
#include "kernel/killask.h"
#include "kernel/target.h"
#include "kernel/uapi.h"

/* The process that a pidfd of the caller stands for. */
static pid_t
pid_of(int fd)
{
	char path[40], text[1024], *at;

	snprintf(path, sizeof path, "/proc/self/fdinfo/%d", fd);
	if (io_read_head(path, text, sizeof text) <= 0)
		return -1;
	at = strstr(text, "\nPid:");
	return at == NULL ? -1 : (pid_t)atoi(at + 5);
}

/*
 * The group that process `pid` leads. True: the signal has been sent to the
 * members among others, or refused, and answered.
 */
static bool
answered_group(struct ask *q, pid_t pid)
{
	struct reach_count n;
	struct judgement j;

	q->target = -pid;
	reach_group(&q->reach, pid, q->tgid, q->sig, true, &n);
	if (n.others == 0)
		return false;
	if (n.members == 0) {
		if (ask_rules(q, &j))
			return false;
		ask_refuse(q, &j);
		return true;
	}
	reach_group(&q->reach, pid, q->tgid, q->sig, false, &n);
	if (n.sent == 0 && n.error != 0)
		supervisor_answer(q->s, q->id, n.error);
	else
		supervisor_return(q->s, q->id, 0);
	return true;
}

void
ask_by_pidfd(struct ask *q, int number, unsigned flags)
{
	bool group = (flags & UAPI_PIDFD_SIGNAL_PROCESS_GROUP) != 0;
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
	else if (pid > 0 && (group ? answered_group(q, pid) :
	    !ask_may_reach(q, pid, &outside)))
		;
	else if (pid <= 0 || !ask_same_rights(q) ||
	    !reach_within_rights(&q->reach, pid))
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
void
ask_by_owner(struct ask *q, const struct seccomp_notif *n, bool is_ioctl)
{
	struct supervisor *s = q->s;
	struct f_owner_ex own = { F_OWNER_PID, 0 };
	bool ex = !is_ioctl && (unsigned)n->data.args[1] == UAPI_F_SETOWN_EX;
	bool outside;
	int32_t pid = (int32_t)n->data.args[2];
	int fd, r;

	/* What the new owner is sent from then on. */
	q->sig = SIGIO;
	if (is_ioctl && target_read(q->tid, n->data.args[2], &pid,
	    sizeof pid) != 0)
		goto fault;
	if (ex && target_read(q->tid, n->data.args[2], &own, sizeof own) != 0)
		goto fault;
	if (!ex) {
		own.type = pid < 0 ? F_OWNER_PGRP : F_OWNER_PID;
		own.pid = pid < 0 ? -pid : pid;
	}
	q->target = own.type == F_OWNER_PGRP ? -own.pid : own.pid;
	if (own.pid != 0) {
		pid_t whose = own.type == F_OWNER_PGRP ? own.pid :
		    target_tgid(own.pid);
		if (whose > 0 && !ask_may_reach(q, whose, &outside))
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

/* pidfd_getfd(2): the copy is made of what the number stands for now, so a
 * member's descriptors only, and never by us. */
void
ask_by_getfd(struct ask *q, int number)
{
	int fd = target_fd(q->tid, number);
	pid_t pid = fd < 0 ? -1 : pid_of(fd);
	bool outside;

	if (fd >= 0)
		close(fd);
	q->target = pid;
	if (pid <= 0)
		supervisor_answer(q->s, q->id, EBADF);
	else if (ask_may_reach(q, pid, &outside))
		supervisor_answer(q->s, q->id, 0);
}
