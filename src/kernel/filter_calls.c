/* SPDX-License-Identifier: ISC */
/* Which system calls are gated, by their numbers on each architecture. */
#include "kernel/filter_program.h"

#include "kernel/uapi.h"

#if defined(__x86_64__) || defined(__aarch64__)
static const struct gated native[] = {
	{ SYS_execve, GATE_ALWAYS, CALL_EXEC, false },
	{ SYS_execveat, GATE_ALWAYS, CALL_EXECAT, false },
	{ SYS_kill, GATE_SIGNAL1, CALL_KILL, false },
	{ SYS_tkill, GATE_SIGNAL1, CALL_TKILL, false },
	{ SYS_tgkill, GATE_SIGNAL2, CALL_TGKILL, false },
	{ SYS_rt_sigqueueinfo, GATE_SIGNAL1, CALL_QUEUE, false },
	{ SYS_rt_tgsigqueueinfo, GATE_SIGNAL2, CALL_TGQUEUE, false },
	{ SYS_pidfd_send_signal, GATE_SIGNAL1, CALL_PIDFD, false },
	{ SYS_prlimit64, GATE_LIMIT, CALL_LIMIT, false },
	{ SYS_fcntl, GATE_FCNTL, CALL_OWNER, false },
	{ SYS_ioctl, GATE_IOCTL, CALL_OWNER, false },
	{ SYS_ptrace, GATE_PTRACE, CALL_TRACE, true },
	{ SYS_process_vm_writev, GATE_ALWAYS, CALL_WRITE, true },
	{ SYS_pidfd_getfd, GATE_ALWAYS, CALL_GETFD, true },
#ifdef SYS_open
	{ SYS_open, GATE_OPEN1, CALL_OPEN, true },
	{ SYS_creat, GATE_ALWAYS, CALL_OPEN, true },
#endif
	{ SYS_openat, GATE_OPEN2, CALL_OPENAT, true },
	{ SYS_openat2, GATE_ALWAYS, CALL_OPENAT2, true }
};
#endif

#if defined(__x86_64__)
/* int 0x80, and 32-bit programs (arch/x86/entry/syscalls/syscall_32.tbl). */
static const struct gated i386[] = {
	{ 11, GATE_ALWAYS, CALL_EXEC, false },
	{ 358, GATE_ALWAYS, CALL_EXECAT, false },
	{ 37, GATE_SIGNAL1, CALL_KILL, false },
	{ 238, GATE_SIGNAL1, CALL_TKILL, false },
	{ 270, GATE_SIGNAL2, CALL_TGKILL, false },
	{ 178, GATE_SIGNAL1, CALL_QUEUE, false },
	{ 335, GATE_SIGNAL2, CALL_TGQUEUE, false },
	{ 424, GATE_SIGNAL1, CALL_PIDFD, false },
	{ 340, GATE_LIMIT, CALL_LIMIT, false },
	{ 55, GATE_FCNTL, CALL_OWNER, false },
	{ 221, GATE_FCNTL, CALL_OWNER, false },
	{ 54, GATE_IOCTL, CALL_OWNER, false },
	{ 26, GATE_PTRACE, CALL_TRACE, true },
	{ 348, GATE_ALWAYS, CALL_WRITE, true },
	{ 438, GATE_ALWAYS, CALL_GETFD, true },
	{ 5, GATE_OPEN1, CALL_OPEN, true },
	{ 8, GATE_ALWAYS, CALL_OPEN, true },
	{ 295, GATE_OPEN2, CALL_OPENAT, true },
	{ 437, GATE_ALWAYS, CALL_OPENAT2, true }
};
#endif

struct filter_table
filter_native(void)
{
#if defined(__x86_64__) || defined(__aarch64__)
	return (struct filter_table){ native,
	    sizeof native / sizeof native[0] };
#else
	return (struct filter_table){ NULL, 0 };
#endif
}

struct filter_table
filter_i386(void)
{
#if defined(__x86_64__)
	return (struct filter_table){ i386, sizeof i386 / sizeof i386[0] };
#else
	return (struct filter_table){ NULL, 0 };
#endif
}

bool
filter_possible(void)
{
	return filter_native().n > 0;
}

enum filter_call
filter_call(unsigned arch, int nr)
{
	struct filter_table t = filter_native();
	size_t i;

	if (arch == AUDIT_ARCH_I386 && filter_i386().n > 0)
		t = filter_i386();
	for (i = 0; i < t.n; i++)
		if ((int)t.call[i].nr == nr)
			return t.call[i].call;
	return CALL_NONE;
}

bool
filter_compat(unsigned arch)
{
	return arch != NATIVE_ARCH;
}
