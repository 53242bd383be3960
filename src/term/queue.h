/* SPDX-License-Identifier: ISC */
#ifndef TERM_QUEUE_H
#define TERM_QUEUE_H

#include <stddef.h>
#include <sys/types.h>

/*
 * A bounded byte queue between two descriptors of which neither may block
 * the other. Zero-initialise, then queue_init(). Bytes leave in the order
 * they came; nothing is ever dropped except by queue_clear().
 */
struct queue {
	char *data;
	size_t head;		/* first unsent byte */
	size_t len;		/* unsent bytes */
	size_t cap;
	size_t limit;		/* queue_room() counts down from here */
};

/* Room for `limit` bytes. Returns 0, or -1 (out of memory). */
int queue_init(struct queue *q, size_t limit);

void queue_free(struct queue *q);
void queue_clear(struct queue *q);

/* Bytes that may still be read into the queue before it is full. */
size_t queue_room(const struct queue *q);

/*
 * Append. Text of our own may go past the limit (it is short and must not be
 * lost); relayed bytes are read only when queue_room() says so. Returns 0, or
 * -1 (out of memory).
 */
int queue_add(struct queue *q, const void *p, size_t n);

/*
 * One read(2) of at most queue_room() bytes from `fd`. Returns what read(2)
 * returned; EINTR and EAGAIN are -1 with that errno.
 */
ssize_t queue_fill(struct queue *q, int fd);

/* One write(2) to `fd`. Returns what write(2) returned. */
ssize_t queue_flush(struct queue *q, int fd);

/* The last `n` bytes added, which are still in the queue; valid until the
 * next call that changes it. */
const char *queue_last(const struct queue *q, size_t n);

#endif
