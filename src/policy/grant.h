/* SPDX-License-Identifier: ISC */
#ifndef POLICY_GRANT_H
#define POLICY_GRANT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/arena.h"
#include "base/err.h"
#include "policy/policy.h"
#include "policy/rule.h"
#include "policy/seal.h"
#include "policy/session.h"

enum grant_kind { GRANT_WINDOW, GRANT_APPROVAL };

/* Which commands a window lifts, as far as the line names production
 * (policy context.production). */
enum grant_place { GRANT_ANYWHERE, GRANT_PRODUCTION, GRANT_ELSEWHERE };

enum { GRANT_RADIUS_MAX = 4, GRANT_TIMES_MAX = 5 };

/*
 * A window lifts the block set for one session (or, in a managed install, all
 * sessions of one user), within its scope, until the first of its two clocks
 * ends, it is closed, or its session dies. An approval does so for one exact
 * command, a few times.
 */
struct window {
	enum grant_kind kind;
	char id[17];
	char session[17];	/* "" when it is for a user */
	uid_t user;		/* (uid_t)-1 when it is for a session */
	uid_t uid;		/* who opened it */
	char operator_name[64];
	int64_t opened_wall, until_wall;	/* ns since the epoch */
	int64_t opened_boot, until_boot;	/* ns since boot */
	char boot[37];
	const char *reason, *ticket;	/* never NULL after grant_load() */
	/* A window's: packs or rule ids, "*"; NULL ended. */
	const char *const *scope;
	int radius;		/* lifts rules up to this one */
	enum grant_place place;
	/* An approval's: see grant_digest(). */
	char digest[65];
	char request[17];
	int times;
	const char *shut;	/* why it does not count, NULL while open */
	int64_t closed_wall;	/* of one that lies with the ended ones */
};

struct grants {
	const struct window *window;
	size_t nwindow;
	const struct window *approval;
	size_t napproval;
	const char *const *scope;	/* the policy's own bound */
	/*
	 * For a gate that judges parts of a line while it runs: what an
	 * approval lifted when the line itself was judged (verdict.hit), or
	 * NULL. What is seen only when it runs ("unseen": "defer") was
	 * approved as whatever it turns out to be.
	 */
	const char *const *approved;
};

/* The time of a verdict, and what it is about. */
struct grant_now {
	int64_t wall, boot;
	char boot_id[37];
	/*
	 * When the line was judged whose running parts are now asked about
	 * (ns since boot); 0: a new line. A window that was open then counts
	 * until the policy's grace after its end; a closed one never does.
	 */
	int64_t line;
};

void grant_now(struct grant_now *now);

/*
 * All windows and approvals for `session` (every session for NULL), open or
 * not; a record that cannot be trusted is listed with `shut` saying why, never
 * as open. Returns 0, or -1 when the folder cannot be read (then there are no
 * grants: strict). The policy says whose signatures count, and the bounds.
 */
int grant_load(struct arena *a, const struct policy *p,
    const struct session *session, const struct grant_now *now,
    struct grants *out, struct err *e);

/* The ended ones that are kept for `window list`. Same returns. */
int grant_ended(struct arena *a, const struct policy *p, struct grants *out,
    struct err *e);

/* The open window that lifts `r` for this effect, or NULL. */
const struct window *grant_covers(const struct grants *g, struct arena *a,
    const struct rule *r, const struct effect *e, const struct context *ctx);

/*
 * What an approval is for. Lists are NULL ended; all of it can be shown to who
 * signs.
 */
struct grant_subject {
	uid_t uid;
	const char *cwd;	/* or NULL */
	const char *line;	/* the exact text of the command */
	size_t len;
	const char *part;	/* at a gate, see struct context; or NULL */
	/* What judging it read: "HASH PATH" with the BLAKE2b of the content. */
	const char *const *file;
	/* Everything that refuses it: "RULE: what matched". */
	const char *const *hit;
};

/* The subject as 64 hex digits. */
void grant_digest(const struct grant_subject *s, char out[65]);

/* "HASH PATH" of a file's content. */
const char *grant_file(struct arena *a, const char *path, const char *text,
    size_t len);

/* The open approval of that digest, or NULL. */
const struct window *grant_approves(const struct grants *g,
    const char *digest);

/*
 * A number that changes with every change of the grants of `state`, from one
 * stat(2); for who keeps them in memory while a line runs. 0: there are
 * none.
 */
uint64_t grant_stamp(const char *state);

/* --- writing -------------------------------------------------------------*/

/*
 * Fill in id, boot id and both clocks for a grant that lasts `length` ns from
 * now. The caller filled the rest. Nothing is written: log it, then
 * grant_publish(). Returns 0 or -1.
 */
int grant_prepare(struct window *w, int64_t length, struct err *e);

/* Sign and write it: whole or not at all. Also for a longer version of the
 * same window. Returns 0 or -1. */
int grant_publish(const char *state, const struct window *w,
    const unsigned char secret[SEAL_SECRET], struct err *e);

/*
 * Close for good: the next line and the next exec of a running one are strict.
 * `why` is "closed" or "expired". Returns 0 or -1; on -1 the message says what
 * still holds.
 */
int grant_end(const char *state, const char *id, const char *why,
    struct err *e);

/*
 * Close by id, or all of a session; NULL: all. Returns how many were closed,
 * -1 on error.
 */
int grant_close(const struct policy *p, const char *id,
    const struct session *session, struct err *e);

/*
 * Put away one that is over: expired for longer than the grace, of another
 * boot, or of a session that ended. Returns 1 when this call did it (who did
 * logs it), 0 when not, -1 on error.
 */
int grant_sweep(const struct policy *p, const struct window *w,
    const struct grant_now *now, struct err *e);

/* Take one use of an approval. Returns 1 when this call got it, 0 when none
 * is left, -1 on error. Of several that try at once only as many succeed as
 * were granted. */
struct grant_use {
	const char *const *hit;	/* what it lifts, NULL ended; or NULL */
	bool prompt;		/* taken by who stands before a shell and
				   judges its lines */
};
int grant_consume(const char *state, const struct window *w,
    const struct grant_use *use, struct err *e);

/*
 * grant_taken.c. At a gate: what uses that an ancestor of `pid` took lift for
 * what that process starts (see the MUST list), or NULL.
 */
const char *const *grant_taken(struct arena *a, const char *state,
    pid_t pid);

/* The line that this process took uses for is over: what is started from now
 * on is not part of it. */
void grant_taken_over(const char *state);

/* --- for the files of this module ------------------------------------------*/
struct buf;
void grant_format(const struct window *w, struct buf *out);
int grant_parse(struct arena *a, const char *id, char *text, size_t len,
    struct window *w);
/* The signature and the bytes it is over. Returns 0 or -1. */
int grant_split(const char *text, size_t len, size_t *signed_len,
    unsigned char sig[SEAL_SIGNATURE]);
bool grant_is_id(const char *name);
/* Write to the fresh mark of a use who took it. 0 or -1. */
int grant_note_taken(int fd, const struct grant_use *use);

#endif
