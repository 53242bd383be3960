/* SPDX-License-Identifier: ISC */
#include "kernel/tally.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void
tally_name(const char *path, char out[TALLY_NAME_MAX])
{
	const char *slash = strrchr(path, '/');

	snprintf(out, TALLY_NAME_MAX, "%s", slash != NULL ? slash + 1 : path);
}

static void
add(struct tally *t, const char *name, unsigned long count)
{
	unsigned i;

	t->total += count;
	for (i = 0; i < t->n; i++)
		if (strncmp(t->entry[i].name, name, TALLY_NAME_MAX - 1) == 0) {
			t->entry[i].count += count;
			return;
		}
	if (t->n == TALLY_NAMES) {
		t->others += count;
		return;
	}
	snprintf(t->entry[i].name, TALLY_NAME_MAX, "%s", name);
	t->entry[i].count = count;
	t->n++;
}

void
tally_add(struct tally *t, const char *name)
{
	add(t, name, 1);
}

void
tally_merge(struct tally *t, const struct tally *from)
{
	unsigned i;

	for (i = 0; i < from->n; i++)
		add(t, from->entry[i].name, from->entry[i].count);
	t->others += from->others;
	t->total += from->others;
}

static int
more_first(const void *a, const void *b)
{
	unsigned long x, y;

	/* The count follows the name in each entry. */
	memcpy(&x, (const char *)a + TALLY_NAME_MAX, sizeof x);
	memcpy(&y, (const char *)b + TALLY_NAME_MAX, sizeof y);
	return (x < y) - (x > y);
}

void
tally_print(struct tally *t, char *out, size_t size)
{
	size_t at = 0;
	unsigned i;
	int n;

	if (size == 0)
		return;
	out[0] = '\0';
	qsort(t->entry, t->n, sizeof t->entry[0], more_first);
	for (i = 0; i < t->n; i++) {
		n = snprintf(out + at, size - at, "%s%s %lu",
		    i == 0 ? "" : ", ", t->entry[i].name, t->entry[i].count);
		if (n < 0 || (size_t)n >= size - at)
			break;
		at += (size_t)n;
	}
	if (t->others > 0 && at < size)
		snprintf(out + at, size - at, ", others %lu", t->others);
}
