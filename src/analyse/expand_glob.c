/* SPDX-License-Identifier: ISC */
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "analyse/expand.h"
#include "analyse/pattern.h"

/*
 * A pattern against the file system as it is now. Bounded for one line: so
 * many names are looked at in all, and a pattern with more matches stays what
 * it is.
 */
enum { LOOKED_MAX = 4096, MATCHES_MAX = 64, COMPONENTS_MAX = 16 };

struct finder {
	struct walk *w;
	const char *base;	/* the cwd, with what a relative one needs */
	const char *found[MATCHES_MAX];
	unsigned n, depth;
	bool gave_up;
};

static const char *
under(struct finder *f, const char *path)
{
	return *path == '/' || *f->base == '\0' ? path :
	    arena_printf(f->w->a, "%s/%s", f->base, path);
}

static void descend(struct finder *f, const char *head, const char *rest);

/* `head` is matched so far; a name with `rest` left to match. */
static void
step(struct finder *f, const char *head, const char *name, const char *rest)
{
	const char *path = arena_printf(f->w->a, "%s%s", head, name);
	struct stat st;

	if (*rest == '/') {
		descend(f, arena_printf(f->w->a, "%s/", path), rest +
		    strspn(rest, "/"));
		return;
	}
	if (lstat(under(f, path), &st) < 0)
		return;
	if (f->n == MATCHES_MAX)
		f->gave_up = true;
	else
		f->found[f->n++] = path;
}

static void
search(struct finder *f, const char *head, const char *pat, size_t n,
    const char *rest)
{
	DIR *dir = opendir(*head == '\0' ? under(f, ".") : under(f, head));
	const struct dirent *e;
	int yes;

	if (dir == NULL)
		return;
	while (!f->gave_up && (e = readdir(dir)) != NULL) {
		if (++f->w->looked_at > LOOKED_MAX) {
			f->gave_up = true;
			break;
		}
		/* As a pattern that does not begin with a dot. */
		if (e->d_name[0] == '.' && *pat != '.')
			continue;
		yes = pattern_match(pat, n, e->d_name, strlen(e->d_name));
		if (yes < 0)
			f->gave_up = true;
		else if (yes == 1)
			step(f, head, arena_strdup(f->w->a, e->d_name), rest);
	}
	closedir(dir);
}

static void
descend(struct finder *f, const char *head, const char *rest)
{
	size_t n = strcspn(rest, "/"), len;

	if (f->gave_up)
		return;
	if (++f->depth > COMPONENTS_MAX)
		f->gave_up = true;
	else if (pattern_has(rest, n))
		search(f, head, rest, n, rest + n);
	else if (n > 0)
		step(f, head, pattern_decode(f->w->a, rest, n, &len),
		    rest + n);
	f->depth--;
}

static int
by_name(const void *x, const void *y)
{
	return strcmp(*(const char *const *)x, *(const char *const *)y);
}

unsigned
expand_glob(struct walk *w, const struct value *v, struct fields *out)
{
	struct finder f = { .w = w };
	const char *t = value_text(v);
	struct value *one;
	unsigned i;

	if (t == NULL || (v->flags & VALUE_GLOB) == 0 ||
	    !w->world->read_files || w->where != WHERE_LOCAL ||
	    w->looked_at > LOOKED_MAX)
		return 0;
	f.base = *t == '/' ? "" : value_text(w->cwd->obj);
	if (f.base == NULL || strlen(t) != v->alt[0].prelen)
		return 0;
	if (*t == '/')
		descend(&f, "/", t + strspn(t, "/"));
	else
		descend(&f, "", t);
	if (f.gave_up)
		return 0;
	qsort(f.found, f.n, sizeof *f.found, by_name);
	for (i = 0; i < f.n; i++) {
		one = value_const(w->a, f.found[i], strlen(f.found[i]));
		one->flags = v->flags & ~(unsigned)(VALUE_GLOB | VALUE_MANY);
		one->span = v->span;
		fields_add(w, out, one);
	}
	return f.n;
}
