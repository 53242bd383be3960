/* SPDX-License-Identifier: ISC */
#ifndef KERNEL_TALLY_H
#define KERNEL_TALLY_H

#include <stddef.h>

/*
 * What ran in a tree, counted: a build of ten thousand execs is a few records.
 * Programs beyond the table count as one.
 */
enum { TALLY_NAMES = 64, TALLY_NAME_MAX = 24 };

struct tally {
	struct {
		char name[TALLY_NAME_MAX];
		unsigned long count;
	} entry[TALLY_NAMES];
	unsigned n;
	unsigned long others, total;
};

/* What the program at `path` is called here. */
void tally_name(const char *path, char out[TALLY_NAME_MAX]);

/* One more exec of it. */
void tally_add(struct tally *t, const char *name);

/* Count into `t` what `from` counted. */
void tally_merge(struct tally *t, const struct tally *from);

/* "sh 12, cc1 10, ... and 3 others", most frequent first, cut to `size`. */
void tally_print(struct tally *t, char *out, size_t size);

#endif
