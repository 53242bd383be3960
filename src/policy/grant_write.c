/* SPDX-License-Identifier: ISC */
/* Changes of windows and approvals; grant.c says what MUST hold. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/hash.h"
#include "base/hex.h"
#include "base/stategroup.h"
#include "policy/grant.h"
#include "policy/statefile.h"

enum { CLOSE_MEMORY = 32 * 1024 * 1024 };

int
grant_prepare(struct window *w, int64_t length, struct err *e)
{
	struct grant_now now;

	if (length <= 0 || (w->kind == GRANT_WINDOW && (w->scope == NULL ||
	    w->scope[0] == NULL)) || (w->user == (uid_t)-1 &&
	    !grant_is_id(w->session)))
		return err_set(e, EINVAL, "a window needs a length, a scope "
		    "and a session");
	grant_now(&now);
	if (now.boot_id[0] == '\0')
		return err_set(e, ENOSYS, "the kernel's boot id cannot be "
		    "read; is /proc mounted?");
	if (hash_random_id(w->id) != 0)
		return err_sys(e, "no random bytes");
	w->opened_wall = now.wall;
	w->opened_boot = now.boot;
	w->until_wall = now.wall + length;
	w->until_boot = now.boot + length;
	memcpy(w->boot, now.boot_id, sizeof w->boot);
	return 0;
}

int
grant_publish(const char *state, const struct window *w,
    const unsigned char secret[SEAL_SECRET], struct err *e)
{
	unsigned char sig[SEAL_SIGNATURE];
	char hex[2 * SEAL_SIGNATURE + 1];
	struct buf b = { 0 };
	int r;

	grant_format(w, &b);
	if (b.failed || b.data == NULL)
		r = err_set(e, ENOMEM, "out of memory");
	else if (seal_sign(secret, b.data, b.len, sig) != 0)
		r = err_set(e, ENOSYS, "libsodium cannot sign");
	else {
		hex_digits(sig, sizeof sig, hex);
		buf_printf(&b, ",\"sig\":\"%s\"}\n", hex);
		if (b.len >= STATEFILE_MAX)
			r = err_set(e, EFBIG, "the reason is too long");
		else
			r = statefile_write(state, "grants", w->id, &b, e);
	}
	buf_free(&b);
	return r;
}

/*
 * The mark comes first: from then on the id is closed. Where there is no room
 * for a mark, taking the record away closes as well and needs none.
 */
int
grant_end(const char *state, const char *id, const char *why, struct err *e)
{
	int folder = statefile_folder(state, "grants", e), r;
	struct err mark = { 0 };
	struct buf b = { 0 };

	if (folder < 0)
		return -1;
	if (statefile_read(folder, id, &b, NULL) != 0 || b.data == NULL ||
	    b.len == 0 || b.data[b.len - 1] != '\n')
		buf_str(&b, "\n");
	buf_printf(&b, "%s %lld\n", why, (long long)clock_wall());
	close(folder);
	if (b.len >= STATEFILE_MAX) {
		buf_reset(&b);
		buf_printf(&b, "\n%s %lld\n", why, (long long)clock_wall());
	}
	r = statefile_write(state, "closed", id, &b, &mark);
	buf_free(&b);
	if (statefile_remove(state, "grants", id, e) != 0 && r != 0)
		return err_set(e, mark.code, "%s is still open: %s", id,
		    mark.msg);
	return 0;
}

int
grant_close(const struct policy *p, const char *id,
    const struct session *session, struct err *e)
{
	struct arena *a = arena_new(CLOSE_MEMORY);
	struct grant_now now;
	struct grants g;
	size_t i;
	int n = 0, r;

	if (a == NULL)
		return err_set(e, ENOMEM, "out of memory");
	if (setjmp(*arena_catch(a)) != 0) {
		arena_free(a);
		return err_set(e, ENOMEM, "too many windows");
	}
	grant_now(&now);
	r = grant_load(a, p, session, &now, &g, e);
	for (i = 0; r == 0 && i < g.nwindow + g.napproval; i++) {
		const struct window *w = i < g.nwindow ? &g.window[i] :
		    &g.approval[i - g.nwindow];

		if (w->shut != NULL || (id != NULL && strcmp(w->id, id) != 0))
			continue;
		r = grant_end(p->state_dir, w->id, "closed", e);
		n += r == 0;
	}
	arena_free(a);
	return r != 0 ? -1 : n;
}

static bool
over(const struct policy *p, const struct window *w,
    const struct grant_now *now)
{
	if (w->shut == NULL || w->boot[0] == '\0' || w->until_boot == 0)
		return false;
	if (strcmp(w->shut, "expired") == 0)
		return now->boot - w->until_boot > p->window_grace ||
		    now->wall - w->until_wall > p->window_grace;
	return strcmp(w->shut, "its session has ended") == 0 ||
	    strcmp(w->shut, "the machine was started again") == 0;
}

/* A rename: of several that try, one succeeds. */
int
grant_sweep(const struct policy *p, const struct window *w,
    const struct grant_now *now, struct err *e)
{
	char path[PATH_MAX];
	int from, to, r;

	if (!over(p, w, now))
		return 0;
	snprintf(path, sizeof path, "%s/closed", p->state_dir);
	if (statefile_mkdirs(path, e) != 0 ||
	    (from = statefile_folder(p->state_dir, "grants", e)) < 0)
		return -1;
	if ((to = statefile_folder(p->state_dir, "closed", e)) < 0) {
		close(from);
		return -1;
	}
	stategroup_raise();
	r = renameat(from, w->id, to, w->id) == 0 ? 1 :
	    errno == ENOENT ? 0 : err_sys(e, "cannot put %s away", w->id);
	stategroup_lower();
	close(from);
	close(to);
	return r;
}

/* Making ID.N is what takes use N: only one process can. */
int
grant_consume(const char *state, const struct window *w,
    const struct grant_use *use, struct err *e)
{
	char path[PATH_MAX];
	int fd = -1, i, folder;

	snprintf(path, sizeof path, "%s/used", state);
	if (statefile_mkdirs(path, e) != 0 ||
	    (folder = statefile_folder(state, "used", e)) < 0)
		return -1;
	for (i = 1; i <= w->times; i++) {
		snprintf(path, sizeof path, "%s.%d", w->id, i);
		stategroup_raise();
		fd = openat(folder, path, O_WRONLY | O_CREAT | O_EXCL |
		    O_NOFOLLOW | O_CLOEXEC, statefile_mode(0600));
		stategroup_lower();
		if (fd >= 0 || errno != EEXIST)
			break;
	}
	if (i > w->times) {
		close(folder);
		return 0;
	}
	if (fd < 0 || grant_note_taken(fd, use) != 0 || fsync(folder) != 0) {
		err_sys(e, "cannot note the use of approval %s", w->id);
		i = -1;
	}
	if (fd >= 0)
		close(fd);
	close(folder);
	if (i == w->times)	/* the last one: nothing is left to read */
		(void)grant_end(state, w->id, "used", NULL);
	return i > 0 ? 1 : -1;
}
