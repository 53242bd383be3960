/* SPDX-License-Identifier: ISC */
/* What a supervisor thinks of an argv, and how it says so. */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "audit/ask.h"
#include "audit/record.h"
#include "audit/refusal.h"
#include "base/clock.h"
#include "kernel/ownwork.h"
#include "kernel/supervisor.h"
#include "kernel/target.h"
#include "kernel/whose.h"
#include "policy/disabled.h"

/* A PATH search is quicker. */
enum { AGAIN_NS = 2 * 1000 * 1000 * 1000 };

struct own {
	struct arena *a;
	pid_t caller;
};

static bool
is_own_work(void *arg, const struct effect *e)
{
	const struct own *own = arg;

	return ownwork(own->a, own->caller, e);
}

/* Could a grant, or where the program works, change this refusal? */
static bool
liftable(const struct verdict *v)
{
	return v->kind == VERDICT_REFUSE && (v->layer == LAYER_BLOCK ||
	    v->layer == LAYER_UNKNOWN);
}

/* The owner's emergency exit. */
static void
exit_open(struct verdict *v)
{
	if (v->kind == VERDICT_REFUSE && disabled_now()) {
		v->kind = VERDICT_ALLOW;
		v->observed = true;
	}
}

void
supervisor_judge(struct supervisor *s, struct arena *a,
    const struct supervisor_words *w, struct judgement *out)
{
	struct own own = { a, w->caller };
	struct value **v = arena_array(a, w->argc + 1u, sizeof *v);
	struct context ctx = *whose_context(s, w->caller);
	struct gates_line line;
	struct grants grants = { 0 };
	unsigned i;

	memset(out, 0, sizeof *out);
	for (i = 0; i < w->argc; i++)
		v[i] = value_const(a, w->argv[i], w->len[i]);
	ctx.tier = w->tier;
	ctx.at_exec = true;
	ctx.own_work = is_own_work;
	ctx.own_work_arg = &own;
	out->effects = walk_argv(a, v, w->argc, w->world);
	decide(a, out->effects, s->cfg->policy, &grants, &ctx, &out->verdict);
	exit_open(&out->verdict);
	if (!liftable(&out->verdict))
		return;
	/* Asked only now: all of it reads files, and few are refused. */
	whose_line(s, a, w->caller, &line);
	s->cfg->ops->grants(s->cfg->ctx, a, &line, &grants);
	w->bind(w->arg, &ctx);
	if (w->world->cwd != NULL &&
	    lineage_below(&s->workers.shared->lineage, w->caller, s->shell))
		ctx.work = judge_project(a, w->world->cwd, ctx.home);
	decide(a, out->effects, s->cfg->policy, &grants, &ctx, &out->verdict);
	out->text = out->envelope.text = ctx.line;
	out->len = out->envelope.len = ctx.line_len;
	out->part = ctx.part;
	out->cwd = ctx.cwd;
	if (out->verdict.approval != NULL)
		out->use = grant_approves(&grants, out->verdict.digest);
}

static struct ask_part
part_of(const struct supervisor *s, const struct gates_line *line,
    const struct judgement *j)
{
	return (struct ask_part){ .state = s->cfg->state,
	    .policy = s->cfg->policy, .session = line->session,
	    .uid = s->cfg->world->uid, .cwd = j->cwd, .what = j->what,
	    .part = j->part, .from = line->text };
}

bool
supervisor_take(struct supervisor *s, struct arena *a, pid_t caller,
    struct judgement *j)
{
	struct gates_line line;
	struct ask_part p;

	if (j->use == NULL)
		return true;
	whose_line(s, a, caller, &line);
	p = part_of(s, &line, j);
	if (ask_take(&p, j->use, j->text))
		return true;
	j->verdict.kind = VERDICT_REFUSE;
	j->verdict.approval = NULL;
	j->use = NULL;
	return false;
}

static void
say(const struct gates_line *line, pid_t tid, struct judgement *j)
{
	struct buf out = { 0 };

	j->at_prompt = line->at_prompt;
	refusal_format(j, line->session, NULL, !line->person, &out);
	if (out.data != NULL)
		target_say(tid, out.data, out.len);
	buf_free(&out);
}

void
supervisor_explain(struct supervisor *s, struct arena *a, pid_t tid,
    struct judgement *j, enum judged_what what)
{
	struct gates_line line;
	struct ask_part p;

	j->what = what;
	whose_line(s, a, tid, &line);
	p = part_of(s, &line, j);
	ask_about(&p, a, j);
	say(&line, tid, j);
}

static uint64_t
digest(const void *p, size_t n)
{
	const unsigned char *b = p;
	uint64_t h = 14695981039346656037ull;

	while (n-- > 0)
		h = (h ^ *b++) * 1099511628211ull;
	return h;
}

bool
supervisor_again(struct supervisor *s, pid_t tid, const void *what, size_t n)
{
	uint64_t h = digest(what, n);
	int64_t now = clock_boot();
	struct shared *shared = s->workers.shared;
	struct refused *r;
	unsigned i;

	for (i = 0; i < REFUSALS_KEPT; i++) {
		r = &shared->lately[i];
		if (r->tid == tid && r->what == h && r->at != 0 &&
		    now - r->at < AGAIN_NS)
			return true;
	}
	r = &shared->lately[shared->next_lately++ % REFUSALS_KEPT];
	*r = (struct refused){ tid, h, now };
	return false;
}

void
worker_refuse_unseen(struct supervisor *s, uint64_t id,
    const struct work *what, const char *why, const char *instead)
{
	struct judgement j = { .what = what->exec ? JUDGED_EXEC :
	    JUDGED_SIGNAL, .text = what->text[0] != '\0' ? what->text :
	    "(what was asked has not been read)" };
	const struct gates_line line = { .session = s->cfg->session,
	    .person = s->cfg->lines != NULL,
	    .at_prompt = s->cfg->lines != NULL };
	struct record_actor actor = { getuid(), what->tid, 0 };
	const char *argv[1] = { j.text };
	struct record_exec exec = { .argv = argv, .argc = 1 };
	struct record r = { .kind = RECORD_EXEC, .session = s->cfg->session,
	    .actor = &actor, .line = s->cfg->line, .verdict = &j.verdict,
	    .exec = &exec, .event = "deadline" };

	j.len = strlen(j.text);
	j.envelope.text = j.text;
	j.envelope.len = j.len;
	j.verdict.kind = VERDICT_REFUSE;
	j.verdict.layer = LAYER_LIMIT;
	j.verdict.rule = "limit";
	j.verdict.title = "Not decided in time";
	j.verdict.why = why;
	j.verdict.instead = instead;
	j.verdict.matched = j.text;
	s->workers.shared->refused++;
	/* The log last: it may hang, too; and so might whose_line(). */
	say(&line, what->tid, &j);
	supervisor_answer(s, id, what->exec ? EACCES : EPERM);
	if (s->cfg->state != NULL)
		(void)record_write(s->cfg->state, &r, NULL);
}
