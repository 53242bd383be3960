/* SPDX-License-Identifier: ISC */
/*
 * The end of a log that its head does not describe: a writer was killed, the
 * disk was full, or someone else wrote there.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "audit/logfile.h"

/* The largest record is a command of 1 MiB with each byte escaped (six times
 * as long), twice over where an envelope repeats it. */
enum { FIRST_LOOK = 4096, TAIL_MAX = 32 * 1024 * 1024 };

/* The last whole record in `n` bytes that begin at offset `at` of the file.
 * `complete`: the first byte is the start of a line. */
static bool
search(const char *p, size_t n, int64_t at, bool complete, struct tail *out)
{
	struct chain_line line;
	const char *stop, *start;

	stop = memrchr(p, '\n', n);
	while (stop != NULL) {
		start = stop > p ? memrchr(p, '\n', (size_t)(stop - p)) :
		    NULL;
		if (start == NULL && !complete)
			return false;
		start = start != NULL ? start + 1 : p;
		if (chain_parse(start, (size_t)(stop - start), &line) &&
		    line.whole) {
			out->found = true;
			out->last.seq = line.seq;
			memcpy(out->last.hash, line.hash,
			    sizeof out->last.hash);
			out->end = at + (stop - p) + 1;
			return true;
		}
		stop = start > p ? start - 1 : NULL;
	}
	return false;
}

void
tail_find(int fd, int64_t size, struct tail *out)
{
	int64_t n = FIRST_LOOK;
	char *p = NULL, *bigger;
	ssize_t got;

	memset(out, 0, sizeof *out);
	chain_start(&out->last);
	for (;;) {
		if (n > size)
			n = size;
		bigger = realloc(p, (size_t)n + 1);
		if (bigger == NULL)
			break;
		p = bigger;
		got = pread(fd, p, (size_t)n, size - n);
		if (got != n || search(p, (size_t)n, size - n, n == size,
		    out))
			break;
		if (n == size || n >= TAIL_MAX)
			break;
		n *= 8;
	}
	free(p);
}

int
tail_hash(int fd, int64_t from, int64_t to, bool newline,
    char hex[CHAIN_HEX + 1])
{
	char chunk[16384];
	struct chain_digest d;
	ssize_t n;
	size_t want;

	chain_digest_start(&d);
	while (from < to) {
		want = to - from < (int64_t)sizeof chunk ?
		    (size_t)(to - from) : sizeof chunk;
		n = pread(fd, chunk, want, from);
		if (n <= 0)
			return -1;
		chain_digest_add(&d, chunk, (size_t)n);
		from += n;
	}
	if (newline)
		chain_digest_add(&d, "\n", 1);
	chain_digest_end(&d, hex);
	return 0;
}
