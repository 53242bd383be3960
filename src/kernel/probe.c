/* SPDX-License-Identifier: ISC */
#include "kernel/probe.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/seccomp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/capability.h"
#include "kernel/filter.h"
#include "kernel/member.h"
#include "kernel/scope.h"
#include "kernel/uapi.h"

/* Above every pid (the kernel's own limit is 4 million). */
enum { NOBODY_PID = 0x7ffffff0 };

static int
yama(void)
{
	char text[4];
	ssize_t n;
	int fd = open("/proc/sys/kernel/yama/ptrace_scope",
	    O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return 0;
	n = read(fd, text, sizeof text);
	close(fd);
	return n > 0 && text[0] >= '0' && text[0] <= '3' ? text[0] - '0' : 3;
}

static bool
no_new_privs(void)
{
	return prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1;
}

/* Is there a call of that kind at all? A filter of the container would answer
 * for it with EPERM or ENOSYS. */
static bool
allowed(long r)
{
	return r >= 0 || (errno != EPERM && errno != ENOSYS);
}

static bool
reads_memory(void)
{
	char a = 1, b = 0;
	struct iovec from = { &a, 1 }, to = { &b, 1 };

	return process_vm_readv(getpid(), &to, 1, &from, 1, 0) == 1;
}

static bool
lacks(struct probe *p, const char *reason, const char *cure)
{
	p->tier = TIER_LINE_ONLY;
	p->reason = reason;
	p->cure = cure;
	return true;
}

/* In a pid namespace that has no /proc of its own, as Claude Code's sandbox
 * makes one, the numbers in /proc are those of other processes. */
static bool
proc_is_ours(void)
{
	char text[16];
	ssize_t n = readlink("/proc/self", text, sizeof text - 1);

	if (n <= 0)
		return false;
	text[n] = '\0';
	return strtol(text, NULL, 10) == getpid();
}

/* Sets tier, reason and cure; returns true when there can be no gates. */
static bool
without_gates(struct probe *p, bool may_nnp)
{
	struct seccomp_notif_sizes sizes;

	if (!filter_possible())
		return lacks(p, "the gates are not built for this processor",
		    NULL);
	if (syscall(SYS_seccomp, SECCOMP_GET_NOTIF_SIZES, 0, &sizes) != 0)
		return lacks(p, "the kernel has no seccomp listeners, or the "
		    "container forbids seccomp(2)", "Linux 5.5 or later, and "
		    "a container profile that allows seccomp");
	p->needs_nnp = !capability_has(CAP_SYS_ADMIN) && !no_new_privs();
	if (p->needs_nnp && !may_nnp)
		return lacks(p, "a person's own session keeps sudo, and the "
		    "filter would need NO_NEW_PRIVS", "the opt-in helper of "
		    "a managed installation");
	if (yama() > 0 && (yama() == 3 || !capability_has(CAP_SYS_PTRACE)))
		return lacks(p, "Yama forbids to read the arguments of a "
		    "process that is no child (kernel.yama.ptrace_scope)",
		    "a managed installation, whose supervisor has "
		    "cap_sys_ptrace, or kernel.yama.ptrace_scope=0");
	if (!reads_memory() ||
	    !allowed(syscall(SYS_pidfd_open, NOBODY_PID, 0)))
		return lacks(p, "process_vm_readv or pidfd_open is forbidden "
		    "here", "Linux 5.6 or later, and a container profile "
		    "that allows both");
	if (!proc_is_ours())
		return lacks(p, "/proc shows another pid namespace than ours "
		    "(or nothing)", "mount a /proc of the namespace; in an "
		    "agent's sandbox there is no cure");
	return false;
}

void
probe(struct probe *p, bool may_nnp)
{
	memset(p, 0, sizeof *p);
	if (without_gates(p, may_nnp))
		return;
	p->tier = TIER_FULL;
	p->scope = scope_possible();
	if (!allowed(ptrace(PTRACE_PEEKDATA, NOBODY_PID, NULL, NULL))) {
		p->tier = TIER_UNVERIFIED;
		p->reason = "ptrace(2) is forbidden here: what was judged is "
		    "not compared with what runs";
		p->cure = "a container profile that allows ptrace";
	}
}

void
probe_listener(struct probe *p)
{
	int status = 0;
	pid_t pid;

	if (p->tier == TIER_LINE_ONLY || member_gated(member_of(0)))
		return;
	pid = fork();
	if (pid == 0) {
		if (p->needs_nnp)
			(void)prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
		_exit(filter_watched() ? 1 : 0);
	}
	while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	if (pid > 0 && WIFEXITED(status) && WEXITSTATUS(status) == 1)
		(void)lacks(p, PROBE_FOREIGN, PROBE_FOREIGN_CURE);
}

const char *
tier_name(enum tier t)
{
	switch (t) {
	case TIER_FULL:
		return "full";
	case TIER_UNVERIFIED:
		return "unverified";
	default:
		return "line-only";
	}
}
