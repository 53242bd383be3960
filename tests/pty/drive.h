/* SPDX-License-Identifier: ISC */
#ifndef TESTS_PTY_DRIVE_H
#define TESTS_PTY_DRIVE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>
#include <termios.h>

#include "base/buf.h"

/*
 * A program on a terminal of its own: what it shows is read as it comes, what
 * is typed goes in as the terminal takes it. For one test script at a time;
 * every failure ends the process with what was shown.
 */
struct drive {
	int master;
	int slave;		/* kept open: its modes outlive the program */
	pid_t pid;
	bool reaped;
	bool stopped;
	int status;
	bool stalled;		/* do not read */
	size_t trickle;		/* read byte by byte, this many more */
	struct termios before;
	struct buf typed;	/* to be typed as the terminal takes it */
	size_t typed_at;
	struct buf shown;
	size_t from;		/* expect looks from here */
	size_t scanned;		/* ... and found nothing up to here */
	size_t mark;		/* absent looks from here */
	size_t mark_total;
	size_t total;
	long rss;		/* of the program, at rss-mark, KiB */
	unsigned line;		/* of the script */
};

void drive_open(struct drive *d, unsigned short rows, unsigned short cols);
void drive_start(struct drive *d, char **argv);

_Noreturn void drive_fail(struct drive *d, const char *what, const char *arg);

/* Read and type what is possible within `ms`; false when the other side is
 * gone. */
bool drive_pump(struct drive *d, int ms);

typedef bool drive_cond(struct drive *d, const char *arg, size_t len);

/* Pump until `cond` holds. A wait ends after a minute at most, as a failure:
 * a hang guard (PTYDRIVE_GUARD_MS, for whoever writes a test). */
void drive_await(struct drive *d, drive_cond *cond, const char *what,
    const char *arg, size_t len);

void drive_type(struct drive *d, const char *p, size_t n);

/* First child of `pid`, or 0. */
pid_t drive_first_child(pid_t pid);

/* A field of /proc/PID/status in its own unit, -1 when there is none. */
long drive_proc_status(pid_t pid, const char *field);

drive_cond drive_shown, drive_exited, drive_stopped, drive_raw, drive_cooked,
    drive_file, drive_foreground, drive_idle, drive_counted, drive_all_typed;

#endif
