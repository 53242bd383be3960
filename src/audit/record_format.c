/* SPDX-License-Identifier: ISC */
/*
 * A record's members. Who and when first, so that a reader that looks for a
 * time or a session finds it near the start of the line.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "audit/agent.h"
#include "audit/provenance.h"
#include "audit/record.h"
#include "audit/redact.h"
#include "base/clock.h"
#include "base/hash.h"

struct format {
	struct buf *out;
	struct buf clean;	/* reused for each masked string */
	unsigned masked;
};

static void
plain(struct format *f, const char *key, const char *s)
{
	if (s == NULL || *s == '\0')
		return;
	buf_str(f->out, ",\"");
	buf_str(f->out, key);
	buf_str(f->out, "\":");
	buf_json(f->out, s, strlen(s));
}

static void
masked_value(struct format *f, const char *s, size_t n)
{
	buf_reset(&f->clean);
	f->masked += redact(s, n, &f->clean);
	if (f->clean.failed)
		f->out->failed = true;
	buf_json(f->out, f->clean.data != NULL ? f->clean.data : "",
	    f->clean.len);
}

static void
masked_bytes(struct format *f, const char *key, const char *s, size_t n)
{
	buf_str(f->out, ",\"");
	buf_str(f->out, key);
	buf_str(f->out, "\":");
	masked_value(f, s, n);
}

static void
masked(struct format *f, const char *key, const char *s)
{
	if (s != NULL)
		masked_bytes(f, key, s, strlen(s));
}

static void
number(struct format *f, const char *key, long long n)
{
	buf_str(f->out, ",\"");
	buf_str(f->out, key);
	buf_str(f->out, "\":");
	buf_number(f->out, n);
}

static void
instant(struct format *f, const char *key, int64_t wall)
{
	char when[32];

	clock_format(wall, when, sizeof when);
	plain(f, key, when);
}

/* {"a":1} begins with a member that has a comma before it: take it away. */
static size_t
open_object(struct format *f, const char *key)
{
	buf_printf(f->out, ",\"%s\":{", key);
	return f->out->len;
}

static void
close_object(struct format *f, size_t start)
{
	struct buf *b = f->out;

	if (!b->failed && b->len > start) {
		memmove(b->data + start, b->data + start + 1,
		    b->len - start - 1);
		b->len--;
	}
	buf_char(b, '}');
}

static void
format_agent(struct format *f, const struct session *s)
{
	struct agent a;

	agent_read(s != NULL ? s->agent : "", &a);
	plain(f, "agent", a.name);
	plain(f, "agentVersion", a.version);
	plain(f, "agentSession", a.session);
}

static void
format_head(struct format *f, const struct record *r)
{
	struct provenance o;
	char when[32];

	provenance_find(r->session, r->actor, &o);
	clock_format(clock_wall(), when, sizeof when);
	plain(f, "id", r->id);
	plain(f, "ts", when);
	buf_str(f->out, ",\"boot\":\"");
	buf_str(f->out, o.boot);
	buf_char(f->out, '"');
	number(f, "mono", clock_boot());
	plain(f, "kind", record_kind_name(r->kind));
	if (r->session != NULL)
		plain(f, "session", r->session->id);
	plain(f, "user", o.user);
	number(f, "uid", o.uid);
	format_agent(f, r->session);
	number(f, "pid", o.pid);
	number(f, "ppid", o.ppid);
	plain(f, "parent", o.parent);
	plain(f, "tty", o.tty);
	plain(f, "cwd", r->cwd);
	plain(f, "line", r->line);
}

/* What the client put around the agent's own command. */
static void
format_envelope(struct format *f, const struct judgement *j)
{
	const struct envelope *v = &j->envelope;
	size_t from = v->span.off, to = from + v->span.len;

	if (v->agent == NULL || to > j->len)
		return;
	plain(f, "envelope", v->agent);
	masked_bytes(f, "before", j->text, from);
	masked_bytes(f, "after", j->text + to, j->len - to);
}

static void
format_command(struct format *f, const struct judgement *j)
{
	bool whole = j->envelope.agent == NULL || j->envelope.text == NULL;

	masked_bytes(f, "command", whole ? j->text : j->envelope.text,
	    whole ? j->len : j->envelope.len);
	if (!whole)
		format_envelope(f, j);
}

static void
format_verdict(struct format *f, const struct verdict *v)
{
	plain(f, "verdict", verdict_name(v->kind));
	plain(f, "layer", layer_name(v->layer));
	plain(f, "rule", v->rule);
	masked(f, "matched", v->matched);
	if (v->layer != LAYER_NONE)
		buf_printf(f->out, ",\"span\":[%lu,%lu]",
		    (unsigned long)v->span.off, (unsigned long)v->span.len);
	if (v->layer == LAYER_LIMIT || v->layer == LAYER_UNPARSED)
		plain(f, "why", v->why);
	plain(f, "window", v->window);
	if (v->observed)
		buf_str(f->out, ",\"observed\":true");
}

static void
format_exec(struct format *f, const struct record_exec *x)
{
	size_t i, at = open_object(f, "exec");

	buf_str(f->out, ",\"argv\":[");
	for (i = 0; i < x->argc; i++) {
		if (i > 0)
			buf_char(f->out, ',');
		buf_reset(&f->clean);
		f->masked += redact_argv(x->argv, i, &f->clean);
		if (f->clean.failed)
			f->out->failed = true;
		buf_json(f->out, f->clean.data != NULL ? f->clean.data : "",
		    f->clean.len);
	}
	buf_char(f->out, ']');
	masked(f, "normal", x->normal);
	plain(f, "file", x->file);
	if (x->count > 1)
		number(f, "count", (long long)x->count);
	close_object(f, at);
}

static void
format_signal(struct format *f, const struct record_signal *s)
{
	size_t at = open_object(f, "signal");

	number(f, "number", s->number);
	number(f, "target", s->target);
	masked(f, "command", s->command);
	number(f, "owner", (long long)s->owner);
	if (s->since != 0)
		instant(f, "since", s->since);
	close_object(f, at);
}

static void
format_exit(struct format *f, const struct record_exit *x)
{
	size_t at = open_object(f, "exit");

	if (x->status >= 0)
		number(f, "status", x->status);
	else
		buf_str(f->out, ",\"status\":null");
	if (x->duration >= 0)
		number(f, "duration", (long long)x->duration);
	else
		buf_str(f->out, ",\"duration\":null");
	close_object(f, at);
}

static void
format_grant(struct format *f, const struct record_grant *g)
{
	size_t i, at = open_object(f, "grant");

	plain(f, "id", g->id);
	plain(f, "who", g->who);
	masked(f, "why", g->why);
	masked(f, "ticket", g->ticket);
	masked(f, "command", g->command);
	if (g->scope != NULL) {
		buf_str(f->out, ",\"scope\":[");
		for (i = 0; g->scope[i] != NULL; i++) {
			if (i > 0)
				buf_char(f->out, ',');
			buf_json(f->out, g->scope[i], strlen(g->scope[i]));
		}
		buf_char(f->out, ']');
	}
	if (g->until != 0)
		instant(f, "until", g->until);
	if (g->uses != 0)
		number(f, "uses", g->uses);
	close_object(f, at);
}

static void
format_spill(struct format *f, const struct record_spill *s)
{
	size_t at = open_object(f, "spill");

	plain(f, "folder", s->folder);
	buf_str(f->out, s->sound ? ",\"sound\":true" : ",\"sound\":false");
	masked_bytes(f, "record", s->text, s->len);
	close_object(f, at);
}

static void
format_parts(struct format *f, const struct record *r)
{
	const struct verdict *v = r->judgement != NULL ?
	    &r->judgement->verdict : r->verdict;

	if (r->judgement != NULL)
		format_command(f, r->judgement);
	masked(f, "sql", r->text);
	if (r->exec != NULL)
		format_exec(f, r->exec);
	if (r->signal != NULL)
		format_signal(f, r->signal);
	if (r->exit != NULL)
		format_exit(f, r->exit);
	plain(f, "event", r->event);
	masked(f, "detail", r->detail);
	if (r->grant != NULL)
		format_grant(f, r->grant);
	if (r->spill != NULL)
		format_spill(f, r->spill);
	if (v != NULL)
		format_verdict(f, v);
	if (v == NULL || v->window == NULL)
		plain(f, "window", r->window);
	plain(f, "approval", r->approval);
	plain(f, "policy", r->policy);
}

void
record_format(struct record *r, struct buf *out)
{
	struct format f = { .out = out };

	if (hash_random_id(r->id) != 0)
		memcpy(r->id, "0000000000000000", sizeof r->id);
	format_head(&f, r);
	format_parts(&f, r);
	if (f.masked > 0)
		number(&f, "masked", f.masked);
	buf_free(&f.clean);
}
