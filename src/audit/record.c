/* SPDX-License-Identifier: ISC */
#include "audit/record.h"

#include <stdio.h>

#include "audit/redact.h"
#include "audit/sink_file.h"
#include "audit/sinks.h"
#include "audit/tidy.h"

enum { MAX_SIZE = 64 * 1024 * 1024, SECOND = 1000000000 };

/* Set once, when the policy is known; see record_use(). */
static const struct policy *settings;

static const char *const kind_name[RECORD_KINDS] = {
	[RECORD_LINE] = "line",
	[RECORD_EXEC] = "exec",
	[RECORD_SIGNAL] = "signal",
	[RECORD_SQL] = "sql",
	[RECORD_WINDOW] = "window",
	[RECORD_APPROVAL] = "approval",
	[RECORD_REQUEST] = "request",
	[RECORD_OPERATOR] = "operator",
	[RECORD_POLICY] = "policy",
	[RECORD_SESSION] = "session",
	[RECORD_EXIT] = "exit",
	[RECORD_LEFT_GUARD] = "left-guard",
	[RECORD_TIER] = "tier",
	[RECORD_ANCHOR] = "anchor",
	[RECORD_LOG] = "log",
	[RECORD_SPILL] = "spill"
};

const char *
record_kind_name(enum record_kind k)
{
	return kind_name[k];
}

void
record_use(const struct policy *p)
{
	settings = p;
	redact_use(p != NULL ? p->mask : NULL, p != NULL ? p->nmask : 0);
}

static void
log_note_members(const struct log_note *n, struct buf *out)
{
	struct record r = { .kind = RECORD_LOG, .event = n->event,
	    .detail = n->detail[0] != '\0' ? n->detail : NULL };

	record_format(&r, out);
	if (n->hash[0] != '\0')
		buf_printf(out, ",\"log\":{\"bytes\":%lld,\"hash\":\"%s\"}",
		    (long long)n->bytes, n->hash);
}

static int
sign_anchor(void *arg, const struct chain *before, struct buf *out,
    struct err *e)
{
	const struct record_anchor *a = arg;
	unsigned char sig[64];
	char text[128];
	size_t i;
	int n;

	n = snprintf(text, sizeof text, "bashplate-anchor 1 %llu %s",
	    (unsigned long long)before->seq, before->hash);
	if (a->sign(a->arg, text, (size_t)n, sig, e) != 0)
		return -1;
	buf_printf(out, ",\"anchor\":{\"key\":\"%.64s\",\"sig\":\"", a->key);
	for (i = 0; i < sizeof sig; i++)
		buf_printf(out, "%02x", sig[i]);
	buf_str(out, "\"}");
	return 0;
}

/* Rare, and what a later question hangs on. */
static bool
durable(enum record_kind k)
{
	return k == RECORD_WINDOW || k == RECORD_OPERATOR ||
	    k == RECORD_POLICY || k == RECORD_ANCHOR;
}

/* What sinks beyond the file say is fatal only where the policy says so. */
static int
send_on(const char *state, const struct buf *lines, struct err *e)
{
	struct err local = { 0 };

	if (settings == NULL || settings->sinks == NULL ||
	    settings->sinks[0] == NULL ||
	    sinks_send(state, settings->sinks, lines, &local) == 0 ||
	    !settings->sink_refuse)
		return 0;
	return err_set(e, local.code, "%s (record.onSinkError is refuse)",
	    local.msg);
}

int
record_write(const char *state, struct record *r, struct err *e)
{
	struct buf members = { 0 }, lines = { 0 };
	struct sink_file_job job = { .members = &members,
	    .durable = durable(r->kind), .note = log_note_members,
	    .max_size = settings != NULL ? settings->rotate_size : MAX_SIZE,
	    .max_age = settings != NULL ? settings->rotate_age / SECOND : 0 };
	bool rotated = false;
	int ret;

	if (r->anchor != NULL) {
		job.finish = sign_anchor;
		job.arg = (void *)(uintptr_t)r->anchor;
	}
	record_format(r, &members);
	ret = sink_file_append(state, &job, &lines, &rotated, e);
	if (rotated)
		tidy_later(state, settings != NULL ? settings->rotate_keep :
		    0);
	if (ret == 0)
		ret = send_on(state, &lines, e);
	buf_free(&members);
	buf_free(&lines);
	return ret;
}

int
record_spill(const char *folder, struct record *r, struct err *e)
{
	struct buf members = { 0 }, lines = { 0 };
	struct sink_file_job job = { .members = &members,
	    .note = log_note_members };
	bool rotated;
	int ret;

	record_format(r, &members);
	ret = sink_file_append(folder, &job, &lines, &rotated, e);
	buf_free(&members);
	buf_free(&lines);
	return ret;
}

static void
session_ended(void *arg, const struct session *s)
{
	struct record r = { .kind = RECORD_SESSION, .session = s,
	    .event = "end", .cwd = s->project };

	/* Its end is no reason to refuse anything. */
	(void)record_write(arg, &r, NULL);
}

int
record_session(const char *state, const struct session *s,
    const struct policy *p, struct err *e)
{
	struct record r = { .kind = RECORD_SESSION, .session = s,
	    .event = "start", .cwd = s->project, .policy = p->hash };

	session_sweep(state, session_ended, (void *)(uintptr_t)state);
	return record_write(state, &r, e);
}
