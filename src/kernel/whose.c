/* SPDX-License-Identifier: ISC */
#include "kernel/whose.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/network.h"
#include "kernel/lines.h"
#include "kernel/member.h"
#include "policy/ancestry.h"

enum { DEPTH_MAX = 4, ANCESTORS_MAX = 64 };

/* Its cookie, when that is of another session than the supervisor's; or 0. */
static uint64_t
foreign(const struct supervisor *s, pid_t tid)
{
	uint64_t c = s->cookie != 0 ? member_of(tid) : 0;

	return c == 0 || member_same(c, s->cookie) ? 0 : c;
}

/* Did it begin in this tree, perhaps within another one that did? */
static bool
begun_here(const struct supervisor *s, const struct session *x)
{
	struct session outer;
	uint64_t c = member_of(x->anchor);
	int i;

	for (i = 0; i < DEPTH_MAX && !member_same(c, s->cookie); i++) {
		if (member_session(s->cfg->state, c, &outer) != 0)
			return false;
		c = member_of(outer.anchor);
	}
	return i < DEPTH_MAX;
}

/* Kept once found: a worker meets the same ones again and again. */
static struct inner_session *
find(struct supervisor *s, uint64_t c)
{
	struct inner_session *in;
	struct session x;
	int i;

	for (i = 0; i < INNER_SESSIONS; i++)
		if (s->inner[i].session != NULL &&
		    member_same(s->inner[i].cookie, c))
			return &s->inner[i];
	/* A session is on record before anybody has its cookie. */
	if (s->cfg->state == NULL || member_same(s->unknown, c) ||
	    member_session(s->cfg->state, c, &x) != 0 || !begun_here(s, &x)) {
		s->unknown = c;
		return NULL;
	}
	in = &s->inner[s->next_inner++ % INNER_SESSIONS];
	if (in->session == NULL)
		in->session = arena_alloc(s->arena, sizeof *in->session);
	*in->session = x;
	in->cookie = c;
	in->context = NULL;
	return in;
}

static bool
is_person(const struct session *x)
{
	return x != NULL && x->agent[0] == '\0';
}

/* ns since boot at which a process began, told in steps of *step. */
static int64_t
started(const struct process *p, int64_t *step)
{
	long hz = sysconf(_SC_CLK_TCK);

	*step = INT64_C(1000000000) / (hz > 0 ? hz : 100);
	return (int64_t)p->start * *step;
}

/* The process that the session's shell started, above `pid` or itself. */
static int64_t
root_start(pid_t pid, pid_t shell, int64_t *step)
{
	struct process p, root = { 0 };
	int i;

	for (i = 0; i < ANCESTORS_MAX && pid > 1 && pid != shell; i++) {
		if (process_read(pid, &p) != 0)
			break;
		root = p;
		pid = p.ppid;
	}
	if (root.pid != 0)
		return started(&root, step);
	*step = 1;
	return clock_boot();
}

/* When the command of another session began: the topmost process that has its
 * cookie. */
static int64_t
command_start(pid_t pid, uint64_t c)
{
	struct process p, root = { 0 };
	int64_t step;
	int i;

	for (i = 0; i < ANCESTORS_MAX && pid > 1; i++, pid = p.ppid) {
		if (!member_same(member_of(pid), c) ||
		    process_read(pid, &p) != 0)
			break;
		root = p;
	}
	return root.pid != 0 ? started(&root, &step) : 0;
}

/* Does it run for another account, whose sessions we may not see? */
static bool
other_account(pid_t tid)
{
	char path[32];
	struct stat st;

	snprintf(path, sizeof path, "/proc/%d", (int)tid);
	return stat(path, &st) != 0 || st.st_uid != geteuid();
}

static void
line_at_prompt(const struct supervisor *s, struct arena *a, pid_t tid,
    struct gates_line *out)
{
	struct line *line = arena_alloc(a, sizeof *line);
	int64_t step, at = root_start(tid, s->shell, &step);

	out->person = out->at_prompt = is_person(out->session);
	out->judged = at;
	out->id = NULL;
	out->text = "";
	if (!lines_find(s->cfg->lines, at, step, line) || line->id[0] == '\0')
		return;
	out->id = line->id;
	out->text = line->text;
	out->judged = line->at;
}

void
whose_line(struct supervisor *s, struct arena *a, pid_t tid,
    struct gates_line *out)
{
	const struct gates_config *c = s->cfg;
	uint64_t cookie = foreign(s, tid);
	struct inner_session *in;

	*out = (struct gates_line){ .session = c->session, .id = c->line,
	    .text = c->text, .judged = c->judged, .approved = c->approved };
	if (cookie != 0) {
		in = find(s, cookie);
		out->strict = in == NULL && c->lines != NULL &&
		    !other_account(tid);
		if (in != NULL) {
			out->session = in->session;
			out->person = is_person(in->session);
			out->id = NULL;
			out->text = "";
			out->judged = command_start(tid, cookie);
			out->approved = NULL;
		}
	}
	if (c->lines != NULL && out->session == c->session)
		line_at_prompt(s, a, tid, out);
	if (out->approved == NULL && c->state != NULL && !out->strict &&
	    (c->lines != NULL || out->session != c->session))
		out->approved = grant_taken(a, c->state, tid);
}

static struct context *
make_context(struct supervisor *s, const struct session *x)
{
	struct context *ctx = arena_alloc(s->arena, sizeof *ctx);

	judge_context(s->arena, s->cfg->policy, s->cfg->world, x, ctx);
	ctx->isolated = network_isolated;
	return ctx;
}

const struct context *
whose_context(struct supervisor *s, pid_t tid)
{
	uint64_t c = foreign(s, tid);
	struct inner_session *in = c != 0 ? find(s, c) : NULL;

	if (in != NULL) {
		if (in->context == NULL)
			in->context = make_context(s, in->session);
		return in->context;
	}
	if (s->context == NULL)
		s->context = make_context(s, s->cfg->session);
	return s->context;
}

void
whose_reach(const struct supervisor *s, pid_t tid, struct reach *out)
{
	uint64_t c = foreign(s, tid);

	*out = (struct reach){ c != 0 ? c : s->cookie, c != 0 ? 0 : s->shell,
	    tid };
}
