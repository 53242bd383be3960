/* SPDX-License-Identifier: ISC */
#ifndef TERM_TERMIOS_H
#define TERM_TERMIOS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

/*
 * The only code that changes terminal modes. There is one outer terminal; its
 * modes are remembered once and put back on every way out, a fault included,
 * which is why this module has one state. Modes are never changed while this
 * process is in the background: another job owns them then.
 */

/* Remember the modes of `fd`; nothing is changed. Returns 0 or -1 (*e). */
int termios_open(int fd, struct err *e);

/* Give a fresh pty the modes found by termios_open(). */
void termios_give(int fd);

/*
 * Read what waits on the terminal `fd`, whole line or not, at most `size`
 * bytes; its modes are as before. Returns how many bytes.
 */
size_t termios_take_pending(int fd, char *b, size_t size);

/* True when this process may change the modes: it is in the foreground. */
bool termios_foreground(void);

/*
 * Raw input and output for relaying. Returns 0, also when already raw; -1
 * with errno when it could not or when in the background (EAGAIN).
 */
int termios_raw(void);

/* Put the remembered modes back, if raw was set. Safe to call twice. */
void termios_restore(void);

/* The same from a signal handler. */
void termios_emergency(void);

#endif
