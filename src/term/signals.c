/* SPDX-License-Identifier: ISC */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "term/signals.h"

enum action { ROUTE, FATAL, IGNORE };

static const struct {
	int sig;
	enum action action;
} table[] = {
	{ SIGCHLD, ROUTE },
	{ SIGWINCH, ROUTE },
	{ SIGTERM, ROUTE },
	{ SIGHUP, ROUTE },
	{ SIGINT, ROUTE },
	{ SIGQUIT, ROUTE },
	{ SIGALRM, ROUTE },
	{ SIGUSR1, ROUTE },
	{ SIGUSR2, ROUTE },
	{ SIGTSTP, ROUTE },
	{ SIGCONT, ROUTE },
	{ SIGPIPE, IGNORE },
	{ SIGSEGV, FATAL },
	{ SIGBUS, FATAL },
	{ SIGILL, FATAL },
	{ SIGFPE, FATAL },
	{ SIGABRT, FATAL },
	{ SIGSYS, FATAL }
};

enum { NTABLE = sizeof table / sizeof table[0] };

/* A handler has no argument of ours, so what it needs is at file scope. */
static volatile sig_atomic_t pending[NTABLE];
static volatile sig_atomic_t wake_fd = -1;
static int poll_fd = -1;
static void (*on_fault)(void);
static struct sigaction before[NTABLE];
static sigset_t mask_before;
static bool opened;

static void
note(int sig)
{
	int saved = errno;
	ssize_t n;
	int i;

	for (i = 0; i < NTABLE; i++)
		if (table[i].sig == sig)
			pending[i] = 1;
	if (wake_fd != -1) {
		/* A full pipe wakes as well as one byte more. */
		n = write(wake_fd, "", 1);
		(void)n;
	}
	errno = saved;
}

static void
fault(int sig)
{
	/* SA_RESETHAND: raising it again takes the default course. */
	if (on_fault != NULL)
		on_fault();
	raise(sig);
}

static int
install(int i)
{
	struct sigaction sa;

	memset(&sa, 0, sizeof sa);
	sigemptyset(&sa.sa_mask);
	switch (table[i].action) {
	case ROUTE:
		sa.sa_handler = note;
		sa.sa_flags = SA_RESTART;
		break;
	case FATAL:
		sa.sa_handler = fault;
		sa.sa_flags = (int)(SA_RESETHAND | SA_NODEFER);
		break;
	case IGNORE:
		sa.sa_handler = SIG_IGN;
		break;
	}
	return sigaction(table[i].sig, &sa, NULL);
}

/* An ignored stop or hangup stays ignored, as nohup and job control ask. */
static bool
keeps_ignore(int i)
{
	return before[i].sa_handler == SIG_IGN && table[i].action == ROUTE &&
	    table[i].sig != SIGCHLD && table[i].sig != SIGWINCH;
}

int
signals_open(void (*emergency)(void), struct err *e)
{
	sigset_t none;
	int fds[2], i;

	if (pipe(fds) == -1)
		return err_sys(e, "cannot make a pipe for signals");
	for (i = 0; i < 2; i++) {
		(void)fcntl(fds[i], F_SETFD, FD_CLOEXEC);
		(void)fcntl(fds[i], F_SETFL, O_NONBLOCK);
	}
	poll_fd = fds[0];
	wake_fd = fds[1];
	on_fault = emergency;
	for (i = 0; i < NTABLE; i++) {
		pending[i] = 0;
		(void)sigaction(table[i].sig, NULL, &before[i]);
		if (!keeps_ignore(i) && install(i) == -1)
			return err_sys(e, "cannot route signal %d",
			    table[i].sig);
	}
	sigemptyset(&none);
	(void)sigprocmask(SIG_SETMASK, &none, &mask_before);
	opened = true;
	return poll_fd;
}

int
signals_next(void)
{
	char sink[64];
	int i;

	while (read(poll_fd, sink, sizeof sink) > 0)
		;
	for (i = 0; i < NTABLE; i++)
		if (pending[i]) {
			pending[i] = 0;
			return table[i].sig;
		}
	return 0;
}

static void
put_back(void)
{
	int i;

	for (i = 0; i < NTABLE; i++)
		(void)sigaction(table[i].sig, &before[i], NULL);
	(void)sigprocmask(SIG_SETMASK, &mask_before, NULL);
}

void
signals_close(void)
{
	if (!opened)
		return;
	opened = false;
	put_back();
	(void)close(wake_fd);
	(void)close(poll_fd);
	wake_fd = poll_fd = -1;
}

void
signals_child(void)
{
	/* The pipe is shared with the parent: a handler must not write it. */
	wake_fd = -1;
	if (opened)
		put_back();
}

static void
take_default(int sig)
{
	struct sigaction sa;
	sigset_t set;

	memset(&sa, 0, sizeof sa);
	sa.sa_handler = SIG_DFL;
	(void)sigaction(sig, &sa, NULL);
	sigemptyset(&set);
	sigaddset(&set, sig);
	(void)sigprocmask(SIG_UNBLOCK, &set, NULL);
	(void)kill(getpid(), sig);
}

void
signals_stop(int sig)
{
	int i;

	take_default(sig);
	for (i = 0; i < NTABLE; i++)
		if (table[i].sig == sig && !keeps_ignore(i))
			(void)install(i);
}

void
signals_die(int sig)
{
	struct rlimit none = { 0, 0 };

	/* The core, if one is wanted, is the shell's and was written there. */
	(void)setrlimit(RLIMIT_CORE, &none);
	take_default(sig);
}

int
signals_send(pid_t pid, int sig)
{
	if (pid >= -1 && pid <= 1) {
		errno = EINVAL;
		return -1;
	}
	return kill(pid, sig);
}

void
signals_outlive_file_limit(struct sigaction *old)
{
	struct sigaction ignore = { .sa_handler = SIG_IGN };

	sigaction(SIGXFSZ, &ignore, old);
}

void
signals_obey_file_limit(const struct sigaction *old)
{
	sigaction(SIGXFSZ, old, NULL);
}

int
signals_daemon(void)
{
	static const int ignored[] = { SIGHUP, SIGINT, SIGQUIT, SIGTERM,
	    SIGPIPE, SIGTSTP, SIGTTIN, SIGTTOU, SIGALRM, SIGUSR1, SIGUSR2,
	    SIGXFSZ, SIGWINCH };
	struct sigaction sa = { .sa_handler = SIG_IGN };
	sigset_t set;
	size_t i;

	for (i = 0; i < sizeof ignored / sizeof ignored[0]; i++)
		(void)sigaction(ignored[i], &sa, NULL);
	/* Inherited as ignored, it would never be seen. */
	sa.sa_handler = SIG_DFL;
	(void)sigaction(SIGCHLD, &sa, NULL);
	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	if (sigprocmask(SIG_SETMASK, &set, NULL) != 0)
		return -1;
	return signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
}
