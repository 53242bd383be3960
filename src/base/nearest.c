/* SPDX-License-Identifier: ISC */
#include "base/nearest.h"

#include <stddef.h>
#include <string.h>

enum { WORD_MAX = 63 };

void
nearest_init(struct nearest *n, const char *word)
{
	size_t len = strlen(word);

	n->word = word;
	n->best = NULL;
	n->distance = (unsigned)(len / 3 + 2);
}

static unsigned
least(unsigned a, unsigned b, unsigned c)
{
	if (b < a)
		a = b;
	return c < a ? c : a;
}

static unsigned
edits(const char *a, size_t na, const char *b, size_t nb)
{
	unsigned row[WORD_MAX + 1], left, diagonal;
	size_t i, j;

	for (j = 0; j <= nb; j++)
		row[j] = (unsigned)j;
	for (i = 1; i <= na; i++) {
		diagonal = row[0];
		row[0] = (unsigned)i;
		for (j = 1; j <= nb; j++) {
			left = row[j];
			row[j] = least(row[j] + 1, row[j - 1] + 1,
			    diagonal + (a[i - 1] != b[j - 1]));
			diagonal = left;
		}
	}
	return row[nb];
}

void
nearest_offer(struct nearest *n, const char *known)
{
	size_t a = strlen(n->word), b = strlen(known);
	unsigned d;

	if (a > WORD_MAX || b > WORD_MAX)
		return;
	d = edits(n->word, a, known, b);
	if (d < n->distance) {
		n->distance = d;
		n->best = known;
	}
}
