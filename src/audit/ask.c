/* SPDX-License-Identifier: ISC */
#include "audit/ask.h"

#include <string.h>

#include "base/clock.h"
#include "policy/operator.h"
#include "policy/request.h"

static void
log_request(const struct ask_part *p, const struct request *r)
{
	const struct record_grant grant = { .id = r->id, .why = r->reason,
	    .command = r->text };
	struct record rec = { .kind = RECORD_REQUEST, .event = "file",
	    .session = p->session, .cwd = p->cwd, .grant = &grant };

	(void)record_write(p->state, &rec, NULL);
}

static void
file(const struct ask_part *p, struct arena *a, struct judgement *j,
    struct request *r)
{
	struct err e = { 0 };
	int new;

	memcpy(r->session, p->session->id, sizeof r->session);
	r->uid = p->uid;
	r->agent = p->session->agent;
	r->cwd = p->cwd;
	r->what = p->what;
	r->part = p->part;
	r->from = p->from;
	request_name(r);
	new = request_file(a, p->state, r, &e);
	if (new < 0) {
		j->ask_failed = arena_strdup(a, e.msg);
		return;
	}
	j->ask = arena_strdup(a, r->id);
	j->ask_denied = r->state == REQUEST_DENIED;
	j->ask_note = r->note;
	if (new > 0)
		log_request(p, r);
}

void
ask_about(const struct ask_part *p, struct arena *a, struct judgement *j)
{
	struct request r = { .kind = REQUEST_COMMAND };
	struct verdict *v = &j->verdict;
	const char *text = j->envelope.text;
	size_t len = j->envelope.len;

	if (v->kind != VERDICT_REFUSE || p->state == NULL ||
	    p->session == NULL || p->policy->broken ||
	    (v->digest[0] == '\0' && v->layer != LAYER_REQUEST &&
	    !v->lifted_by_window))
		return;
	j->ask_nobody = !operator_anyone(p->policy, clock_wall());
	if (j->ask_nobody)
		return;
	if (v->layer == LAYER_REQUEST) {
		if (request_line(a, text, len, &r) != REQUEST_RELEASE)
			return;
		r.kind = REQUEST_WINDOW;
	} else if (v->digest[0] == '\0' || memchr(text, '\0', len) != NULL)
		return;
	r.text = arena_strndup(a, text, len);
	memcpy(r.digest, v->digest, sizeof r.digest);
	r.hit = v->hit;
	r.file = v->file;
	file(p, a, j, &r);
}

static struct ask_part
of_guard(const struct guard *g)
{
	return (struct ask_part){ .state = g->state, .policy = g->policy,
	    .session = g->have_session ? &g->session : NULL,
	    .uid = g->world.uid, .cwd = g->world.cwd };
}

void
ask_person(struct guard *g, struct arena *a, struct judgement *j)
{
	const struct ask_part p = of_guard(g);

	ask_about(&p, a, j);
}

bool
ask_take(const struct ask_part *p, const struct window *w,
    const char *command)
{
	struct record_grant grant = { .id = w->id, .who = w->operator_name,
	    .why = w->reason, .command = command };
	struct record rec = { .kind = RECORD_APPROVAL, .event = "use",
	    .session = p->session, .cwd = p->cwd, .grant = &grant };

	return grant_consume(p->state, w, &p->use, NULL) == 1 &&
	    record_write(p->state, &rec, NULL) == 0;
}
