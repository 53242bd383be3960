/* SPDX-License-Identifier: ISC */
/* The report as one page of text, and as JSON. */
#include <inttypes.h>
#include <string.h>

#include "ctl/report.h"

static void
shown(struct buf *b, const char *s)
{
	buf_visible(b, s, strlen(s), 300);
}

static void
list(struct buf *b, const struct report_list *l, const char *more)
{
	size_t i, n = l->total < REPORT_SHOWN ? l->total : REPORT_SHOWN;

	for (i = 0; i < n; i++) {
		buf_printf(b, "  %.19s  ", l->entry[i].time);
		if (l->entry[i].rule[0] != '\0')
			buf_printf(b, "[%s]  ", l->entry[i].rule);
		/* Already made visible when it was gathered. */
		buf_str(b, l->entry[i].text);
		buf_char(b, '\n');
	}
	if (l->total > n)
		buf_printf(b, "  and %" PRIu64 " more: %s\n", l->total - n,
		    more);
}

static void
window(struct buf *b, const struct report_window *w)
{
	buf_printf(b, "Window %s: %s\n  opened   %.19s by ", w->id, w->state,
	    w->opened);
	shown(b, w->who != NULL ? w->who : "(not recorded)");
	if (w->until[0] != '\0')
		buf_printf(b, ", until %.19s", w->until);
	if (w->closed[0] != '\0')
		buf_printf(b, ", closed %.19s", w->closed);
	buf_str(b, "\n  why      ");
	shown(b, w->why != NULL ? w->why : "(no reason recorded)");
	if (w->ticket != NULL) {
		buf_str(b, " (ticket ");
		shown(b, w->ticket);
		buf_char(b, ')');
	}
	if (w->scope != NULL) {
		buf_str(b, "\n  scope    ");
		shown(b, w->scope);
	}
	if (w->session != NULL)
		buf_printf(b, "\n  session  %s%s%s", w->session,
		    w->agent != NULL ? " " : "", w->agent != NULL ?
		    w->agent : "");
	buf_char(b, '\n');
}

static void
running(const struct report *r, struct buf *b)
{
	if (r->window == NULL)
		return;
	buf_str(b, "\nStill running at its end: ");
	if (strcmp(r->win[0].state, "open") == 0)
		buf_str(b, "it is still open\n");
	else if (!r->exits)
		buf_str(b, "not known; in this session the log does not tell "
		    "when commands end (tier line-only)\n");
	else if (r->running.total == 0)
		buf_str(b, "nothing\n");
	else {
		buf_printf(b, "%" PRIu64 "\n", r->running.total);
		list(b, &r->running, "platectl log");
	}
}

static void
integrity(const struct report *r, struct buf *b)
{
	const struct verify *v = &r->verify;

	if (v->problems > 0)
		buf_printf(b, "\nTHE LOG IS BROKEN (%s at record %" PRIu64
		    "): platectl log verify says what can be relied on\n",
		    verify_fault_name(v->first.fault), v->first.seq);
	else
		buf_printf(b, "\nThe log's chain holds: %" PRIu64
		    " records, %" PRIu64 " to %" PRIu64 "%s\n", v->records,
		    v->from, v->to, v->head ? "" : " (no log.head: a cut-off "
		    "end would not show)");
}

void
report_text(const struct report *r, struct buf *b)
{
	size_t i;

	if (r->window == NULL)
		buf_printf(b, "Since %.19s: %zu window%s\n", r->since,
		    r->nwin, r->nwin == 1 ? "" : "s");
	for (i = 0; i < r->nwin; i++)
		window(b, &r->win[i]);
	buf_printf(b, "\nRan because of %s: %" PRIu64 " (each would have been "
	    "refused)\n", r->window != NULL ? "it" : "a window",
	    r->lifted.total);
	list(b, &r->lifted, r->window != NULL ? "platectl log --window ID" :
	    "platectl log --since");
	buf_printf(b, "\nRefused %s: %" PRIu64 "\n", r->window != NULL ?
	    "all the same" : "in that time", r->refused.total);
	list(b, &r->refused, "platectl log --verdict refused");
	buf_printf(b, "\nCommand lines in that time%s: %" PRIu64 ", of which %"
	    PRIu64 " ran\n", r->window != NULL ? " and session" : "",
	    r->lines, r->allowed);
	running(r, b);
	if (r->gaps.total == 0)
		buf_str(b, "\nGaps: none\n");
	else {
		buf_printf(b, "\nGaps: %" PRIu64 "\n", r->gaps.total);
		list(b, &r->gaps, "platectl log");
	}
	integrity(r, b);
}

/* --- JSON ----------------------------------------------------------------*/

static void
string(struct buf *b, const char *key, const char *s)
{
	buf_printf(b, ",\"%s\":", key);
	if (s == NULL || *s == '\0')
		buf_str(b, "null");
	else
		buf_json(b, s, strlen(s));
}

static void
entries(struct buf *b, const char *key, const struct report_list *l)
{
	size_t i, n = l->total < REPORT_SHOWN ? l->total : REPORT_SHOWN;

	buf_printf(b, ",\"%s\":{\"total\":%" PRIu64 ",\"first\":[", key,
	    l->total);
	for (i = 0; i < n; i++) {
		buf_printf(b, "%s{\"time\":\"%s\"", i > 0 ? "," : "",
		    l->entry[i].time);
		string(b, "id", l->entry[i].id);
		string(b, "rule", l->entry[i].rule);
		string(b, "text", l->entry[i].text);
		buf_char(b, '}');
	}
	buf_str(b, "]}");
}

void
report_json(const struct report *r, struct buf *b)
{
	const struct report_window *w;
	size_t i;

	buf_printf(b, "{\"since\":\"%s\"", r->since);
	string(b, "until", r->until);
	buf_str(b, ",\"windows\":[");
	for (i = 0; i < r->nwin; i++) {
		w = &r->win[i];
		buf_printf(b, "%s{\"id\":\"%s\",\"state\":\"%s\"",
		    i > 0 ? "," : "", w->id, w->state);
		string(b, "opened", w->opened);
		string(b, "until", w->until);
		string(b, "closed", w->closed);
		string(b, "who", w->who);
		string(b, "why", w->why);
		string(b, "ticket", w->ticket);
		string(b, "scope", w->scope);
		string(b, "session", w->session);
		string(b, "agent", w->agent);
		buf_char(b, '}');
	}
	buf_printf(b, "],\"lines\":%" PRIu64 ",\"ran\":%" PRIu64, r->lines,
	    r->allowed);
	entries(b, "ranBecauseOfWindow", &r->lifted);
	entries(b, "refused", &r->refused);
	if (r->exits)
		entries(b, "runningAtClose", &r->running);
	else
		buf_str(b, ",\"runningAtClose\":null");
	entries(b, "gaps", &r->gaps);
	buf_printf(b, ",\"log\":{\"result\":\"%s\",\"records\":%" PRIu64
	    ",\"from\":%" PRIu64 ",\"to\":%" PRIu64 ",\"problems\":%" PRIu64
	    "}}\n", r->verify.problems == 0 ? "sound" : "broken",
	    r->verify.records, r->verify.from, r->verify.to,
	    r->verify.problems);
}
