/* SPDX-License-Identifier: ISC */
#ifndef CTL_SIGNER_H
#define CTL_SIGNER_H

#include "base/account.h"
#include "ctl/command.h"
#include "ctl/common.h"
#include "ctl/passphrase.h"
#include "policy/operator.h"

/* A qualified person's key, open for one signature. */
struct signer {
	struct operator op;
	unsigned char *secret;	/* SEAL_SECRET bytes of locked memory */
};

/*
 * Is this somebody who may grant: outside every guarded session, with a sound
 * policy, qualified, and with a place to be asked? Returns 0, or the exit
 * status after saying why not.
 */
int signer_may(const struct ctl *c, const struct ctl_command *cmd,
    const struct passphrase_source *src, struct signer *out);

/*
 * Ask for the passphrase and open the key. Wrong ones are logged and slow the
 * next try down. Returns 0 or the exit status. `about` says what is granted.
 */
int signer_open(const struct ctl *c, const struct ctl_command *cmd,
    const struct passphrase_source *src, const char *about,
    struct signer *out);

void signer_close(struct signer *s);

/*
 * Log what is granted with a signature over all that stands before it in the
 * log (struct record_anchor): whoever writes the past anew cannot make that.
 * Returns 0 or -1 after saying why.
 */
int signer_record(const struct ctl *c, const struct signer *who,
    enum record_kind kind, const struct session *s, const char *event,
    const struct record_grant *grant);

/* "platectl: NAME: TEXT MORE"; returns EXITCODE_REFUSED. */
int signer_sorry(const struct ctl_command *cmd, const char *text,
    const char *more);

/* The account of this process: who an operator is. */
void signer_account(struct account *out);

#endif
