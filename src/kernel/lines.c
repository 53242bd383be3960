/* SPDX-License-Identifier: ISC */
#include "kernel/lines.h"

#include <string.h>
#include <sys/mman.h>

#include "base/clock.h"

void
lines_text(char out[GATES_TEXT], const char *text, size_t len)
{
	static const char cut[] = " [...]";
	size_t n = text != NULL ? len : 0;

	if (n >= GATES_TEXT) {
		n = GATES_TEXT - sizeof cut;
		memcpy(out + n, cut, sizeof cut);
	} else
		out[n] = '\0';
	if (n > 0)
		memcpy(out, text, n);
}

struct lines *
lines_new(void)
{
	struct lines *l = mmap(NULL, sizeof *l, PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	return l == MAP_FAILED ? NULL : l;
}

void
lines_free(struct lines *l)
{
	if (l != NULL)
		(void)munmap(l, sizeof *l);
}

void
lines_add(struct lines *l, const char *id, const char *text, size_t len)
{
	uint64_t n = atomic_fetch_add(&l->written, 1);
	struct line *line = &l->line[n % LINES_KEPT];

	line->at = clock_boot();
	memset(line->id, 0, sizeof line->id);
	memcpy(line->id, id, strnlen(id, sizeof line->id - 1));
	lines_text(line->text, text, len);
	atomic_store(&l->whole, n + 1);
}

bool
lines_find(const struct lines *l, int64_t at, int64_t step, struct line *out)
{
	uint64_t n = atomic_load(&l->whole), i;

	for (i = 0; i < LINES_KEPT - 1 && i < n; i++) {
		*out = l->line[(n - 1 - i) % LINES_KEPT];
		/* Was it written over while we read? */
		if (atomic_load(&l->written) - (n - 1 - i) > LINES_KEPT)
			return false;
		if (out->at / step <= at / step)
			return true;
	}
	return false;
}
