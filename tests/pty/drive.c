/* SPDX-License-Identifier: ISC */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "drive.h"

enum { GUARD_MS = 60000 };

static long
now_ms(void)
{
	struct timespec ts;

	(void)clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

void
drive_fail(struct drive *d, const char *what, const char *arg)
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

static void
type_pending(struct drive *d)
{
	ssize_t n;

	n = write(d->master, d->typed.data + d->typed_at,
	    d->typed.len - d->typed_at);
	if (n > 0)
		d->typed_at += (size_t)n;
	else if (n == -1 && errno != EAGAIN && errno != EINTR)
		drive_fail(d, "send", strerror(errno));
	if (d->typed_at == d->typed.len) {
		buf_reset(&d->typed);
		d->typed_at = 0;
	}
}

bool
drive_pump(struct drive *d, int ms)
{
	char b[65536];
	struct pollfd pf = { .fd = d->master };
	size_t want = d->trickle > 0 ? 1 : sizeof b;
	ssize_t n;

	if (d->master == -1) {
		(void)poll(NULL, 0, ms);
		return true;
	}
	pf.events = (short)((d->stalled ? 0 : POLLIN) |
	    (d->typed.len > 0 ? POLLOUT : 0));
	if (pf.events == 0) {
		(void)poll(NULL, 0, ms);
		return true;
	}
	if (poll(&pf, 1, ms) <= 0)
		return true;
	if ((pf.revents & POLLOUT) && d->typed.len > 0)
		type_pending(d);
	if (d->stalled || !(pf.revents & (POLLIN | POLLHUP)))
		return true;
	n = read(d->master, b, want);
	if (n <= 0)
		return false;
	d->trickle -= d->trickle > 0 ? (size_t)n : 0;
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

void
drive_await(struct drive *d, drive_cond *cond, const char *what,
    const char *arg, size_t len)
{
	const char *guard = getenv("PTYDRIVE_GUARD_MS");
	long until = now_ms() + (guard != NULL ? atol(guard) : GUARD_MS);

	while (!cond(d, arg, len)) {
		if (now_ms() > until)
			drive_fail(d, what, arg);
		(void)drive_pump(d, 10);
		reap(d);
	}
}

bool
drive_shown(struct drive *d, const char *text, size_t len)
{
	size_t from = d->scanned > d->from ? d->scanned : d->from;
	char *p = NULL;

	if (d->shown.len > from)
		p = memmem(d->shown.data + from, d->shown.len - from, text,
		    len);
	if (p == NULL) {
		d->scanned = d->shown.len > len ? d->shown.len - len : 0;
		return false;
	}
	d->from = (size_t)(p - d->shown.data) + len;
	return true;
}

bool
drive_exited(struct drive *d, const char *arg, size_t len)
{
	(void)arg;
	(void)len;
	return d->reaped;
}

bool
drive_stopped(struct drive *d, const char *arg, size_t len)
{
	bool was = d->stopped;

	(void)arg;
	(void)len;
	d->stopped = false;
	return was;
}

bool
drive_raw(struct drive *d, const char *arg, size_t len)
{
	struct termios t;

	(void)arg;
	(void)len;
	if (tcgetattr(d->slave, &t) == -1)
		drive_fail(d, "tcgetattr", strerror(errno));
	return !(t.c_lflag & ICANON);
}

bool
drive_cooked(struct drive *d, const char *arg, size_t len)
{
	return !drive_raw(d, arg, len);
}

bool
drive_file(struct drive *d, const char *arg, size_t len)
{
	(void)d;
	(void)len;
	return access(arg, F_OK) == 0;
}

bool
drive_counted(struct drive *d, const char *arg, size_t len)
{
	(void)len;
	return d->total - d->mark_total >= strtoul(arg, NULL, 10);
}

bool
drive_all_typed(struct drive *d, const char *arg, size_t len)
{
	(void)arg;
	(void)len;
	return d->typed.len == 0;
}

pid_t
drive_first_child(pid_t pid)
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

long
drive_proc_status(pid_t pid, const char *field)
{
	char path[64], line[256];
	size_t n = strlen(field);
	long v = -1;
	FILE *f;

	(void)snprintf(path, sizeof path, "/proc/%ld/status", (long)pid);
	f = fopen(path, "r");
	if (f == NULL)
		return -1;
	while (fgets(line, sizeof line, f) != NULL)
		if (strncmp(line, field, n) == 0 && line[n] == ':')
			v = atol(line + n + 1);
	(void)fclose(f);
	return v;
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
bool
drive_idle(struct drive *d, const char *arg, size_t len)
{
	pid_t pid = d->pid;

	(void)arg;
	(void)len;
	do
		if (waits_for_key(pid))
			return true;
	while ((pid = drive_first_child(pid)) > 1);
	return false;
}

/* Has a job of this shell, the first of its session, the terminal, and runs? */
static bool
job_runs(pid_t pid)
{
	char path[64], state;
	int group, session, tty, foreground;
	bool runs = false;
	FILE *f;

	(void)snprintf(path, sizeof path, "/proc/%ld/stat", (long)pid);
	f = fopen(path, "r");
	if (f == NULL)
		return false;
	if (fscanf(f, "%*d (%*[^)]) %*c %*d %d %d %d %d", &group, &session,
	    &tty, &foreground) != 4 || session != pid ||
	    foreground <= 1 || foreground == group)
		foreground = 0;
	(void)fclose(f);
	(void)snprintf(path, sizeof path, "/proc/%d/stat", foreground);
	f = foreground > 0 ? fopen(path, "r") : NULL;
	if (f == NULL)
		return false;
	if (fscanf(f, "%*d (%*[^)]) %c", &state) == 1)
		runs = state != 'T' && state != 't' && state != 'Z';
	(void)fclose(f);
	return runs;
}

/* A key that signals, typed before, would go to the shell itself. */
bool
drive_foreground(struct drive *d, const char *arg, size_t len)
{
	pid_t pid = d->pid;

	(void)arg;
	(void)len;
	do
		if (job_runs(pid))
			return true;
	while ((pid = drive_first_child(pid)) > 1);
	return false;
}

void
drive_type(struct drive *d, const char *p, size_t n)
{
	buf_add(&d->typed, p, n);
	drive_await(d, drive_all_typed, "send: the program does not read", "",
	    0);
}

void
drive_open(struct drive *d, unsigned short rows, unsigned short cols)
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

void
drive_start(struct drive *d, char **argv)
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
