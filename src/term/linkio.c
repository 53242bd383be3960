/* SPDX-License-Identifier: ISC */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/buf.h"
#include "term/linkio.h"

struct partial {
	pid_t from;
	struct buf buf;
	bool skipping;		/* too long: wait for its end */
};

enum { MAIN, OTHER };

struct linkio {
	linkio_frame_fn *fn;
	void *ctx;
	int fd;
	struct partial part[2];
};

struct linkio *
linkio_new(linkio_frame_fn *fn, void *ctx, int *theirs, struct err *e)
{
	struct linkio *io = calloc(1, sizeof *io);
	int fds[2];
	int on = 1;

	if (io == NULL) {
		err_set(e, ENOMEM, "out of memory");
		return NULL;
	}
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds) == -1) {
		err_sys(e, "cannot make a socket pair");
		free(io);
		return NULL;
	}
	(void)fcntl(fds[0], F_SETFL, O_NONBLOCK);
#ifdef SO_PASSCRED
	(void)setsockopt(fds[0], SOL_SOCKET, SO_PASSCRED, &on, sizeof on);
#endif
	(void)on;
	io->fn = fn;
	io->ctx = ctx;
	io->fd = fds[0];
	*theirs = fds[1];
	return io;
}

void
linkio_free(struct linkio *io)
{
	if (io == NULL)
		return;
	(void)close(io->fd);
	buf_free(&io->part[MAIN].buf);
	buf_free(&io->part[OTHER].buf);
	free(io);
}

int
linkio_fd(const struct linkio *io)
{
	return io->fd;
}

void
linkio_main_writer(struct linkio *io, pid_t pid)
{
	io->part[MAIN].from = pid;
}

static void
deliver(struct linkio *io, const struct partial *p)
{
	const char *s = p->buf.data;
	char *end;
	uint64_t seq;

	if (p->buf.len < 3 || s[1] < '0' || s[1] > '9')
		return;
	seq = strtoull(s + 1, &end, 10);
	if (*end != ';')
		return;
	end++;
	io->fn(io->ctx, p->from, s[0], seq, end,
	    p->skipping ? LINKIO_TOO_LONG : p->buf.len - (size_t)(end - s));
}

static void
take(struct linkio *io, struct partial *p, const char *b, size_t n)
{
	const char *nul;
	size_t len;

	while (n > 0) {
		nul = memchr(b, '\0', n);
		len = nul != NULL ? (size_t)(nul - b) : n;
		if (p->buf.len + len > LINKIO_MAX)
			p->skipping = true;
		else if (!p->skipping)
			buf_add(&p->buf, b, len);
		if (nul == NULL)
			return;
		if (p->buf.failed)
			p->skipping = true;
		deliver(io, p);
		if (p->buf.cap > 65536 || p->buf.failed)
			buf_free(&p->buf);
		memset(&p->skipping, 0, sizeof p->skipping);
		buf_reset(&p->buf);
		b += len + 1;
		n -= len + 1;
	}
}

static struct partial *
writer(struct linkio *io, pid_t from)
{
	struct partial *p = &io->part[from == io->part[MAIN].from ? MAIN :
	    OTHER];

	if (p->from != from) {
		/* The other writer died or lost its turn: its half is void. */
		p->from = from;
		p->skipping = false;
		buf_reset(&p->buf);
	}
	return p;
}

/* Who wrote what was just received; -1 when the kernel does not say. */
static pid_t
sender(struct msghdr *m)
{
#ifdef SO_PASSCRED
	struct cmsghdr *c;
	struct ucred u;

	for (c = CMSG_FIRSTHDR(m); c != NULL; c = CMSG_NXTHDR(m, c))
		if (c->cmsg_level == SOL_SOCKET &&
		    c->cmsg_type == SCM_CREDENTIALS) {
			memcpy(&u, CMSG_DATA(c), sizeof u);
			return u.pid;
		}
#endif
	(void)m;
	return -1;
}

/* Descriptors somebody sent along are not wanted and must not pile up. */
static void
close_passed(struct msghdr *m)
{
	struct cmsghdr *c;
	size_t i, n;
	int fd;

	for (c = CMSG_FIRSTHDR(m); c != NULL; c = CMSG_NXTHDR(m, c)) {
		if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_RIGHTS)
			continue;
		n = (c->cmsg_len - CMSG_LEN(0)) / sizeof fd;
		for (i = 0; i < n; i++) {
			memcpy(&fd, CMSG_DATA(c) + i * sizeof fd, sizeof fd);
			(void)close(fd);
		}
	}
}

int
linkio_read(struct linkio *io)
{
	union {
		struct cmsghdr align;
		char space[512];
	} control;
	char b[16384];
	struct iovec iov = { b, sizeof b };
	struct msghdr m;
	ssize_t n;
	int rounds;

	/* Bounded: a writer that never stops must not starve the terminal. */
	for (rounds = 0; rounds < 64; rounds++) {
		memset(&m, 0, sizeof m);
		m.msg_iov = &iov;
		m.msg_iovlen = 1;
		m.msg_control = control.space;
		m.msg_controllen = sizeof control.space;
		n = recvmsg(io->fd, &m, MSG_CMSG_CLOEXEC);
		if (n == 0)
			return -1;
		if (n == -1)
			return errno == EAGAIN || errno == EINTR ? 0 : -1;
		close_passed(&m);
		take(io, writer(io, sender(&m)), b, (size_t)n);
	}
	return 0;
}

void
linkio_reply(struct linkio *io, uint64_t seq, char verdict)
{
	char b[32];
	int n;

	n = snprintf(b, sizeof b, "%llu %c", (unsigned long long)seq, verdict);
	(void)send(io->fd, b, (size_t)n + 1, MSG_NOSIGNAL | MSG_DONTWAIT);
}

void
linkio_tell(struct linkio *io, uint64_t seq, const char *text)
{
	char b[256];
	int n;

	n = snprintf(b, sizeof b, "W%llu %.200s", (unsigned long long)seq,
	    text);
	(void)send(io->fd, b, (size_t)n + 1, MSG_NOSIGNAL | MSG_DONTWAIT);
}
