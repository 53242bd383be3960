/* SPDX-License-Identifier: ISC */
#ifndef POLICY_REQUEST_H
#define POLICY_REQUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/arena.h"
#include "base/err.h"
#include "policy/session.h"
#include "policy/verdict.h"

/*
 * What a guarded session asks a person for: one exact command that the block
 * set refused, or a window. STATE/requests/ID.SESSION; the guarded account
 * writes them, so nothing in one is believed: it is shown, and an approval is
 * for what the guard computes again when the command comes back.
 */
enum request_kind { REQUEST_COMMAND, REQUEST_WINDOW };

enum request_state { REQUEST_OPEN, REQUEST_APPROVED, REQUEST_DENIED };

enum {
	REQUEST_ID = 6,
	REQUESTS_MAX = 32,	/* of one session */
	REQUEST_TEXT_MAX = 24 * 1024,
	REQUEST_LIFE = 3600	/* seconds after it was last repeated */
};

struct request {
	char id[REQUEST_ID + 1];
	enum request_kind kind;
	enum request_state state;
	char session[17];
	uid_t uid;
	int64_t wall, boot;	/* when it was last repeated, ns */
	char boot_id[37];
	unsigned count;
	char digest[65];	/* COMMAND: see grant_digest() */
	const char *text;	/* the command, or the line that asks */
	const char *cwd;	/* or NULL */
	const char *agent;
	const char *const *hit, *const *file;	/* as in struct verdict */
	/* COMMAND, refused by a gate: what it is, see struct context, and the
	 * line it came from, for who decides; else JUDGED_LINE and NULL. */
	enum judged_what what;
	const char *part, *from;
	/* WINDOW; NULL where the line does not say. */
	const char *length, *until, *reason, *scope;
	const char *note;	/* DENIED: why, or NULL */
};

/* Set r->id from session, kind and digest or text: repeats are one. */
void request_name(struct request *r);

/*
 * File it, or count a repetition (a gate's not more than one in two seconds):
 * then *r gets the stored count, state and note. Returns 1 when it is new, 0 when not, -1 with *e (a session that has
 * REQUESTS_MAX others; no room).
 */
int request_file(struct arena *a, const char *state, struct request *r,
    struct err *e);

/* Write it back after a person's answer. */
int request_answer(const char *state, const struct request *r,
    struct err *e);

/* Those that are not too old and whose session lives; at most `max`. Old ones
 * are removed. Returns their number or -1. */
int request_list(struct arena *a, const char *state, struct request *out,
    size_t max, struct err *e);

/* --- request_line.c --------------------------------------------------------*/

/* A line by which a session asks the guard itself. */
enum request_verb { REQUEST_NONE, REQUEST_RELEASE, REQUEST_QUALIFY };

/*
 * Is all of the text one of
 *	release-window [DURATION|until HH:MM] [--reason TEXT] [--scope A,B] [words]
 *	qualify-senior
 * with a "/" or "!" in front or not, and nothing that a shell would do more
 * with? Then r (may be NULL) gets the parts. Words that are left are the
 * reason.
 */
enum request_verb request_line(struct arena *a, const char *text, size_t len,
    struct request *r);

#endif
