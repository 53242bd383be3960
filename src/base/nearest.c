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

/* Two letters in the wrong order are one slip: "puhs". */
static unsigned
edits(const char *a, size_t na, const char *b, size_t nb)
{
	unsigned row[3][WORD_MAX + 1], *before = row[0], *last = row[1];
	unsigned *now = row[2], *swap;
	size_t i, j;

	for (j = 0; j <= nb; j++)
		last[j] = (unsigned)j;
	for (i = 1; i <= na; i++) {
		now[0] = (unsigned)i;
		for (j = 1; j <= nb; j++) {
			now[j] = least(last[j] + 1, now[j - 1] + 1,
			    last[j - 1] + (a[i - 1] != b[j - 1]));
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] &&
			    a[i - 2] == b[j - 1] && before[j - 2] + 1 < now[j])
				now[j] = before[j - 2] + 1;
		}
		swap = before;
		before = last;
		last = now;
		now = swap;
	}
	return last[nb];
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
