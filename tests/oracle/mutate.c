/* SPDX-License-Identifier: ISC */
/*
 * mutate SEED COUNT DIR CASES...: writes COUNT programs into DIR, each a case
 * with a few seeded changes: bytes lost, doubled, swapped; words and lines
 * moved; separators exchanged; the whole wrapped in another construct.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/io.h"

enum { MAX_CASES = 2000 };

static uint64_t state;

static size_t
below(size_t n)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return n == 0 ? 0 : (size_t)(state % n);
}

static void
splice(struct buf *b, size_t at, size_t drop, const char *s, size_t n)
{
	struct buf out = { 0 };

	buf_add(&out, b->data, at);
	buf_add(&out, s, n);
	buf_add(&out, b->data + at + drop, b->len - at - drop);
	buf_free(b);
	*b = out;
}

static void
wrap(struct buf *b)
{
	static const char *const around[][2] = {
		{ "echo $(", "\n)" }, { "(", "\n)" }, { "{ ", "\n}" },
		{ "if ", "\nthen x; fi" }, { "f() {\n", "\n}" },
		{ "cat <<E_O_F\n$(", "\n)\nE_O_F\n" }, { "a <(", "\n) b" },
		{ "x=(\"$(", "\n)\")" }, { "while ", "\ndo y; done" },
		{ "case $(", "\n) in z) w;; esac" }, { "! ", "" },
		{ "echo ${x:-$(", "\n)}" }, { "(( a[$(", "\n)] ))" },
		{ "[[ -n $(", "\n) ]]" }, { "time ", "" },
		{ "a <<A <<B; ", "\nq\nA\nr\nB\ns" },
	};
	size_t k = below(sizeof around / sizeof around[0]);

	splice(b, 0, 0, around[k][0], strlen(around[k][0]));
	splice(b, b->len, 0, around[k][1], strlen(around[k][1]));
}

static void
mutate(struct buf *b)
{
	static const char *const bits[] = { "\\\n", ";", "\n", "&", "|", "'",
	    "\"", "`", "$", "(", ")", "{", "}", "#", " ", "<", ">", "$(a)",
	    "<<A", "\\", "[", "]", "=", "!", "''", "\"\"", "&&", "${x}", "`b`",
	    " # c\n", "$((1))", ";;", "in", "do", "\t", "-", "*", "@", "2>",
	    "x=", "~", "[[ ", " ]]", "<(b)", "$'q'", "time " };
	size_t at = below(b->len + 1), n;
	char c;

	switch (below(9)) {
	case 0:
		if (at < b->len)
			splice(b, at, 1, "", 0);
		break;
	case 1:
		n = below(8) + 1;
		if (at + n <= b->len)
			splice(b, at, n, "", 0);
		break;
	case 2:
		if (at + 1 < b->len) {
			c = b->data[at];
			b->data[at] = b->data[at + 1];
			b->data[at + 1] = c;
		}
		break;
	case 3:
		n = below(12) + 1;
		if (at + n <= b->len) {
			char copy[16];

			memcpy(copy, b->data + at, n);
			splice(b, below(b->len), 0, copy, n);
		}
		break;
	case 4:
		for (n = at; n < b->len && b->data[n] != '\n' &&
		    b->data[n] != ';'; n++)
			continue;
		if (n < b->len)
			b->data[n] = b->data[n] == '\n' ? ';' : '\n';
		break;
	case 5:
		wrap(b);
		break;
	default:
		n = below(sizeof bits / sizeof bits[0]);
		splice(b, at, 0, bits[n], strlen(bits[n]));
		break;
	}
}

int
main(int argc, char **argv)
{
	static struct buf cases[MAX_CASES];
	size_t ncases = 0, count, i, k;
	struct buf b = { 0 };
	char path[4096];
	struct err e;
	FILE *f;
	int a;

	if (argc < 5)
		return 2;
	state = strtoull(argv[1], NULL, 10) * 2654435761u + 88172645463325252u;
	count = strtoul(argv[2], NULL, 10);
	for (a = 4; a < argc && ncases < MAX_CASES; a++)
		if (io_read_file(argv[a], 1 << 20, 0, &cases[ncases],
		    &e) == 0 && cases[ncases].len > 0)
			ncases++;
	for (i = 0; i < count && ncases > 0; i++) {
		buf_reset(&b);
		k = below(ncases);
		buf_add(&b, cases[k].data, cases[k].len);
		for (k = below(3) + 1; k > 0; k--)
			mutate(&b);
		snprintf(path, sizeof path, "%s/%06zu", argv[3], i);
		if ((f = fopen(path, "w")) == NULL)
			return 1;
		fwrite(b.data, 1, b.len, f);
		fclose(f);
	}
	return 0;
}
