/* SPDX-License-Identifier: ISC */
/*
 * Drive a program on a terminal of its own from a script on standard input.
 *
 *	ptydrive [-s ROWSxCOLS] PROGRAM [ARG...] < script
 *
 * One command a line; TEXT knows \r \n \t \e \\ \xHH \cX (control) and runs
 * to the end of the line:
 *	send TEXT		type it
 *	fill N			type N times "x"
 *	fill-later N		the same, while the script goes on
 *	all-typed		all of that was taken
 *	expect TEXT		wait until TEXT shows after the last match
 *	mark			count and look from the last match on
 *	flood-mark		the same, from all that was read
 *	absent TEXT		TEXT did not show since the last `mark`
 *	at-most N		no more than N bytes were shown since `mark`
 *	shown N			wait until N bytes were shown since `mark`
 *	save PATH		what was shown since `mark`, as a file
 *	resize ROWS COLS [X Y]	set the terminal's size
 *	signal NAME		to the program
 *	signal-child NAME	to the program's first child
 *	raw, cooked		wait until the terminal is raw, or not
 *	same-modes		modes equal those before the program started
 *	set-modes		put those back now
 *	hangup			close the terminal
 *	stall, resume		stop reading, read again
 *	trickle N		read the next N bytes one by one
 *	wait-exit N		the program exits with N
 *	wait-signal NAME	the program dies of NAME
 *	wait-stopped		the program is stopped
 *	wait-file PATH		PATH exists
 *	create PATH		make it, for a program that waits for it
 *	foreground		a job of it or of a descendant has the terminal
 *	idle			it or a descendant waits for a key in readline
 *	after MS		let time pass: only where time is what is tested
 *	rss-mark		remember the program's memory
 *	rss-grew N		it is at most N KiB more than then
 *	dump			print what was shown, for a person
 * Exit 0: the script held. 1: it did not; what was shown is on standard error.
 */
#include <ctype.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "drive.h"

enum { TEXT_MAX_LEN = 65536 };

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

static int
signal_number(struct drive *d, const char *name)
{
	size_t i;

	for (i = 0; i < sizeof signals / sizeof signals[0]; i++)
		if (strcmp(signals[i].name, name) == 0)
			return signals[i].sig;
	drive_fail(d, "unknown signal", name);
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
	if (tcgetattr(d->slave, &t) == -1 ||
	    memcmp(&t, &d->before, sizeof t) != 0)
		drive_fail(d, "same-modes", "differ");
}

static void
check_status(struct drive *d, const char *name, const char *arg)
{
	char got[64];
	bool ok;

	drive_await(d, drive_exited, name, arg, 0);
	if (strcmp(name, "wait-exit") == 0)
		ok = WIFEXITED(d->status) &&
		    WEXITSTATUS(d->status) == atoi(arg);
	else
		ok = WIFSIGNALED(d->status) &&
		    WTERMSIG(d->status) == signal_number(d, arg);
	(void)snprintf(got, sizeof got, "%s, got wait status 0x%x", arg,
	    (unsigned)d->status);
	if (!ok)
		drive_fail(d, name, got);
}

static void
fill(struct drive *d, const char *arg, bool wait)
{
	size_t n;

	for (n = strtoul(arg, NULL, 10); n > 0; n--)
		buf_char(&d->typed, 'x');
	if (wait)
		drive_type(d, "", 0);
}

static void
save(struct drive *d, const char *path)
{
	FILE *f = fopen(path, "w");

	if (f == NULL)
		drive_fail(d, "save", path);
	(void)fwrite(d->shown.data + d->mark, 1, d->shown.len - d->mark, f);
	if (fclose(f) != 0)
		drive_fail(d, "save", path);
}

/* Commands about the terminal. False: not one of them. */
static bool
run_terminal(struct drive *d, const char *name, const char *arg)
{
	struct winsize ws = { 0 };

	if (strcmp(name, "resize") == 0) {
		if (sscanf(arg, "%hu %hu %hu %hu", &ws.ws_row, &ws.ws_col,
		    &ws.ws_xpixel, &ws.ws_ypixel) < 2)
			drive_fail(d, "bad size", arg);
		(void)ioctl(d->master, TIOCSWINSZ, &ws);
	} else if (strcmp(name, "raw") == 0) {
		drive_await(d, drive_raw, name, arg, 0);
	} else if (strcmp(name, "cooked") == 0) {
		drive_await(d, drive_cooked, name, arg, 0);
	} else if (strcmp(name, "same-modes") == 0) {
		check_modes(d);
	} else if (strcmp(name, "set-modes") == 0) {
		(void)tcsetattr(d->slave, TCSANOW, &d->before);
	} else if (strcmp(name, "hangup") == 0) {
		(void)close(d->slave);
		(void)close(d->master);
		d->master = d->slave = -1;
	} else if (strcmp(name, "stall") == 0) {
		d->stalled = true;
	} else if (strcmp(name, "resume") == 0) {
		d->stalled = false;
	} else if (strcmp(name, "trickle") == 0) {
		d->trickle = strtoul(arg, NULL, 10);
	} else {
		return false;
	}
	return true;
}

/* Commands about what was shown and typed. False: not one of them. */
static bool
run_text(struct drive *d, const char *name, char *arg)
{
	size_t n;

	if (strcmp(name, "send") == 0) {
		n = unescape(arg);
		drive_type(d, arg, n);
	} else if (strcmp(name, "fill") == 0) {
		fill(d, arg, true);
	} else if (strcmp(name, "fill-later") == 0) {
		fill(d, arg, false);
	} else if (strcmp(name, "all-typed") == 0) {
		drive_await(d, drive_all_typed, name, arg, 0);
	} else if (strcmp(name, "expect") == 0) {
		n = unescape(arg);
		drive_await(d, drive_shown, name, arg, n);
	} else if (strcmp(name, "absent") == 0) {
		n = unescape(arg);
		if (d->shown.len > d->mark &&
		    memmem(d->shown.data + d->mark, d->shown.len - d->mark,
		    arg, n) != NULL)
			drive_fail(d, name, arg);
	} else if (strcmp(name, "mark") == 0) {
		d->mark = d->from;
		d->mark_total = d->from;
	} else if (strcmp(name, "flood-mark") == 0) {
		d->mark = d->from = d->shown.len;
		d->mark_total = d->total;
	} else if (strcmp(name, "at-most") == 0) {
		if (d->total - d->mark_total > strtoul(arg, NULL, 10))
			drive_fail(d, name, arg);
	} else if (strcmp(name, "shown") == 0) {
		drive_await(d, drive_counted, name, arg, 0);
	} else if (strcmp(name, "save") == 0) {
		save(d, arg);
	} else {
		return false;
	}
	return true;
}

/* Commands about processes. False: not one of them. */
static bool
run_process(struct drive *d, const char *name, const char *arg)
{
	pid_t pid;

	if (strcmp(name, "signal") == 0) {
		(void)kill(d->pid, signal_number(d, arg));
	} else if (strcmp(name, "signal-child") == 0) {
		pid = drive_first_child(d->pid);
		if (pid <= 1)
			drive_fail(d, name, "no child");
		(void)kill(pid, signal_number(d, arg));
	} else if (strcmp(name, "wait-exit") == 0 ||
	    strcmp(name, "wait-signal") == 0) {
		check_status(d, name, arg);
	} else if (strcmp(name, "wait-stopped") == 0) {
		drive_await(d, drive_stopped, name, arg, 0);
	} else if (strcmp(name, "wait-file") == 0) {
		drive_await(d, drive_file, name, arg, 0);
	} else if (strcmp(name, "create") == 0) {
		int fd = open(arg, O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
		if (fd == -1)
			drive_fail(d, "cannot create", arg);
		(void)close(fd);
	} else if (strcmp(name, "foreground") == 0) {
		drive_await(d, drive_foreground, name, arg, 0);
	} else if (strcmp(name, "idle") == 0) {
		drive_await(d, drive_idle, name, arg, 0);
	} else if (strcmp(name, "after") == 0) {
		(void)poll(NULL, 0, atoi(arg));
	} else if (strcmp(name, "rss-mark") == 0) {
		d->rss = drive_proc_status(d->pid, "VmRSS");
	} else if (strcmp(name, "rss-grew") == 0) {
		if (drive_proc_status(d->pid, "VmHWM") - d->rss > atol(arg))
			drive_fail(d, name, "more");
	} else if (strcmp(name, "dump") == 0) {
		(void)fwrite(d->shown.data, 1, d->shown.len, stderr);
	} else {
		return false;
	}
	return true;
}

static void
run_line(struct drive *d, char *line)
{
	char *name = line + strspn(line, " \t"), *arg;

	d->line++;
	line[strcspn(line, "\n")] = '\0';
	if (*name == '\0' || *name == '#')
		return;
	arg = name + strcspn(name, " ");
	if (*arg != '\0')
		*arg++ = '\0';
	if (!run_text(d, name, arg) && !run_process(d, name, arg) &&
	    !run_terminal(d, name, arg))
		drive_fail(d, "unknown command", name);
}

int
main(int argc, char **argv)
{
	static char line[TEXT_MAX_LEN];
	struct drive d = { .master = -1, .slave = -1 };
	unsigned short rows = 24, cols = 80;

	(void)signal(SIGPIPE, SIG_IGN);
	if (argc > 2 && strcmp(argv[1], "-s") == 0) {
		if (sscanf(argv[2], "%hux%hu", &rows, &cols) != 2)
			return 2;
		argv += 2;
		argc -= 2;
	}
	if (argc < 2)
		return 2;
	drive_open(&d, rows, cols);
	drive_start(&d, argv + 1);
	while (fgets(line, sizeof line, stdin) != NULL)
		run_line(&d, line);
	if (!d.reaped)
		(void)kill(d.pid, SIGKILL);
	buf_free(&d.shown);
	buf_free(&d.typed);
	return 0;
}
