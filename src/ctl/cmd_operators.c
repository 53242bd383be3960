/* SPDX-License-Identifier: ISC */
/*
 * The owner's view of the operators. Managed: root's. Personal: the account
 * looks, and may only take away; a reset, after which anyone who runs as the
 * account could choose a passphrase, is root's in both.
 */
#include <errno.h>
#include <getopt.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/exitcode.h"
#include "base/hex.h"
#include "ctl/signer.h"
#include "policy/statefile.h"

struct op_options {
	const char *verb, *name;
	bool json;
};

static int
sorry(const char *text, const char *more)
{
	return signer_sorry(&cmd_operators, text, more);
}

static void
one(const struct ctl *c, const struct operator *o, bool json, struct buf *b)
{
	const char *why = operator_invalid(c->policy, o, clock_wall());
	char created[32], expires[32], hex[2 * SEAL_PUBLIC + 1];

	clock_format(o->created, created, sizeof created);
	clock_format(o->expires, expires, sizeof expires);
	hex_digits(o->key, SEAL_PUBLIC, hex);
	if (!json) {
		buf_printf(b, "%-16s %-8s until %.10s  checklist %d  key "
		    "%.16s%s%s\n", o->name, why == NULL ? "valid" : "void",
		    expires, o->checklist, hex, why != NULL ? "  " : "",
		    why != NULL ? why : "");
		return;
	}
	buf_printf(b, "{\"name\":\"%s\",\"uid\":%lu,\"valid\":%s,\"why\":",
	    o->name, (unsigned long)o->uid, why == NULL ? "true" : "false");
	if (why != NULL)
		buf_json(b, why, strlen(why));
	else
		buf_str(b, "null");
	buf_printf(b, ",\"created\":\"%s\",\"expires\":\"%s\","
	    "\"revoked\":%s,\"checklist\":%d,\"key\":\"%s\"}", created,
	    expires, o->revoked != 0 ? "true" : "false", o->checklist, hex);
}

static int
list(const struct ctl *c, bool json)
{
	struct operator *all = arena_array(c->arena, OPERATORS_MAX,
	    sizeof *all);
	struct err e = { 0 };
	struct buf b = { 0 };
	int n = operator_list(c->policy, all, OPERATORS_MAX, &e), i;

	if (n < 0) {
		fprintf(stderr, "platectl: operators: %s; nobody counts as "
		    "one\n", e.msg);
		return EXITCODE_FAULT;
	}
	buf_str(&b, json ? "[" : "");
	for (i = 0; i < n; i++) {
		buf_str(&b, json && i > 0 ? "," : "");
		one(c, &all[i], json, &b);
	}
	buf_str(&b, json ? "]\n" : n == 0 ? "nobody is qualified here; "
	    "platectl qualify\n" : "");
	ctl_flush(&b, stdout);
	buf_free(&b);
	return 0;
}

static int
log_it(const struct ctl *c, const char *event, const char *name)
{
	const struct record_grant rec = { .who = name };

	return ctl_record_grant(c, RECORD_OPERATOR, NULL, event, &rec);
}

/* expire and revoke: both only take away. */
static int
take_away(const struct ctl *c, const struct op_options *o)
{
	bool revoke = strcmp(o->verb, "revoke") == 0;
	const char *folder = c->policy->managed ? c->policy->config_dir :
	    c->policy->state_dir;
	struct operator op;
	struct sealed seal;
	struct err e = { 0 };
	int r;

	r = c->policy->managed ? operator_find(c->policy, o->name, &op, &e) :
	    operator_own(folder, o->name, &op, &seal, &e);
	if (r != 0)
		return sorry(e.code == ENOENT ? "no such operator: " : e.msg,
		    e.code == ENOENT ? o->name : "");
	if (revoke)
		op.revoked = clock_wall();
	else if (op.expires > clock_wall())
		op.expires = clock_wall();
	if (log_it(c, revoke ? "revoke" : "expire", o->name) != 0)
		return EXITCODE_FAULT;
	r = operator_write(folder, &op, c->policy->managed ? NULL : &seal, &e);
	explicit_bzero(&seal, sizeof seal);
	if (r != 0) {
		fprintf(stderr, "platectl: operators: %s\n", e.msg);
		return EXITCODE_FAULT;
	}
	printf("%s: %s; windows that %s signed are shut\n", o->name,
	    revoke ? "revoked" : "expired", o->name);
	return 0;
}

/* Where an account that is not this one keeps its state, and whose its files
 * must be. */
static const char *
state_of(const struct ctl *c, const char *name, uid_t *uid, uid_t *owner)
{
	struct account who;

	if (account_named(name, &who, uid) != 0)
		return NULL;
	*owner = c->policy->shared ? STATEFILE_OWN : *uid;
	if (c->policy->shared)
		return c->policy->state_dir;
	if (*uid == geteuid())
		return c->policy->state_dir;
	return arena_printf(c->arena, "%s/.local/state/bashplate", who.home);
}

static int
remove_record(const char *folder, uid_t owner, const char *name, int *gone)
{
	int dir = statefile_folder_of(folder, "operators", owner, NULL);
	static const char *const ends[] = { "json", "tries" };
	char file[80];
	int i, r = 0;

	if (dir < 0)
		return 0;
	for (i = 0; i < 2; i++) {
		snprintf(file, sizeof file, "%s.%s", name, ends[i]);
		if (statefile_unlink(dir, file) == 0)
			*gone += i == 0;
		else if (errno != ENOENT)
			r = -1;
	}
	if (fsync(dir) != 0 && errno != EINVAL)
		r = -1;
	close(dir);
	return r;
}

static int
reset(const struct ctl *c, const struct op_options *o)
{
	const char *state;
	uid_t uid, owner;
	int gone = 0;

	if (geteuid() != 0)
		return sorry("a reset is root's: sudo platectl operators "
		    "reset ", o->name);
	state = state_of(c, o->name, &uid, &owner);
	if (state == NULL)
		return sorry("no account is called ", o->name);
	if (log_it(c, "reset", o->name) != 0)
		return EXITCODE_FAULT;
	if (remove_record(state, owner, o->name, &gone) != 0 ||
	    (c->policy->managed &&
	    remove_record(c->policy->config_dir, 0, o->name, &gone) != 0)) {
		perror("platectl: operators: reset");
		return EXITCODE_FAULT;
	}
	printf(gone > 0 ? "%s may qualify as for the first time\n" :
	    "%s had no qualification\n", o->name);
	return 0;
}

/* Managed: an account's own record becomes one that counts. */
static int
accept_key(const struct ctl *c, const struct op_options *o)
{
	char hex[2 * SEAL_PUBLIC + 1];
	struct operator op;
	struct err e = { 0 };
	const char *state;
	uid_t uid, owner;

	if (!c->policy->managed || geteuid() != 0)
		return sorry("accepting is root's, in a managed install", "");
	state = state_of(c, o->name, &uid, &owner);
	if (state == NULL)
		return sorry("no account is called ", o->name);
	if (operator_of(state, o->name, owner, &op, &e) != 0)
		return sorry(e.code == ENOENT ? "that account has not gone "
		    "through platectl qualify" : e.msg, "");
	if (op.uid != uid || !operator_allowed(c->policy, op.name, uid))
		return sorry("the policy's \"operators\" do not hold ",
		    o->name);
	if (op.expires > clock_wall() + c->policy->qualification_valid)
		op.expires = clock_wall() + c->policy->qualification_valid;
	if (log_it(c, "accept", o->name) != 0)
		return EXITCODE_FAULT;
	if (operator_write(c->policy->config_dir, &op, NULL, &e) != 0) {
		fprintf(stderr, "platectl: operators: %s\n", e.msg);
		return EXITCODE_FAULT;
	}
	hex_digits(op.key, SEAL_PUBLIC, hex);
	printf("%s counts now; compare the key with what was shown there: "
	    "%.8s %.8s %.8s %.8s ...\n", o->name, hex, hex + 8, hex + 16,
	    hex + 24);
	return 0;
}

static int
dispatch(const struct ctl *c, const struct op_options *o)
{
	const char *why;

	if (strcmp(o->verb, "list") == 0)
		return list(c, o->json);
	if (o->name == NULL || !operator_name_ok(o->name))
		return ctl_usage(&cmd_operators, "the name of an account was "
		    "expected");
	if (ctl_inside(c->policy->state_dir, &why))
		return sorry("refused inside a guarded session: ", why);
	if (c->policy->managed && geteuid() != 0)
		return sorry("the operators are root's in a managed install: "
		    "sudo platectl operators ", o->verb);
	if (strcmp(o->verb, "expire") == 0 || strcmp(o->verb, "revoke") == 0)
		return take_away(c, o);
	if (strcmp(o->verb, "reset") == 0)
		return reset(c, o);
	if (strcmp(o->verb, "accept") == 0)
		return accept_key(c, o);
	return ctl_usage(&cmd_operators, "\"%s\" is none of list, accept, "
	    "expire, revoke, reset", o->verb);
}

static int
run(int argc, char **argv)
{
	static const struct option options[] = {
		{ "format", required_argument, NULL, 'f' },
		{ NULL, 0, NULL, 0 }
	};
	struct op_options o = { .verb = "list" };
	struct ctl c;
	int k, r;

	while ((k = getopt_long(argc, argv, "", options, NULL)) != -1)
		if (k != 'f' || ctl_format(optarg, &o.json) != 0)
			return ctl_usage(&cmd_operators, "bad option");
	if (optind < argc)
		o.verb = argv[optind++];
	if (optind < argc)
		o.name = argv[optind++];
	if (optind < argc)
		return ctl_usage(&cmd_operators, "too many words");
	if ((r = ctl_open(&c, NULL)) != 0)
		return r;
	r = ctl_state(&c) == NULL ? EXITCODE_FAULT : dispatch(&c, &o);
	ctl_close(&c);
	return r;
}

const struct ctl_command cmd_operators = {
	.name = "operators",
	.usage = "[list [--format text|json]] | accept NAME | expire NAME | "
	    "revoke NAME | reset NAME",
	.help = "List the operators, end a qualification",
	.options =
	    "  list    who may open windows, and until when\n"
	    "  accept  managed: let the key of an account that qualified "
	    "count (root)\n"
	    "  expire  it must qualify again, with its passphrase\n"
	    "  revoke  it cannot, until it is reset\n"
	    "  reset   forget its record, lost passphrase and all (root)\n\n"
	    "Expiring or revoking shuts the windows that it signed.\n",
	.run = run
};
