/* SPDX-License-Identifier: ISC */
#ifndef TESTS_UNIT_GRANT_WORLD_H
#define TESTS_UNIT_GRANT_WORLD_H

/* A state folder with one session, one operator and one open window. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "policy/disabled.h"
#include "policy/grant.h"
#include "policy/operator.h"
#include "policy/statefile.h"

#define SECOND INT64_C(1000000000)

struct world {
	char dir[64], path[128];	/* state, the window's record */
	struct policy policy;
	struct operator op;
	struct sealed seal;
	unsigned char *secret;
	struct session session;
	struct window w;
	struct grant_now now;
	struct arena *a;
	struct grants g;
};

static const char *const all[] = { "*", NULL };
static const struct rule rule = { .id = "git/push-force", .pack = "git",
    .radius = 3 };

/* An operator whose key costs nothing to open. */
static inline int
make_operator(struct world *w, const char *name)
{
	memset(&w->op, 0, sizeof w->op);
	strcpy(w->op.name, name);
	w->op.uid = geteuid();
	w->op.created = clock_wall() - 10 * SECOND;
	w->op.expires = w->op.created + 10000 * SECOND;
	w->op.checklist = OPERATOR_CHECKLIST;
	if (w->secret == NULL)
		w->secret = seal_memory(SEAL_SECRET);
	return seal_make("x", 1, 1, 8192, &w->seal, w->op.key, NULL) != 0 ||
	    operator_write(w->dir, &w->op, &w->seal, NULL) != 0 ||
	    seal_open(&w->seal, w->op.key, "x", 1, w->secret, NULL) != 0;
}

static inline int
publish(struct world *w, struct window *win, int64_t length)
{
	if (grant_prepare(win, length, NULL) != 0)
		return -1;
	return grant_publish(w->dir, win, w->secret, NULL);
}

static inline int
set_up(void **state)
{
	struct world *w = calloc(1, sizeof *w);

	strcpy(w->dir, "/tmp/bp-grant-XXXXXX");
	if (mkdtemp(w->dir) == NULL ||
	    session_join(w->dir, &w->session, NULL) != 0)
		return 1;
	w->a = arena_new(64 * 1024 * 1024);
	memcpy(w->w.session, w->session.id, sizeof w->w.session);
	strcpy(w->w.operator_name, "alice");
	w->w.user = (uid_t)-1;
	w->w.uid = geteuid();
	w->w.radius = GRANT_RADIUS_MAX;
	w->policy.state_dir = w->dir;
	w->policy.window_max = 3600 * SECOND;
	w->policy.window_grace = 60 * SECOND;
	w->policy.window_scope = all;
	if (make_operator(w, "alice") != 0)
		return 1;
	w->w.reason = "deploy \"12\"\n\xff";
	w->w.scope = all;
	if (publish(w, &w->w, 600 * SECOND) != 0)
		return 1;
	snprintf(w->path, sizeof w->path, "%s/grants/%s", w->dir, w->w.id);
	grant_now(&w->now);
	*state = w;
	return 0;
}

static inline int
tear_down(void **state)
{
	struct world *w = *state;
	char cmd[128];

	arena_free(w->a);
	seal_wipe(w->secret);
	snprintf(cmd, sizeof cmd, "%s", w->dir);
	if (fork() == 0)
		execlp("rm", "rm", "-rf", cmd, (char *)NULL);
	wait(NULL);
	free(w);
	return 0;
}

static inline const struct window *
covers(const struct grants *g)
{
	return grant_covers(g, NULL, &rule, NULL, NULL);
}

/* Why the only window is shut; "" while it is open. */
static inline const char *
shut(struct world *w)
{
	if (grant_load(w->a, &w->policy, NULL, &w->now, &w->g, NULL) != 0)
		return "no grants";
	assert_int_equal(w->g.nwindow, 1);
	if (w->g.window[0].shut == NULL)
		return "";
	assert_null(covers(&w->g));
	return w->g.window[0].shut;
}

static inline size_t
slurp(const char *path, char *out, size_t size)
{
	FILE *f = fopen(path, "r");
	size_t n = fread(out, 1, size - 1, f);

	fclose(f);
	out[n] = '\0';
	return n;
}

static inline void
put(const char *path, const char *text, size_t n)
{
	FILE *f = fopen(path, "w");

	fwrite(text, 1, n, f);
	fclose(f);
}

#endif
