/* SPDX-License-Identifier: ISC */
/*
 * Asking on a desktop: a pinentry program speaks the Assuan protocol on its
 * standard input and output (lines "OK ...", "ERR ...", "D data"; data has
 * %XX for %, CR and LF). Started outside the guarded tree, by the operator's
 * own platectl.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/hex.h"
#include "base/io.h"
#include "ctl/passphrase.h"

enum {
	ASSUAN_LINE = 1002,
	PROGRAM_MS = 20 * 1000,		/* for what a program answers itself */
	END_TICK_MS = 10,
	END_TICKS = 200,
	PERSON_MS = 10 * 60 * 1000	/* for what a person types */
};

extern char **environ;

/* One conversation. */
struct talk {
	int in, out;		/* from it, to it */
	pid_t pid;
	char *line;		/* ASSUAN_LINE bytes */
	int64_t until;		/* clock_boot(): no answer waits longer */
	bool late;
};

const char *
pinentry_find(const struct passphrase_source *src)
{
	/* Not by PATH: an agent may have put something there. */
	static const char *const program[] = { "/usr/bin/pinentry",
	    "/usr/local/bin/pinentry", "/opt/homebrew/bin/pinentry", NULL };
	const char *x = getenv("DISPLAY"), *wayland = getenv("WAYLAND_DISPLAY");
	int i;

	if (src->pinentry != NULL)
		return src->pinentry;
	if ((x == NULL || *x == '\0') && (wayland == NULL || *wayland == '\0'))
		return NULL;
	for (i = 0; program[i] != NULL; i++)
		if (access(program[i], X_OK) == 0)
			return program[i];
	return NULL;
}

static int
start(struct talk *t, const char *program, struct err *e)
{
	posix_spawn_file_actions_t fa;
	char *argv[] = { (char *)(uintptr_t)program, NULL };
	int to[2], from[2], r;

	if (pipe2(to, O_CLOEXEC) != 0)
		return err_sys(e, "no pipe");
	if (pipe2(from, O_CLOEXEC) != 0) {
		err_sys(e, "no pipe");
		close(to[0]);
		close(to[1]);
		return -1;
	}
	posix_spawn_file_actions_init(&fa);
	posix_spawn_file_actions_adddup2(&fa, to[0], STDIN_FILENO);
	posix_spawn_file_actions_adddup2(&fa, from[1], STDOUT_FILENO);
	r = posix_spawn(&t->pid, program, &fa, NULL, argv, environ);
	posix_spawn_file_actions_destroy(&fa);
	close(to[0]);
	close(from[1]);
	t->in = from[0];
	t->out = to[1];
	if (r == 0)
		return 0;
	close(t->in);
	close(t->out);
	return err_set(e, r, "cannot start %s: %s", program, strerror(r));
}

static void
patience(struct talk *t, int ms)
{
	t->until = clock_boot() + ms * INT64_C(1000000);
}

/* Is there something to read, in time? */
static bool
readable(struct talk *t)
{
	struct pollfd p = { .fd = t->in, .events = POLLIN };
	int64_t left;
	int r;

	do {
		left = (t->until - clock_boot()) / 1000000;
		r = left > 0 ? poll(&p, 1, (int)left) : 0;
	} while (r < 0 && errno == EINTR);
	t->late = t->late || r == 0;
	return r > 0;
}

/* The next line without its end. Returns 0 or -1. */
static int
next(struct talk *t)
{
	size_t n = 0;
	ssize_t k;

	while (n < ASSUAN_LINE - 1) {
		if (!readable(t))
			return -1;
		k = read(t->in, t->line + n, 1);
		if (k < 0 && errno == EINTR)
			continue;
		if (k <= 0)
			return -1;
		if (t->line[n] == '\n')
			break;
		n++;
	}
	if (n > 0 && t->line[n - 1] == '\r')
		n--;
	t->line[n] = '\0';
	return 0;
}

static void
escape(struct buf *b, const char *s)
{
	size_t n = 0;

	for (; *s != '\0' && n < 700; s++, n++)
		if (*s == '%' || *s == '\r' || *s == '\n')
			buf_printf(b, "%%%02X", (unsigned char)*s);
		else
			buf_char(b, *s);
}

static void
unescape(const char *s, char *out, size_t *len)
{
	while (*s != '\0' && *len < PASSPHRASE_MAX - 1) {
		if (*s == '%' && hex_value(s[1]) >= 0 &&
		    hex_value(s[2]) >= 0) {
			out[(*len)++] = (char)(hex_value(s[1]) << 4 |
			    hex_value(s[2]));
			s += 3;
		} else
			out[(*len)++] = *s++;
	}
	out[*len] = '\0';
}

/* Send a command and read to its OK; `data` (may be NULL) takes the D lines.
 * Returns 0, 1 when cancelled, -1 for a fault. */
static int
say(struct talk *t, const char *command, const char *text, char *data,
    size_t *len)
{
	struct buf b = { 0 };
	int r;

	buf_str(&b, command);
	if (text != NULL) {
		buf_char(&b, ' ');
		escape(&b, text);
	}
	buf_char(&b, '\n');
	r = b.failed ? -1 : io_write(t->out, b.data, b.len);
	buf_free(&b);
	while (r == 0 && (r = next(t)) == 0) {
		if (strncmp(t->line, "D ", 2) == 0 && data != NULL)
			unescape(t->line + 2, data, len);
		else if (strncmp(t->line, "OK", 2) == 0)
			return 0;
		else if (strncmp(t->line, "ERR", 3) == 0)
			return 1;
	}
	return -1;
}

static int
converse(struct talk *t, const char *prompt, const char *about, char *text,
    size_t *len)
{
	int r;

	patience(t, PROGRAM_MS);
	if (next(t) != 0 || strncmp(t->line, "OK", 2) != 0)
		return -1;
	/* A program may not know these; what it shows is its own matter. */
	say(t, "SETTITLE", "bashplate", NULL, NULL);
	if (say(t, "SETDESC", about, NULL, NULL) < 0 ||
	    say(t, "SETPROMPT", prompt, NULL, NULL) < 0)
		return -1;
	patience(t, PERSON_MS);
	r = say(t, "GETPIN", NULL, text, len);
	return r == 0 && *len == 0 ? 1 : r;
}

/* It has had its end of file. One that hangs is ended: no prompt may stay
 * behind that nobody reads. */
static void
end(struct talk *t)
{
	int status, tick;
	pid_t r = 0;

	for (tick = 0; r == 0 && tick < END_TICKS && !t->late; tick++)
		if ((r = waitpid(t->pid, &status, WNOHANG)) == 0)
			(void)poll(NULL, 0, END_TICK_MS);
	if (r == 0)
		(void)kill(t->pid, SIGKILL);
	while (r <= 0 && (r = waitpid(t->pid, &status, 0)) < 0 &&
	    errno == EINTR)
		;
}

int
pinentry_ask(const char *program, const char *prompt, const char *about,
    char *text, size_t *len, struct err *e)
{
	char line[ASSUAN_LINE];
	struct talk t = { .line = line };
	int r;

	*len = 0;
	if (start(&t, program, e) != 0)
		return -1;
	r = converse(&t, prompt, about, text, len);
	close(t.out);
	close(t.in);
	end(&t);
	explicit_bzero(line, sizeof line);
	if (t.late)
		return err_set(e, ETIMEDOUT, "%s does not answer; is it a "
		    "pinentry program, and does it have a desktop?", program);
	return r < 0 ? err_set(e, EPROTO, "%s did not answer as a pinentry "
	    "program does", program) : r;
}
