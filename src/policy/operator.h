/* SPDX-License-Identifier: ISC */
#ifndef POLICY_OPERATOR_H
#define POLICY_OPERATOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/err.h"
#include "policy/policy.h"
#include "policy/seal.h"

/* Version of the checklist and terms; a record of another one asks for a new
 * qualification. */
enum { OPERATOR_CHECKLIST = 1, OPERATORS_MAX = 256 };

/*
 * Who may open windows: one record each, NAME.json, made by `platectl
 * qualify`. The account's own copy lies in STATE/operators and holds the
 * sealed key too. Which copy counts:
 *   managed   the one beside the managed policy, operators/NAME.json: root's
 *   personal  the account's own
 */
struct operator {
	char name[64];
	uid_t uid;
	int64_t created, expires;	/* wall time, ns */
	int64_t revoked;		/* 0: not */
	int checklist;
	unsigned char key[SEAL_PUBLIC];
};

/* May an account of this name go into a file name? */
bool operator_name_ok(const char *name);

/* The account's own record with its sealed key (`seal` may be NULL). Returns
 * 0 or -1; e->code ENOENT: there is none. */
int operator_own(const char *state, const char *name, struct operator *out,
    struct sealed *seal, struct err *e);

/* The own record of another account, for root. */
int operator_of(const char *state, const char *name, uid_t owner,
    struct operator *out, struct err *e);

/* The record that counts, valid or not. As operator_own(). */
int operator_find(const struct policy *p, const char *name,
    struct operator *out, struct err *e);

/* Does the owner's policy let this account be an operator? */
bool operator_allowed(const struct policy *p, const char *name, uid_t uid);

/* NULL while the record is valid at wall time `now`, else why not (static
 * text). */
const char *operator_invalid(const struct policy *p,
    const struct operator *o, int64_t now);

/* All records that count, in no order: at most `max`. Returns their number,
 * 0 when there is no folder, -1 on error. */
int operator_list(const struct policy *p, struct operator *out, size_t max,
    struct err *e);

/* Is there anyone who may open windows now? */
bool operator_anyone(const struct policy *p, int64_t now);

/* Write a record as a whole. `folder` is the state or the folder of the
 * managed policy; `seal` NULL: the public part. */
int operator_write(const char *folder, const struct operator *o,
    const struct sealed *seal, struct err *e);

/*
 * Wrong passphrases: how many seconds are left until the next try, and
 * noting one. From the third failure on the time doubles, up to 15 minutes.
 */
int operator_wait(const char *state, const char *name);
int operator_failed(const char *state, const char *name, struct err *e);
void operator_passed(const char *state, const char *name);

#endif
