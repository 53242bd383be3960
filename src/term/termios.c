/* SPDX-License-Identifier: ISC */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <termios.h>
#include <unistd.h>

#include "term/termios.h"

/* Read by a signal handler, so at file scope. */
static struct termios original;
static volatile sig_atomic_t tty = -1;
static volatile sig_atomic_t is_raw;
static volatile pid_t owner;

int
termios_open(int fd, struct err *e)
{
	static bool registered;

	if (tcgetattr(fd, &original) == -1)
		return err_sys(e, "cannot read the terminal's modes");
	tty = fd;
	owner = getpid();
	/* A library that calls exit() must not leave the terminal raw. */
	if (!registered && atexit(termios_restore) == 0)
		registered = true;
	return 0;
}

void
termios_give(int fd)
{
	(void)tcsetattr(fd, TCSANOW, &original);
}

size_t
termios_take_pending(int fd, char *b, size_t size)
{
	struct termios was, now;
	size_t have = 0;
	ssize_t n;

	if (tcgetattr(fd, &was) == -1)
		return 0;
	now = was;
	now.c_lflag &= ~(tcflag_t)ICANON;
	now.c_cc[VMIN] = 0;
	now.c_cc[VTIME] = 0;
	if (tcsetattr(fd, TCSANOW, &now) == -1)
		return 0;
	while (have < size && (n = read(fd, b + have, size - have)) > 0)
		have += (size_t)n;
	(void)tcsetattr(fd, TCSANOW, &was);
	return have;
}

bool
termios_foreground(void)
{
	pid_t fg = tcgetpgrp(tty);

	/* Not our controlling terminal: no job control, nobody else's turn. */
	if (fg == -1)
		return errno == ENOTTY;
	return fg == getpgrp();
}

int
termios_raw(void)
{
	struct termios raw = original;

	if (tty == -1 || !termios_foreground()) {
		errno = EAGAIN;
		return -1;
	}
	cfmakeraw(&raw);
	/* Set before the change: a fault in between must restore. */
	is_raw = 1;
	while (tcsetattr(tty, TCSADRAIN, &raw) == -1)
		if (errno != EINTR)
			return -1;
	return 0;
}

void
termios_restore(void)
{
	if (!is_raw || tty == -1 || getpid() != owner)
		return;
	if (!termios_foreground())
		return;
	while (tcsetattr(tty, TCSADRAIN, &original) == -1)
		if (errno != EINTR)
			break;
	is_raw = 0;
}

void
termios_emergency(void)
{
	int saved = errno;

	if (is_raw && tty != -1 && getpid() == owner)
		(void)tcsetattr(tty, TCSANOW, &original);
	is_raw = 0;
	errno = saved;
}
