/* SPDX-License-Identifier: ISC */
#include "kernel/killask.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "audit/record.h"
#include "base/buf.h"
#include "kernel/target.h"
#include "kernel/whom.h"
#include "kernel/whose.h"
#include "policy/ancestry.h"

/* `approval` is the id of the one that let it pass; NULL: refused. */
static void
log_signal(struct ask *q, struct judgement *j, struct record_signal *sig,
    const char *approval)
{
	struct supervisor *s = q->s;
	struct record_actor actor = { getuid(), q->tgid, 0 };
	struct record r = { .kind = RECORD_SIGNAL, .actor = &actor,
	    .verdict = &j->verdict, .signal = sig, .approval = approval };
	struct gates_line line;

	if (s->cfg->state == NULL)
		return;
	whose_line(s, q->a, q->tid, &line);
	r.session = line.session;
	r.line = line.id;
	(void)record_write(s->cfg->state, &r, NULL);
}

/* What was matched, with the process that it would reach. */
static void
name_target(struct ask *q, struct judgement *j, struct record_signal *sig)
{
	sig->number = q->sig;
	j->verdict.matched = arena_printf(q->a, "%s -> %s",
	    j->verdict.matched != NULL ? j->verdict.matched : q->verb,
	    whom_describe(q->a, q->target, sig));
}

void
ask_refuse(struct ask *q, struct judgement *j)
{
	struct supervisor *s = q->s;
	struct record_signal sig = { 0 };
	const char *what;

	s->workers.shared->refused++;
	name_target(q, j, &sig);
	what = j->verdict.matched;
	if (!supervisor_again(s, q->tgid, what, strlen(what))) {
		log_signal(q, j, &sig, NULL);
		supervisor_explain(s, q->a, q->tid, j, JUDGED_SIGNAL);
	}
	supervisor_answer(s, q->id, EPERM);
}

static const char *
print_words(const struct ask *q)
{
	struct buf b = { 0 };
	const char *out;
	unsigned i;

	for (i = 0; i < q->argc; i++)
		buf_printf(&b, "%s%s", i > 0 ? " " : "", q->argv[i]);
	out = arena_strdup(q->a, b.data != NULL ? b.data : "");
	buf_free(&b);
	return out;
}

static void
bind(void *arg, struct context *ctx)
{
	struct ask *q = arg;
	struct process p;

	ctx->sender = "";
	if (process_read(q->tgid, &p) == 0)
		ctx->sender = arena_strdup(q->a, p.name);
	ctx->part = whom_exactly(q->a, q->target);
	/* Without its target nobody can say what would be approved. */
	ctx->line = ctx->part != NULL ? print_words(q) : NULL;
	ctx->line_len = ctx->line != NULL ? strlen(ctx->line) : 0;
	ctx->cwd = target_cwd(q->a, q->tid);
}

bool
ask_rules(struct ask *q, struct judgement *j)
{
	size_t len[ASK_WORDS];
	struct supervisor_words ask = { .argv = q->argv, .len = len,
	    .world = q->s->cfg->world, .tier = TIER_LINE_ONLY,
	    .caller = q->tid, .bind = bind, .arg = q };
	struct record_signal sig = { 0 };
	unsigned n = 0, i;

	q->argv[n++] = arena_strdup(q->a, q->path != NULL ? "tee" : q->verb);
	if (q->path != NULL)
		q->argv[n++] = arena_strdup(q->a, q->path);
	else if (strcmp(q->verb, "kill") == 0) {
		q->argv[n++] = arena_printf(q->a, "-%d", q->sig);
		if (q->target < 0)
			q->argv[n++] = arena_strdup(q->a, "--");
	} else
		q->argv[n++] = arena_strdup(q->a, "--pid");
	if (q->path == NULL)
		q->argv[n++] = arena_printf(q->a, "%d", (int)q->target);
	for (i = 0; i < n; i++)
		len[i] = strlen(q->argv[i]);
	ask.argc = q->argc = n;
	supervisor_judge(q->s, q->a, &ask, j);
	if (j->verdict.kind != VERDICT_ALLOW &&
	    j->verdict.kind != VERDICT_DEFER)
		return false;
	if (j->use == NULL)
		return true;
	if (!supervisor_take(q->s, q->a, q->tid, j))
		return false;
	name_target(q, j, &sig);
	log_signal(q, j, &sig, j->use->id);
	return true;
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
