/* SPDX-License-Identifier: ISC */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "analyse/pattern.h"
#include "analyse/walk_int.h"

/* Lexically normal: no //, ., .. or final /. `path` is absolute. */
static char *
normal(struct walk *w, const char *path)
{
	char *out = arena_alloc(w->a, strlen(path) + 2);
	size_t k = 0;
	const char *p = path, *e;

	while (*p != '\0') {
		while (*p == '/')
			p++;
		e = p + strcspn(p, "/");
		if (e == p)
			break;
		if (e - p == 1 && *p == '.') {
			p = e;
			continue;
		}
		if (e - p == 2 && p[0] == '.' && p[1] == '.') {
			while (k > 0 && out[--k] != '/')
				;
			p = e;
			continue;
		}
		out[k++] = '/';
		memcpy(out + k, p, (size_t)(e - p));
		k += (size_t)(e - p);
		p = e;
	}
	if (k == 0)
		out[k++] = '/';
	out[k] = '\0';
	return out;
}

/* With the symlinks of its longest existing prefix resolved. */
static char *
resolved(struct walk *w, const char *path, bool follow, bool glob)
{
	char real[PATH_MAX], *head, *cut, *last;
	size_t len = strlen(path), upto = len;

	if (!w->world->read_files || len == 0 || len >= PATH_MAX - 1 ||
	    strncmp(path, "/dev/", 5) == 0)
		return normal(w, path);
	head = arena_strndup(w->a, path, len);
	if (glob) {
		upto = pattern_head(path, len);
		while (upto > 0 && head[upto] != '/')
			upto--;
	} else if (!follow) {
		while (upto > 1 && head[upto - 1] == '/')
			upto--;
		last = memrchr(head, '/', upto);
		/* A last . or .. has to be followed all the same. */
		if (last != NULL && strspn(last + 1, ".") < upto -
		    (size_t)(last + 1 - head))
			upto = (size_t)(last - head);
	}
	head[upto] = '\0';
	for (;;) {
		if (upto == 0 || *head == '\0')
			return normal(w, path);
		if (realpath(head, real) != NULL)
			break;
		if ((cut = strrchr(head, '/')) == NULL)
			return normal(w, path);
		*cut = '\0';
		upto = (size_t)(cut - head);
	}
	return normal(w, arena_printf(w->a, "%s/%s", real, path + upto));
}

char *
walk_join(struct walk *w, const char *cwd, const char *path)
{
	if (*path == '/')
		return arena_strdup(w->a, path);
	return arena_printf(w->a, "%s/%s", cwd, path);
}

const char *const *
walk_abs(struct walk *w, const struct value *path, bool follow)
{
	const struct value *cwd = w->cwd->obj;
	bool glob = (path->flags & VALUE_GLOB) != 0;
	const char **out;
	unsigned i, j, k = 0;

	if (w->where != WHERE_LOCAL && w->where != WHERE_DEFERRED)
		return NULL;
	out = arena_array(w->a, path->nalt * cwd->nalt + 1u, sizeof *out);
	for (i = 0; i < path->nalt; i++) {
		if (path->alt[i].hole || path->alt[i].prelen == 0)
			continue;
		for (j = 0; j < cwd->nalt; j++) {
			if (path->alt[i].pre[0] != '/' && cwd->alt[j].hole)
				continue;
			out[k++] = resolved(w, walk_join(w, cwd->alt[j].pre,
			    path->alt[i].pre), follow, glob);
			if (path->alt[i].pre[0] == '/')
				break;
		}
	}
	return k == 0 ? NULL : (const char *const *)out;
}
