/* SPDX-License-Identifier: ISC */
/*
 * What a proxy costs at a terminal.
 *
 *	bench/pty ROW PROGRAM [ARG...]	measure: one line of figures
 *	bench/pty --enter A B		Enter to prompt in both by turns: what B
 *					takes longer, pair by pair
 *	bench/pty --loop PROGRAM ...	be a bare pty loop, for comparison
 *
 * The program is or ends in an interactive bash whose prompt is "@@ ". $BENCH_MB
 * megabytes of output, $BENCH_KEYS keys and lines, each $BENCH_LINE.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

enum { SAMPLES = 10000 };

/* Readline begins a new prompt so; it draws an old one again without. */
static const char prompt[] = "\033[?2004h@@ ";

struct terminal {
	int fd;
	pid_t pid;
	char tail[4096];	/* the last bytes shown */
	size_t ntail;
	size_t total;
};

static double
now(void)
{
	struct timespec ts;

	(void)clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec * 1e6 + (double)ts.tv_nsec / 1e3;
}

static size_t
setting(const char *name, size_t otherwise)
{
	const char *v = getenv(name);

	return v != NULL ? strtoul(v, NULL, 10) : otherwise;
}

/* Read what is there; keep the end of it. */
static void
take(struct terminal *t)
{
	static char b[65536];
	ssize_t n = read(t->fd, b, sizeof b);
	size_t len;

	if (n <= 0) {
		(void)fprintf(stderr, "bench/pty: the program ended\n");
		exit(1);
	}
	t->total += (size_t)n;
	len = (size_t)n < sizeof t->tail / 2 ? (size_t)n :
	    sizeof t->tail / 2;
	if (t->ntail + len > sizeof t->tail) {
		memmove(t->tail, t->tail + sizeof t->tail / 2,
		    t->ntail - sizeof t->tail / 2);
		t->ntail -= sizeof t->tail / 2;
	}
	memcpy(t->tail + t->ntail, b + n - len, len);
	t->ntail += len;
}

static void
until(struct terminal *t, const char *text)
{
	struct pollfd pf = { .fd = t->fd, .events = POLLIN };
	size_t n = strlen(text);
	char *at;

	while ((at = memmem(t->tail, t->ntail, text, n)) == NULL) {
		if (poll(&pf, 1, 20000) <= 0) {
			(void)fprintf(stderr, "bench/pty: no \"%s\" in: %.*s\n",
			    text, (int)t->ntail, t->tail);
			exit(1);
		}
		take(t);
	}
	t->ntail -= (size_t)(at - t->tail) + n;
	memmove(t->tail, at + n, t->ntail);
}

static void
type(struct terminal *t, const char *s)
{
	if (write(t->fd, s, strlen(s)) != (ssize_t)strlen(s))
		exit(1);
}

static int
compare(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

static void
percentiles(double *v, size_t n, double *p50, double *p99)
{
	qsort(v, n, sizeof *v, compare);
	*p50 = v[n / 2];
	*p99 = v[n * 99 / 100];
}

/* A key to its echo, at a readline prompt. */
static void
keys(struct terminal *t, double *p50, double *p99)
{
	static double v[SAMPLES];
	size_t i, n = setting("BENCH_KEYS", 500);
	double start;

	for (i = 0; i < n && i < SAMPLES; i++) {
		(void)usleep(500);
		t->ntail = 0;
		start = now();
		type(t, "q");
		until(t, "q");
		v[i] = now() - start;
		if (i % 40 == 39) {
			type(t, "\025");
			(void)usleep(5000);
		}
	}
	type(t, "\025");
	(void)usleep(20000);
	percentiles(v, i, p50, p99);
}

/* Enter on a line to the next prompt. */
static double
line(struct terminal *t)
{
	const char *text = getenv("BENCH_LINE");
	double start;

	if (text == NULL || strlen(text) < 3)
		text = "echo hello";
	type(t, text);
	until(t, text + strlen(text) - 3);
	(void)usleep(1000);
	start = now();
	type(t, "\r");
	until(t, prompt);
	return now() - start;
}

static void
lines(struct terminal *t, double *p50, double *p99)
{
	static double v[SAMPLES];
	size_t i, n = setting("BENCH_KEYS", 500);

	for (i = 0; i < n && i < SAMPLES; i++)
		v[i] = line(t);
	percentiles(v, i, p50, p99);
}

static double
throughput(struct terminal *t)
{
	char line[128];
	size_t mb = setting("BENCH_MB", 100), before;
	double start;

	(void)snprintf(line, sizeof line,
	    "yes 0123456789abcdef0123456789abcdef | head -c %zuM; "
	    "echo END-$((1+1))\r", mb);
	before = t->total;
	start = now();
	type(t, line);
	until(t, "END-2\r\n");
	until(t, "\033[?2004h");
	start = now() - start;
	return (double)(t->total - before) / start;
}

/* ^C in a flood to the prompt, in ms. */
static double
interrupt(struct terminal *t)
{
	double start;
	size_t from;

	type(t, "yes\r");
	until(t, "y\r\ny\r\n");
	for (from = t->total; t->total < from + 2000000;)
		take(t);
	start = now();
	type(t, "\003");
	until(t, "\033[?2004h");
	return (now() - start) / 1e3;
}

static long
memory(pid_t pid, const char *field)
{
	char path[64], line[256];
	long v = -1;
	FILE *f;

	(void)snprintf(path, sizeof path, "/proc/%ld/status", (long)pid);
	f = fopen(path, "r");
	while (f != NULL && fgets(line, sizeof line, f) != NULL)
		if (strncmp(line, field, strlen(field)) == 0)
			v = atol(line + strlen(field) + 1);
	if (f != NULL)
		(void)fclose(f);
	return v;
}

/* KiB that the program grows by while nobody reads for a second. */
static long
stalled(struct terminal *t)
{
	long before = memory(t->pid, "VmRSS"), after;

	type(t, "seq 1 2000000; echo END-$((1+1))\r");
	(void)usleep(1000000);
	after = memory(t->pid, "VmRSS");
	until(t, "END-2\r\n");
	until(t, "\033[?2004h");
	(void)usleep(20000);
	return after - before;
}

/* --- the bare loop --------------------------------------------------------*/

static struct termios outer;

static void
put_back(void)
{
	(void)tcsetattr(0, TCSANOW, &outer);
}

/* Blocking writes: as short as such a loop can be. */
static int
loop(char **argv)
{
	static char b[65536];
	struct termios raw;
	struct winsize ws;
	struct pollfd pf[2];
	int master;
	ssize_t n;
	pid_t pid;

	(void)tcgetattr(0, &outer);
	(void)ioctl(0, TIOCGWINSZ, &ws);
	pid = forkpty(&master, NULL, &outer, &ws);
	if (pid == 0) {
		(void)execvp(argv[0], argv);
		_exit(127);
	}
	(void)atexit(put_back);
	raw = outer;
	cfmakeraw(&raw);
	(void)tcsetattr(0, TCSANOW, &raw);
	pf[0] = (struct pollfd){ .fd = 0, .events = POLLIN };
	pf[1] = (struct pollfd){ .fd = master, .events = POLLIN };
	while (poll(pf, 2, -1) > 0) {
		if (pf[1].revents != 0) {
			n = read(master, b, sizeof b);
			if (n <= 0 || write(1, b, (size_t)n) != n)
				break;
		}
		if (pf[0].revents != 0) {
			n = read(0, b, sizeof b);
			if (n <= 0 || write(master, b, (size_t)n) != n)
				break;
		}
	}
	(void)waitpid(pid, NULL, 0);
	return 0;
}

static void
begin(struct terminal *t, char **argv)
{
	struct winsize ws = { .ws_row = 24, .ws_col = 80 };

	t->pid = forkpty(&t->fd, NULL, NULL, &ws);
	if (t->pid == 0) {
		(void)execvp(argv[0], argv);
		_exit(127);
	}
	until(t, "@@ ");
	(void)usleep(300000);
}

/* By turns, so that whatever else the machine does meets both. */
static int
enter(char *a, char *b)
{
	static double va[SAMPLES], vb[SAMPLES], diff[SAMPLES];
	char *argva[] = { a, NULL }, *argvb[] = { b, NULL };
	struct terminal ta = { 0 }, tb = { 0 };
	double a50, a99, b50, b99, d50, d99;
	size_t i, n = setting("BENCH_KEYS", 500);

	begin(&ta, argva);
	begin(&tb, argvb);
	for (i = 0; i < n && i < SAMPLES; i++) {
		va[i] = line(&ta);
		vb[i] = line(&tb);
		diff[i] = vb[i] - va[i];
	}
	percentiles(va, i, &a50, &a99);
	percentiles(vb, i, &b50, &b99);
	percentiles(diff, i, &d50, &d99);
	(void)printf("Enter to prompt, us, %zu pairs: p50 %.0f and %.0f, "
	    "more by %.0f (p99 %.0f and %.0f; fastest %.0f and %.0f)\n", i,
	    a50, b50, d50, a99, b99, va[0], vb[0]);
	type(&ta, "exit\r");
	type(&tb, "exit\r");
	(void)waitpid(ta.pid, NULL, 0);
	(void)waitpid(tb.pid, NULL, 0);
	return 0;
}

int
main(int argc, char **argv)
{
	struct terminal t = { 0 };
	double key50, key99, line50, line99, rate, stop;
	long grew;

	if (argc > 2 && strcmp(argv[1], "--loop") == 0)
		return loop(argv + 2);
	if (argc == 4 && strcmp(argv[1], "--enter") == 0)
		return enter(argv[2], argv[3]);
	if (argc < 3)
		return 2;
	begin(&t, argv + 2);
	keys(&t, &key50, &key99);
	lines(&t, &line50, &line99);
	rate = throughput(&t);
	stop = interrupt(&t);
	grew = stalled(&t);
	(void)printf("%-10s %7.0f %7.0f   %7.0f %7.0f   %7.1f   %7.1f   %6ld\n",
	    argv[1], key50, key99, line50, line99, rate, stop, grew);
	type(&t, "exit\r");
	(void)usleep(100000);
	(void)close(t.fd);
	return 0;
}
