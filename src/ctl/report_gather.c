/* SPDX-License-Identifier: ISC */
/*
 * Two passes: the first finds the windows, the second what happened between
 * opening and end in the session that a window was for.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/jsonraw.h"
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

static bool
has(const char *line, size_t n, const char *text)
{
	return memmem(line, n, text, strlen(text)) != NULL;
}

static cJSON *
parse(const char *line, size_t n)
{
	struct buf copy = { 0 };
	cJSON *j;

	buf_add(&copy, line, n);
	j = copy.failed ? NULL : jsonraw_parse(copy.data, copy.len);
	buf_free(&copy);
	return j;
}

static const char *
keep(struct report *r, const cJSON *j, const char *key)
{
	const char *s = jsonraw_string(j, key);

	return s != NULL ? arena_strdup(r->a, s) : NULL;
}

static void
copy_time(const cJSON *j, const char *key, char out[28])
{
	const char *s = jsonraw_string(j, key);

	if (s != NULL)
		snprintf(out, 28, "%s", s);
}

/* --- windows -------------------------------------------------------------*/

static struct report_window *
find(struct report *r, const char *id)
{
	size_t i;

	for (i = 0; i < r->nwin; i++)
		if (strcmp(r->win[i].id, id) == 0)
			return &r->win[i];
	return NULL;
}

static const char *
join_scope(struct report *r, const cJSON *scope)
{
	struct buf b = { 0 };
	const cJSON *v;
	const char *s;

	cJSON_ArrayForEach(v, scope)
		if (cJSON_IsString(v))
			buf_printf(&b, "%s%s", b.len > 0 ? ", " : "",
			    v->valuestring);
	s = b.data != NULL ? arena_strdup(r->a, b.data) : NULL;
	buf_free(&b);
	return s;
}

static void
opened(struct report *r, const cJSON *j, const cJSON *grant, const char *id)
{
	struct report_window *w;

	if (r->window != NULL && strcmp(r->window, id) != 0)
		return;
	if (r->nwin == REPORT_WINDOWS)
		return;
	w = &r->win[r->nwin++];
	snprintf(w->id, sizeof w->id, "%s", id);
	copy_time(j, "ts", w->opened);
	copy_time(grant, "until", w->until);
	w->who = keep(r, grant, "who");
	if (w->who == NULL)
		w->who = keep(r, j, "user");
	w->why = keep(r, grant, "why");
	if (w->why == NULL)
		w->why = keep(r, j, "detail");
	w->ticket = keep(r, grant, "ticket");
	w->scope = join_scope(r, cJSON_GetObjectItemCaseSensitive(grant,
	    "scope"));
	w->session = keep(r, j, "session");
	w->agent = keep(r, j, "agent");
}

/* A close without an id closed all of its session's windows. */
static void
closed(struct report *r, const cJSON *j, const char *id)
{
	const char *session = jsonraw_string(j, "session");
	struct report_window *w;
	size_t i;

	for (i = 0; i < r->nwin; i++) {
		w = &r->win[i];
		if (w->closed[0] == '\0' && (id != NULL ?
		    strcmp(id, w->id) == 0 : session == NULL ||
		    w->session == NULL || strcmp(session, w->session) == 0))
			copy_time(j, "ts", w->closed);
	}
}

static void
on_window(void *arg, const char *line, size_t n)
{
	struct report *r = arg;
	struct report_window *w;
	const cJSON *grant;
	const char *event, *id;
	cJSON *j;

	if (!has(line, n, ",\"kind\":\"window\"") ||
	    (j = parse(line, n)) == NULL)
		return;
	grant = cJSON_GetObjectItemCaseSensitive(j, "grant");
	id = jsonraw_string(grant, "id");
	if (id == NULL)
		id = jsonraw_string(j, "window");
	event = jsonraw_string(j, "event");
	if (event != NULL && strcmp(event, "open") == 0 && id != NULL)
		opened(r, j, grant, id);
	else if (event != NULL && strcmp(event, "extend") == 0 &&
	    id != NULL && (w = find(r, id)) != NULL)
		copy_time(grant, "until", w->until);
	else if (event != NULL && (strcmp(event, "close") == 0 ||
	    strcmp(event, "expire") == 0 || strcmp(event, "failed") == 0))
		closed(r, j, id);
	cJSON_Delete(j);
}

/* In the span that was asked for, and how each window came to its end. */
static void
settle(struct report *r)
{
	char now[32];
	struct report_window *w;
	size_t i, k = 0;

	clock_format(clock_wall(), now, sizeof now);
	for (i = 0; i < r->nwin; i++) {
		w = &r->win[i];
		w->state = "open";
		if (w->closed[0] != '\0')
			w->state = "closed";
		else if (w->until[0] != '\0' && strcmp(w->until, now) < 0)
			w->state = "expired";
		if (r->window == NULL && strcmp(w->state, "open") != 0 &&
		    strcmp(w->closed[0] != '\0' ? w->closed : w->until,
		    r->since) < 0)
			continue;
		if (k != i)
			r->win[k] = *w;
		k++;
	}
	r->nwin = k;
	if (r->window == NULL || r->nwin == 0)
		return;
	w = &r->win[0];
	snprintf(r->since, sizeof r->since, "%s", w->opened);
	if (strcmp(w->state, "open") != 0)
		snprintf(r->until, sizeof r->until, "%s",
		    w->closed[0] != '\0' ? w->closed : w->until);
}

/* --- what happened -------------------------------------------------------*/

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
	if (has(line, n, ",\"verdict\":\"refuse\"")) {
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

	if (has(line, n, ",\"verdict\":\"refuse\"")) {
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
	bool gap = has(line, n, ",\"kind\":\"left-guard\"");

	log_string(line, n, "event", &event);
	for (k = log_events; has(line, n, ",\"kind\":\"log\"") && *k != NULL;
	    k++)
		gap = gap || (event.data != NULL &&
		    strcmp(event.data, *k) == 0);
	if (gap) {
		ts = log_member(line, n, "ts", &len);
		snprintf(time, sizeof time, "%.*s", ts != NULL ? (int)len : 0,
		    ts != NULL ? ts : "");
		buf_str(&text, has(line, n, ",\"kind\":\"log\"") ?
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
		if (has(line, n, ",\"kind\":\"log\""))
			on_other(g, line, n);
		return;
	}
	if (has(line, n, ",\"kind\":\"line\""))
		on_line(g, line, n);
	else if (has(line, n, ",\"kind\":\"exit\""))
		on_exit_record(g, line, n);
	else if (has(line, n, ",\"kind\":\"exec\"") ||
	    has(line, n, ",\"kind\":\"signal\"") ||
	    has(line, n, ",\"kind\":\"sql\""))
		on_gate(g, line, n);
	else
		on_other(g, line, n);
}

int
report_gather(struct report *r, const struct policy *p, struct err *e)
{
	static struct gather g;
	struct log_scan first = { .each = on_window, .arg = r };
	struct log_scan second = { .each = on_record, .arg = &g };
	size_t i;

	if (log_scan(p->state_dir, &first, e) != 0)
		return -1;
	settle(r);
	if (r->window != NULL && r->nwin == 0)
		return err_set(e, 0, "the log knows no window %s", r->window);
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
