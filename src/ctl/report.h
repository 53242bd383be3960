/* SPDX-License-Identifier: ISC */
#ifndef CTL_REPORT_H
#define CTL_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "audit/verify.h"
#include "base/arena.h"
#include "base/buf.h"
#include "policy/policy.h"

/* What an auditor asks about a window, or about a span of time. */
enum { REPORT_SHOWN = 40, REPORT_WINDOWS = 64, REPORT_RUNNING = 4096 };

struct report_entry {
	char time[28];
	const char *id;		/* of the record */
	const char *rule;
	const char *text;	/* what ran or was refused; what happened */
};

struct report_list {
	struct report_entry entry[REPORT_SHOWN];	/* the first ones */
	uint64_t total;
};

struct report_window {
	char id[17];
	char opened[28], until[28], closed[28];	/* "" where not */
	const char *who, *why, *ticket, *scope, *session, *agent;
	const char *state;	/* "open" "closed" "expired" */
};

struct report {
	struct arena *a;
	const char *window;	/* the id that was asked for, or NULL */
	char since[32], until[32];

	struct report_window win[REPORT_WINDOWS];
	size_t nwin;
	uint64_t lines;		/* command lines in the span */
	uint64_t allowed;
	struct report_list lifted;	/* ran because of a window */
	struct report_list refused;
	struct report_list running;	/* not at an end when it closed */
	bool exits;		/* the log tells when commands end */
	struct report_list gaps;
	struct verify verify;
};

/*
 * Fill *r from the log of `p`; a, window, since and until are the caller's.
 * Returns 0, or -1 with *e: no such window, or the log cannot be read.
 */
int report_gather(struct report *r, const struct policy *p, struct err *e);

/* report_windows.c: the windows alone, and since and until of the one that
 * was asked for. Returns as above. */
int report_windows(struct report *r, const char *state, struct err *e);

void report_text(const struct report *r, struct buf *out);
void report_json(const struct report *r, struct buf *out);

#endif
