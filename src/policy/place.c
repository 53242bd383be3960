/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "base/glob.h"
#include "policy/match_cache.h"
#include "policy/rule_data.h"

/* Is `path` equal to `dir` or below it? */
static bool
within(const char *dir, const char *path)
{
	size_t n = strlen(dir);

	if (n > 0 && dir[n - 1] == '/')
		n--;
	return strncmp(dir, path, n) == 0 &&
	    (path[n] == '\0' || path[n] == '/');
}

/*
 * Is `path` the folder itself, or a pattern that takes all that is in it:
 * DIR/ and one component of stars, dots, braces and commas alone.
 */
static bool
all_of(const char *dir, const char *path)
{
	size_t n = strlen(dir);

	if (strcmp(dir, "/") == 0)
		n = 0;
	if (strncmp(dir, path, n) != 0)
		return false;
	path += n;
	if (*path == '\0' || strcmp(path, "/") == 0 ||
	    strcmp(path, "/.") == 0)
		return true;
	return *path == '/' && strchr(path, '*') != NULL &&
	    strspn(path + 1, "*.{,}[!^]") == strlen(path + 1);
}

static bool
in_project_root(const struct question *q, const char *path)
{
	const char *dir = q->ctx->project;
	const char *git;

	if (dir == NULL)
		return false;
	git = arena_printf(q->a, "%s/.git", strcmp(dir, "/") == 0 ? "" : dir);
	return all_of(dir, path) || all_of(git, path) ||
	    (within(path, dir) && q->e->recursive);
}

static bool
in_any(const char *const *dirs, const char *path)
{
	for (; dirs != NULL && *dirs != NULL; dirs++) {
		if (within(*dirs, path))
			return true;
	}
	return false;
}

/* / or a top-level folder, or a pattern for all of either; what lies in a
 * scratch folder is not. */
static bool
in_root(const struct question *q, const char *path)
{
	const char *const *s = q->ctx->scratch;
	const char *slash;

	if (all_of("/", path))
		return true;
	for (; s != NULL && *s != NULL; s++) {
		if (within(*s, path) && path[strlen(*s)] == '/')
			return false;
	}
	slash = strchr(path + 1, '/');
	return slash == NULL || (strspn(slash, "/*.") == strlen(slash) &&
	    strcmp(slash, "/..") != 0);
}

static bool
in_system(const char *path)
{
	static const char *const dirs[] = { "/etc", "/usr", "/bin", "/sbin",
	    "/boot", "/var", "/opt", "/srv", NULL };

	return in_any(dirs, path) || (strncmp(path, "/lib", 4) == 0 &&
	    glob_match("/lib*/**", path, strlen(path), GLOB_PATHS)) ||
	    glob_match("/lib*", path, strlen(path), GLOB_PATHS);
}

/* By name, since nothing here asks the kernel. */
static bool
in_device(const char *path)
{
	static const char *const names[] = { "sd[a-z]*", "hd[a-z]*",
	    "vd[a-z]*", "xvd[a-z]*", "nvme*", "mmcblk*", "md[0-9]*", "md/**",
	    "dm-*", "mapper/**", "disk/**", "loop[0-9]*", "sr[0-9]*",
	    "nbd[0-9]*", "zd[0-9]*", "zvol/**", "ram[0-9]*", "rdisk*",
	    "disk[0-9]*", "pmem*", "bcache*", "drbd*", "rbd*", "mem", "kmem",
	    "port", "sg[0-9]*", "mtd*", "ubi*", "nvram", NULL };

	if (strncmp(path, "/dev/", 5) != 0)
		return false;
	for (const char *const *n = names; *n != NULL; n++) {
		if (glob_match(*n, path + 5, strlen(path + 5), GLOB_PATHS))
			return true;
	}
	/* A pattern over devices takes disks along: /dev/[sv]d*. */
	return glob_has_magic(path) && strncmp(path, "/dev/tty", 8) != 0 &&
	    strncmp(path, "/dev/pt", 7) != 0 &&
	    strncmp(path, "/dev/shm/", 9) != 0;
}

/*
 * Does it delete only what builds and editors leave behind? Such names are
 * given to nothing that a place protects.
 */
static bool
only_litter(const struct question *q)
{
	static const char *const names[] = { "*.pyc", "*.pyo", "*.o", "*.lo",
	    "*.obj", "*.class", "*.gcda", "*.gcno", "*.swp", "*.swo", "*.orig",
	    "*.rej", "*~", ".DS_Store", "Thumbs.db", "__pycache__", NULL };
	const char *s = q->e->named;
	const char *const *n;

	if (s == NULL || q->e->kind != EFFECT_DELETE)
		return false;
	for (n = names; *n != NULL; n++) {
		if (glob_match(*n, s, strlen(s), 0))
			return true;
	}
	return false;
}

/* The guard's files, and what would take them along. */
static bool
in_guard(const struct question *q, const char *path)
{
	const char *const *g = match_cache_guard(q->cache, q->ctx);

	if (in_any(g, path))
		return true;
	if ((!q->e->recursive && q->e->kind != EFFECT_DELETE) ||
	    only_litter(q))
		return false;
	for (; g != NULL && *g != NULL; g++) {
		if (within(path, *g))
			return true;
	}
	return false;
}

/* Text `s` against the pattern of a place, either of which may be a
 * pattern: cat .en? reads .env, but cat * is not about .env. */
static bool
like(const char *pattern, const char *s, bool glob, unsigned flags)
{
	size_t lit;

	if (glob_match(pattern, s, strlen(s), flags))
		return true;
	if (!glob)
		return false;
	lit = strcspn(s, "*?[");
	while (lit > 0 && s[lit - 1] != '/' && lit > 1)
		lit--;
	return strcspn(s + lit, "*?[") >= 2 && !glob_has_magic(pattern) &&
	    glob_match(s, pattern, strlen(pattern), flags);
}

/* Does all that the pattern names lie below `path`, and go with it? */
static bool
takes_along(const struct question *q, const char *pattern, const char *path)
{
	size_t n = strlen(path), lit = strcspn(pattern, "*?[");

	if (q->e->kind != EFFECT_DELETE && q->e->kind != EFFECT_META)
		return false;
	return q->e->recursive && n < lit && !only_litter(q) &&
	    strncmp(pattern, path, n) == 0 &&
	    (pattern[n] == '/' || strcmp(path, "/") == 0);
}

static bool
in_pattern(const struct question *q, const char *place, const char *path,
    bool glob)
{
	const char *last = strrchr(path, '/');

	if (strchr(place, '/') == NULL) {
		/* In a folder that is deleted whole nobody looks. */
		return last != NULL && like(place, last + 1, glob,
		    GLOB_PATHS);
	}
	if (strncmp(place, "~/", 2) == 0) {
		if (q->ctx->home == NULL)
			return false;
		place = match_cache_home(q->cache, q->ctx->home, place);
	}
	return like(place, path, glob, GLOB_PATHS) ||
	    takes_along(q, place, path);
}

bool
place_has(const struct question *q, const char *place, const char *path,
    bool glob)
{
	const struct context *c = q->ctx;

	/* Most places are patterns, and no name begins like them. */
	if (strchr("/~*.", place[0]) != NULL)
		return in_pattern(q, place, path, glob);
	if (strcmp(place, "project") == 0)
		return (c->project != NULL && within(c->project, path)) ||
		    (c->work != NULL && within(c->work, path));
	if (strcmp(place, "project-root") == 0)
		return in_project_root(q, path);
	if (strcmp(place, "scratch") == 0)
		return in_any(c->scratch, path);
	if (strcmp(place, "home") == 0)
		return c->home != NULL && (all_of(c->home, path) ||
		    strcmp(path, "/root") == 0 ||
		    glob_match("/home/*", path, strlen(path), GLOB_PATHS));
	if (strcmp(place, "root") == 0)
		return in_root(q, path);
	if (strcmp(place, "system") == 0)
		return in_system(path);
	if (strcmp(place, "device") == 0)
		return in_device(path);
	if (strcmp(place, "guard") == 0)
		return in_guard(q, path);
	if (strcmp(place, "created") == 0)
		return c->created_here != NULL &&
		    c->created_here(c->created_arg, path);
	return in_pattern(q, place, path, glob);
}
