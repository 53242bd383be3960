/* SPDX-License-Identifier: ISC */
#ifndef KERNEL_FILTER_PROGRAM_H
#define KERNEL_FILTER_PROGRAM_H

#include <linux/audit.h>
#include <linux/filter.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kernel/filter.h"

/*
 * What the filter is made of: the gated calls of each system call table
 * (filter_calls.c) and the program made of them (filter_program.c). For
 * filter.c only.
 */
enum { FILTER_PROGRAM_MAX = 256, FILTER_TABLE_MAX = 24 };

/* What is looked at before a gated call waits. */
enum gate {
	GATE_ALWAYS,
	GATE_SIGNAL1,		/* second argument is the signal */
	GATE_SIGNAL2,		/* third argument is the signal */
	GATE_LIMIT,		/* prlimit64 of another process, to set it */
	GATE_FCNTL,		/* the owner of a file's signals */
	GATE_IOCTL,
	GATE_PTRACE,		/* attach, seize: only with gate_trace */
	GATE_OPEN1,		/* second argument are open(2)'s flags */
	GATE_OPEN2,		/* third argument are they */
	GATES
};

struct gated {
	uint32_t nr;
	enum gate gate;
	enum filter_call call;
	bool trace;		/* only with gate_trace */
};

struct filter_table {
	const struct gated *call;
	size_t n;
};

#if defined(__x86_64__)
#define NATIVE_ARCH	AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define NATIVE_ARCH	AUDIT_ARCH_AARCH64
#else
#define NATIVE_ARCH	0u	/* no table: filter_possible() says no */
#endif

/* The tables; that of 32-bit programs is empty where there is none. */
struct filter_table filter_native(void);
struct filter_table filter_i386(void);

struct filter_program {
	struct sock_filter code[FILTER_PROGRAM_MAX];
	unsigned short n;
	bool full;		/* it did not fit: not to be used */
};

void filter_build(struct filter_program *p, const struct filter_opts *o);

/* A program that allows everything. */
void filter_build_open(struct filter_program *p);

#endif
