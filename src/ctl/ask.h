/* SPDX-License-Identifier: ISC */
#ifndef CTL_ASK_H
#define CTL_ASK_H

#include "ctl/signer.h"
#include "policy/request.h"

enum { ASK_MAX = 512 };

/* "open", "approved", "denied". */
const char *ask_state(const struct request *r);

/* "command", "program", "signal", "window". */
const char *ask_what(const struct request *r);

/*
 * The request of that id. Returns 0, or the exit status after saying why not.
 */
int ask_find(const struct ctl *c, const struct ctl_command *cmd,
    const char *id, struct request *out);

/* All that may be shown to this account (ctl_sees()), at most ASK_MAX. Returns
 * their number or -1. */
int ask_list(const struct ctl *c, struct request *list, struct err *e);

/*
 * Everything about it for the person who decides, on stderr: control, bidi and
 * zero-width characters visible, nothing cut.
 */
void ask_show(const struct ctl *c, const struct request *r);

/*
 * Set r->digest from what ask_show() shows, and look whether the files are
 * still as they were. Returns 0, or the exit status after saying why not.
 */
int ask_digest(const struct ctl *c, const struct ctl_command *cmd,
    struct request *r);

/* Answer it as `platectl approve` and `platectl deny` do; exit statuses. */
int ask_approve(const struct ctl *c, const char *id,
    const struct passphrase_source *source);
int ask_deny(const struct ctl *c, const char *id, const char *note);

#endif
