/* SPDX-License-Identifier: ISC */
#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "term/queue.h"

int
queue_init(struct queue *q, size_t limit)
{
	q->data = malloc(limit);
	if (q->data == NULL)
		return -1;
	q->cap = q->limit = limit;
	q->head = q->len = 0;
	return 0;
}

void
queue_free(struct queue *q)
{
	free(q->data);
	memset(q, 0, sizeof *q);
}

void
queue_clear(struct queue *q)
{
	q->head = q->len = 0;
}

size_t
queue_room(const struct queue *q)
{
	return q->len >= q->limit ? 0 : q->limit - q->len;
}

/* Make `n` bytes contiguous behind the queued ones. */
static int
make_room(struct queue *q, size_t n)
{
	size_t cap;
	char *p;

	if (q->head > 0 && q->head + q->len + n > q->cap) {
		memmove(q->data, q->data + q->head, q->len);
		q->head = 0;
	}
	if (q->len + n <= q->cap)
		return 0;
	cap = q->len + n;
	p = realloc(q->data, cap);
	if (p == NULL)
		return -1;
	q->data = p;
	q->cap = cap;
	return 0;
}

int
queue_add(struct queue *q, const void *p, size_t n)
{
	assert(q->data != NULL);
	if (n == 0)
		return 0;
	if (make_room(q, n) == -1)
		return -1;
	memcpy(q->data + q->head + q->len, p, n);
	q->len += n;
	return 0;
}

ssize_t
queue_fill(struct queue *q, int fd)
{
	size_t room = queue_room(q);
	ssize_t n;

	assert(room > 0);
	/* A terminal hands out 4 KiB at most: more would only move memory. */
	if (room > 4096)
		room = 4096;
	if (make_room(q, room) == -1) {
		errno = ENOMEM;
		return -1;
	}
	n = read(fd, q->data + q->head + q->len, room);
	if (n > 0)
		q->len += (size_t)n;
	return n;
}

ssize_t
queue_flush(struct queue *q, int fd)
{
	ssize_t n;

	assert(q->len > 0);
	n = write(fd, q->data + q->head, q->len);
	if (n > 0) {
		q->head += (size_t)n;
		q->len -= (size_t)n;
		if (q->len == 0)
			q->head = 0;
	}
	return n;
}

const char *
queue_last(const struct queue *q, size_t n)
{
	assert(n <= q->len);
	return q->data + q->head + q->len - n;
}
