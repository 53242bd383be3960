/* SPDX-License-Identifier: ISC */
/* usage: every_record STATE: a record of each kind with all its members, and
 * one with as few as may be. */
#include <stdio.h>
#include <string.h>

#include "audit/record.h"

static const char *const argv[] = { "mysql", "-phunter2", "\xff\x1b[2J", NULL };
static const char *const scope[] = { "git", "kubernetes", NULL };
static const char hash[] = "0123456789abcdef0123456789abcdef"
    "0123456789abcdef0123456789abcdef";

static int
put(const char *state, struct record *r)
{
	struct err e = { 0 };

	if (record_write(state, r, &e) == 0)
		return 0;
	fprintf(stderr, "every_record: %s\n", e.msg);
	return 1;
}

int
main(int argc, char **av)
{
	static const char text[] = "eval 'drop it' < /dev/null";
	struct session s = { .id = "0123456789abcdef", .agent = "codex" };
	struct judgement j = { .text = text, .len = sizeof text - 1,
	    .envelope = { .agent = "claude-code", .text = "drop it",
	    .len = 7, .span = { 5, 9 } },
	    .verdict = { .kind = VERDICT_REFUSE, .layer = LAYER_UNPARSED,
	    .rule = "unparsed", .matched = "drop it", .why = "line 1",
	    .window = "0123456789abcdef", .observed = true } };
	struct record_actor actor = { 1, 2, 1 };
	struct record_exec exec = { argv, 3, "mysql", "/usr/bin/mysql", 7 };
	struct record_signal sig = { 9, 77, "postgres", 105, 1000000000 };
	struct record_exit ended = { 0, 1500 }, unknown = { -1, -1 };
	struct record_grant grant = { .id = "0123456789abcdef",
	    .who = "alice", .why = "x", .ticket = "OPS-1",
	    .command = "git push -f", .scope = scope, .until = 1000000000,
	    .uses = 1 };
	struct record_spill spill = { "/tmp/x", "{\"kind\":\"line\"}", 15, true };
	struct record full = { .session = &s, .actor = &actor, .cwd = "/",
	    .line = "0123456789abcdef", .event = "some", .detail = "more",
	    .approval = "0123456789abcdef", .policy = hash,
	    .verdict = &j.verdict };
	struct record r;
	int k, bad = 0;

	if (argc != 2)
		return 2;
	for (k = 0; k < RECORD_KINDS; k++) {
		r = full;
		r.kind = (enum record_kind)k;
		r.judgement = k == RECORD_LINE ? &j : NULL;
		r.exec = k == RECORD_EXEC ? &exec : NULL;
		r.signal = k == RECORD_SIGNAL ? &sig : NULL;
		r.exit = k == RECORD_EXIT ? &ended : NULL;
		r.grant = k >= RECORD_WINDOW && k <= RECORD_OPERATOR ?
		    &grant : NULL;
		r.spill = k == RECORD_SPILL ? &spill : NULL;
		r.text = k == RECORD_SQL ? "drop table t" : NULL;
		bad += put(av[1], &r);
		/* As few members as may be. */
		r.session = NULL;
		r.actor = NULL;
		r.verdict = NULL;
		r.cwd = r.line = r.detail = r.approval = r.policy = NULL;
		if (k == RECORD_EXIT)
			r.exit = &unknown;
		bad += put(av[1], &r);
	}
	return bad != 0;
}
