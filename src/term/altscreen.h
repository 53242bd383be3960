/* SPDX-License-Identifier: ISC */
#ifndef TERM_ALTSCREEN_H
#define TERM_ALTSCREEN_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Follows what goes to a terminal to know whether a program has its other
 * screen (modes 47, 1047 and 1049 of xterm). Zero-initialise.
 */
struct altscreen {
	bool on;
	unsigned char state;	/* within a sequence */
	unsigned number;	/* the mode being read */
	bool hit;		/* one of its modes is ours */
};

void altscreen_feed(struct altscreen *a, const char *p, size_t n);

#endif
