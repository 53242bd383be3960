/* SPDX-License-Identifier: ISC */
#include "ctl/setup_place.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/account.h"
#include "base/io.h"
#include "ctl/setup_json.h"

enum { PLACES_MAX = 64 };

struct places {
	struct setup_place *list;
	size_t n;
};

static void
add(struct places *p, const char *title, const char *path, bool managed)
{
	if (path != NULL && p->n < PLACES_MAX)
		p->list[p->n++] = (struct setup_place){ .title = title,
		    .path = path, .managed = managed };
}

static const char *
home(struct arena *a)
{
	const char *h = getenv("HOME");
	struct account who;

	if (h != NULL && h[0] == '/')
		return h;
	account_find(geteuid(), &who);
	return who.home[0] == '/' ? arena_strdup(a, who.home) : NULL;
}

/* A file of the client's own folder: ~/.claude, or CLAUDE_CONFIG_DIR. */
static const char *
config(struct arena *a, const char *name)
{
	const char *dir = getenv("CLAUDE_CONFIG_DIR");
	const char *h = home(a);

	if (dir != NULL && dir[0] == '/')
		return arena_printf(a, "%s/%s", dir, name);
	/* The old state file lies beside the folder, not in it. */
	if (h != NULL && strcmp(name, ".claude.json") == 0)
		return arena_printf(a, "%s/%s", h, name);
	return h != NULL ? arena_printf(a, "%s/.claude/%s", h, name) : NULL;
}

const char *
setup_user(struct arena *a)
{
	return config(a, "settings.json");
}

const char *
setup_managed(struct arena *a, const char *root)
{
	return arena_printf(a, "%s/etc/claude-code/managed-settings.json",
	    root);
}

static int
by_name(const void *x, const void *y)
{
	return strcmp(*(const char *const *)x, *(const char *const *)y);
}

/* The client merges managed-settings.d/NAME.json over the managed file, by
 * name. */
static void
add_dropins(struct arena *a, const char *root, struct places *p)
{
	const char *folder = arena_printf(a,
	    "%s/etc/claude-code/managed-settings.d", root);
	const char *name[PLACES_MAX];
	DIR *dir = opendir(folder);
	struct dirent *d;
	size_t i, n = 0, len;

	if (dir == NULL)
		return;
	while (n < PLACES_MAX && (d = readdir(dir)) != NULL) {
		len = strlen(d->d_name);
		if (len > 5 && d->d_name[0] != '.' &&
		    strcmp(d->d_name + len - 5, ".json") == 0)
			name[n++] = arena_strdup(a, d->d_name);
	}
	closedir(dir);
	qsort(name, n, sizeof *name, by_name);
	for (i = 0; i < n; i++)
		add(p, "managed settings", arena_printf(a, "%s/%s", folder,
		    name[i]), true);
}

const struct setup_place *
setup_places(struct arena *a, const char *root, const char *project,
    const char *flag)
{
	struct places p = {
	    .list = arena_array(a, PLACES_MAX + 1, sizeof *p.list) };

	add(&p, "old global settings", config(a, ".claude.json"), false);
	add(&p, "user settings", setup_user(a), false);
	add(&p, "project settings",
	    arena_printf(a, "%s/.claude/settings.json", project), false);
	add(&p, "local project settings",
	    arena_printf(a, "%s/.claude/settings.local.json", project),
	    false);
	add(&p, "--settings", flag, false);
	add(&p, "managed settings", setup_managed(a, root), true);
	add_dropins(a, root, &p);
	return p.list;
}

static const char *
beside_us(struct arena *a)
{
	char path[PATH_MAX], *slash;
	ssize_t n = readlink("/proc/self/exe", path, sizeof path - 1);

	if (n <= 0)
		return NULL;
	path[n] = '\0';
	slash = strrchr(path, '/');
	if (slash == NULL)
		return NULL;
	*slash = '\0';
	return arena_printf(a, "%s/bashplate", path);
}

const char *
setup_program(struct arena *a, const char *root)
{
	const char *path = arena_printf(a, "%s%s", root, BINDIR "/bashplate");

	if (access(path, X_OK) == 0)
		return path;
	path = beside_us(a);
	return path != NULL && access(path, X_OK) == 0 ? path : NULL;
}

static bool
same(const char *x, const char *y)
{
	struct stat p, q;

	return x != NULL && y != NULL && stat(x, &p) == 0 &&
	    stat(y, &q) == 0 && p.st_dev == q.st_dev && p.st_ino == q.st_ino;
}

bool
setup_is_ours(struct arena *a, const char *root, const char *path)
{
	return same(path, setup_program(a, root)) || same(path, beside_us(a));
}

int
setup_read(const struct setup_place *p, struct buf *out, struct err *e)
{
	struct err local = { 0 };

	/* --settings takes a file or the JSON text itself. */
	if (p->path[0] == '{') {
		buf_str(out, p->path);
		return 1;
	}
	if (io_read_file(p->path, SETUP_FILE_MAX, 0, out, &local) == 0)
		return 1;
	if (local.code == ENOENT || local.code == ENOTDIR)
		return 0;
	return err_set(e, local.code, "%s", local.msg);
}

int
setup_env(const char *text, size_t len, const char *name, struct buf *out)
{
	struct setup_member env, m;

	if (setup_json_member(text, len, setup_json_root(text, len), "env",
	    &env) == 0 ||
	    setup_json_member(text, len, env.value, name, &m) == 0)
		return 0;
	if (setup_json_string(text, m.value, m.end, out) == 0)
		return 1;
	buf_add(out, text + m.value, m.end - m.value);
	return -1;
}
