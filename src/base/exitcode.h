/* SPDX-License-Identifier: ISC */
#ifndef BASE_EXITCODE_H
#define BASE_EXITCODE_H

/*
 * Every exit status that is ours and not the command's. Never 1: Claude Code
 * reads 1 after grep, find, diff and test as success without output.
 */
enum {
	EXITCODE_FAULT = 125,	/* the guard itself cannot work; nothing ran */
	EXITCODE_REFUSED = 126,	/* the verdict was refuse; nothing ran */
	EXITCODE_NOSHELL = 127,	/* the real shell does not exist */
	EXITCODE_USAGE = 2	/* platectl was called with bad arguments */
};

#endif
