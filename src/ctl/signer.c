/* SPDX-License-Identifier: ISC */
/*
 * From a passphrase to a key that signs. It MUST hold: nobody inside a guarded
 * session gets here; the passphrase lies in locked memory and is wiped; it is
 * never in an argument, the environment or the log.
 */
#include "ctl/signer.h"

#include <errno.h>
#include <sodium.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include "base/account.h"
#include "base/clock.h"
#include "base/exitcode.h"

int
signer_sorry(const struct ctl_command *cmd, const char *text,
    const char *more)
{
	fprintf(stderr, "platectl: %s: %s%s\n", cmd->name, text, more);
	return EXITCODE_REFUSED;
}

void
signer_account(struct account *out)
{
	account_find(getuid(), out);
}

static int
not_qualified(const struct ctl *c, const struct ctl_command *cmd,
    const char *name)
{
	if (!operator_anyone(c->policy, clock_wall()))
		return signer_sorry(cmd, "nobody here is qualified yet. A "
		    "person qualifies in a new terminal, outside every "
		    "guarded session, with: platectl qualify", "");
	fprintf(stderr, "platectl: %s: %s is not qualified; platectl qualify "
	    "does that%s\n", cmd->name, name, c->policy->managed ?
	    ", and the owner then accepts it" : "");
	return EXITCODE_REFUSED;
}

int
signer_may(const struct ctl *c, const struct ctl_command *cmd,
    const struct passphrase_source *src, struct signer *out)
{
	struct account who;
	struct err e = { 0 };
	const char *why;

	memset(out, 0, sizeof *out);
	signer_account(&who);
	if (ctl_inside(c->policy->state_dir, &why))
		return signer_sorry(cmd, "refused inside a guarded session: ",
		    why);
	if (operator_find(c->policy, who.name, &out->op, &e) != 0)
		return e.code == ENOENT ? not_qualified(c, cmd, who.name) :
		    signer_sorry(cmd, e.msg, "");
	why = operator_invalid(c->policy, &out->op, clock_wall());
	if (why != NULL)
		return signer_sorry(cmd, "your qualification does not count: ",
		    arena_printf(c->arena, "%s; platectl qualify renews it",
		    why));
	if (!passphrase_can_ask(src))
		return signer_sorry(cmd, "this needs a person at a terminal: "
		    "standard input and standard error must be one", "");
	if (c->policy->broken) {
		ctl_problems(c->policy, false, stderr);
		return signer_sorry(cmd, "the policy is broken, so windows "
		    "stay shut", "");
	}
	return 0;
}

static int
wrong(const struct ctl *c, const struct ctl_command *cmd, const char *name)
{
	const struct record_grant rec = { .who = name };
	struct err e = { 0 };

	if (operator_failed(c->policy->state_dir, name, &e) != 0)
		fprintf(stderr, "platectl: %s: %s\n", cmd->name, e.msg);
	ctl_record_grant(c, RECORD_OPERATOR, NULL, "fail", &rec);
	return signer_sorry(cmd, "the passphrase is wrong", "");
}

/* Try what was typed. */
static int
try(const struct ctl *c, const struct ctl_command *cmd,
    const struct passphrase_source *src, const char *about,
    const struct sealed *seal, char *text, struct signer *out)
{
	struct err e = { 0 };
	size_t len = 0;
	int r;

	r = passphrase_ask(src, "Passphrase", about, text, &len, &e);
	if (r < 0)
		return signer_sorry(cmd, e.msg, "");
	if (r > 0)
		return signer_sorry(cmd, "given up; nothing was changed", "");
	if (seal_open(seal, out->op.key, text, len, out->secret, &e) == 0) {
		operator_passed(c->policy->state_dir, out->op.name);
		return 0;
	}
	if (e.code == EACCES)
		return wrong(c, cmd, out->op.name);
	return signer_sorry(cmd, e.msg, "");
}

int
signer_open(const struct ctl *c, const struct ctl_command *cmd,
    const struct passphrase_source *src, const char *about,
    struct signer *out)
{
	char *text = seal_memory(PASSPHRASE_MAX);
	struct operator own;
	struct sealed seal;
	struct err e = { 0 };
	int r, wait;

	out->secret = seal_memory(SEAL_SECRET);
	wait = operator_wait(c->policy->state_dir, out->op.name);
	if (text == NULL || out->secret == NULL)
		r = signer_sorry(cmd, "no locked memory is to be had", "");
	else if (wait > 0)
		r = signer_sorry(cmd, "too many wrong passphrases; next try "
		    "in ", ctl_duration(c->arena, wait * 1000000000ll));
	else if (operator_own(c->policy->state_dir, out->op.name, &own, &seal,
	    &e) != 0)
		r = signer_sorry(cmd, "your own key cannot be read: ", e.msg);
	else
		r = try(c, cmd, src, about, &seal, text, out);
	seal_wipe(text);
	explicit_bzero(&seal, sizeof seal);
	if (r != 0)
		signer_close(out);
	return r;
}

void
signer_close(struct signer *s)
{
	seal_wipe(s->secret);
	s->secret = NULL;
}

static int
sign(void *arg, const char *text, size_t n, unsigned char sig[64],
    struct err *e)
{
	const struct signer *who = arg;

	return seal_sign(who->secret, text, n, sig) == 0 ? 0 :
	    err_set(e, EINVAL, "the log's anchor cannot be signed");
}

int
signer_record(const struct ctl *c, const struct signer *who,
    enum record_kind kind, const struct session *s, const char *event,
    const struct record_grant *grant)
{
	char key[2 * SEAL_PUBLIC + 1];
	struct record_anchor a = { .key = key, .sign = sign,
	    .arg = (void *)(uintptr_t)who };
	struct record r = { .kind = kind, .session = s, .cwd = c->world.cwd,
	    .event = event, .grant = grant, .policy = c->policy->hash,
	    .anchor = &a };
	struct err e = { 0 };

	sodium_bin2hex(key, sizeof key, who->op.key, sizeof who->op.key);
	if (record_write(c->policy->state_dir, &r, &e) == 0)
		return 0;
	fprintf(stderr, "platectl: cannot log this: %s\n", e.msg);
	return -1;
}
