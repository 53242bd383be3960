/* SPDX-License-Identifier: ISC */
/* Which windows there are, for a person or as JSON. */
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/exitcode.h"
#include "ctl/window.h"

static const char *
state_of(const struct window *w)
{
	if (w->shut == NULL)
		return "open";
	if (strcmp(w->shut, "closed") == 0 || strcmp(w->shut, "expired") == 0)
		return w->shut;
	return "shut";
}

static void
one_json(const struct window *w, struct buf *b)
{
	static const char *const place[] = { "any", "only", "no" };
	const char *const *s;
	char when[32];

	buf_printf(b, "{\"id\":\"%s\",\"state\":\"%s\",\"session\":\"%s\"",
	    w->id, state_of(w), w->session);
	buf_str(b, ",\"why\":");
	if (w->shut != NULL)
		buf_json(b, w->shut, strlen(w->shut));
	else
		buf_str(b, "null");
	buf_str(b, ",\"operator\":");
	buf_json(b, w->operator_name, strlen(w->operator_name));
	clock_format(w->opened_wall, when, sizeof when);
	buf_printf(b, ",\"opened\":\"%s\"", when);
	clock_format(w->until_wall, when, sizeof when);
	buf_printf(b, ",\"until\":\"%s\",\"scope\":[", when);
	for (s = w->scope; *s != NULL; s++) {
		buf_str(b, s == w->scope ? "" : ",");
		buf_json(b, *s, strlen(*s));
	}
	buf_printf(b, "],\"radius\":%d,\"production\":\"%s\",\"user\":",
	    w->radius, place[w->place]);
	if (w->user == (uid_t)-1)
		buf_str(b, "null");
	else
		buf_printf(b, "%lu", (unsigned long)w->user);
	buf_str(b, ",\"reason\":");
	buf_json(b, w->reason, strlen(w->reason));
	buf_str(b, ",\"ticket\":");
	if (w->ticket != NULL && w->ticket[0] != '\0')
		buf_json(b, w->ticket, strlen(w->ticket));
	else
		buf_str(b, "null");
	buf_char(b, '}');
}

static void
one_text(const struct ctl *c, const struct grant_now *now,
    const struct window *w, struct buf *b)
{
	const char *const *s;

	buf_printf(b, "%s  %-8s session %s  ", w->id, state_of(w),
	    w->session[0] != '\0' ? w->session : "?");
	if (w->shut == NULL)
		buf_printf(b, "%s left  ", ctl_duration(c->arena,
		    w->until_boot - now->boot));
	else
		buf_printf(b, "%s  ", w->shut);
	for (s = w->scope; *s != NULL; s++)
		buf_printf(b, "%s%s", s == w->scope ? "" : ",", *s);
	buf_str(b, "  ");
	buf_visible(b, w->reason, strlen(w->reason), 200);
	buf_char(b, '\n');
}

static void
print(const struct ctl *c, const struct window_options *o, bool only_open,
    const struct grant_now *now, const struct grants *g, struct buf *b,
    size_t *n)
{
	const struct window *w;
	size_t i;

	for (i = 0; i < g->nwindow; i++) {
		w = &g->window[i];
		if ((only_open && w->shut != NULL) || !ctl_sees_window(c, w))
			continue;
		if (o->json && *n > 0)
			buf_char(b, ',');
		if (o->json)
			one_json(w, b);
		else
			one_text(c, now, w, b);
		(*n)++;
	}
}

/* Those that are over are put among the ended ones, and that is logged. */
static void
sweep(const struct ctl *c, const struct grant_now *now, struct grants *g)
{
	struct window *w = (struct window *)(uintptr_t)g->window;
	struct record_grant rec;
	size_t i, n = 0;

	for (i = 0; i < g->nwindow; i++) {
		if (w[i].shut != NULL && grant_sweep(c->policy, &w[i], now,
		    NULL) == 1) {
			ctl_record_window(&w[i], &rec);
			ctl_record_grant(c, RECORD_WINDOW, NULL, "expire",
			    &rec);
		} else
			w[n++] = w[i];
	}
	g->nwindow = n;
}

int
window_show(const struct ctl *c, const struct window_options *o, bool only_open)
{
	struct grant_now now;
	struct buf b = { 0 };
	struct err e = { 0 };
	struct grants g, ended = { 0 };
	size_t n = 0;
	int r;

	grant_now(&now);
	r = grant_load(c->arena, c->policy, NULL, &now, &g, &e);
	if (r == 0)
		sweep(c, &now, &g);
	if (r == 0 && !only_open)
		r = grant_ended(c->arena, c->policy, &ended, &e);
	if (r != 0) {
		fprintf(stderr, "platectl: window: %s; every window is "
		    "shut\n", e.msg);
		return EXITCODE_FAULT;
	}
	buf_str(&b, o->json ? "[" : "");
	print(c, o, only_open, &now, &g, &b, &n);
	print(c, o, only_open, &now, &ended, &b, &n);
	if (o->json)
		buf_str(&b, "]\n");
	else if (n == 0)
		buf_str(&b, only_open ? "no window is open: the whole block "
		    "set is in force\n" : "no windows\n");
	ctl_flush(&b, stdout);
	buf_free(&b);
	return 0;
}
