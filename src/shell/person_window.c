/* SPDX-License-Identifier: ISC */
#include "shell/person_window.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "policy/grant.h"

#define SECOND ((int64_t)1000000000)

enum { GRANTS_MEMORY = 1024 * 1024 };

static const char strict[] = "no window: strict\n";

/* The open window that lasts longest, copied into *w; `reason` may be NULL. */
static void
look(struct person_window *w, struct buf *reason)
{
	const struct guard *g = w->guard;
	struct arena *a = arena_new(GRANTS_MEMORY);
	const struct window *open = NULL;
	struct grants grants = { 0 };
	struct grant_now now;
	size_t i;

	w->until = 0;
	if (a == NULL || g->state == NULL || !g->have_session)
		goto none;
	grant_now(&now);
	if (setjmp(*arena_catch(a)) != 0 || grant_load(a, g->policy,
	    &g->session, &now, &grants, NULL) != 0)
		goto none;
	for (i = 0; i < grants.nwindow; i++)
		if (grants.window[i].shut == NULL && (open == NULL ||
		    grants.window[i].until_boot > open->until_boot))
			open = &grants.window[i];
	if (open == NULL)
		goto none;
	if (strcmp(w->id, open->id) != 0)
		w->warned = false;
	memcpy(w->id, open->id, sizeof w->id);
	w->until = open->until_boot;
	if (open->until_wall - now.wall < w->until - now.boot)
		w->until = now.boot + open->until_wall - now.wall;
	if (reason != NULL)
		buf_visible(reason, open->reason, strlen(open->reason), 200);
	arena_free(a);
	return;
none:
	w->id[0] = '\0';
	arena_free(a);
}

static void
add_left(struct buf *b, int64_t ns)
{
	long s = (long)(ns / SECOND);

	if (s >= 3600)
		buf_printf(b, "%ldh%02ldm", s / 3600, s / 60 % 60);
	else if (s >= 60)
		buf_printf(b, "%ldm", s / 60);
	else
		buf_printf(b, "%lds", s);
}

void
person_window_say(struct person_window *w, struct buf *out)
{
	struct buf reason = { 0 };

	look(w, &reason);
	if (w->guard->have_session)
		buf_printf(out, "session %s: ", w->guard->session.id);
	if (w->id[0] == '\0') {
		buf_str(out, strict);
	} else {
		buf_printf(out, "window %s open, ", w->id);
		add_left(out, w->until - clock_boot());
		buf_printf(out, " left: %s\n",
		    reason.data != NULL ? reason.data : "");
	}
	buf_free(&reason);
}

void
person_window_close(struct person_window *w, struct buf *out)
{
	const struct guard *g = w->guard;
	struct record r = { .kind = RECORD_WINDOW, .event = "close",
	    .session = &g->session };
	struct err e = { 0 };
	int n;

	look(w, NULL);
	if (w->id[0] == '\0') {
		buf_str(out, strict);
		return;
	}
	r.window = w->id;
	n = grant_close(g->policy, NULL, &g->session, &e);
	if (n < 0) {
		buf_printf(out, "cannot close: %s\n", e.msg);
		return;
	}
	buf_printf(out, "%d window%s closed: strict\n", n,
	    n == 1 ? "" : "s");
	if (record_write(g->state, &r, &e) != 0)
		buf_printf(out, "not logged: %s\n", e.msg);
	w->id[0] = '\0';
}

const char *
person_window_prompt(struct person_window *w)
{
	look(w, NULL);
	buf_reset(&w->text);
	if (w->id[0] == '\0')
		return "";
	buf_str(&w->text, "window ");
	add_left(&w->text, w->until - clock_boot());
	buf_char(&w->text, ' ');
	return w->text.failed ? "" : w->text.data;
}

const char *
person_window_tick(struct person_window *w)
{
	uint64_t at = grant_stamp(w->guard->state);
	int64_t left;

	if (at != w->changed)
		look(w, NULL);
	w->changed = at;
	if (w->id[0] == '\0' || w->warned)
		return NULL;
	left = w->until - clock_boot();
	if (left > 60 * SECOND)
		return NULL;
	/* Closed or extended meanwhile? */
	look(w, NULL);
	left = w->until - clock_boot();
	if (w->id[0] == '\0' || left > 60 * SECOND)
		return NULL;
	w->warned = true;
	buf_reset(&w->text);
	buf_printf(&w->text, "bashplate: window %s ends in ", w->id);
	add_left(&w->text, left);
	buf_str(&w->text, "; then the whole block set is in force again\n");
	return w->text.failed ? NULL : w->text.data;
}
