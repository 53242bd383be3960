/* SPDX-License-Identifier: ISC */
#include "audit/record.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "audit/redact.h"
#include "audit/sink_file.h"
#include "base/account.h"
#include "base/clock.h"
#include "base/hash.h"

static const char *const kind_name[] = {
	[RECORD_LINE] = "line",
	[RECORD_WINDOW] = "window",
	[RECORD_SESSION] = "session",
	[RECORD_LEFT_GUARD] = "left-guard",
	[RECORD_POLICY] = "policy"
};

static void
member(struct buf *out, const char *key, const char *s)
{
	if (s == NULL)
		return;
	buf_printf(out, ",\"%s\":", key);
	buf_json(out, s, strlen(s));
}

/* As member(), with secrets masked. Returns how many were. */
static unsigned
masked(struct buf *out, const char *key, const char *s, size_t n)
{
	struct buf clean = { 0 };
	unsigned k;

	k = redact(s, n, &clean);
	buf_printf(out, ",\"%s\":", key);
	if (clean.failed)
		out->failed = true;
	else
		buf_json(out, clean.data != NULL ? clean.data : "", clean.len);
	buf_free(&clean);
	return k;
}

static void
format_head(const struct record *r, struct buf *out)
{
	struct account account;
	char when[32], boot[37] = "";

	clock_format(clock_wall(), when, sizeof when);
	clock_boot_id(boot, sizeof boot);
	account_find(geteuid(), &account);
	buf_printf(out, "{\"ver\":1,\"id\":\"%s\",\"ts\":\"%s\","
	    "\"boot\":\"%s\",\"mono\":%lld,\"kind\":\"%s\"", r->id, when, boot,
	    (long long)clock_boot(), kind_name[r->kind]);
	if (r->session != NULL) {
		member(out, "session", r->session->id);
		member(out, "agent", r->session->agent);
	}
	member(out, "user", account.name);
	buf_printf(out, ",\"uid\":%lu,\"pid\":%ld,\"ppid\":%ld",
	    (unsigned long)geteuid(), (long)getpid(), (long)getppid());
	member(out, "cwd", r->cwd);
}

/* What the client put around the agent's own command. */
static unsigned
format_envelope(const struct judgement *j, struct buf *out)
{
	const struct envelope *v = &j->envelope;
	size_t from = v->span.off, to = from + v->span.len;
	unsigned k = 0;

	if (v->agent == NULL || to > j->len)
		return 0;
	member(out, "envelope", v->agent);
	k += masked(out, "before", j->text, from);
	k += masked(out, "after", j->text + to, j->len - to);
	return k;
}

static void
format_line(const struct judgement *j, struct buf *out)
{
	const struct verdict *v = &j->verdict;
	bool whole = j->envelope.agent == NULL || j->envelope.text == NULL;
	unsigned k;

	k = masked(out, "command", whole ? j->text : j->envelope.text,
	    whole ? j->len : j->envelope.len);
	if (!whole)
		k += format_envelope(j, out);
	if (k > 0)
		buf_printf(out, ",\"masked\":%u", k);
	member(out, "verdict", verdict_name(v->kind));
	member(out, "layer", layer_name(v->layer));
	member(out, "rule", v->rule);
	if (v->matched != NULL)
		masked(out, "matched", v->matched, strlen(v->matched));
	if (v->layer != LAYER_NONE)
		buf_printf(out, ",\"span\":[%lu,%lu]",
		    (unsigned long)v->span.off, (unsigned long)v->span.len);
	if (v->layer == LAYER_LIMIT || v->layer == LAYER_UNPARSED)
		member(out, "why", v->why);
	member(out, "window", v->window);
	if (v->observed)
		buf_str(out, ",\"observed\":true");
}

void
record_format(struct record *r, struct buf *out)
{
	if (hash_random_id(r->id) != 0)
		memcpy(r->id, "0000000000000000", sizeof r->id);
	format_head(r, out);
	if (r->judgement != NULL)
		format_line(r->judgement, out);
	member(out, "event", r->event);
	if (r->detail != NULL)
		masked(out, "detail", r->detail, strlen(r->detail));
	if (r->judgement == NULL || r->judgement->verdict.window == NULL)
		member(out, "window", r->window);
	buf_str(out, "}\n");
}

int
record_write(const char *state, struct record *r, struct err *e)
{
	struct buf b = { 0 };
	int ret;

	record_format(r, &b);
	if (b.failed)
		ret = err_set(e, ENOMEM, "out of memory for the log record");
	else
		ret = sink_file_append(state, b.data, b.len, e);
	buf_free(&b);
	return ret;
}
