/* SPDX-License-Identifier: ISC */
#ifndef CTL_DOCTOR_H
#define CTL_DOCTOR_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/buf.h"
#include "policy/policy.h"

/*
 * What `platectl doctor` looks at. Each part is one function that says what
 * it found. No client and no shell is started, and nothing is changed.
 */
enum doctor_mark {
	DOCTOR_OK,
	DOCTOR_NOTE,		/* worth knowing; nothing to mend */
	DOCTOR_FINDING		/* to be mended; exit status 1 */
};

struct doctor {
	struct arena *a;
	const char *root;	/* "" or where the machine's files are */
	const char *project;	/* folder the client is started in */
	const char *flag;	/* its --settings, or NULL */
	const char *program;	/* bashplate, NULL when there is none */
	bool installed;		/* ... and it stands where it belongs */
	const struct policy *policy;
	const char *picked;	/* the shell the client would start, or NULL */
	bool ours;		/* ... and that is bashplate */
	unsigned findings;
	struct doctor_line *head, **tail;
};

/*
 * Add one line: `area` is the part of the product, `fix` says what to do
 * (NULL only for what is no finding). Control characters are made visible
 * when it is printed.
 */
void doctor_say(struct doctor *d, enum doctor_mark mark, const char *area,
    const char *fix, const char *fmt, ...)
    __attribute__((format(printf, 5, 6)));

/* All lines into *out. */
void doctor_text(const struct doctor *d, struct buf *out);
void doctor_json(const struct doctor *d, struct buf *out);

/* The parts, in the order in which they are printed. */
void doctor_client(struct doctor *d);	/* would Claude Code start us? */
void doctor_install(struct doctor *d);	/* files, real shell, libraries */
void doctor_policy(struct doctor *d);	/* policy and layout */
void doctor_gates(struct doctor *d);	/* what the kernel lets us watch */
void doctor_records(struct doctor *d);	/* state, log, windows, sessions */

#endif
