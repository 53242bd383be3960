/* SPDX-License-Identifier: ISC */
/*
 * What a refused person or agent reads. Everything that came from the command
 * or the policy is masked, made visible and cut; when the whole is still too
 * long, it is written again with every part cut shorter.
 */
#include "audit/refusal.h"

#include <string.h>

#include "audit/redact.h"
#include "base/exitcode.h"

enum { PART_MAX = 300, PART_MIN = 24 };

struct refusal {
	const struct judgement *j;
	const struct session *session;
	const char *id;
	const char *tier;	/* NULL in a refusal */
	size_t part;		/* bytes that one part may take */
	struct buf rule, title, matched, why, unblock, instead, note;
};

static void
part(struct buf *out, const char *s, size_t max)
{
	struct buf clean = { 0 };

	buf_reset(out);
	if (s == NULL)
		return;
	redact(s, strlen(s), &clean);
	buf_visible(out, clean.data != NULL ? clean.data : "", clean.len, max);
	buf_free(&clean);
}

static const char *
pack_of(const char *rule, char *out, size_t size)
{
	size_t n = strcspn(rule, "/");

	if (rule[n] != '/' || n >= size)
		return NULL;
	memcpy(out, rule, n);
	out[n] = '\0';
	return out;
}

static void
add_scope(const struct refusal *r, struct buf *b)
{
	const char *rule = r->j->verdict.rule;
	char pack[64];

	if (rule != NULL && pack_of(rule, pack, sizeof pack) != NULL)
		buf_printf(b, " --scope %s", pack);
}

/* At a guarded prompt, whose proxy takes these lines itself. */
static void
unblock_here(struct refusal *r, struct buf *b)
{
	if (r->j->ask_nobody) {
		buf_str(b, "nobody here is qualified to open windows; type "
		    "here: qualify-senior, or, in a new terminal outside this "
		    "session: platectl qualify");
		return;
	}
	buf_str(b, "type here: release-window 30m");
	add_scope(r, b);
	if (r->j->ask != NULL)
		buf_printf(b, ", or, on a terminal outside this session: "
		    "platectl approve %s (this command, once)", r->j->ask);
	buf_str(b, "; then run the same command again");
}

/* The exact command that an operator types. */
static void
unblock_window(struct refusal *r, struct buf *b)
{
	if (r->j->at_prompt) {
		unblock_here(r, b);
		return;
	}
	if (r->j->ask_nobody) {
		buf_str(b, "nobody here is qualified to open windows; a "
		    "person types, in a new terminal outside this session: "
		    "platectl qualify");
		return;
	}
	buf_str(b, "an operator types, on a terminal outside this session: ");
	if (r->j->ask != NULL)
		buf_printf(b, "platectl approve %s (this %s, once), or ",
		    r->j->ask, r->j->what == JUDGED_SIGNAL ?
		    "signal to this process" : "command");
	buf_str(b, "platectl window open 30m --reason TEXT");
	if (r->session != NULL)
		buf_printf(b, " --session %s", r->session->id);
	add_scope(r, b);
	buf_str(b, "; then run the same command again");
}

/* What a person types for a line that asked for something. */
static void
unblock_request(struct refusal *r, struct buf *b)
{
	const struct judgement *j = r->j;
	bool qualify = j->verdict.rule[0] == 'q';

	buf_str(b, qualify ? "a person types" : j->ask_nobody ?
	    "nobody here is qualified to open windows; a person types" :
	    "an operator types");
	buf_str(b, ", on a terminal outside this session: ");
	if (qualify || j->ask_nobody)
		buf_str(b, "platectl qualify");
	else if (j->ask != NULL)
		buf_printf(b, "platectl approve %s; then run the refused "
		    "command again", j->ask);
	else {
		buf_str(b, "platectl window open");
		if (r->session != NULL)
			buf_printf(b, " --session %s", r->session->id);
	}
}

/* What a person answered, or why nobody can. */
static void
fill_note(struct refusal *r)
{
	const struct judgement *j = r->j;

	buf_reset(&r->note);
	if (j->ask_failed != NULL)
		part(&r->note, j->ask_failed, r->part);
	else if (j->ask_denied)
		part(&r->note, j->ask_note != NULL ? j->ask_note :
		    "an operator denied this command", r->part);
}

static void
fill_unblock(struct refusal *r)
{
	struct buf *b = &r->unblock;
	const struct verdict *v = &r->j->verdict;

	buf_reset(b);
	if (v->kind == VERDICT_ALLOW || v->kind == VERDICT_DEFER)
		return;
	switch (v->layer) {
	case LAYER_FLOOR:
		if (v->rule != NULL && strcmp(v->rule, "floor/unseen") == 0)
			buf_str(b, "no window lifts the floor; write the "
			    "command so that its words can be read");
		else
			buf_str(b, "no window lifts the floor; only the owner "
			    "can, in the policy: platectl policy explain");
		break;
	case LAYER_SELF:
		buf_str(b, "no window lifts the guard's own protection; the "
		    "owner does this outside the session");
		break;
	case LAYER_UNPARSED:
	case LAYER_LIMIT:
		buf_str(b, "no window lifts this; change the command");
		break;
	case LAYER_REQUEST:
		unblock_request(r, b);
		break;
	case LAYER_LOG:
		buf_str(b, "make the log writable again: platectl doctor");
		break;
	case LAYER_POLICY:
		buf_str(b, "the owner mends the policy: platectl policy "
		    "check");
		break;
	default:
		if (v->lifted_by_window)
			unblock_window(r, b);
		else
			buf_str(b, "no window lifts this; write the command "
			    "so that its words can be read");
	}
}

/* The normal form, or the piece of the text itself. */
static void
fill_matched(struct refusal *r)
{
	const struct judgement *j = r->j;
	const struct span *s = &j->verdict.span;
	struct buf clean = { 0 };

	if (j->verdict.matched != NULL) {
		part(&r->matched, j->verdict.matched, r->part);
		return;
	}
	buf_reset(&r->matched);
	if (j->verdict.layer == LAYER_NONE || s->len == 0 ||
	    s->off > j->len || s->len > j->len - s->off)
		return;
	redact(j->text + s->off, s->len, &clean);
	buf_visible(&r->matched, clean.data != NULL ? clean.data : "",
	    clean.len, r->part);
	buf_free(&clean);
}

static void
fill(struct refusal *r)
{
	const struct verdict *v = &r->j->verdict;

	part(&r->rule, v->rule, r->part < 120 ? r->part : 120);
	part(&r->title, v->title, r->part);
	fill_matched(r);
	part(&r->why, v->why, r->part);
	part(&r->instead, v->instead, r->part);
	fill_unblock(r);
	fill_note(r);
}

static void
line(struct buf *out, const char *label, const struct buf *text)
{
	if (text->len > 0)
		buf_printf(out, "  %-9s%s\n", label, text->data);
}

static void
format_block(const struct refusal *r, struct buf *out)
{
	static const char *const end[] = {
		[JUDGED_LINE] = "  Nothing on this line was run.\n",
		[JUDGED_EXEC] = "  This program was not started; what started "
		    "it goes on.\n",
		[JUDGED_SIGNAL] = "  The signal was not sent; what sent it "
		    "goes on.\n",
	};

	if (r->j->verdict.layer == LAYER_REQUEST)
		buf_printf(out, "bashplate: not run: %s%s%s\n", r->rule.data,
		    r->j->ask != NULL ? " is request " : "",
		    r->j->ask != NULL ? r->j->ask : "");
	else
		buf_printf(out, "bashplate: refused by %s: %s\n",
		    layer_title(r->j->verdict.layer),
		    r->rule.len > 0 ? r->rule.data : "unknown");
	line(out, "what:", &r->title);
	line(out, "matched:", &r->matched);
	line(out, "why:", &r->why);
	line(out, r->j->ask_denied ? "denied:" : "note:", &r->note);
	line(out, "unblock:", &r->unblock);
	line(out, "instead:", &r->instead);
	buf_str(out, end[r->j->what]);
}

static void
member(struct buf *out, const char *key, const struct buf *text)
{
	buf_printf(out, ",\"%s\":", key);
	if (text->len > 0)
		buf_json(out, text->data, text->len);
	else
		buf_str(out, "null");
}

static void
member_id(struct buf *out, const char *key, const char *id)
{
	if (id != NULL)
		buf_printf(out, ",\"%s\":\"%s\"", key, id);
	else
		buf_printf(out, ",\"%s\":null", key);
}

static void
format_json(const struct refusal *r, struct buf *out)
{
	const struct verdict *v = &r->j->verdict;

	bool refused = v->kind != VERDICT_ALLOW && v->kind != VERDICT_DEFER;

	buf_printf(out, "{\"verdict\":\"%s\",\"layer\":\"%s\"",
	    refused ? "refuse" : "allow", layer_name(v->layer));
	member(out, "rule", &r->rule);
	member(out, "title", &r->title);
	member(out, "matched", &r->matched);
	buf_printf(out, ",\"span\":[%lu,%lu]", (unsigned long)v->span.off,
	    (unsigned long)v->span.len);
	member(out, "why", &r->why);
	member(out, "unblock", &r->unblock);
	member(out, "instead", &r->instead);
	if (r->tier == NULL)
		member_id(out, "request", r->j->ask);
	if (r->note.len > 0)
		member(out, r->j->ask_denied ? "denied" : "note", &r->note);
	member_id(out, "window", v->window);
	member_id(out, "session", r->session != NULL ? r->session->id : NULL);
	member_id(out, "id", r->id);
	if (r->tier != NULL)
		buf_printf(out, ",\"tier\":\"%s\",\"deferred\":%s", r->tier,
		    v->kind == VERDICT_DEFER ? "true" : "false");
	buf_printf(out, ",\"exit\":%d}\n", refused ? EXITCODE_REFUSED : 0);
}

static void
compose(struct refusal *r, bool block, bool json, struct buf *out)
{
	struct buf b = { 0 };

	for (r->part = PART_MAX; r->part >= PART_MIN; r->part -= r->part / 4) {
		buf_reset(&b);
		fill(r);
		if (block)
			format_block(r, &b);
		if (json)
			format_json(r, &b);
		if (b.len <= REFUSAL_MAX)
			break;
	}
	if (b.data != NULL)
		buf_add(out, b.data, b.len);
	buf_free(&b);
	buf_free(&r->rule);
	buf_free(&r->title);
	buf_free(&r->matched);
	buf_free(&r->why);
	buf_free(&r->unblock);
	buf_free(&r->instead);
	buf_free(&r->note);
}

void
refusal_format(const struct judgement *j, const struct session *session,
    const char *id, bool json, struct buf *out)
{
	struct refusal r = { .j = j, .session = session, .id = id };

	compose(&r, true, json, out);
}

void
refusal_json(const struct judgement *j, const struct session *session,
    const char *id, const char *tier, struct buf *out)
{
	struct refusal r = { .j = j, .session = session, .id = id,
	    .tier = tier };

	compose(&r, false, true, out);
}
