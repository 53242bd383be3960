/* SPDX-License-Identifier: ISC */
#ifndef CTL_WINDOW_H
#define CTL_WINDOW_H

#include "ctl/signer.h"
#include "policy/grant.h"

/* What opening and extending a window were asked for. */
struct window_options {
	const char *reason, *ticket, *scope, *session, *user;
	const char *length, *until;	/* "2h"; "18:00" */
	const char *id;
	int radius;
	enum grant_place place;
	struct passphrase_source source;
	bool json, all;
};

/* cmd_window.c's entry, for messages. */
extern const struct ctl_command cmd_window;

/*
 * How long: from `o`, else the policy's default; never over its max, nor
 * beyond its hours (a shorter one is said on stderr). Returns 0 with *ns, or
 * the exit status after saying why.
 */
int window_length(const struct ctl *c, const struct ctl_command *cmd,
    const struct window_options *o, int64_t *ns);

/* Shorten *ns to where the policy's hours end. Returns as above. */
int window_within_hours(const struct ctl *c, const struct ctl_command *cmd,
    int64_t now, int64_t *ns);

/* Packs and rule ids, "a,b" or NULL for the policy's. Returns as above. */
int window_scope(const struct ctl *c, const struct ctl_command *cmd,
    const char *text, struct window *w);

/*
 * The live session that `id` (a prefix; NULL: the only one) names. Returns as
 * above.
 */
int window_session(const struct ctl *c, const struct ctl_command *cmd,
    const char *id, struct session *out);

/* Ask the person at the terminal for it. NULL: there is none, or no answer. */
const char *window_reason(const struct ctl *c);

/*
 * Ask for the passphrase, log, sign and write. `w` has all but id, clocks and
 * operator. Prints what is open. Returns the exit status.
 */
int window_grant(const struct ctl *c, const struct ctl_command *cmd,
    struct signer *who, const struct passphrase_source *source,
    const struct session *s, struct window *w, int64_t ns);

int window_open(const struct ctl *c, const struct window_options *o);
int window_extend(const struct ctl *c, const struct window_options *o);

/* status and list; the first of open ones alone. */
int window_show(const struct ctl *c, const struct window_options *o,
    bool only_open);

/* "18:04 CET" of a wall time, the machine's zone. */
const char *window_clock(struct arena *a, int64_t wall);

#endif
