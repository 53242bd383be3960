/* SPDX-License-Identifier: ISC */
/*
 * Drive a program on a terminal of its own from a script on standard input.
 *
 *	ptydrive [-s ROWSxCOLS] PROGRAM [ARG...] < script
 *
 * One command a line; TEXT knows \r \n \t \e \\ \xHH \cX (control) and runs
 * to the end of the line:
 *	send TEXT		type it
 *	expect TEXT		wait until TEXT shows after the last match
 *	absent TEXT		TEXT did not show since the last `mark`
 *	mark			forget what was shown so far
 *	resize ROWS COLS	set the terminal's size
 *	signal NAME		to the program
 *	signal-child NAME	to the program's first child
 *	raw, cooked		wait until the terminal is raw, or not
 *	same-modes		modes equal those before the program started
 *	hangup			close the terminal
 *	stall, resume		stop reading, read again
 *	wait-exit N		the program exits with N
 *	wait-signal NAME	the program dies of NAME
 *	wait-stopped		the program is stopped
 *	wait-file PATH		PATH exists
 *	idle			a descendant waits for a key in readline
 *	fill N			type N times "x"
 *	shown N			wait until N bytes were shown in all
 *	dump			print what was shown, for a person
 * Every wait ends after 60 seconds at most, as a failure: a hang guard, never
 * a way to synchronise. Exit 0: the script held. 1: it did not; what was
 * shown is on standard error.
 */
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"

enum { GUARD_MS = 60000, TEXT_MAX_LEN = 65536 };

/* PTYDRIVE_GUARD_MS, for whoever writes a test. */
static long guard_ms = GUARD_MS;

struct drive {
	int master;
	int slave;		/* kept open: its modes outlive the program */
	pid_t pid;
	bool reaped;
	bool stopped;
	int status;
	bool stalled;
	struct termios before;
	struct buf shown;
	size_t from;		/* expect looks from here */
	size_t mark;		/* absent looks from here */
	size_t total;
	unsigned line;
};

static const struct {
	const char *name;
	int sig;
} signals[] = {
	{ "HUP", SIGHUP }, { "INT", SIGINT }, { "QUIT", SIGQUIT },
	{ "KILL", SIGKILL }, { "TERM", SIGTERM }, { "STOP", SIGSTOP },
	{ "TSTP", SIGTSTP }, { "CONT", SIGCONT }, { "USR1", SIGUSR1 },
	{ "USR2", SIGUSR2 }, { "ALRM", SIGALRM }, { "PIPE", SIGPIPE },
	{ "WINCH", SIGWINCH }, { "ABRT", SIGABRT }, { "SEGV", SIGSEGV }
};

static long
now_ms(void)
{
	struct timespec ts;

	(void)clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

static void
fail(struct drive *d, const char *what, const char *arg)
{
	struct buf b = { 0 };

	if (d->shown.len > 0)
		buf_visible(&b, d->shown.data, d->shown.len, 8192);
	(void)fprintf(stderr, "ptydrive: line %u: %s %s\nshown: %s\n",
	    d->line, what, arg, b.data != NULL ? b.data : "");
	if (!d->reaped)
		(void)kill(d->pid, SIGKILL);
	exit(1);
}

/* Read what is there within `ms`; false when the other side is gone. */
static bool
pump(struct drive *d, int ms)
{
	char b[65536];
	struct pollfd pf = { .fd = d->master, .events = POLLIN };
	ssize_t n;

	if (d->master == -1 || d->stalled) {
		(void)poll(NULL, 0, ms);
		return true;
	}
	if (poll(&pf, 1, ms) <= 0)
		return true;
	n = read(d->master, b, sizeof b);
	if (n <= 0)
		return false;
	buf_add(&d->shown, b, (size_t)n);
	d->total += (size_t)n;
	return true;
}

static void
reap(struct drive *d)
{
	int status;

	if (d->reaped)
		return;
	if (waitpid(d->pid, &status, WNOHANG | WUNTRACED) != d->pid)
		return;
	if (WIFSTOPPED(status)) {
		d->stopped = true;
		return;
	}
	d->reaped = true;
	d->status = status;
}

typedef bool cond_fn(struct drive *d, const char *arg);

/* Pump until `cond` holds. */
static void
await(struct drive *d, cond_fn *cond, const char *what, const char *arg)
{
	long until = now_ms() + guard_ms;

	while (!cond(d, arg)) {
		if (now_ms() > until)
			fail(d, what, arg);
		(void)pump(d, 10);
		reap(d);
	}
}

static bool
cond_shown(struct drive *d, const char *text)
{
	char *p;

	if (d->shown.len <= d->from)
		return false;
	p = memmem(d->shown.data + d->from, d->shown.len - d->from, text,
	    strlen(text));
	if (p == NULL)
		return false;
	d->from = (size_t)(p - d->shown.data) + strlen(text);
	return true;
}

static bool
cond_exited(struct drive *d, const char *arg)
{
	(void)arg;
	return d->reaped;
}

static bool
cond_stopped(struct drive *d, const char *arg)
{
	bool was = d->stopped;

	(void)arg;
	d->stopped = false;
	return was;
}

static bool
is_raw(struct drive *d)
{
	struct termios t;

	if (tcgetattr(d->slave, &t) == -1)
		fail(d, "tcgetattr", strerror(errno));
	return !(t.c_lflag & ICANON);
}

static bool
cond_raw(struct drive *d, const char *arg)
{
	(void)arg;
	return is_raw(d);
}

static bool
cond_cooked(struct drive *d, const char *arg)
{
	(void)arg;
	return !is_raw(d);
}

static bool
cond_file(struct drive *d, const char *arg)
{
	(void)d;
	return access(arg, F_OK) == 0;
}

/* The first child of `pid`, or 0. */
static pid_t
first_child(pid_t pid)
{
	char path[64];
	long child = 0;
	FILE *f;

	(void)snprintf(path, sizeof path, "/proc/%ld/task/%ld/children",
	    (long)pid, (long)pid);
	f = fopen(path, "r");
	if (f == NULL)
		return 0;
	if (fscanf(f, "%ld", &child) != 1)
		child = 0;
	(void)fclose(f);
	return (pid_t)child;
}

/* Readline waits for descriptor 0 alone: pselect(1, ...). */
static bool
waits_for_key(pid_t pid)
{
	char path[64];
	unsigned long nfds = 0;
	long call = -1;
	FILE *f;

	(void)snprintf(path, sizeof path, "/proc/%ld/syscall", (long)pid);
	f = fopen(path, "r");
	if (f == NULL)
		return false;
	if (fscanf(f, "%ld %lx", &call, &nfds) != 2)
		call = -1;
	(void)fclose(f);
	return call == SYS_pselect6 && nfds == 1;
}

/*
 * A signal that meets readline between two waits is lost to it now and then,
 * under plain bash too; so a script that sends ^C waits for this first.
 */
static bool
cond_idle(struct drive *d, const char *arg)
{
	pid_t pid = d->pid;

	(void)arg;
	while ((pid = first_child(pid)) > 1)
		if (waits_for_key(pid))
			return true;
	return false;
}

static bool
cond_total(struct drive *d, const char *arg)
{
	return d->total >= strtoul(arg, NULL, 10);
}

static void
type(struct drive *d, const char *p, size_t n)
{
	long until = now_ms() + guard_ms;
	ssize_t w;

	while (n > 0) {
		w = write(d->master, p, n);
		if (w > 0) {
			p += w;
			n -= (size_t)w;
		} else if (errno != EAGAIN && errno != EINTR) {
			fail(d, "send", strerror(errno));
		} else if (now_ms() > until) {
			fail(d, "send", "the program does not read");
		} else {
			(void)pump(d, 5);
		}
	}
}

static int
signal_number(struct drive *d, const char *name)
{
	size_t i;

	for (i = 0; i < sizeof signals / sizeof signals[0]; i++)
		if (strcmp(signals[i].name, name) == 0)
			return signals[i].sig;
	fail(d, "unknown signal", name);
	return 0;
}

/* Undo the escapes of a script's text in place. */
static size_t
unescape(char *s)
{
	char *in = s, *out = s, hex[3] = { 0 };

	for (; *in != '\0'; in++) {
		if (*in != '\\' || in[1] == '\0') {
			*out++ = *in;
			continue;
		}
		switch (*++in) {
		case 'r': *out++ = '\r'; break;
		case 'n': *out++ = '\n'; break;
		case 't': *out++ = '\t'; break;
		case 'e': *out++ = '\033'; break;
		case 'c':
			if (in[1] != '\0')
				*out++ = (char)(*++in & 0x1f);
			break;
		case 'x':
			if (isxdigit((unsigned char)in[1]) &&
			    isxdigit((unsigned char)in[2])) {
				memcpy(hex, in + 1, 2);
				*out++ = (char)strtol(hex, NULL, 16);
				in += 2;
			}
			break;
		default: *out++ = *in; break;
		}
	}
	*out = '\0';
	return (size_t)(out - s);
}

static void
check_modes(struct drive *d)
{
	struct termios t;

	memset(&t, 0, sizeof t);
	if (tcgetattr(d->slave, &t) == -1)
		fail(d, "same-modes", strerror(errno));
	if (memcmp(&t, &d->before, sizeof t) != 0)
		fail(d, "same-modes", "differ");
}

static void
check_status(struct drive *d, const char *name, const char *arg)
{
	char got[64];
	bool ok;

	await(d, cond_exited, name, arg);
	if (strcmp(name, "wait-exit") == 0)
		ok = WIFEXITED(d->status) &&
		    WEXITSTATUS(d->status) == atoi(arg);
	else
		ok = WIFSIGNALED(d->status) &&
		    WTERMSIG(d->status) == signal_number(d, arg);
	(void)snprintf(got, sizeof got, "%s, got wait status 0x%x", arg,
	    (unsigned)d->status);
	if (!ok)
		fail(d, name, got);
}

static void
run_terminal(struct drive *d, const char *name, char *arg)
{
	struct winsize ws = { 0 };
	size_t n;

	if (strcmp(name, "resize") == 0) {
		if (sscanf(arg, "%hu %hu", &ws.ws_row, &ws.ws_col) != 2)
			fail(d, "bad size", arg);
		(void)ioctl(d->master, TIOCSWINSZ, &ws);
	} else if (strcmp(name, "raw") == 0) {
		await(d, cond_raw, name, arg);
	} else if (strcmp(name, "cooked") == 0) {
		await(d, cond_cooked, name, arg);
	} else if (strcmp(name, "same-modes") == 0) {
		check_modes(d);
	} else if (strcmp(name, "hangup") == 0) {
		(void)close(d->slave);
		(void)close(d->master);
		d->master = d->slave = -1;
	} else if (strcmp(name, "stall") == 0) {
		d->stalled = true;
	} else if (strcmp(name, "resume") == 0) {
		d->stalled = false;
	} else if (strcmp(name, "fill") == 0) {
		for (n = strtoul(arg, NULL, 10); n > 0; n--)
			type(d, "x", 1);
	} else {
		fail(d, "unknown command", name);
	}
}

static void
run_command(struct drive *d, const char *name, char *arg)
{
	pid_t pid;
	size_t n;

	if (strcmp(name, "send") == 0) {
		n = unescape(arg);
		type(d, arg, n);
	} else if (strcmp(name, "expect") == 0) {
		(void)unescape(arg);
		await(d, cond_shown, name, arg);
	} else if (strcmp(name, "absent") == 0) {
		n = unescape(arg);
		if (d->shown.len > d->mark &&
		    memmem(d->shown.data + d->mark, d->shown.len - d->mark,
		    arg, n) != NULL)
			fail(d, name, arg);
	} else if (strcmp(name, "mark") == 0) {
		d->mark = d->from;
	} else if (strcmp(name, "signal") == 0) {
		(void)kill(d->pid, signal_number(d, arg));
	} else if (strcmp(name, "signal-child") == 0) {
		pid = first_child(d->pid);
		if (pid <= 1)
			fail(d, name, "no child");
		(void)kill(pid, signal_number(d, arg));
	} else if (strncmp(name, "wait-exit", 9) == 0 ||
	    strcmp(name, "wait-signal") == 0) {
		check_status(d, name, arg);
	} else if (strcmp(name, "wait-stopped") == 0) {
		await(d, cond_stopped, name, arg);
	} else if (strcmp(name, "wait-file") == 0) {
		await(d, cond_file, name, arg);
	} else if (strcmp(name, "dump") == 0) {
		(void)fwrite(d->shown.data, 1, d->shown.len, stderr);
	} else if (strcmp(name, "idle") == 0) {
		await(d, cond_idle, name, arg);
	} else if (strcmp(name, "shown") == 0) {
		await(d, cond_total, name, arg);
	} else {
		run_terminal(d, name, arg);
	}
}

static void
open_terminal(struct drive *d, unsigned short rows, unsigned short cols)
{
	struct winsize ws = { .ws_row = rows, .ws_col = cols };
	const char *name;

	d->master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (d->master == -1 || grantpt(d->master) == -1 ||
	    unlockpt(d->master) == -1 || (name = ptsname(d->master)) == NULL ||
	    (d->slave = open(name, O_RDWR | O_NOCTTY | O_CLOEXEC)) == -1) {
		perror("ptydrive: pty");
		exit(1);
	}
	(void)ioctl(d->slave, TIOCSWINSZ, &ws);
	(void)fcntl(d->master, F_SETFL, O_NONBLOCK);
	memset(&d->before, 0, sizeof d->before);
	(void)tcgetattr(d->slave, &d->before);
}

static void
start(struct drive *d, char **argv)
{
	sigset_t none;
	int i;

	d->pid = fork();
	if (d->pid != 0)
		return;
	(void)setsid();
	(void)ioctl(d->slave, TIOCSCTTY, 0);
	for (i = 0; i < 3; i++)
		(void)dup2(d->slave, i);
	/* Whoever runs the tests may ignore some: nohup, a script's `&`. */
	for (i = 1; i < NSIG; i++)
		(void)signal(i, SIG_DFL);
	(void)sigemptyset(&none);
	(void)sigprocmask(SIG_SETMASK, &none, NULL);
	(void)execvp(argv[0], argv);
	_exit(127);
}

int
main(int argc, char **argv)
{
	static char line[TEXT_MAX_LEN];
	struct drive d = { .master = -1, .slave = -1 };
	unsigned short rows = 24, cols = 80;
	char *arg;

	(void)signal(SIGPIPE, SIG_IGN);
	if (getenv("PTYDRIVE_GUARD_MS") != NULL)
		guard_ms = atol(getenv("PTYDRIVE_GUARD_MS"));
	if (argc > 2 && strcmp(argv[1], "-s") == 0) {
		if (sscanf(argv[2], "%hux%hu", &rows, &cols) != 2)
			return 2;
		argv += 2;
		argc -= 2;
	}
	if (argc < 2)
		return 2;
	open_terminal(&d, rows, cols);
	start(&d, argv + 1);
	while (fgets(line, sizeof line, stdin) != NULL) {
		d.line++;
		line[strcspn(line, "\n")] = '\0';
		arg = line + strspn(line, " \t");
		if (*arg == '\0' || *arg == '#')
			continue;
		memmove(line, arg, strlen(arg) + 1);
		arg = line + strcspn(line, " ");
		if (*arg != '\0')
			*arg++ = '\0';
		run_command(&d, line, arg);
	}
	reap(&d);
	if (!d.reaped)
		(void)kill(d.pid, SIGKILL);
	buf_free(&d.shown);
	return 0;
}
