/* SPDX-License-Identifier: ISC */
#ifndef KERNEL_LINES_H
#define KERNEL_LINES_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "kernel/gates.h"

/*
 * Which line a process of an interactive session belongs to. The gates of a
 * session start once, before its shell; its lines come later. So the proxy
 * that judges them writes each one down in memory that it shares with the
 * supervisor (and with nobody else: the shell's exec drops it), and a process
 * belongs to the last line that had been accepted when the shell forked for
 * it. Nobody has to say so, and what was put into the background stays what
 * it was.
 */
enum { LINES_KEPT = 64 };

struct line {
	int64_t at;		/* clock_boot(); 0: none yet */
	char id[17];		/* of its record; "": the prompt is back */
	char text[GATES_TEXT];	/* its start */
};

/* One process writes, others read. */
struct lines {
	_Atomic uint64_t written;	/* so many were begun ... */
	_Atomic uint64_t whole;		/* ... and so many are there */
	struct line line[LINES_KEPT];
};

/* NULL when there is no memory. */
struct lines *lines_new(void);

void lines_free(struct lines *l);

/* A line was accepted just now; `id` "" and `text` NULL: it is over. */
void lines_add(struct lines *l, const char *id, const char *text,
    size_t len);

/*
 * The line in force at `at` (ns since boot, told in steps of `step`), into
 * *out. False when none was, or it is forgotten.
 */
bool lines_find(const struct lines *l, int64_t at, int64_t step,
    struct line *out);

/* As much of a text as fits; a cut one says so. */
void lines_text(char out[GATES_TEXT], const char *text, size_t len);

#endif
