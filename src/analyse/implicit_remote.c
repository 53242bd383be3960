/* SPDX-License-Identifier: ISC */
/* Is one remote another's place under a different name? */
#include <ctype.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "analyse/implicit_git.h"

const char *
git_get(struct walk *w, const struct repo *r, const char *section,
    const char *sub, const char *name)
{
	return gitconfig_get(&r->conf, arena_printf(w->a, "%s.%s.%s", section,
	    sub, name));
}

/* A remote that is a folder of this machine, or NULL. */
static const char *
local_path(struct walk *w, const struct repo *r, const char *url)
{
	char real[PATH_MAX];
	const char *path;

	if (strncmp(url, "file://", 7) == 0)
		url += 7;
	else if (strcspn(url, ":") < strcspn(url, "/") ||
	    strchr(url, '/') == NULL)
		return NULL;
	path = walk_join(w, r->top, url);
	if (realpath(path, real) != NULL ||
	    realpath(arena_printf(w->a, "%s.git", path), real) != NULL)
		return arena_strdup(w->a, real);
	return path;
}

/* url.BASE.insteadOf, url.BASE.pushInsteadOf: the longest prefix counts. */
static const char *
rewritten(struct walk *w, const struct repo *r, const char *url)
{
	const char *best = NULL, *base = NULL;
	size_t n;

	for (const struct gitvar *v = r->conf.head; v != NULL; v = v->next) {
		const char *dot = strrchr(v->key, '.');

		if (strncmp(v->key, "url.", 4) != 0 || dot < v->key + 4 ||
		    (strcmp(dot, ".insteadof") != 0 &&
		    strcmp(dot, ".pushinsteadof") != 0))
			continue;
		n = strlen(v->value);
		if (n > 0 && strncmp(url, v->value, n) == 0 &&
		    (best == NULL || n >= strlen(best))) {
			best = v->value;
			base = arena_strndup(w->a, v->key + 4,
			    (size_t)(dot - v->key) - 4);
		}
	}
	return best == NULL ? url :
	    arena_printf(w->a, "%s%s", base, url + strlen(best));
}

/* Host and path, however they are spelled. */
static const char *
place_of(struct walk *w, const struct repo *r, const char *url)
{
	const char *s = strstr(url, "://"), *at, *path;
	char *out;
	size_t n;

	url = rewritten(w, r, url);
	if ((path = local_path(w, r, url)) != NULL)
		return path;
	s = s != NULL ? s + 3 : url;
	at = strpbrk(s, "@/");
	if (at != NULL && *at == '@')
		s = at + 1;
	out = arena_strdup(w->a, s);
	for (char *c = out; *c != '\0'; c++)
		*c = *c == ':' ? '/' : (char)tolower((unsigned char)*c);
	for (n = strlen(out); n > 0 && out[n - 1] == '/'; n--)
		out[n - 1] = '\0';
	if (n > 4 && strcmp(out + n - 4, ".git") == 0)
		out[n - 4] = '\0';
	return out;
}

void
git_same_place(struct walk *w, const struct repo *r, const char *remote,
    struct norm *n, unsigned argc)
{
	const char *url = git_get(w, r, "remote", remote, "pushurl"), *here;
	unsigned added = 0;

	if (url == NULL)
		url = git_get(w, r, "remote", remote, "url");
	here = place_of(w, r, url != NULL ? url : remote);
	for (const struct gitvar *v = r->conf.head; v != NULL &&
	    added < GIT_REMOTES_MAX; v = v->next) {
		const char *dot = strrchr(v->key, '.'), *name;

		if (strncmp(v->key, "remote.", 7) != 0 || dot < v->key + 7 ||
		    (strcmp(dot, ".url") != 0 && strcmp(dot, ".pushurl") != 0))
			continue;
		name = arena_strndup(w->a, v->key + 7,
		    (size_t)(dot - v->key) - 7);
		if (strcmp(name, remote) != 0 &&
		    strcmp(place_of(w, r, v->value), here) == 0) {
			implicit_operand(n, OPERAND_REMOTE, NULL, name, argc);
			added++;
		}
	}
}
