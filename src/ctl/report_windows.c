/* SPDX-License-Identifier: ISC */
/* The windows of a log: which, for whom, and how each came to its end. */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/jsonraw.h"
#include "ctl/log_filter.h"
#include "ctl/log_scan.h"
#include "ctl/report.h"

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

	if (!log_has(line, n, ",\"kind\":\"window\"") ||
	    (j = jsonraw_parse_copy(line, n)) == NULL)
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

int
report_windows(struct report *r, const char *state, struct err *e)
{
	struct log_scan first = { .each = on_window, .arg = r };

	if (log_scan(state, &first, e) != 0)
		return -1;
	settle(r);
	if (r->window != NULL && r->nwin == 0)
		return err_set(e, 0, "the log knows no window %s", r->window);
	return 0;
}
