/* SPDX-License-Identifier: ISC */
#include <assert.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "term/pty_impl.h"
#include "term/signals.h"
#include "term/termios.h"

enum {
	LATE_LIMIT = 256 * 1024, /* more than a pty can hold */
	HANGUP_MS = 2000,	/* for the child to leave after a hangup */
	LINGER_MS = 150		/* for its last bytes, where somebody else
				   keeps the inner terminal open */
};

static int
screen_fd(const struct pty *p)
{
	return p->own_tty != -1 ? p->own_tty : p->tty;
}

static void
reap(struct pty *p)
{
	if (p->exited)
		return;
	if (waitpid(p->pid, &p->status, WNOHANG) == p->pid) {
		p->exited = true;
		p->quiet_at = pty_now_ms();
	}
}

static void
hang_up(struct pty *p)
{
	if (p->hangup_at != 0)
		return;
	p->hangup_at = pty_now_ms();
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
		if (p->ops->resized != NULL)
			p->ops->resized(p->ctx);
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

void
pty_wake(struct pty *p)
{
	reap(p);
	if (p->leaving != 0)
		hang_up(p);
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
	ssize_t n = pty_read_output(p);

	if (n > 0) {
		p->quiet_at = pty_now_ms();
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
	left = p->alarm_at - pty_now_ms();
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
	if (p->alarm_at != 0 && pty_now_ms() >= p->alarm_at)
		p->alarm_at = 0;
}

/* True when nothing is left to relay. */
static bool
finished(struct pty *p)
{
	int64_t now = pty_now_ms();

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

void
pty_begin(struct pty *p)
{
	assert(p->stage == STARTED);
	(void)termios_raw();
	inner_resize(p->master, p->tty);
}

bool
pty_step(struct pty *p)
{
	struct pollfd pf[P_COUNT];
	int n;

	if (finished(p))
		return false;
	memset(pf, 0, sizeof pf);
	set_poll(p, pf);
	n = poll(pf, P_COUNT, poll_timeout(p));
	if (n == -1 && errno != EINTR) {
		p->failed = errno;
		hang_up(p);
		p->watched = -1;
		return true;
	}
	if (n >= 0)
		dispatch(p, pf);
	if (p->lost)
		hang_up(p);
	return true;
}

int
pty_end(struct pty *p, int *status, int *sig, struct err *e)
{
	termios_restore();
	signals_close();
	p->stage = DONE;
	if (p->leaving == 0 && p->lost)
		p->leaving = SIGHUP;
	*status = p->status;
	*sig = p->leaving;
	if (p->failed == 0)
		return 0;
	return err_set(e, p->failed, "poll: %s",
	    strerror(p->failed));
}

int
pty_run(struct pty *p, int *status, int *sig, struct err *e)
{
	pty_begin(p);
	while (pty_step(p))
		;
	return pty_end(p, status, sig, e);
}
