/* SPDX-License-Identifier: ISC */
#ifndef TERM_LINKIO_H
#define TERM_LINKIO_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/err.h"

/* A longer frame is delivered with its kind and len LINKIO_TOO_LONG. */
enum { LINKIO_MAX = 1024 * 1024 + 4096 };
#define LINKIO_TOO_LONG ((size_t)-1)

/*
 * Frames "KIND SEQ ; PAYLOAD NUL" on a stream socket that children of the
 * peer may also hold. The kernel says who wrote each piece, so pieces of
 * different writers never make up one frame.
 */
struct linkio;

/* One frame; payload is NUL terminated and valid during the call. */
typedef void linkio_frame_fn(void *ctx, pid_t from, char kind, uint64_t seq,
    const char *payload, size_t len);

/* Sets *theirs to the peer's end (close-on-exec). NULL with *e filled. */
struct linkio *linkio_new(linkio_frame_fn *fn, void *ctx, int *theirs,
    struct err *e);

void linkio_free(struct linkio *io);

int linkio_fd(const struct linkio *io);

/* The one writer whose half frames are kept while others write. */
void linkio_main_writer(struct linkio *io, pid_t pid);

/* Take all that is there. Returns 0, or -1 when nobody holds the other end
 * any more. */
int linkio_read(struct linkio *io);

/* Answer `seq`. A peer that does not read loses the answer: it waits in
 * vain and refuses. */
void linkio_reply(struct linkio *io, uint64_t seq, char verdict);

/* Answer "W" `seq` and a text, cut at 200 bytes. */
void linkio_tell(struct linkio *io, uint64_t seq, const char *text);

#endif
