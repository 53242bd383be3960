/* SPDX-License-Identifier: ISC */
#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "term/pty_impl.h"
#include "term/signals.h"
#include "term/termios.h"

enum {
	TYPED_LIMIT = 16 * 1024,
	SHOWN_LIMIT = 64 * 1024,
	SETTLE_MS = 5		/* the kernel moves pty bytes in the background;
				   this long without any means there are none */
};

struct pty *
pty_new(int tty, const struct pty_ops *ops, void *ctx, struct err *e)
{
	struct pty *p = calloc(1, sizeof *p);
	const char *name;

	if (p == NULL || queue_init(&p->typed, TYPED_LIMIT) == -1 ||
	    queue_init(&p->shown, SHOWN_LIMIT) == -1) {
		err_set(e, ENOMEM, "out of memory");
		pty_free(p);
		return NULL;
	}
	p->ops = ops;
	p->ctx = ctx;
	p->tty = tty;
	p->master = p->watched = p->sigfd = p->own_tty = -1;
	/* O_NONBLOCK on the given descriptor would reach every process that
	 * shares it, the outer shell included. */
	name = ttyname(tty);
	if (name != NULL)
		p->own_tty = open(name,
		    O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
	if (termios_open(tty, e) == -1) {
		pty_free(p);
		return NULL;
	}
	return p;
}

int
pty_start(struct pty *p, struct inner_child *c, struct err *e)
{
	int tries;

	assert(p->stage == MADE);
	/* As bash does: stop until the terminal is ours. In an orphaned
	 * process group that signal does nothing, so not for ever. */
	for (tries = 0; !termios_foreground(); tries++)
		if (tries == 16 || kill(0, SIGTTIN) == -1)
			return err_set(e, ENOTTY,
			    "not in the foreground of the terminal");
	p->sigfd = signals_open(termios_emergency, e);
	if (p->sigfd == -1)
		return -1;
	c->outer = p->tty;
	if (inner_spawn(c, &p->master, &p->pid, e) == -1) {
		signals_close();
		return -1;
	}
	p->stage = STARTED;
	return 0;
}

void
pty_watch(struct pty *p, int fd)
{
	p->watched = fd;
}

void
pty_alarm(struct pty *p, int ms)
{
	p->alarm_at = ms > 0 ? pty_now_ms() + ms : 0;
}

void
pty_to_child(struct pty *p, const char *b, size_t n)
{
	(void)queue_add(&p->typed, b, n);
}

size_t
pty_child_room(const struct pty *p)
{
	return queue_room(&p->typed);
}

ssize_t
pty_read_output(struct pty *p)
{
	char b[4096];
	ssize_t n;

	if (p->ops->output != NULL) {
		n = read(p->master, b, sizeof b);
		if (n > 0)
			p->ops->output(p->ctx, b, (size_t)n);
		return n;
	}
	n = queue_fill(&p->shown, p->master);
	if (n > 0 && p->ops->shown != NULL)
		p->ops->shown(p->ctx, queue_last(&p->shown, (size_t)n),
		    (size_t)n);
	return n;
}

/* Take what the child has written, until nothing came for SETTLE_MS. */
static void
settle(struct pty *p)
{
	struct pollfd pf = { .fd = p->master, .events = POLLIN };

	while (!p->eof_out && queue_room(&p->shown) > 0 &&
	    poll(&pf, 1, SETTLE_MS) > 0)
		if (pty_read_output(p) <= 0)
			break;
}

static void
show(struct pty *p, const char *text, size_t n)
{
	if (n == 0)
		return;
	(void)queue_add(&p->shown, text, n);
	if (p->ops->shown != NULL)
		p->ops->shown(p->ctx, text, n);
}

void
pty_draw(struct pty *p, const char *b, size_t n, bool cooked)
{
	const char *end = b + n, *nl;

	while (cooked && (nl = memchr(b, '\n', (size_t)(end - b))) != NULL) {
		show(p, b, (size_t)(nl - b));
		show(p, "\r\n", 2);
		b = nl + 1;
	}
	show(p, b, (size_t)(end - b));
}

void
pty_show(struct pty *p, const char *text)
{
	if (p->stage == STARTED && p->master != -1)
		settle(p);
	pty_draw(p, text, strlen(text), true);
}

size_t
pty_take_back(struct pty *p, char *b, size_t size)
{
	int fd = p->master == -1 ? -1 : inner_other_side(p->master);
	size_t n = 0, queued;

	if (fd != -1) {
		n = termios_take_pending(fd, b, size);
		(void)close(fd);
	}
	queued = p->typed.len < size - n ? p->typed.len : size - n;
	memcpy(b + n, p->typed.data + p->typed.head, queued);
	queue_clear(&p->typed);
	return n + queued;
}

void
pty_drop_typed(struct pty *p)
{
	int fd;

	queue_clear(&p->typed);
	if (termios_foreground())
		(void)tcflush(p->tty, TCIFLUSH);
	if (p->master == -1)
		return;
	/* What the kernel is still moving, then what has arrived. The other
	 * side is opened for a moment only: see inner_spawn(). */
	(void)tcflush(p->master, TCOFLUSH);
	fd = inner_other_side(p->master);
	if (fd == -1)
		return;
	(void)tcflush(fd, TCIFLUSH);
	(void)close(fd);
}

void
pty_size(const struct pty *p, unsigned *cols, unsigned *rows)
{
	inner_size(p->tty, cols, rows);
}

pid_t
pty_child(const struct pty *p)
{
	return p->pid;
}

pid_t
pty_child_foreground(const struct pty *p)
{
	return p->master == -1 ? -1 : tcgetpgrp(p->master);
}

void
pty_redraw(struct pty *p)
{
	pid_t fg = pty_child_foreground(p);

	if (fg > 1)
		(void)signals_send(-fg, SIGWINCH);
}

bool
pty_child_edits(const struct pty *p)
{
	struct termios t;

	/* Asked of the master, Linux answers for the other side. */
	return p->master != -1 && tcgetattr(p->master, &t) == 0 &&
	    !(t.c_lflag & ICANON);
}

bool
pty_child_hides(const struct pty *p)
{
	struct termios t;

	return p->master != -1 && tcgetattr(p->master, &t) == 0 &&
	    (t.c_lflag & ICANON) && !(t.c_lflag & ECHO);
}

void
pty_free(struct pty *p)
{
	if (p == NULL)
		return;
	if (p->stage == STARTED) {
		termios_restore();
		signals_close();
	}
	if (p->master > 0)
		(void)close(p->master);
	if (p->own_tty > 0)
		(void)close(p->own_tty);
	queue_free(&p->typed);
	queue_free(&p->shown);
	free(p);
}
