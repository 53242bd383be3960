/* SPDX-License-Identifier: ISC */
/*
 * From an account to an operator. It MUST hold:
 *  1. A person at a terminal, outside every guarded session, in a session
 *     that was just begun; the policy is sound and lets the account.
 *  2. Who is an operator already proves it with the passphrase so far, and
 *     keeps the key; only the owner's reset makes it a first time again.
 *  3. The record is written once, at the very end, as a whole.
 */
#include <errno.h>
#include <getopt.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/exitcode.h"
#include "base/hex.h"
#include "ctl/exam.h"
#include "ctl/signer.h"
#include "policy/ancestry.h"
#include "policy/grant.h"

enum { FRESH_SECONDS = 30 * 60 };

struct qualifying {
	struct ctl c;
	struct account who;
	struct passphrase_source source;
	struct operator op;
	struct sealed seal;
	bool again;		/* there is a record of before */
};

static int
sorry(const char *text, const char *more)
{
	return signer_sorry(&cmd_qualify, text, more);
}

/* Seconds since the process that leads this terminal's session began; -1:
 * it cannot be told. */
static long
session_age(void)
{
	struct process p;
	long tick = sysconf(_SC_CLK_TCK);

	if (tick <= 0 || process_read(getsid(0), &p) != 0)
		return -1;
	return (long)(clock_boot() / 1000000000) -
	    (long)(p.start / (uint64_t)tick);
}

static bool
window_is_open(const struct ctl *c)
{
	struct grant_now now;
	struct grants g;
	size_t i;

	grant_now(&now);
	if (grant_load(c->arena, c->policy, NULL, &now, &g, NULL) != 0)
		return false;
	for (i = 0; i < g.nwindow; i++)
		if (g.window[i].shut == NULL && (!c->policy->shared ||
		    g.window[i].uid == getuid() ||
		    g.window[i].user == getuid()))
			return true;
	return false;
}

/* MUST 1. */
static int
may_begin(struct qualifying *q)
{
	const struct policy *p = q->c.policy;
	const char *why;
	long age = session_age();

	if (ctl_inside(p->state_dir, &why))
		return sorry("refused inside a guarded session: ", why);
	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO) ||
	    !isatty(STDERR_FILENO))
		return sorry("this needs a person at a terminal", "");
	if (p->broken) {
		ctl_problems(p, false, stderr);
		return sorry("the policy is broken; its owner mends it first",
		    "");
	}
	if (!operator_name_ok(q->who.name) ||
	    !operator_allowed(p, q->who.name, getuid()))
		return sorry("the policy's \"operators\" do not hold the "
		    "account ", q->who.name);
	if (age < 0 || age > FRESH_SECONDS)
		return sorry("this terminal's session is older than 30 "
		    "minutes; open a new terminal and start there", "");
	if (window_is_open(&q->c))
		return sorry("a window is open; close it first: platectl "
		    "window close", "");
	return 0;
}

/* MUST 2: the record of before, if there is one. */
static int
find_before(struct qualifying *q)
{
	struct operator counting;
	struct err e = { 0 };

	if (operator_own(q->c.policy->state_dir, q->who.name, &q->op,
	    &q->seal, &e) != 0)
		return e.code == ENOENT ? 0 : sorry(e.msg, "; the owner puts "
		    "that right with: platectl operators reset");
	q->again = true;
	if (q->op.revoked != 0 || (operator_find(q->c.policy, q->who.name,
	    &counting, NULL) == 0 && counting.revoked != 0))
		return sorry("the owner revoked your qualification; only the "
		    "owner's \"platectl operators reset\" takes that back",
		    "");
	return 0;
}

static int
log_it(const struct qualifying *q, const char *event, unsigned wrong)
{
	const struct record_grant rec = { .who = q->who.name,
	    .why = arena_printf(q->c.arena, "checklist %d, %u wrong",
	    OPERATOR_CHECKLIST, wrong), .until = q->op.expires };

	return ctl_record_grant(&q->c, RECORD_OPERATOR, NULL, event, &rec);
}

/* A new passphrase, twice, strong enough. */
static int
new_passphrase(const struct qualifying *q, char *text, size_t *len)
{
	char *again = seal_memory(PASSPHRASE_MAX);
	const char *weak;
	struct err e = { 0 };
	size_t n = 0;
	int r = again == NULL ? -1 : 0;

	puts("\nNow a passphrase. It opens your key for each window and "
	    "approval; it is shown\nnowhere and cannot be recovered.");
	while (r == 0) {
		r = passphrase_ask(&q->source, "New passphrase", "", text, len,
		    &e);
		if (r != 0)
			break;
		if ((weak = passphrase_weak(text, *len, q->who.name)) != NULL) {
			fprintf(stderr, "Too weak: %s\n", weak);
			r = q->source.fd >= 0 ? 1 : 0;
			continue;
		}
		if (q->source.fd >= 0)
			break;
		r = passphrase_ask(&q->source, "The same again", "", again, &n,
		    &e);
		if (r == 0 && n == *len && memcmp(text, again, n) == 0)
			break;
		if (r == 0)
			fputs("They differ.\n", stderr);
	}
	seal_wipe(again);
	if (r < 0)
		return sorry(e.msg[0] != '\0' ? e.msg : "no locked memory is "
		    "to be had", "");
	return r > 0 ? sorry("given up; nothing was changed", "") : 0;
}

static int
make_key(struct qualifying *q)
{
	char *text = seal_memory(PASSPHRASE_MAX);
	struct err e = { 0 };
	size_t len = 0;
	int r;

	if (text == NULL)
		return sorry("no locked memory is to be had", "");
	r = new_passphrase(q, text, &len);
	if (r == 0 && seal_make(text, len, SEAL_OPS, SEAL_MEMORY, &q->seal,
	    q->op.key, &e) != 0)
		r = sorry("the key was not made: ", e.msg);
	seal_wipe(text);
	return r;
}

/* The passphrase so far must open the key; it stays. */
static int
prove(struct qualifying *q)
{
	struct signer s = { .op = q->op };
	int r;

	puts("\nYou are an operator already: the passphrase so far, please.");
	r = signer_open(&q->c, &cmd_qualify, &q->source, "Qualify again", &s);
	signer_close(&s);
	return r;
}

static void
print_fingerprint(const struct operator *o)
{
	char hex[2 * SEAL_PUBLIC + 1];

	hex_digits(o->key, SEAL_PUBLIC, hex);
	printf("Your key: %.8s %.8s %.8s %.8s ...\n", hex, hex + 8, hex + 16,
	    hex + 24);
}

/* MUST 3. */
static int
finish(struct qualifying *q, unsigned wrong)
{
	const struct policy *p = q->c.policy;
	struct err e = { 0 };

	memcpy(q->op.name, q->who.name, sizeof q->op.name);
	q->op.uid = getuid();
	q->op.created = clock_wall();
	q->op.expires = q->op.created + p->qualification_valid;
	q->op.checklist = OPERATOR_CHECKLIST;
	if (log_it(q, q->again ? "requalify" : "qualify", wrong) != 0)
		return EXITCODE_FAULT;
	if (operator_write(p->state_dir, &q->op, &q->seal, &e) != 0 ||
	    (p->managed && geteuid() == 0 &&
	    operator_write(p->config_dir, &q->op, NULL, &e) != 0)) {
		fprintf(stderr, "platectl: qualify: not stored: %s\n", e.msg);
		return EXITCODE_FAULT;
	}
	printf("\n%s is qualified for %lld days.\n", q->op.name,
	    (long long)(p->qualification_valid / 86400000000000ll));
	print_fingerprint(&q->op);
	if (p->managed && geteuid() != 0)
		printf("It counts once the owner has accepted it: sudo "
		    "platectl operators accept %s\n", q->op.name);
	else
		puts("platectl window open --help says what you can do now.");
	return 0;
}

static int
qualify(struct qualifying *q)
{
	unsigned wrong = 0;
	int r;

	if ((r = may_begin(q)) != 0 || (r = find_before(q)) != 0)
		return r;
	printf("%s checklist for %s, version %d. Each question has one right "
	    "answer;\na wrong one is explained and asked again. ^C leaves "
	    "everything as it is.\n", q->again ? "The short" : "The",
	    q->who.name, OPERATOR_CHECKLIST);
	r = exam_run(&q->c, q->again ? EXAM_SHORT : EXAM_LONG, &wrong);
	if (r == 2) {
		log_it(q, "exam-failed", wrong);
		return sorry("that were too many wrong answers; read "
		    "platectl-window(1) and start again", "");
	}
	if (r != 0 || !exam_terms(&q->c)) {
		log_it(q, "exam-given-up", wrong);
		return sorry("given up; nothing was changed", "");
	}
	r = q->again ? prove(q) : make_key(q);
	return r != 0 ? r : finish(q, wrong);
}

static int
run(int argc, char **argv)
{
	static const struct option options[] = {
		{ "passphrase-fd", required_argument, NULL, 'P' },
		{ NULL, 0, NULL, 0 }
	};
	struct qualifying q = { .source = { .fd = -1 } };
	int k, r;

	while ((k = getopt_long(argc, argv, "", options, NULL)) != -1)
		if (k != 'P' || passphrase_fd(optarg, &q.source.fd) != 0)
			return ctl_usage(&cmd_qualify, "bad option");
	if (optind < argc)
		return ctl_usage(&cmd_qualify, "no word was expected");
	if ((r = ctl_open(&q.c, NULL)) != 0)
		return r;
	signer_account(&q.who);
	r = ctl_state(&q.c) == NULL ? EXITCODE_FAULT : qualify(&q);
	explicit_bzero(&q.seal, sizeof q.seal);
	ctl_close(&q.c);
	return r;
}

const struct ctl_command cmd_qualify = {
	.name = "qualify",
	.usage = "[--passphrase-fd N]",
	.help = "Become an operator: a checklist, terms, a passphrase",
	.options =
	    "Nine questions about windows and the floor with the commands of "
	    "this\ninstallation, about five minutes. Needs a terminal that "
	    "was opened in the last\n30 minutes, outside every guarded "
	    "session. A second time is shorter and needs\nthe passphrase so "
	    "far; who lost it asks the owner: platectl operators reset.\n",
	.run = run
};
