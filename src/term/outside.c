/* SPDX-License-Identifier: ISC */
/* A program of ours on the outer terminal while the relay rests. */
#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "term/pty_impl.h"
#include "term/signals.h"
#include "term/termios.h"

enum { FLUSH_MS = 2000 };	/* for a terminal that takes nothing */

/* What we said so far stands before what the program says. */
static void
flush_screen(struct pty *p)
{
	int fd = p->own_tty != -1 ? p->own_tty : p->tty;
	struct pollfd pf = { .fd = fd, .events = POLLOUT };
	int64_t until = pty_now_ms() + FLUSH_MS;

	while (p->shown.len > 0 && pty_now_ms() < until) {
		if (poll(&pf, 1, 100) == 1 &&
		    queue_flush(&p->shown, fd) == -1 && errno != EINTR &&
		    errno != EAGAIN)
			break;
	}
}

static void
run_program(const struct pty *p, const char *path, char *const *argv,
    char *const *envp)
{
	int i;

	/* Not another session: the terminal's keys are to reach it. */
	for (i = 0; i < 3; i++)
		if (p->tty != i && dup2(p->tty, i) == -1)
			_exit(127);
	signals_child();
	(void)execve(path, argv, envp);
	_exit(127);
}

/* Signals that came meanwhile. Returns true when we are asked to leave. */
static bool
take_signals(struct pty *p)
{
	int sig;

	while ((sig = signals_next()) != 0)
		switch (sig) {
		case SIGTERM:
		case SIGHUP:
		case SIGALRM:
		case SIGUSR1:
		case SIGUSR2:
			p->leaving = sig;
			return true;
		default:
			/* Keys reach the program itself; the end of the child
			 * is looked for when the relay goes on. */
			break;
		}
	return false;
}

/* Wait for `pid`; stopped by ^Z, it takes us along. */
static int
await(struct pty *p, pid_t pid)
{
	struct pollfd pf = { .fd = p->sigfd, .events = POLLIN };
	int status;
	pid_t r;

	for (;;) {
		r = waitpid(pid, &status, WNOHANG | WUNTRACED);
		if (r == -1 && errno != EINTR)
			return 127 << 8;
		if (r == pid && !WIFSTOPPED(status))
			return status;
		if (r == pid) {
			signals_stop(SIGTSTP);
			(void)signals_send(pid, SIGCONT);
			continue;
		}
		(void)poll(&pf, 1, 1000);
		if (take_signals(p))
			(void)signals_send(pid, SIGHUP);
	}
}

int
pty_outside(struct pty *p, const char *path, char *const *argv,
    char *const *envp, int *status, struct err *e)
{
	pid_t pid;

	assert(p->stage == STARTED);
	flush_screen(p);
	termios_restore();
	pid = fork();
	if (pid == 0)
		run_program(p, path, argv, envp);
	if (pid == -1)
		err_sys(e, "cannot start a process");
	else
		*status = await(p, pid);
	if (termios_raw() == 0 && p->master != -1)
		inner_resize(p->master, p->tty);
	pty_wake(p);
	return pid == -1 ? -1 : 0;
}
