/* SPDX-License-Identifier: ISC */
/*
 * Two passes: the first finds the windows, the second what happened between
 * opening and end in the session that a window was for.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ctl/log_filter.h"
#include "ctl/log_print.h"
#include "ctl/log_scan.h"
#include "ctl/report.h"

enum { TEXT_MAX = 300, STEP_SECONDS = 5 };

struct gather {
	struct report *r;
	char ids[REPORT_RUNNING][17];	/* lines without an end so far */
	struct report_entry kept[REPORT_RUNNING];
	size_t nrunning;
	char lifted[REPORT_RUNNING][17];	/* lines that a window let run */
	size_t nlifted;
	bool ended;		/* the window's end has been passed */
	char boot[40];
	double wall, mono;	/* of the record before, seconds; 0: none */
};

static void
fill(struct report *r, struct report_entry *e, const char *line, size_t n)
{
	struct buf text = { 0 }, rule = { 0 };
	size_t len;
	const char *s = log_member(line, n, "ts", &len);

	snprintf(e->time, sizeof e->time, "%.*s", s != NULL ? (int)len : 0,
	    s != NULL ? s : "");
	s = log_member(line, n, "id", &len);
	e->id = s != NULL ? arena_printf(r->a, "%.*s", (int)len, s) : "";
	if (log_string(line, n, "rule", &text))
		buf_visible(&rule, text.data != NULL ? text.data : "",
		    text.len, 80);
	e->rule = arena_strdup(r->a, rule.data != NULL ? rule.data : "");
	buf_reset(&text);
	log_print_subject(line, n, TEXT_MAX, &text);
	e->text = arena_strdup(r->a, text.data != NULL ? text.data : "");
	buf_free(&text);
	buf_free(&rule);
}

static void
add(struct report *r, struct report_list *l, const char *line, size_t n)
{
	if (l->total < REPORT_SHOWN)
		fill(r, &l->entry[l->total], line, n);
	l->total++;
}

static void
add_gap(struct report *r, const char *ts, const char *text)
{
	struct report_entry *e;

	if (r->gaps.total < REPORT_SHOWN) {
		e = &r->gaps.entry[r->gaps.total];
		snprintf(e->time, sizeof e->time, "%s", ts);
		e->id = e->rule = "";
		e->text = arena_strdup(r->a, text);
	}
	r->gaps.total++;
}

static bool
of_session(const struct report *r, const char *line, size_t n)
{
	const char *s;
	size_t len;

	if (r->window == NULL || r->nwin == 0 || r->win[0].session == NULL)
		return true;
	s = log_member(line, n, "session", &len);
	return s != NULL && len == strlen(r->win[0].session) &&
	    memcmp(s, r->win[0].session, len) == 0;
}

static bool
lifted(const struct report *r, const char *line, size_t n)
{
	const char *s;
	size_t len;

	s = log_member(line, n, "window", &len);
	return s != NULL && (r->window == NULL ||
	    (len == strlen(r->window) && memcmp(s, r->window, len) == 0));
}

static void
on_line(struct gather *g, const char *line, size_t n)
{
	struct report *r = g->r;
	const char *id;
	size_t len;

	r->lines++;
	if (log_has(line, n, ",\"verdict\":\"refuse\"")) {
		add(r, &r->refused, line, n);
		return;
	}
	r->allowed++;
	id = log_member(line, n, "id", &len);
	if (lifted(r, line, n)) {
		add(r, &r->lifted, line, n);
		if (id != NULL && len == 16 && g->nlifted < REPORT_RUNNING)
			memcpy(g->lifted[g->nlifted++], id, 16);
	}
	if (r->window == NULL || id == NULL || len != 16 ||
	    g->nrunning == REPORT_RUNNING)
		return;
	memcpy(g->ids[g->nrunning], id, 16);
	fill(r, &g->kept[g->nrunning++], line, n);
}

/* What a gate let start is told by its line where that was lifted itself. */
static void
on_gate(struct gather *g, const char *line, size_t n)
{
	const char *id;
	size_t len, i;

	if (log_has(line, n, ",\"verdict\":\"refuse\"")) {
		add(g->r, &g->r->refused, line, n);
		return;
	}
	if (!lifted(g->r, line, n))
		return;
	id = log_member(line, n, "line", &len);
	for (i = g->nlifted; id != NULL && len == 16 && i > 0; i--)
		if (memcmp(g->lifted[i - 1], id, 16) == 0)
			return;
	add(g->r, &g->r->lifted, line, n);
}

static void
on_exit_record(struct gather *g, const char *line, size_t n)
{
	const char *id;
	size_t len, i;

	g->r->exits = true;
	id = log_member(line, n, "line", &len);
	for (i = 0; id != NULL && len == 16 && i < g->nrunning; i++)
		if (memcmp(g->ids[i], id, 16) == 0) {
			g->nrunning--;
			memmove(g->ids + i, g->ids + i + 1,
			    (g->nrunning - i) * sizeof *g->ids);
			memmove(g->kept + i, g->kept + i + 1,
			    (g->nrunning - i) * sizeof *g->kept);
			return;
		}
}

/* Seconds of the day are enough: records of one span follow each other. */
static double
seconds(const char *ts, size_t len)
{
	int h, m;
	double s;

	return len >= 26 && sscanf(ts + 8, "%*2dT%2d:%2d:%9lf", &h, &m, &s) ==
	    3 ? h * 3600 + m * 60 + s : 0;
}

static void
check_clock(struct gather *g, const char *line, size_t n)
{
	const char *ts, *boot, *mono;
	size_t nts, nboot, nmono;
	double wall, boot_time, drift;
	char text[100];
	bool same;

	ts = log_member(line, n, "ts", &nts);
	boot = log_member(line, n, "boot", &nboot);
	mono = log_member(line, n, "mono", &nmono);
	if (ts == NULL || boot == NULL || mono == NULL || nboot != 36 ||
	    nts < 27)
		return;
	wall = seconds(ts, nts);
	boot_time = strtod(mono, NULL) / 1e9;
	same = memcmp(g->boot, boot, 36) == 0;
	drift = (wall - g->wall) - (boot_time - g->mono);
	/* Midnight is no step. */
	while (drift < -43200)
		drift += 86400;
	snprintf(text, sizeof text, "%.27s", ts);
	if (g->boot[0] != '\0' && !same)
		add_gap(g->r, text, "the machine was restarted");
	else if (same && (drift > STEP_SECONDS || drift < -STEP_SECONDS)) {
		char what[80];

		snprintf(what, sizeof what, "the clock was stepped by %+.0f s",
		    drift);
		add_gap(g->r, text, what);
	}
	memcpy(g->boot, boot, 36);
	g->wall = wall;
	g->mono = boot_time;
}

/* What the guard itself could not see or vouch for. */
static void
on_other(struct gather *g, const char *line, size_t n)
{
	static const char *const log_events[] = { "cut", "changed",
	    "headless", "behind", "sealed", NULL };
	struct buf text = { 0 }, event = { 0 };
	const char *const *k, *ts;
	size_t len;
	char time[28];
	bool gap = log_has(line, n, ",\"kind\":\"left-guard\"");

	log_string(line, n, "event", &event);
	for (k = log_events;
	    log_has(line, n, ",\"kind\":\"log\"") && *k != NULL; k++)
		gap = gap || (event.data != NULL &&
		    strcmp(event.data, *k) == 0);
	if (gap) {
		ts = log_member(line, n, "ts", &len);
		snprintf(time, sizeof time, "%.*s", ts != NULL ? (int)len : 0,
		    ts != NULL ? ts : "");
		buf_str(&text, log_has(line, n, ",\"kind\":\"log\"") ?
		    "log: " : "left the guard: ");
		if (event.data != NULL)
			buf_visible(&text, event.data, event.len, 60);
		buf_char(&text, ' ');
		log_print_subject(line, n, TEXT_MAX, &text);
		add_gap(g->r, time, text.data);
	}
	buf_free(&text);
	buf_free(&event);
}

static void
on_record(void *arg, const char *line, size_t n)
{
	struct gather *g = arg;
	struct report *r = g->r;
	const char *ts;
	size_t len;

	ts = log_member(line, n, "ts", &len);
	if (ts == NULL || strncmp(ts, r->since, strlen(r->since)) < 0)
		return;
	if (r->until[0] != '\0' && strncmp(ts, r->until, strlen(r->until)) >
	    0)
		return;
	check_clock(g, line, n);
	if (!of_session(r, line, n)) {
		if (log_has(line, n, ",\"kind\":\"log\""))
			on_other(g, line, n);
		return;
	}
	if (log_has(line, n, ",\"kind\":\"line\""))
		on_line(g, line, n);
	else if (log_has(line, n, ",\"kind\":\"exit\""))
		on_exit_record(g, line, n);
	else if (log_has(line, n, ",\"kind\":\"exec\"") ||
	    log_has(line, n, ",\"kind\":\"signal\"") ||
	    log_has(line, n, ",\"kind\":\"sql\""))
		on_gate(g, line, n);
	else
		on_other(g, line, n);
}

int
report_gather(struct report *r, const struct policy *p, struct err *e)
{
	static struct gather g;
	struct log_scan second = { .each = on_record, .arg = &g };
	size_t i;

	if (report_windows(r, p->state_dir, e) != 0)
		return -1;
	memset(&g, 0, sizeof g);
	g.r = r;
	second.since = r->since;
	if (log_scan(p->state_dir, &second, e) != 0)
		return -1;
	if (r->window != NULL && r->exits && r->until[0] != '\0')
		for (i = 0; i < g.nrunning; i++) {
			if (r->running.total < REPORT_SHOWN)
				r->running.entry[r->running.total] =
				    g.kept[i];
			r->running.total++;
		}
	return verify_log(p->state_dir, NULL, NULL, &r->verify, e);
}
