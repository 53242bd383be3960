/* SPDX-License-Identifier: ISC */
/*
 * Windows: STATE/windows/ID, one small JSON file each. It MUST hold:
 *  1. Folder and file pass statefile.h: opened once, not a symlink, one
 *     link, the user's own, writable by nobody else.
 *  2. A record that is not exactly what grant_open() writes is shut: wrong
 *     or missing member, another version, another name than its id.
 *  3. The window ends by boot clock and by wall clock, whichever is first.
 *  4. Another boot id: shut. Opened in the future by either clock: shut (a
 *     clock that was set back does not make a window longer).
 *  5. Its session's anchor must live; the session must be the one it names.
 *  6. A record is written whole or not at all: write, fsync, rename, fsync of
 *     the folder. Closing rewrites it with the time of closing; it never
 *     opens again.
 *  7. Whatever fails on the way: shut, with the reason.
 * A signature by a listed operator is checked in read_window() as one more
 * reason to be shut, once operators exist.
 */
#include "policy/grant.h"

#include <dirent.h>
#include <errno.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/hash.h"
#include "base/jsonraw.h"
#include "policy/statefile.h"

enum { WINDOWS_MAX = 1024, SCOPE_MAX = 64 };

void
grant_now(struct grant_now *now)
{
	now->wall = clock_wall();
	now->boot = clock_boot();
	if (clock_boot_id(now->boot_id, sizeof now->boot_id) != 0)
		now->boot_id[0] = '\0';
}

static bool
is_id(const char *name)
{
	return name != NULL && strlen(name) == 16 &&
	    strspn(name, "0123456789abcdef") == 16;
}

static int
copy(char *out, size_t size, const char *s)
{
	if (s == NULL || strlen(s) >= size)
		return -1;
	memcpy(out, s, strlen(s) + 1);
	return 0;
}

static int
number(const cJSON *j, const char *key, int64_t *out)
{
	long long n;

	if (jsonraw_int64(j, key, &n) != 0)
		return -1;
	*out = n;
	return 0;
}

static int
read_scope(struct arena *a, const cJSON *j, struct window *w)
{
	const cJSON *list = cJSON_GetObjectItemCaseSensitive(j, "scope"), *v;
	const char **out;
	size_t n = 0;

	if (!cJSON_IsArray(list) || cJSON_GetArraySize(list) > SCOPE_MAX)
		return -1;
	out = arena_array(a, SCOPE_MAX + 1, sizeof *out);
	cJSON_ArrayForEach(v, list) {
		if (!cJSON_IsString(v))
			return -1;
		out[n++] = arena_strdup(a, v->valuestring);
	}
	w->scope = out;
	return n > 0 ? 0 : -1;
}

/* MUST 2. */
static int
fill(struct arena *a, const cJSON *j, const char *id, struct window *w)
{
	const char *reason = jsonraw_string(j, "reason");
	const char *name = jsonraw_string(j, "id");
	const cJSON *ver = cJSON_GetObjectItemCaseSensitive(j, "ver");
	int64_t uid;

	if (!cJSON_IsNumber(ver) || ver->valueint != 1 || name == NULL ||
	    strcmp(name, id) != 0 || reason == NULL ||
	    copy(w->session, sizeof w->session,
	    jsonraw_string(j, "session")) != 0 || !is_id(w->session) ||
	    copy(w->operator_name, sizeof w->operator_name,
	    jsonraw_string(j, "operator")) != 0 ||
	    copy(w->boot, sizeof w->boot, jsonraw_string(j, "boot")) != 0 ||
	    number(j, "uid", &uid) != 0 ||
	    number(j, "opened_wall", &w->opened_wall) != 0 ||
	    number(j, "until_wall", &w->until_wall) != 0 ||
	    number(j, "opened_boot", &w->opened_boot) != 0 ||
	    number(j, "until_boot", &w->until_boot) != 0 ||
	    read_scope(a, j, w) != 0)
		return -1;
	w->uid = (uid_t)uid;
	w->reason = arena_strdup(a, reason);
	/* Both clocks must tell of the same length. */
	return w->until_wall - w->opened_wall ==
	    w->until_boot - w->opened_boot &&
	    w->until_wall > w->opened_wall ? 0 : -1;
}

/* MUST 3, 4 and 5. Why the window is shut, or NULL. */
static const char *
why_shut(const cJSON *j, const struct window *w, const char *state,
    const struct grant_now *now)
{
	struct session s;
	int r;

	if (cJSON_GetObjectItemCaseSensitive(j, "closed") != NULL)
		return "closed";
	if (now->boot_id[0] == '\0' || strcmp(w->boot, now->boot_id) != 0)
		return "the machine was started again";
	if (now->boot < w->opened_boot || now->wall < w->opened_wall)
		return "opened in the future: a clock was set back";
	if (now->boot >= w->until_boot || now->wall >= w->until_wall)
		return "expired";
	r = session_find(state, w->session, &s);
	if (r != 0 || !session_alive(&s))
		return "its session has ended";
	return NULL;
}

/*
 * Before a command runs only an open window of its own session matters. What
 * plainly is none is not parsed: a quote inside a string is escaped, so these
 * bytes cannot stand in a reason.
 */
static bool
irrelevant(const struct buf *b, const char *session)
{
	return session != NULL && b->data != NULL &&
	    (strstr(b->data, session) == NULL ||
	    strstr(b->data, ",\"closed\":") != NULL);
}

/* Returns false for one that need not be listed. */
static bool
read_window(struct arena *a, int folder, const char *state, const char *id,
    const char *session, const struct grant_now *now, struct window *w)
{
	struct buf b = { 0 };
	struct err e = { 0 };
	cJSON *j = NULL;

	memset(w, 0, sizeof *w);
	copy(w->id, sizeof w->id, id);
	w->shut = "the record is damaged or not one of ours";
	if (statefile_read(folder, id, &b, &e) != 0)
		w->shut = arena_printf(a, "not to be trusted: %s", e.msg);
	else if (irrelevant(&b, session)) {
		buf_free(&b);
		return false;
	} else if (b.data != NULL && !b.failed &&
	    (j = jsonraw_parse(b.data, b.len)) != NULL &&
	    fill(a, j, id, w) == 0)
		w->shut = why_shut(j, w, state, now);
	if (w->reason == NULL)
		w->reason = "";
	if (w->scope == NULL)
		w->scope = arena_array(a, 1, sizeof *w->scope);
	cJSON_Delete(j);
	buf_free(&b);
	return session == NULL || strcmp(w->session, session) == 0;
}

/* Append to a list that doubles: most commands meet no window at all. */
static void
keep(struct arena *a, struct grants *g, const struct window *w)
{
	struct window *list = (struct window *)(uintptr_t)g->window;
	size_t n = g->nwindow;

	if (n == 0 || (n >= 8 && (n & (n - 1)) == 0)) {
		list = arena_array(a, n == 0 ? 8 : 2 * n, sizeof *list);
		if (n > 0)
			memcpy(list, g->window, n * sizeof *list);
		g->window = list;
	}
	list[g->nwindow++] = *w;
}

int
grant_load(struct arena *a, const char *state, const char *id,
    const struct grant_now *now, struct grants *out, struct err *e)
{
	struct err local = { 0 };
	struct window w;
	struct dirent *d;
	int folder;
	DIR *dir;

	memset(out, 0, sizeof *out);
	folder = statefile_folder(state, "windows", &local);
	if (folder < 0 && local.code == ENOENT)
		return 0;
	if (folder < 0)
		return err_set(e, local.code, "%s", local.msg);
	dir = fdopendir(folder);
	if (dir == NULL) {
		close(folder);
		return err_sys(e, "cannot list %s/windows", state);
	}
	while (out->nwindow < WINDOWS_MAX && (d = readdir(dir)) != NULL) {
		if (!is_id(d->d_name))
			continue;
		if (read_window(a, folder, state, d->d_name, id, now, &w))
			keep(a, out, &w);
	}
	closedir(dir);
	return 0;
}

static bool
in_scope(const char *scope, const struct rule *r)
{
	return strcmp(scope, "*") == 0 || strcmp(scope, r->pack) == 0 ||
	    strcmp(scope, r->id) == 0 || fnmatch(scope, r->id, 0) == 0;
}

const struct window *
grant_covers(const struct grants *g, const struct rule *r)
{
	const char *const *s;
	size_t i;

	for (i = 0; g != NULL && i < g->nwindow; i++) {
		if (g->window[i].shut != NULL)
			continue;
		for (s = g->window[i].scope; *s != NULL; s++)
			if (in_scope(*s, r))
				return &g->window[i];
	}
	return NULL;
}

static void
format(const struct window *w, int64_t closed, struct buf *b)
{
	const char *const *s;

	buf_printf(b, "{\"ver\":1,\"id\":\"%s\",\"session\":\"%s\","
	    "\"uid\":\"%lu\",\"operator\":", w->id, w->session,
	    (unsigned long)w->uid);
	buf_json(b, w->operator_name, strlen(w->operator_name));
	buf_printf(b, ",\"opened_wall\":\"%lld\",\"until_wall\":\"%lld\","
	    "\"opened_boot\":\"%lld\",\"until_boot\":\"%lld\","
	    "\"boot\":\"%s\",\"reason\":", (long long)w->opened_wall,
	    (long long)w->until_wall, (long long)w->opened_boot,
	    (long long)w->until_boot, w->boot);
	buf_json(b, w->reason, strlen(w->reason));
	buf_str(b, ",\"scope\":[");
	for (s = w->scope; *s != NULL; s++) {
		if (s != w->scope)
			buf_char(b, ',');
		buf_json(b, *s, strlen(*s));
	}
	buf_char(b, ']');
	if (closed != 0)
		buf_printf(b, ",\"closed\":\"%lld\"", (long long)closed);
	buf_str(b, "}\n");
}

static int
write_window(const char *state, const struct window *w, int64_t closed,
    struct err *e)
{
	struct buf b = { 0 };
	int r;

	format(w, closed, &b);
	if (b.len >= STATEFILE_MAX)
		r = err_set(e, EFBIG, "the reason is too long");
	else
		r = statefile_write(state, "windows", w->id, &b, e);
	buf_free(&b);
	return r;
}

int
grant_open(const char *state, struct window *w, struct err *e)
{
	int64_t length = w->until_wall - w->opened_wall;
	struct grant_now now;

	if (length <= 0 || w->scope == NULL || w->scope[0] == NULL ||
	    !is_id(w->session))
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
	if (w->reason == NULL)
		w->reason = "";
	return write_window(state, w, 0, e);
}

int
grant_close(const char *state, const char *id, const char *session,
    struct err *e)
{
	struct arena *a = arena_new(8 * 1024 * 1024);
	struct grant_now now;
	struct grants g;
	int n = 0, r;
	size_t i;

	if (a == NULL)
		return err_set(e, ENOMEM, "out of memory");
	if (setjmp(*arena_catch(a)) != 0) {
		arena_free(a);
		return err_set(e, ENOMEM, "too many windows");
	}
	grant_now(&now);
	r = grant_load(a, state, session, &now, &g, e);
	for (i = 0; r == 0 && i < g.nwindow; i++) {
		if (g.window[i].shut != NULL ||
		    (id != NULL && strcmp(g.window[i].id, id) != 0))
			continue;
		r = write_window(state, &g.window[i], now.wall, e);
		n += r == 0;
	}
	arena_free(a);
	return r != 0 ? -1 : n;
}
