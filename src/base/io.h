/* SPDX-License-Identifier: ISC */
#ifndef BASE_IO_H
#define BASE_IO_H

#include <stddef.h>
#include <sys/types.h>

#include "base/buf.h"
#include "base/err.h"

/*
 * Read all of `fd` into *out (appended), at most `limit` bytes. Returns 0, or
 * -1 with *e filled; a longer file is an error that names the limit.
 */
int io_read_fd(int fd, size_t limit, struct buf *out, struct err *e);

/*
 * Open `path` without following a last symlink when `nofollow`, accept only a
 * regular file, and read it as io_read_fd() does. FIFOs and devices are
 * refused without blocking. Returns 0 or -1; e->code is the errno (ENOENT
 * tells "not there"; EINVAL "not a regular file"; EFBIG "over the limit").
 */
int io_read_file(const char *path, size_t limit, int nofollow,
    struct buf *out, struct err *e);

/*
 * The first bytes of a small file as it is now, NUL behind them: made for
 * /proc, whose files are written by the kernel while they are read. At most
 * size - 1 bytes. Returns their number (may be 0), or -1 (errno).
 */
ssize_t io_read_head(const char *path, char *out, size_t size);

/*
 * Write all `n` bytes; EINTR and short writes are retried, EAGAIN waits for
 * POLLOUT. Returns 0 or -1 (errno).
 */
int io_write(int fd, const void *p, size_t n);

/*
 * Replace `path` as a whole: write a sibling temporary file with `mode`,
 * fsync it, rename it over `path`, fsync the directory. Returns 0 or -1.
 */
int io_replace(const char *path, const void *p, size_t n, mode_t mode,
    struct err *e);

/* mkdir -p with `mode` for each folder that is made. Returns 0 or -1. */
int io_mkdirs(const char *path, mode_t mode, struct err *e);

/*
 * A closed descriptor 0, 1 or 2 would be taken by the first file that we
 * open, and a log opened as 2 would receive error messages. Placeholders keep
 * them; close-on-exec gives what is exec'd the closed ones that its caller
 * meant. Returns 0, or -1 when /dev/null cannot be opened.
 */
int io_hold_closed(void);

#endif
