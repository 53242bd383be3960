/* SPDX-License-Identifier: ISC */
/*
 * Wrong passphrases slow the next try down: STATE/operators/NAME.tries holds
 * how many there were and when the last one was, on the clock since boot,
 * which nobody can step.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "policy/operator.h"
#include "policy/statefile.h"

enum { FREE_TRIES = 2, WAIT_MAX = 900 };

struct tries {
	unsigned count;
	long long last;		/* ns since boot */
	char boot[37];
};

/* A file that cannot be read counts as many failures, just now. */
static void
load(const char *state, const char *name, struct tries *t)
{
	int folder = statefile_folder(state, "operators", NULL);
	struct buf b = { 0 };
	struct err e = { 0 };
	char file[80];

	memset(t, 0, sizeof *t);
	snprintf(file, sizeof file, "%s.tries", name);
	if (folder < 0)
		return;
	if (statefile_read(folder, file, &b, &e) != 0) {
		if (e.code != ENOENT)
			t->count = 64;
	} else if (b.data == NULL || sscanf(b.data, "%u %lld %36s", &t->count,
	    &t->last, t->boot) != 3)
		t->count = 64;
	buf_free(&b);
	close(folder);
}

int
operator_wait(const char *state, const char *name)
{
	char boot[37] = "";
	struct tries t;
	long long wait, since;

	load(state, name, &t);
	if (t.count <= FREE_TRIES)
		return 0;
	wait = t.count - FREE_TRIES > 10 ? WAIT_MAX :
	    1ll << (t.count - FREE_TRIES);
	if (wait > WAIT_MAX)
		wait = WAIT_MAX;
	clock_boot_id(boot, sizeof boot);
	since = strcmp(boot, t.boot) == 0 ?
	    (clock_boot() - t.last) / 1000000000 : clock_boot() / 1000000000;
	return since >= 0 && since < wait ? (int)(wait - since) :
	    since < 0 ? (int)wait : 0;
}

int
operator_failed(const char *state, const char *name, struct err *e)
{
	struct buf b = { 0 };
	struct tries t;
	char file[80];
	int r;

	load(state, name, &t);
	clock_boot_id(t.boot, sizeof t.boot);
	buf_printf(&b, "%u %lld %s\n", t.count < 64 ? t.count + 1 : 64,
	    (long long)clock_boot(), t.boot);
	snprintf(file, sizeof file, "%s.tries", name);
	r = statefile_write(state, "operators", file, &b, e);
	buf_free(&b);
	return r;
}

void
operator_passed(const char *state, const char *name)
{
	char file[80];

	snprintf(file, sizeof file, "%s.tries", name);
	statefile_remove(state, "operators", file, NULL);
}
