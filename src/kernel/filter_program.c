/* SPDX-License-Identifier: ISC */
/*
 * The kernel skips this program for every system call whose verdict does not
 * hang on arguments (its bitmap of allowed calls, since 5.11), if it loads no
 * argument before it has branched on the number: architecture, number,
 * arguments, in that order.
 */
#include "kernel/filter_program.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/ioctl.h>

#include "kernel/uapi.h"

static void
emit(struct filter_program *p, uint16_t code, uint32_t k, uint8_t jt,
    uint8_t jf)
{
	if (p->n >= FILTER_PROGRAM_MAX) {
		p->full = true;
		return;
	}
	p->code[p->n++] = (struct sock_filter){ code, jt, jf, k };
}

static void
load(struct filter_program *p, size_t offset)
{
	emit(p, BPF_LD | BPF_W | BPF_ABS, (uint32_t)offset, 0, 0);
}

static void
ret(struct filter_program *p, uint32_t action)
{
	emit(p, BPF_RET | BPF_K, action, 0, 0);
}

/* Skip the next `over` instructions unless the loaded word is `k`. */
static void
unless_equal(struct filter_program *p, uint32_t k, uint8_t over)
{
	emit(p, BPF_JMP | BPF_JEQ | BPF_K, k, 0, over);
}

/* Return ALLOW when the loaded word is `k`. */
static void
pass_if(struct filter_program *p, uint32_t k)
{
	unless_equal(p, k, 1);
	ret(p, SECCOMP_RET_ALLOW);
}

/* Wait for the supervisor when the loaded word is `k`. */
static void
wait_if(struct filter_program *p, uint32_t k)
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
gate_signal(struct filter_program *p, unsigned arg)
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
gate_limit(struct filter_program *p)
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
gate_command(struct filter_program *p, uint32_t one, uint32_t other)
{
	load(p, low(1));
	wait_if(p, one);
	wait_if(p, other);
	ret(p, SECCOMP_RET_ALLOW);
}

/* Nobody types for the person at the terminal: what Linux says where
 * dev.tty.legacy_tiocsti is off. */
static void
gate_ioctl(struct filter_program *p)
{
	load(p, low(1));
	wait_if(p, UAPI_FIOSETOWN);
	wait_if(p, UAPI_SIOCSPGRP);
	unless_equal(p, TIOCSTI, 1);
	ret(p, SECCOMP_RET_ERRNO | EIO);
	ret(p, SECCOMP_RET_ALLOW);
}

static void
gate_ptrace(struct filter_program *p)
{
	load(p, low(0));
	wait_if(p, 16);		/* PTRACE_ATTACH */
	wait_if(p, 0x4206);	/* PTRACE_SEIZE */
	ret(p, SECCOMP_RET_ALLOW);
}

/* To write, and to what is there already: whether that is another process's
 * memory only its name tells. These flags have one value everywhere. */
static void
gate_open(struct filter_program *p, unsigned arg)
{
	const uint32_t fresh = O_CREAT | O_EXCL, unnamed = 020000000;

	load(p, low(arg));
	emit(p, BPF_JMP | BPF_JSET | BPF_K, O_ACCMODE, 1, 0);
	ret(p, SECCOMP_RET_ALLOW);
	emit(p, BPF_JMP | BPF_JSET | BPF_K, O_PATH | unnamed, 0, 1);
	ret(p, SECCOMP_RET_ALLOW);
	emit(p, BPF_ALU | BPF_AND | BPF_K, fresh, 0, 0);
	pass_if(p, fresh);
	ret(p, SECCOMP_RET_USER_NOTIF);
}

static void
gate_body(struct filter_program *p, enum gate gate)
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
	case GATE_OPEN1:
		gate_open(p, 1);
		break;
	case GATE_OPEN2:
		gate_open(p, 2);
		break;
	default:
		ret(p, SECCOMP_RET_USER_NOTIF);
	}
}

/* A jump whose target is not there yet: to the code of `gate`, and past it to
 * where everything is allowed. */
struct branch {
	unsigned short at;
	enum gate gate;
};

struct search {
	struct gated g[FILTER_TABLE_MAX];
	struct branch branch[FILTER_TABLE_MAX];
	size_t n, branches;
};

/*
 * The kernel walks the program once for every number there is, when it is
 * installed: by halves this is a third of the time, before every command.
 */
static void
search(struct filter_program *p, struct search *s, size_t from, size_t n)
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
bodies(struct filter_program *p, const struct search *s)
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

static bool
is_gated(const struct gated *g, const struct filter_opts *o)
{
	if (g->call == CALL_OPEN || g->call == CALL_OPENAT ||
	    g->call == CALL_OPENAT2)
		return o->gate_trace && o->gate_open;
	return !g->trace || o->gate_trace;
}

static void
table(struct filter_program *p, struct filter_table t,
    const struct filter_opts *o)
{
	struct search s = { .n = 0 };
	size_t i;

	load(p, offsetof(struct seccomp_data, nr));
#if defined(__x86_64__)
	/* x32 numbers: no such table for us, and none in most kernels. */
	if (t.call == filter_native().call) {
		emit(p, BPF_JMP | BPF_JGE | BPF_K, 0x40000000, 0, 1);
		ret(p, SECCOMP_RET_ERRNO | ENOSYS);
	}
#endif
	for (i = 0; i < t.n; i++)
		if (is_gated(&t.call[i], o))
			s.g[s.n++] = t.call[i];
	qsort(s.g, s.n, sizeof s.g[0], by_number);
	search(p, &s, 0, s.n);
	bodies(p, &s);
}

void
filter_build(struct filter_program *p, const struct filter_opts *o)
{
	load(p, offsetof(struct seccomp_data, arch));
	/* Jumps forward over 255 instructions need their own jump. */
	emit(p, BPF_JMP | BPF_JEQ | BPF_K, NATIVE_ARCH, 1, 0);
	emit(p, BPF_JMP | BPF_JA, 0, 0, 0);
	table(p, filter_native(), o);
	p->code[2].k = p->n - 3u;
#if defined(__x86_64__)
	emit(p, BPF_JMP | BPF_JEQ | BPF_K, AUDIT_ARCH_I386, 1, 0);
	ret(p, SECCOMP_RET_KILL_PROCESS);
	table(p, filter_i386(), o);
#else
	/* 32-bit ARM programs: no table, so they cannot run here. */
	ret(p, SECCOMP_RET_ERRNO | ENOSYS);
#endif
}

void
filter_build_open(struct filter_program *p)
{
	p->n = 0;
	p->full = false;
	ret(p, SECCOMP_RET_ALLOW);
}
