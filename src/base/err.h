/* SPDX-License-Identifier: ISC */
#ifndef BASE_ERR_H
#define BASE_ERR_H

/*
 * The one error idiom of library code: return -1 and fill a struct err. Only
 * shell/ and ctl/ print or exit. A message is a plain sentence without a
 * final newline: what, where, what to do next.
 */
struct err {
	int code;		/* errno where one applies, else 0 */
	char msg[512];		/* NUL terminated, cut if too long */
};

/*
 * Fill *e (which may be NULL) and return -1, so that `return err_set(...)`
 * works. `code` is an errno value or 0.
 */
int err_set(struct err *e, int code, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* As err_set() with errno as code and ": strerror(errno)" appended. */
int err_sys(struct err *e, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* Put "text: " in front of the message already in *e. Returns -1. */
int err_prefix(struct err *e, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

#endif
