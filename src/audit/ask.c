/* SPDX-License-Identifier: ISC */
#include "audit/ask.h"

#include <string.h>

#include "base/clock.h"
#include "policy/operator.h"
#include "policy/request.h"

static void
log_request(struct guard *g, const struct request *r)
{
	const struct record_grant grant = { .id = r->id, .why = r->reason,
	    .command = r->text };
	struct record rec = { .kind = RECORD_REQUEST, .event = "file",
	    .session = &g->session, .cwd = g->world.cwd, .grant = &grant };

	(void)record_write(g->state, &rec, NULL);
}

static void
file(struct guard *g, struct arena *a, struct judgement *j,
    struct request *r)
{
	struct err e = { 0 };
	int new;

	memcpy(r->session, g->session.id, sizeof r->session);
	r->uid = g->world.uid;
	r->agent = g->session.agent;
	r->cwd = g->world.cwd;
	request_name(r);
	new = request_file(a, g->state, r, &e);
	if (new < 0) {
		j->ask_failed = arena_strdup(a, e.msg);
		return;
	}
	j->ask = arena_strdup(a, r->id);
	j->ask_denied = r->state == REQUEST_DENIED;
	j->ask_note = r->note;
	if (new > 0)
		log_request(g, r);
}

void
ask_person(struct guard *g, struct arena *a, struct judgement *j)
{
	struct request r = { .kind = REQUEST_COMMAND };
	struct verdict *v = &j->verdict;
	const char *text = j->envelope.text;
	size_t len = j->envelope.len;

	if (v->kind != VERDICT_REFUSE || g->state == NULL ||
	    !g->have_session || g->policy->broken || (v->digest[0] == '\0' &&
	    v->layer != LAYER_REQUEST && !v->lifted_by_window))
		return;
	j->ask_nobody = !operator_anyone(g->policy, clock_wall());
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
	file(g, a, j, &r);
}
