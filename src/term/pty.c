/* SPDX-License-Identifier: ISC */
#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include "base/clock.h"
#include "term/pty.h"
#include "term/queue.h"
#include "term/signals.h"
#include "term/termios.h"

enum {
	TYPED_LIMIT = 16 * 1024,
	SHOWN_LIMIT = 64 * 1024,
	LATE_LIMIT = 256 * 1024, /* more than a pty can hold */
	HANGUP_MS = 2000,	/* for the child to leave after a hangup */
	LINGER_MS = 150,	/* for its last bytes, where somebody else
				   keeps the inner terminal open */
	SETTLE_MS = 5		/* the kernel moves pty bytes in the background;
				   this long without any means there are none */
};

enum stage { MADE, STARTED, DONE };

struct pty {
	const struct pty_ops *ops;
	void *ctx;
	enum stage stage;
	int tty;		/* given; may share its flags with others */
	int own_tty;		/* our own opening, non-blocking, or -1 */
	int master;
	int watched;
	int sigfd;
	pid_t pid;
	bool exited;
	int status;
	int leaving;		/* the signal that asked us to */
	int64_t hangup_at;	/* when the child was told to go, or 0 */
	int64_t quiet_at;	/* since when the child's side gave nothing */
	size_t late;		/* bytes read after the child's exit */
	int64_t alarm_at;
	bool eof_out;		/* nothing more comes from the child */
	bool lost;		/* the outer terminal is gone */
	struct queue typed;	/* to the child */
	struct queue shown;	/* to the screen */
};

static int64_t
now_ms(void)
{
	return clock_boot() / 1000000;
}

static int
screen_fd(const struct pty *p)
{
	return p->own_tty != -1 ? p->own_tty : p->tty;
}

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
	p->alarm_at = ms > 0 ? now_ms() + ms : 0;
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

/* Take what the child has written, until nothing came for SETTLE_MS. */
static void
settle(struct pty *p)
{
	struct pollfd pf = { .fd = p->master, .events = POLLIN };

	while (!p->eof_out && queue_room(&p->shown) > 0 &&
	    poll(&pf, 1, SETTLE_MS) > 0)
		if (queue_fill(&p->shown, p->master) <= 0)
			break;
}

void
pty_show(struct pty *p, const char *text)
{
	size_t n;

	if (p->stage == STARTED && p->master != -1)
		settle(p);
	while (*text != '\0') {
		n = strcspn(text, "\n");
		(void)queue_add(&p->shown, text, n);
		text += n;
		if (*text == '\n') {
			(void)queue_add(&p->shown, "\r\n", 2);
			text++;
		}
	}
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

static void
reap(struct pty *p)
{
	if (p->exited)
		return;
	if (waitpid(p->pid, &p->status, WNOHANG) == p->pid) {
		p->exited = true;
		p->quiet_at = now_ms();
	}
}

static void
hang_up(struct pty *p)
{
	if (p->hangup_at != 0)
		return;
	p->hangup_at = now_ms();
	/* Closing the master hangs up the inner session as a lost line
	 * would: its leader and its foreground group get SIGHUP. */
	if (p->master != -1)
		(void)close(p->master);
	p->master = -1;
	p->eof_out = true;
}

static void
resume(struct pty *p)
{
	if (termios_raw() == 0)
		inner_resize(p->master, p->tty);
}

static void
handle_signal(struct pty *p, int sig)
{
	switch (sig) {
	case SIGCHLD:
		reap(p);
		break;
	case SIGWINCH:
		if (p->master != -1)
			inner_resize(p->master, p->tty);
		break;
	case SIGTSTP:
		termios_restore();
		signals_stop(SIGTSTP);
		resume(p);
		pty_redraw(p);
		break;
	case SIGCONT:
		resume(p);
		break;
	case SIGINT:
	case SIGQUIT:
		/* Keys never send these here; bash, too, lives through them. */
		break;
	default:
		p->leaving = sig;
		hang_up(p);
		break;
	}
}

static void
read_tty(struct pty *p)
{
	char b[4096];
	size_t room = queue_room(&p->typed);
	ssize_t n;

	n = read(screen_fd(p), b, room < sizeof b ? room : sizeof b);
	if (n > 0)
		p->ops->typed(p->ctx, b, (size_t)n);
	else if (n == 0 || (errno != EINTR && errno != EAGAIN))
		p->lost = true;
}

static void
read_child(struct pty *p)
{
	ssize_t n = queue_fill(&p->shown, p->master);

	if (n > 0) {
		p->quiet_at = now_ms();
		p->late += p->exited ? (size_t)n : 0;
	}
	/* EIO is how a pty says that its last writer is gone. */
	if (n == 0 || (n == -1 && errno != EINTR && errno != EAGAIN))
		p->eof_out = true;
}

static void
write_child(struct pty *p)
{
	ssize_t n = queue_flush(&p->typed, p->master);

	if (n == -1 && errno != EINTR && errno != EAGAIN)
		queue_clear(&p->typed);
}

static void
write_tty(struct pty *p)
{
	ssize_t n = queue_flush(&p->shown, screen_fd(p));

	if (n == -1 && errno != EINTR && errno != EAGAIN) {
		queue_clear(&p->shown);
		p->lost = true;
	}
}

enum { P_SIG, P_TTY, P_MASTER, P_WATCH, P_COUNT };

static void
set_poll(const struct pty *p, struct pollfd *pf)
{
	pf[P_SIG].fd = p->sigfd;
	pf[P_SIG].events = POLLIN;
	pf[P_TTY].fd = p->lost ? -1 : screen_fd(p);
	pf[P_TTY].events = 0;
	if (p->master != -1 && !p->exited && queue_room(&p->typed) > 0)
		pf[P_TTY].events |= POLLIN;
	if (p->shown.len > 0)
		pf[P_TTY].events |= POLLOUT;
	pf[P_MASTER].fd = p->eof_out ? -1 : p->master;
	pf[P_MASTER].events = 0;
	if (queue_room(&p->shown) > 0)
		pf[P_MASTER].events |= POLLIN;
	if (p->typed.len > 0)
		pf[P_MASTER].events |= POLLOUT;
	/* A hangup is always reported: do not spin while the screen is full. */
	if (pf[P_MASTER].events == 0)
		pf[P_MASTER].fd = -1;
	pf[P_WATCH].fd = p->watched;
	pf[P_WATCH].events = POLLIN;
}

static int
poll_timeout(const struct pty *p)
{
	int64_t left;

	if (p->exited || p->hangup_at != 0)
		return 10;
	if (p->alarm_at == 0)
		return 1000;
	left = p->alarm_at - now_ms();
	return left < 0 ? 0 : left > 1000 ? 1000 : (int)left;
}

static void
dispatch(struct pty *p, const struct pollfd *pf)
{
	int sig;

	if (pf[P_SIG].revents != 0)
		while ((sig = signals_next()) != 0)
			handle_signal(p, sig);
	if (p->master != -1 && (pf[P_MASTER].revents & (POLLIN | POLLHUP)) &&
	    queue_room(&p->shown) > 0)
		read_child(p);
	if (p->watched != -1 && pf[P_WATCH].revents != 0)
		p->ops->ready(p->ctx);
	if ((pf[P_TTY].revents & POLLOUT) && p->shown.len > 0)
		write_tty(p);
	if ((pf[P_TTY].revents & POLLIN) && queue_room(&p->typed) > 0)
		read_tty(p);
	else if (pf[P_TTY].revents & (POLLHUP | POLLERR | POLLNVAL))
		p->lost = true;
	if (p->master != -1 && (pf[P_MASTER].revents & POLLOUT) &&
	    p->typed.len > 0)
		write_child(p);
	if (p->ops->tick != NULL)
		p->ops->tick(p->ctx);
	if (p->alarm_at != 0 && now_ms() >= p->alarm_at)
		p->alarm_at = 0;
}

/* True when nothing is left to relay. */
static bool
finished(struct pty *p)
{
	int64_t now = now_ms();

	if (p->hangup_at != 0 && !p->exited) {
		reap(p);
		if (!p->exited && now - p->hangup_at > HANGUP_MS)
			(void)signals_send(p->pid, SIGKILL);
	}
	if (!p->exited)
		return false;
	if (p->lost)
		return true;
	if (queue_room(&p->shown) == 0)
		p->quiet_at = now;
	/* A background job may hold the inner terminal for ever, and write. */
	if (now - p->quiet_at > LINGER_MS || p->late > LATE_LIMIT)
		p->eof_out = true;
	return p->eof_out && p->shown.len == 0;
}

int
pty_run(struct pty *p, int *status, int *sig, struct err *e)
{
	struct pollfd pf[P_COUNT];
	int n, saved = 0;

	assert(p->stage == STARTED);
	(void)termios_raw();
	inner_resize(p->master, p->tty);
	while (!finished(p)) {
		memset(pf, 0, sizeof pf);
		set_poll(p, pf);
		n = poll(pf, P_COUNT, poll_timeout(p));
		if (n == -1 && errno != EINTR) {
			saved = errno;
			hang_up(p);
			p->watched = -1;
			continue;
		}
		if (n >= 0)
			dispatch(p, pf);
		if (p->lost)
			hang_up(p);
	}
	termios_restore();
	signals_close();
	p->stage = DONE;
	if (p->leaving == 0 && p->lost)
		p->leaving = SIGHUP;
	*status = p->status;
	*sig = p->leaving;
	if (saved != 0)
		return err_set(e, saved, "poll: %s", strerror(saved));
	return 0;
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
