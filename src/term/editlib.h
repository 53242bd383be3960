/* SPDX-License-Identifier: ISC */
#ifndef TERM_EDITLIB_H
#define TERM_EDITLIB_H

#include <histedit.h>

/* libedit (editline(3)), loaded when a line is first read by the proxy:
 * sessions whose shell has its own editor do not pay for it. */
struct editlib {
	__typeof__(el_init_fd) *init_fd;
	__typeof__(el_end) *end;
	__typeof__(el_gets) *gets;
	__typeof__(el_set) *set;
	__typeof__(el_wset) *wset;
	__typeof__(el_get) *get;
	__typeof__(el_push) *push;
	__typeof__(el_parse) *parse;
	__typeof__(el_line) *line;
	__typeof__(el_insertstr) *insertstr;
	__typeof__(el_deletestr) *deletestr;
	__typeof__(el_resize) *resize;
	__typeof__(history_init) *history_init;
	__typeof__(history_end) *history_end;
	__typeof__(history) *history;
};

/* The library, or NULL where it cannot be loaded. */
const struct editlib *editlib_load(void);

#endif
