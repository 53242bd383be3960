/* SPDX-License-Identifier: ISC */
#ifndef CTL_PASSPHRASE_H
#define CTL_PASSPHRASE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

enum { PASSPHRASE_MAX = 1024 };

/* Where a passphrase comes from, as options said. */
struct passphrase_source {
	int fd;			/* --passphrase-fd, or -1 */
	const char *pinentry;	/* --pinentry PROGRAM, or NULL */
};

/* --passphrase-fd N: a descriptor that is open, from 0. Returns 0 or -1. */
int passphrase_fd(const char *text, int *out);

/* Is there anywhere to ask: a descriptor, a terminal on standard input and
 * standard error, or a desktop with a pinentry program? */
bool passphrase_can_ask(const struct passphrase_source *src);

/*
 * Ask for one. Typed characters are not shown; the terminal is put back on
 * every way out. `text` holds PASSPHRASE_MAX bytes of seal_memory(); `about`
 * says what it is for (pinentry shows it). Returns 0 with *len, 1 when the
 * person gave up, -1 with *e.
 */
int passphrase_ask(const struct passphrase_source *src, const char *prompt,
    const char *about, char *text, size_t *len, struct err *e);

/* Why a new passphrase is too weak, or NULL. */
const char *passphrase_weak(const char *text, size_t len, const char *user);

/* From here on no core dump and no other process of the account shows this
 * one's memory. */
void passphrase_guard_memory(void);

/* --- pinentry.c ------------------------------------------------------------*/

/* The program to ask with, or NULL: no desktop, or none installed. */
const char *pinentry_find(const struct passphrase_source *src);

int pinentry_ask(const char *program, const char *prompt, const char *about,
    char *text, size_t *len, struct err *e);

#endif
