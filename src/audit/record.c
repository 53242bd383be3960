/* SPDX-License-Identifier: ISC */
#include "audit/record.h"

#include <stdio.h>

#include "audit/sink_file.h"

enum { MAX_SIZE = 64 * 1024 * 1024 };

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
	[RECORD_LOG] = "log"
};

const char *
record_kind_name(enum record_kind k)
{
	return kind_name[k];
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

int
record_write(const char *state, struct record *r, struct err *e)
{
	struct buf members = { 0 }, line = { 0 };
	struct sink_file_job job = { .members = &members,
	    .durable = durable(r->kind), .note = log_note_members,
	    .max_size = MAX_SIZE };
	bool rotated;
	int ret;

	if (r->anchor != NULL) {
		job.finish = sign_anchor;
		job.arg = (void *)(uintptr_t)r->anchor;
	}
	record_format(r, &members);
	ret = sink_file_append(state, &job, &line, &rotated, e);
	buf_free(&members);
	buf_free(&line);
	return ret;
}
