/* SPDX-License-Identifier: ISC */
#ifndef AUDIT_RECORD_H
#define AUDIT_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/buf.h"
#include "base/err.h"
#include "policy/judge.h"
#include "policy/session.h"

/*
 * The log: JSON lines, one record per event (bashplate-log(5) has every
 * member). The decision is recorded before anything runs; what cannot be
 * recorded does not run.
 *
 * Strings are borrowed until record_write() returns; NULL leaves a member
 * out. All text is masked and escaped here: callers pass it as it is.
 */
enum record_kind {
	RECORD_LINE,		/* a command line was judged: judgement */
	RECORD_EXEC,		/* a program was about to start: exec */
	RECORD_SIGNAL,		/* a signal was about to be sent: signal */
	RECORD_SQL,		/* SQL that reached a client: text */
	RECORD_WINDOW,		/* "open" "close" "extend" "expire": grant */
	RECORD_APPROVAL,	/* "approve" "deny" "use" "expire": grant */
	RECORD_REQUEST,		/* "file" "answer": grant */
	RECORD_OPERATOR,	/* "qualify" "fail" "revoke" ...: grant */
	RECORD_POLICY,		/* policy changed: detail */
	RECORD_SESSION,		/* "start" "end" "gates" */
	RECORD_EXIT,		/* what a line came to: exit */
	RECORD_LEFT_GUARD,	/* the shell's hook is gone: event, detail */
	RECORD_TIER,		/* what is enforced here: event is the tier */
	RECORD_ANCHOR,		/* "window-close", ...: signed where sign is set */
	RECORD_LOG,		/* of the log itself; written by this layer */
	RECORD_SPILL,		/* what a sandbox kept for us: spill */
	RECORD_KINDS
};

/* Who acted, where that is not this process (a supervisor's records). */
struct record_actor {
	uid_t uid;
	pid_t pid, ppid;
};

struct record_exec {
	const char *const *argv;	/* argc of them, any bytes but NUL */
	size_t argc;
	const char *normal;	/* normal form */
	const char *file;	/* what the kernel would run, resolved */
	unsigned long count;	/* > 1: so many alike, summarised */
};

struct record_signal {
	int number;
	pid_t target;
	const char *command;	/* of the target */
	uid_t owner;		/* of the target */
	int64_t since;		/* its start, wall ns; 0: not known */
};

struct record_exit {
	int status;		/* as bash has it in $?; -1: not known */
	int64_t duration;	/* ns; -1: not known */
};

/* A record that was written elsewhere, and is believed of nobody (spill.h). */
struct record_spill {
	const char *folder;
	const char *text;	/* the line as it stood there */
	size_t len;
	bool sound;		/* it follows the one before it there */
};

/* What windows, approvals, requests and operators have in common. */
struct record_grant {
	const char *id;
	const char *who;	/* the operator */
	const char *why;	/* the reason given */
	const char *ticket;
	const char *command;	/* an approval's exact command */
	const char *const *scope;	/* NULL ended */
	int64_t until;		/* wall ns; 0: no end */
	unsigned uses;		/* left; 0: does not apply */
};

/*
 * A signature that fixes all that stands before it in the log. `sign` gets
 * the text "bashplate-anchor 1 SEQ HASH" (of the record before this one) and
 * makes an Ed25519 signature; it is called with the log locked, so the key
 * must be at hand. Returns 0, or -1 with *e.
 */
struct record_anchor {
	const char *key;	/* the public key, 64 hex digits */
	int (*sign)(void *arg, const char *text, size_t n,
	    unsigned char sig[64], struct err *e);
	void *arg;
};

struct record {
	enum record_kind kind;
	const struct session *session;
	const struct record_actor *actor;	/* NULL: this process */
	const char *cwd;
	const char *line;	/* id of the line record this belongs to */

	const struct judgement *judgement;	/* LINE */
	const struct verdict *verdict;	/* EXEC, SIGNAL, SQL */
	const struct record_exec *exec;
	const struct record_signal *signal;
	const struct record_exit *exit;
	const struct record_grant *grant;
	const struct record_spill *spill;	/* SPILL */
	const char *text;	/* SQL: the statement */
	const struct record_anchor *anchor;	/* any kind may be one */

	const char *event;
	const char *detail;
	const char *window;	/* id of the window it happened in */
	const char *approval;	/* id of the approval that was used */
	const char *policy;	/* hash of the policy in force */

	char id[17];		/* out: id of this record */
};

/*
 * The policy whose record.* holds from now on: masks, rotation, sinks. It must
 * outlive every record; NULL goes back to the built-in defaults.
 */
void record_use(const struct policy *p);

/* "line", "left-guard", ... */
const char *record_kind_name(enum record_kind k);

/*
 * Append the record's members, from ,"id" on and without the closing brace,
 * to *out and set r->id.
 */
void record_format(struct record *r, struct buf *out);

/*
 * Format and append to STATE/log.jsonl as the next link of its chain; windows,
 * operators and policy changes are on the disk when this returns. Returns 0,
 * or -1 with the reason for the refusal (layer log).
 */
int record_write(const char *state, struct record *r, struct err *e);

/* The same in a folder of spill.h: no sinks, never a new file. */
int record_spill(const char *folder, struct record *r, struct err *e);

/*
 * A session that began just now: log that, with the hash of the policy, and
 * the end of those whose anchor is gone. Returns 0 or -1.
 */
int record_session(const char *state, const struct session *s,
    const struct policy *p, struct err *e);

#endif
