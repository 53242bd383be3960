/* SPDX-License-Identifier: ISC */
#include "kernel/killask.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "audit/record.h"
#include "base/clock.h"
#include "kernel/target.h"
#include "policy/ancestry.h"

static int64_t
started(pid_t pid)
{
	struct process p;
	long tick = sysconf(_SC_CLK_TCK);

	if (tick <= 0 || process_read(pid, &p) != 0)
		return 0;
	return clock_wall() - clock_boot() +
	    (int64_t)(p.start * (1000000000ull / (uint64_t)tick));
}

/* "pid 4711 (node server.js), owner alice, since 2026-01-31T08:05:00Z" */
static const char *
describe(struct ask *q, struct record_signal *r, char *cmd, size_t size)
{
	char owner[64] = "?", when[32] = "";
	pid_t pid = q->target < 0 ? -q->target : q->target;

	cmd[0] = '\0';
	r->number = q->sig;
	r->target = q->target;
	if (target_describe(pid, cmd, size, owner, sizeof owner,
	    &r->owner) != 0)
		return arena_printf(q->a, "%s %d", q->target < 0 ?
		    "process group" : "pid", (int)pid);
	r->command = cmd;
	r->since = started(pid);
	if (r->since > 0) {
		clock_format(r->since, when, sizeof when);
		when[19] = '\0';
	}
	return arena_printf(q->a, "%s %d (%s), owner %s, since %s",
	    q->target < 0 ? "process group" : "pid", (int)pid, cmd, owner,
	    when[0] != '\0' ? when : "?");
}

void
ask_refuse(struct ask *q, struct judgement *j)
{
	struct supervisor *s = q->s;
	struct record_actor actor = { getuid(), q->tgid, 0 };
	struct record_signal sig = { 0 };
	struct record r = { .kind = RECORD_SIGNAL, .session = s->cfg->session,
	    .actor = &actor, .line = s->cfg->line, .verdict = &j->verdict,
	    .signal = &sig };
	char cmd[164];

	s->tally.refused++;
	j->verdict.matched = arena_printf(q->a, "%s %s", j->verdict.matched !=
	    NULL ? j->verdict.matched : q->verb,
	    arena_printf(q->a, "-> %s", describe(q, &sig, cmd, sizeof cmd)));
	j->text = j->envelope.text = j->verdict.matched;
	j->len = j->envelope.len = strlen(j->text);
	if (!supervisor_again(s, q->tgid, j->text, j->len)) {
		if (s->cfg->state != NULL)
			(void)record_write(s->cfg->state, &r, NULL);
		supervisor_explain(s, q->tid, j, JUDGED_SIGNAL);
	}
	supervisor_answer(s, q->id, EPERM);
}

bool
ask_rules(struct ask *q, struct judgement *j)
{
	char *argv[5] = { NULL };
	size_t len[5];
	unsigned n = 0, i;

	argv[n++] = arena_strdup(q->a, q->verb);
	if (strcmp(q->verb, "kill") == 0) {
		argv[n++] = arena_printf(q->a, "-%d", q->sig);
		if (q->target < 0)
			argv[n++] = arena_strdup(q->a, "--");
	} else
		argv[n++] = arena_strdup(q->a, "--pid");
	argv[n++] = arena_printf(q->a, "%d", (int)q->target);
	for (i = 0; i < n; i++)
		len[i] = strlen(argv[i]);
	memset(j, 0, sizeof *j);
	supervisor_judge(q->s, q->a, argv, len, n, q->s->cfg->world,
	    TIER_LINE_ONLY, q->tid, j);
	return j->verdict.kind == VERDICT_ALLOW ||
	    j->verdict.kind == VERDICT_DEFER;
}

bool
ask_may_reach(struct ask *q, pid_t pid, bool *outside)
{
	struct judgement j;

	*outside = false;
	if (pid == q->tgid || reach_member(&q->reach, pid))
		return true;
	*outside = true;
	if (ask_rules(q, &j))
		return true;
	ask_refuse(q, &j);
	return false;
}

bool
ask_same_rights(const struct ask *q)
{
	char path[32];
	struct stat st;

	snprintf(path, sizeof path, "/proc/%d", (int)q->tgid);
	return stat(path, &st) == 0 && st.st_uid == geteuid();
}
