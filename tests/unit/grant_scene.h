/* SPDX-License-Identifier: ISC */
#ifndef TESTS_UNIT_GRANT_SCENE_H
#define TESTS_UNIT_GRANT_SCENE_H

/* A state folder that a child can be killed over, and what is open in it. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "policy/grant.h"
#include "policy/operator.h"
#include "policy/request.h"

#define SECOND INT64_C(1000000000)

enum { POINTS_MAX = 2000, TURNS = 1000 };

/* A state folder with an operator, and what the operation works on. */
struct scene {
	char dir[64];
	struct policy policy;
	struct session session;
	struct operator op;
	struct sealed seal;
	unsigned char *secret;
	struct window w;	/* the one that is open before */
	struct window next;	/* what the operation writes */
	struct request request;
};

static const char *const all[] = { "*", NULL };

/* fsync(2) is not what is tested: memory is quicker. */
static inline const char *
place(void)
{
	const char *tmp = getenv("TMPDIR");

	if (access("/dev/shm", W_OK) == 0)
		return "/dev/shm";
	return tmp != NULL ? tmp : "/tmp";
}

static inline int
remove_one(const char *path, const struct stat *st, int flag, struct FTW *f)
{
	(void)st;
	(void)flag;
	(void)f;
	return remove(path);
}

static inline void
scene_close(struct scene *s)
{
	nftw(s->dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	seal_wipe(s->secret);
}

static inline void
window_for(const struct scene *s, struct window *w)
{
	memset(w, 0, sizeof *w);
	memcpy(w->session, s->session.id, sizeof w->session);
	strcpy(w->operator_name, "alice");
	w->user = (uid_t)-1;
	w->uid = geteuid();
	w->radius = GRANT_RADIUS_MAX;
	w->scope = all;
	w->reason = "x";
}

static inline void
scene_open(struct scene *s)
{
	memset(s, 0, sizeof *s);
	snprintf(s->dir, sizeof s->dir, "%s/bp-crash-XXXXXX", place());
	assert_non_null(mkdtemp(s->dir));
	assert_int_equal(session_join(s->dir, &s->session, NULL), 0);
	s->policy.state_dir = s->dir;
	s->policy.window_max = 7200 * SECOND;
	s->policy.window_scope = all;
	strcpy(s->op.name, "alice");
	s->op.uid = geteuid();
	s->op.created = clock_wall() - SECOND;
	s->op.expires = s->op.created + 10000 * SECOND;
	s->op.checklist = OPERATOR_CHECKLIST;
	s->secret = seal_memory(SEAL_SECRET);
	assert_int_equal(seal_make("x", 1, 1, 8192, &s->seal, s->op.key,
	    NULL), 0);
	assert_int_equal(operator_write(s->dir, &s->op, &s->seal, NULL), 0);
	assert_int_equal(seal_open(&s->seal, s->op.key, "x", 1, s->secret,
	    NULL), 0);
	window_for(s, &s->w);
	window_for(s, &s->next);
}

static inline void
open_one(struct scene *s)
{
	assert_int_equal(grant_prepare(&s->w, 600 * SECOND, NULL), 0);
	assert_int_equal(grant_publish(s->dir, &s->w, s->secret, NULL), 0);
}

/* How many windows or approvals count now; *until of the last. */
static inline size_t
open_now(const struct scene *s, enum grant_kind kind, int64_t *until)
{
	struct arena *a = arena_new(16 * 1024 * 1024);
	struct grant_now now;
	struct grants g;
	size_t i, n = 0;

	grant_now(&now);
	assert_int_equal(grant_load(a, &s->policy, NULL, &now, &g, NULL), 0);
	for (i = 0; i < (kind == GRANT_WINDOW ? g.nwindow : g.napproval);
	    i++) {
		const struct window *w = kind == GRANT_WINDOW ? &g.window[i] :
		    &g.approval[i];

		/* Nothing half: what is there is whole. */
		if (w->shut != NULL && strcmp(w->shut, "closed") != 0)
			fail_msg("%s", w->shut);
		if (w->shut != NULL)
			continue;
		*until = w->until_wall;
		n++;
	}
	arena_free(a);
	return n;
}

static inline void
prepare_open(struct scene *s)
{
	assert_int_equal(grant_prepare(&s->next, 600 * SECOND, NULL), 0);
}

#endif
