/* SPDX-License-Identifier: ISC */
/*
 * Path, arguments and environment of an exec, read page by page with as few
 * calls as there are steps: the vectors, then what they point to. Most of it
 * lies on a handful of pages, and each call costs more than a page.
 */
#include <string.h>
#include <sys/uio.h>

#include "kernel/target.h"

enum { PAGE = 4096, PAGES_MAX = 48, WORDS_MAX = 1024 };

struct view {
	struct arena *a;
	pid_t tid;
	uint64_t page[PAGES_MAX];	/* addresses, in order of arrival */
	char *data[PAGES_MAX];
	unsigned n;			/* that are wanted */
	unsigned have;			/* ... and that are here */
};

static unsigned
find(const struct view *v, uint64_t addr)
{
	uint64_t page = addr - addr % PAGE;
	unsigned i;

	/* The last ones first: words lie side by side. */
	for (i = v->n; i-- > 0;)
		if (v->page[i] == page)
			return i;
	return PAGES_MAX;
}

static bool
want(struct view *v, uint64_t addr)
{
	if (find(v, addr) < PAGES_MAX)
		return true;
	if (v->n == PAGES_MAX)
		return false;
	v->page[v->n++] = addr - addr % PAGE;
	return true;
}

/* Everything that is wanted and not here, in one call. */
static bool
fetch(struct view *v)
{
	struct iovec local, remote[PAGES_MAX];
	unsigned n = v->n - v->have, i;
	char *room;

	if (n == 0)
		return true;
	room = arena_alloc(v->a, (size_t)n * PAGE);
	local = (struct iovec){ room, (size_t)n * PAGE };
	for (i = 0; i < n; i++) {
		remote[i] = (struct iovec){
		    (void *)(uintptr_t)v->page[v->have + i], PAGE };
		v->data[v->have + i] = room + (size_t)i * PAGE;
	}
	if (process_vm_readv(v->tid, &local, 1, remote, n, 0) !=
	    (ssize_t)local.iov_len)
		return false;
	v->have = v->n;
	return true;
}

/* What is at `addr`, and how much of it until the page ends. */
static char *
at(struct view *v, uint64_t addr, size_t *left)
{
	if (!want(v, addr) || !fetch(v))
		return NULL;
	*left = PAGE - (size_t)(addr % PAGE);
	return v->data[find(v, addr)] + addr % PAGE;
}

/* A word that ends on its page lies where it was read, others are joined. */
static char *
word(struct view *v, uint64_t addr, size_t *len)
{
	char *piece, *end, *out = NULL, *grown;
	size_t left, got = 0;

	for (;;) {
		piece = at(v, addr + got, &left);
		if (piece == NULL)
			return NULL;
		end = memchr(piece, '\0', left);
		if (end != NULL && out == NULL) {
			*len = (size_t)(end - piece);
			return piece;
		}
		if (end != NULL)
			left = (size_t)(end - piece);
		grown = arena_alloc(v->a, got + left + 1);
		if (got > 0)
			memcpy(grown, out, got);
		memcpy(grown + got, piece, left);
		out = grown;
		got += left;
		if (end != NULL) {
			*len = got;
			return out;
		}
	}
}

/* The pointers of a vector, and the pages of what they point to. */
static bool
vector(struct view *v, uint64_t addr, uint64_t p[WORDS_MAX], unsigned *n)
{
	size_t left;
	char *here;

	*n = 0;
	if (addr == 0)
		return true;
	if (addr % sizeof *p != 0)
		return false;
	for (here = at(v, addr, &left); here != NULL;
	    here = at(v, addr + *n * sizeof *p, &left))
		for (; left > 0; here += sizeof *p, left -= sizeof *p) {
			memcpy(&p[*n], here, sizeof *p);
			if (p[*n] == 0)
				return true;
			if (++*n == WORDS_MAX)
				return false;
		}
	return false;
}

static bool
words(struct view *v, const uint64_t *p, unsigned n, struct target_words *out)
{
	unsigned i;

	memset(out, 0, sizeof *out);
	out->word = arena_array(v->a, (size_t)n + 1, sizeof *out->word);
	out->len = arena_array(v->a, (size_t)n + 1, sizeof *out->len);
	for (i = 0; i < n; i++) {
		out->word[i] = word(v, p[i], &out->len[i]);
		if (out->word[i] == NULL)
			return false;
		out->bytes += out->len[i] + 1;
	}
	out->count = n;
	return true;
}

static bool
want_all(struct view *v, const uint64_t *p, unsigned n)
{
	unsigned i;

	for (i = 0; i < n; i++)
		if (!want(v, p[i]))
			return false;
	return true;
}

bool
target_view(struct arena *a, pid_t tid, const uint64_t addr[3], char **path,
    struct target_words *argv, struct target_words *envp)
{
	struct view v = { .a = a, .tid = tid };
	uint64_t p[2][WORDS_MAX];
	unsigned n[2], i;
	size_t len;

	for (i = 0; i < 3; i++)
		if (addr[i] != 0 && !want(&v, addr[i]))
			return false;
	if (!vector(&v, addr[1], p[0], &n[0]) ||
	    !vector(&v, addr[2], p[1], &n[1]) ||
	    !want_all(&v, p[0], n[0]) || !want_all(&v, p[1], n[1]))
		return false;
	*path = word(&v, addr[0], &len);
	return *path != NULL && len <= TARGET_PATH_MAX &&
	    words(&v, p[0], n[0], argv) && words(&v, p[1], n[1], envp);
}
