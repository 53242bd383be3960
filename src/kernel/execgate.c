/* SPDX-License-Identifier: ISC */
/*
 * An exec of the tree. It MUST hold:
 *  1. What cannot be read is refused, never let through.
 *  2. What would fail is answered with the errno it would fail with: a path
 *     that is not there when we look must not be there when the kernel does.
 *  3. Judged is the file that the kernel would run, under each name by which
 *     it may know what to be, with its whole argv; for #! the interpreter as
 *     well.
 *  4. What runs afterwards is compared with what was judged (verify.h).
 */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "audit/record.h"
#include "base/hash.h"
#include "kernel/execask.h"
#include "kernel/whose.h"

enum { MEMORY = 192 * 1024 * 1024 };

bool
execgate_first(struct supervisor *s, const struct seccomp_notif *n)
{
	const char *shell = s->cfg->shell != NULL ? s->cfg->shell :
	    s->cfg->policy->shell;
	size_t len = strlen(shell) + 1;
	char path[256];

	if (s->started || (pid_t)n->pid != s->shell || len > sizeof path ||
	    filter_compat(n->data.arch) ||
	    filter_call(n->data.arch, n->data.nr) != CALL_EXEC ||
	    target_read(s->shell, n->data.args[0], path, len) != 0 ||
	    memcmp(path, shell, len) != 0 || !supervisor_waits(s, n->id))
		return false;
	s->started = true;
	supervisor_answer(s, n->id, 0);
	return true;
}

static void
log_exec(struct request *q, const char *event)
{
	const struct supervisor *s = q->s;
	struct record_actor actor = { getuid(), q->tid, 0 };
	struct record_exec exec = {
		.argv = (const char *const *)q->argv.word,
		.argc = q->argv.count, .normal = q->j.verdict.matched,
		.file = q->file.path };
	struct record r = { .kind = RECORD_EXEC, .actor = &actor,
	    .cwd = q->world.cwd, .verdict = &q->j.verdict, .exec = &exec, .event = event,
	    .window = q->j.verdict.window, .approval = q->napproved > 0 ?
	    q->approved[0]->use->id : NULL };
	struct gates_line line;

	if (s->cfg->state == NULL)
		return;
	whose_line(q->s, q->a, q->tid, &line);
	r.session = line.session;
	r.line = line.id;
	(void)record_write(s->cfg->state, &r, NULL);
}

static void
refuse(struct request *q)
{
	struct supervisor *s = q->s;

	s->workers.shared->refused++;
	if (q->j.text == NULL) {
		q->j.text = q->j.envelope.text = request_print(q);
		q->j.len = q->j.envelope.len = strlen(q->j.text);
	}
	if (!supervisor_again(s, q->tid, q->j.text, q->j.len)) {
		log_exec(q, NULL);
		supervisor_explain(s, q->a, q->tid, &q->j, JUDGED_EXEC);
	}
	supervisor_answer(s, q->id, EACCES);
}

/* sudo and the like under NO_NEW_PRIVS: they start, and then complain in
 * words that name no cure. */
static void
warn_set_id(struct request *q)
{
	static const char text[] = "bashplate: set-user-id programs such as "
	    "sudo have no effect in a guarded session (NO_NEW_PRIVS): run it "
	    "outside, or the owner installs the helper: platectl doctor\n";
	const mode_t m = q->run.st.st_mode;
	bool set_id = (m & S_ISUID) != 0 || (m & (S_ISGID | S_IXGRP)) ==
	    (S_ISGID | S_IXGRP);

	if (!set_id || !q->s->nnp || q->s->workers.shared->warned == q->tid)
		return;
	q->s->workers.shared->warned = q->tid;
	target_say(q->tid, text, sizeof text - 1);
}

static void
expectation(const struct request *q, const struct target_words *final,
    struct verify_expect *e)
{
	struct hash h;
	size_t at = 0, n;
	unsigned i;

	e->dev = q->run.st.st_dev;
	e->ino = q->run.st.st_ino;
	e->hidden = q->hidden;
	e->len = final->bytes;
	hash_init(&h);
	for (i = 0; i < final->count; i++) {
		hash_add(&h, final->word[i], final->len[i] + 1);
		if (at + 2 > sizeof e->text)
			continue;
		n = strnlen(final->word[i], sizeof e->text - at - 2);
		memcpy(e->text + at, final->word[i], n);
		at += n;
		e->text[at++] = ' ';
	}
	e->text[at > 0 ? at - 1 : 0] = '\0';
	hash_hex(&h, e->sum);
}

/* Does its words' text tell all that it starts? See lineage.h. */
static bool
is_opaque(const struct request *q)
{
	const struct effect *e = q->j.effects->head;

	for (; e != NULL; e = e->next)
		if (e->kind == EFFECT_COMMAND && e->via != NULL &&
		    e->file == NULL)
			return false;
	return true;
}

/* MUST 4. */
static void
let_run(struct request *q, const struct target_words *final)
{
	struct supervisor *s = q->s;
	struct order o = { .id = q->id, .tid = q->tid };

	if (s->cfg->policy->record_exec || q->j.verdict.window != NULL ||
	    q->napproved > 0 || q->j.verdict.observed || q->j.verdict.own_work)
		log_exec(q, q->j.verdict.own_work ? "own-work" : NULL);
	warn_set_id(q);
	o.tgid = target_tgid(q->tid);
	lineage_note(&s->workers.shared->lineage, o.tgid, is_opaque(q));
	if (o.tgid < 0) {
		supervisor_answer(s, q->id, ESRCH);
		return;
	}
	tally_name(q->file.path, o.name);
	if (s->cfg->tier == TIER_FULL)
		expectation(q, final, &o.expect);
	supervisor_let(s, &o);
}

static void
handle(struct request *q, const struct seccomp_notif *n, bool at)
{
	struct target_words final;

	if (request_read(q, n, at) != 0) {
		supervisor_answer(q->s, q->id, errno == E2BIG ||
		    errno == ENAMETOOLONG || errno == EFAULT ? errno : EACCES);
		return;
	}
	worker_note(q->s, q->path, q->argv.count > 0 ? q->argv.word + 1 :
	    NULL);
	if (request_resolve(q) != 0) {
		supervisor_answer(q->s, q->id, errno != 0 ? errno : EACCES);
		return;
	}
	if (request_world(q) != 0) {
		supervisor_answer(q->s, q->id, errno == E2BIG ? E2BIG :
		    EACCES);
		return;
	}
	request_argv(q, q->nchain, &final);
	if (!supervisor_waits(q->s, q->id))
		return;
	if (request_judge(q, &final) && request_take(q))
		let_run(q, &final);
	else
		refuse(q);
}

/* Its own frame: after the jump *q still is what it was. */
static void
handle_within(struct request *q, const struct seccomp_notif *n, bool at)
{
	if (setjmp(*arena_catch(q->a)) == 0)
		handle(q, n, at);
	else
		supervisor_answer(q->s, q->id, ENOMEM);
}

void
execgate(struct supervisor *s, const struct seccomp_notif *n, bool at)
{
	struct request q = { .s = s, .id = n->id, .tid = (pid_t)n->pid,
	    .compat = filter_compat(n->data.arch), .file = { .fd = -1 },
	    .run = { .fd = -1 } };

	q.a = arena_new(MEMORY);
	if (q.a == NULL) {
		supervisor_answer(s, n->id, ENOMEM);
		return;
	}
	handle_within(&q, n, at);
	request_release(&q);
}
