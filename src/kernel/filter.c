/* SPDX-License-Identifier: ISC */
/*
 * The kernel skips this program for every system call whose verdict does not
 * hang on arguments (its bitmap of allowed calls, since 5.11), if it loads no
 * argument before it has branched on the number: architecture, number,
 * arguments, in that order.
 */
#include "kernel/filter.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "kernel/uapi.h"

enum { PROGRAM_MAX = 256, TABLE_MAX = 24 };

/* What is looked at before a gated call waits. */
enum gate {
	GATE_ALWAYS,
	GATE_SIGNAL1,		/* second argument is the signal */
	GATE_SIGNAL2,		/* third argument is the signal */
	GATE_LIMIT,		/* prlimit64 of another process, to set it */
	GATE_FCNTL,		/* the owner of a file's signals */
	GATE_IOCTL,
	GATE_PTRACE,		/* attach, seize: only with gate_trace */
	GATES
};

struct gated {
	uint32_t nr;
	enum gate gate;
	enum filter_call call;
	bool trace;		/* only with gate_trace */
};

#if defined(__x86_64__)
#define NATIVE_ARCH	AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define NATIVE_ARCH	AUDIT_ARCH_AARCH64
#endif

#ifdef NATIVE_ARCH
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
	{ SYS_pidfd_getfd, GATE_ALWAYS, CALL_GETFD, true }
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
	{ 438, GATE_ALWAYS, CALL_GETFD, true }
};
#endif

struct program {
	struct sock_filter code[PROGRAM_MAX];
	unsigned short n;
	bool full;
};

static void
emit(struct program *p, uint16_t code, uint32_t k, uint8_t jt, uint8_t jf)
{
	if (p->n >= PROGRAM_MAX) {
		p->full = true;
		return;
	}
	p->code[p->n++] = (struct sock_filter){ code, jt, jf, k };
}

static void
load(struct program *p, size_t offset)
{
	emit(p, BPF_LD | BPF_W | BPF_ABS, (uint32_t)offset, 0, 0);
}

static void
ret(struct program *p, uint32_t action)
{
	emit(p, BPF_RET | BPF_K, action, 0, 0);
}

/* Skip the next `over` instructions unless the loaded word is `k`. */
static void
unless_equal(struct program *p, uint32_t k, uint8_t over)
{
	emit(p, BPF_JMP | BPF_JEQ | BPF_K, k, 0, over);
}

/* Return ALLOW when the loaded word is `k`. */
static void
pass_if(struct program *p, uint32_t k)
{
	unless_equal(p, k, 1);
	ret(p, SECCOMP_RET_ALLOW);
}

/* Wait for the supervisor when the loaded word is `k`. */
static void
wait_if(struct program *p, uint32_t k)
{
	unless_equal(p, k, 1);
	ret(p, SECCOMP_RET_USER_NOTIF);
}

/* Both supported architectures are little endian. */
static size_t
low(unsigned arg)
{
	return offsetof(struct seccomp_data, args) + arg * 8;
}

/* Signal 0 asks, and nobody dies of the other three without meaning to: their
 * default is to be ignored (man 7 signal). The Go runtime lives on SIGURG. */
static void
gate_signal(struct program *p, unsigned arg)
{
	load(p, low(arg));
	pass_if(p, 0);
	pass_if(p, SIGURG);
	pass_if(p, SIGCHLD);
	pass_if(p, SIGWINCH);
	ret(p, SECCOMP_RET_USER_NOTIF);
}

/* Asking is free, and so is what a process does to itself. */
static void
gate_limit(struct program *p)
{
	load(p, low(0));
	pass_if(p, 0);
	load(p, low(2));
	unless_equal(p, 0, 3);
	load(p, low(2) + 4);
	unless_equal(p, 0, 1);
	ret(p, SECCOMP_RET_ALLOW);
	ret(p, SECCOMP_RET_USER_NOTIF);
}

static void
gate_command(struct program *p, uint32_t one, uint32_t other)
{
	load(p, low(1));
	wait_if(p, one);
	wait_if(p, other);
	ret(p, SECCOMP_RET_ALLOW);
}

/* Nobody types for the person at the terminal: what Linux says where
 * dev.tty.legacy_tiocsti is off. */
static void
gate_ioctl(struct program *p)
{
	load(p, low(1));
	wait_if(p, UAPI_FIOSETOWN);
	wait_if(p, UAPI_SIOCSPGRP);
	unless_equal(p, TIOCSTI, 1);
	ret(p, SECCOMP_RET_ERRNO | EIO);
	ret(p, SECCOMP_RET_ALLOW);
}

static void
gate_ptrace(struct program *p)
{
	load(p, low(0));
	wait_if(p, 16);		/* PTRACE_ATTACH */
	wait_if(p, 0x4206);	/* PTRACE_SEIZE */
	ret(p, SECCOMP_RET_ALLOW);
}

static void
gate_body(struct program *p, enum gate gate)
{
	switch (gate) {
	case GATE_SIGNAL1:
		gate_signal(p, 1);
		break;
	case GATE_SIGNAL2:
		gate_signal(p, 2);
		break;
	case GATE_LIMIT:
		gate_limit(p);
		break;
	case GATE_FCNTL:
		gate_command(p, UAPI_F_SETOWN, UAPI_F_SETOWN_EX);
		break;
	case GATE_IOCTL:
		gate_ioctl(p);
		break;
	case GATE_PTRACE:
		gate_ptrace(p);
		break;
	default:
		ret(p, SECCOMP_RET_USER_NOTIF);
	}
}

#ifdef NATIVE_ARCH
/* A jump whose target is not there yet: to the code of `gate`, and past it to
 * where everything is allowed. */
struct branch {
	unsigned short at;
	enum gate gate;
};

struct search {
	struct gated g[TABLE_MAX];
	struct branch branch[TABLE_MAX];
	size_t n, branches;
};

/*
 * The kernel walks the program once for every number there is, when it is
 * installed: by halves this is a third of the time, before every command.
 */
static void
search(struct program *p, struct search *s, size_t from, size_t n)
{
	unsigned short at = p->n;

	if (n == 1) {
		s->branch[s->branches++] = (struct branch){ at,
		    s->g[from].gate };
		emit(p, BPF_JMP | BPF_JEQ | BPF_K, s->g[from].nr, 0, 0);
		return;
	}
	emit(p, BPF_JMP | BPF_JGE | BPF_K, s->g[from + n / 2].nr, 0, 0);
	search(p, s, from, n / 2);
	if (!p->full)
		p->code[at].jt = (uint8_t)(p->n - at - 1);
	search(p, s, from + n / 2, n - n / 2);
}

/* One body for all that are looked at alike. */
static void
bodies(struct program *p, const struct search *s)
{
	unsigned short allow = p->n, body[GATES] = { 0 };
	size_t i;

	ret(p, SECCOMP_RET_ALLOW);
	for (i = 0; i < s->branches; i++) {
		enum gate gate = s->branch[i].gate;
		unsigned short at = s->branch[i].at;

		if (body[gate] == 0) {
			body[gate] = p->n;
			gate_body(p, gate);
		}
		if (p->full || p->n - at > UINT8_MAX) {
			p->full = true;
			return;
		}
		p->code[at].jt = (uint8_t)(body[gate] - at - 1);
		p->code[at].jf = (uint8_t)(allow - at - 1);
	}
}

static int
by_number(const void *a, const void *b)
{
	const struct gated *x = a, *y = b;

	return (x->nr > y->nr) - (x->nr < y->nr);
}

static void
table(struct program *p, const struct gated *g, size_t n, bool trace)
{
	struct search s = { .n = 0 };
	size_t i;

	load(p, offsetof(struct seccomp_data, nr));
#if defined(__x86_64__)
	/* x32 numbers: no such table for us, and none in most kernels. */
	if (g == native) {
		emit(p, BPF_JMP | BPF_JGE | BPF_K, 0x40000000, 0, 1);
		ret(p, SECCOMP_RET_ERRNO | ENOSYS);
	}
#endif
	for (i = 0; i < n; i++)
		if (!g[i].trace || trace)
			s.g[s.n++] = g[i];
	qsort(s.g, s.n, sizeof s.g[0], by_number);
	search(p, &s, 0, s.n);
	bodies(p, &s);
}

static void
build(struct program *p, bool trace)
{
	load(p, offsetof(struct seccomp_data, arch));
	/* Jumps forward over 255 instructions need their own jump. */
	emit(p, BPF_JMP | BPF_JEQ | BPF_K, NATIVE_ARCH, 1, 0);
	emit(p, BPF_JMP | BPF_JA, 0, 0, 0);
	table(p, native, sizeof native / sizeof native[0], trace);
	p->code[2].k = p->n - 3u;
#if defined(__x86_64__)
	emit(p, BPF_JMP | BPF_JEQ | BPF_K, AUDIT_ARCH_I386, 1, 0);
	ret(p, SECCOMP_RET_KILL_PROCESS);
	table(p, i386, sizeof i386 / sizeof i386[0], trace);
#else
	/* 32-bit ARM programs: no table, so they cannot run here. */
	ret(p, SECCOMP_RET_ERRNO | ENOSYS);
#endif
}

bool
filter_possible(void)
{
	return true;
}

enum filter_call
filter_call(unsigned arch, int nr)
{
	const struct gated *g = native;
	size_t i, n = sizeof native / sizeof native[0];

#if defined(__x86_64__)
	if (arch == AUDIT_ARCH_I386) {
		g = i386;
		n = sizeof i386 / sizeof i386[0];
	}
#endif
	(void)arch;
	for (i = 0; i < n; i++)
		if ((int)g[i].nr == nr)
			return g[i].call;
	return CALL_NONE;
}

bool
filter_compat(unsigned arch)
{
	return arch != NATIVE_ARCH;
}

static int
load_program(struct program *p, unsigned long flags)
{
	struct sock_fprog prog = { p->n, p->code };
	long fd;

	fd = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER,
	    flags | UAPI_SECCOMP_WAIT_KILLABLE, &prog);
	/* Before 5.19: a signal may then deliver a request twice. */
	if (fd < 0 && errno == EINVAL)
		fd = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags,
		    &prog);
	return (int)fd;
}

int
filter_install(const struct filter_opts *o, struct err *e)
{
	struct program p = { .n = 0 };
	int fd;

	build(&p, o->gate_trace);
	if (p.full)
		return err_set(e, E2BIG, "the filter program is too long");
	fd = load_program(&p, SECCOMP_FILTER_FLAG_NEW_LISTENER);
	if (fd < 0)
		return err_sys(e, "seccomp filter");
	/* Before 6.6 it is not known: slower, nothing else. */
	(void)ioctl(fd, UAPI_SECCOMP_SET_FLAGS, UAPI_SECCOMP_SYNC_WAKE_UP);
	return fd;
}

bool
filter_watched(void)
{
	struct program p = { .n = 0 };
	int fd;

	ret(&p, SECCOMP_RET_ALLOW);
	fd = load_program(&p, SECCOMP_FILTER_FLAG_NEW_LISTENER);
	if (fd < 0)
		return errno == EBUSY;
	close(fd);
	return false;
}
#else
bool
filter_possible(void)
{
	return false;
}

enum filter_call
filter_call(unsigned arch, int nr)
{
	(void)arch;
	(void)nr;
	return CALL_NONE;
}

bool
filter_compat(unsigned arch)
{
	(void)arch;
	return false;
}

int
filter_install(const struct filter_opts *o, struct err *e)
{
	(void)o;
	return err_set(e, ENOSYS, "no filter for this processor");
}

bool
filter_watched(void)
{
	return false;
}
#endif
