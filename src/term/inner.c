/* SPDX-License-Identifier: ISC */
#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "term/inner.h"
#include "term/signals.h"
#include "term/termios.h"

int
inner_number(void)
{
	struct rlimit rl;

	if (getrlimit(RLIMIT_NOFILE, &rl) == -1 || rl.rlim_cur > 200)
		return 200;
	if (rl.rlim_cur > 64)
		return 64;
	/* bash takes 10 and up for itself, and 255 or the limit less one. */
	return 9;
}

static void
size_of(int outer, struct winsize *ws)
{
	memset(ws, 0, sizeof *ws);
	if (ioctl(outer, TIOCGWINSZ, ws) == -1 || ws->ws_row == 0 ||
	    ws->ws_col == 0 || (ws->ws_row == 1 && ws->ws_col == 1)) {
		ws->ws_row = INNER_ROWS;
		ws->ws_col = INNER_COLS;
	}
}

void
inner_resize(int master, int outer)
{
	struct winsize ws;

	size_of(outer, &ws);
	(void)ioctl(master, TIOCSWINSZ, &ws);
}

void
inner_size(int outer, unsigned *cols, unsigned *rows)
{
	struct winsize ws;

	size_of(outer, &ws);
	*cols = ws.ws_col;
	*rows = ws.ws_row;
}

void
inner_set_size(int master, unsigned cols, unsigned rows)
{
	struct winsize ws = { .ws_col = (unsigned short)cols,
	    .ws_row = (unsigned short)rows };

	(void)ioctl(master, TIOCSWINSZ, &ws);
}

int
inner_decoy(unsigned cols, unsigned rows, struct err *e)
{
	int fd = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);

	if (fd == -1)
		return err_sys(e, "cannot open a pseudo-terminal");
	termios_give(fd);
	inner_set_size(fd, cols, rows);
	return fd;
}

int
inner_other_side(int master)
{
	const char *name = ptsname(master);

	if (name == NULL)
		return -1;
	return open(name, O_RDWR | O_NOCTTY | O_CLOEXEC);
}

static int
open_pair(const struct inner_child *c, int *master, int *slave,
    struct err *e)
{
	struct winsize ws;
	int m;

	m = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (m == -1)
		return err_sys(e, "cannot open a pseudo-terminal");
	if (grantpt(m) == -1 || unlockpt(m) == -1 ||
	    (*slave = inner_other_side(m)) == -1) {
		err_sys(e, "cannot open the pseudo-terminal's other side");
		(void)close(m);
		return -1;
	}
	size_of(c->outer, &ws);
	(void)ioctl(*slave, TIOCSWINSZ, &ws);
	termios_give(*slave);
	(void)fcntl(m, F_SETFL, O_NONBLOCK);
	*master = m;
	return 0;
}

/* dup2() that also clears close-on-exec when both numbers are the same. */
static int
place(int fd, int as)
{
	if (fd == as)
		return fcntl(fd, F_SETFD, 0);
	return dup2(fd, as);
}

static void
run_child(const struct inner_child *c, int slave, int report)
{
	int err, i;
	ssize_t n;

	if (setsid() == -1 || ioctl(slave, TIOCSCTTY, 0) == -1)
		goto fail;
	for (i = 0; i < 3; i++)
		if (!c->keep[i] && place(slave, i) == -1)
			goto fail;
	if (c->hand_fd != -1 && place(c->hand_fd, c->hand_as) == -1)
		goto fail;
	if (c->prepare != NULL && c->prepare(c->prepare_ctx) == -1)
		goto fail;
	signals_child();
	(void)execve(c->path, c->argv, c->envp);
fail:
	err = errno;
	n = write(report, &err, sizeof err);
	(void)n;
	_exit(127);
}

/* The errno the child reported instead of running, or 0. */
static int
exec_result(int fd)
{
	int err = 0;
	ssize_t n;

	do
		n = read(fd, &err, sizeof err);
	while (n == -1 && errno == EINTR);
	return n == (ssize_t)sizeof err ? err : 0;
}

int
inner_spawn(const struct inner_child *c, int *master, pid_t *pid,
    struct err *e)
{
	int err, report[2], slave = -1;

	assert(c->path != NULL && c->argv != NULL);
	if (open_pair(c, master, &slave, e) == -1)
		return -1;
	if (pipe2(report, O_CLOEXEC) == -1) {
		err_sys(e, "cannot make a pipe");
		goto fail;
	}
	*pid = fork();
	if (*pid == 0)
		run_child(c, slave, report[1]);
	err = errno;
	(void)close(report[1]);
	if (*pid == -1) {
		(void)close(report[0]);
		err_set(e, err, "cannot start a process: %s", strerror(err));
		goto fail;
	}
	err = exec_result(report[0]);
	(void)close(report[0]);
	if (err != 0) {
		(void)waitpid(*pid, NULL, 0);
		err_set(e, err, "cannot run %s: %s", c->path, strerror(err));
		goto fail;
	}
	/* Held open here, the last close would never show as EIO. */
	(void)close(slave);
	return 0;
fail:
	(void)close(slave);
	(void)close(*master);
	*master = -1;
	return -1;
}
