/* SPDX-License-Identifier: ISC */
#include "ctl/passphrase.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "term/signals.h"
#include "term/termios.h"

enum { LENGTH_MIN = 12, DISTINCT_MIN = 6 };

int
passphrase_fd(const char *text, int *out)
{
	char *end;
	long n = strtol(text, &end, 10);

	if (*text == '\0' || *end != '\0' || n < 0 || n > 65535 ||
	    fcntl((int)n, F_GETFD) == -1)
		return -1;
	*out = (int)n;
	return 0;
}

static bool
terminal(void)
{
	return isatty(STDIN_FILENO) && isatty(STDERR_FILENO);
}

bool
passphrase_can_ask(const struct passphrase_source *src)
{
	return src->fd >= 0 || terminal() || pinentry_find(src) != NULL;
}

void
passphrase_guard_memory(void)
{
	const struct rlimit none = { 0, 0 };

	(void)setrlimit(RLIMIT_CORE, &none);
	(void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}

/* Up to a newline or the end; unbuffered, so that a second one can follow. */
static int
read_fd(int fd, char *text, size_t *len, struct err *e)
{
	ssize_t k;

	for (*len = 0; *len < PASSPHRASE_MAX - 1; (*len)++) {
		k = read(fd, text + *len, 1);
		if (k < 0 && errno == EINTR) {
			(*len)--;
			continue;
		}
		if (k < 0)
			return err_sys(e, "cannot read the passphrase");
		if (k == 0 || text[*len] == '\n')
			break;
	}
	text[*len] = '\0';
	return *len == 0 ? err_set(e, EINVAL, "the passphrase is empty") : 0;
}

/* One key into the text. Returns 1 at its end, -1 when given up. */
static int
take(char c, char *text, size_t *len)
{
	switch (c) {
	case '\r':
	case '\n':
		return 1;
	case 3:			/* ^C, which is a key while the terminal is raw */
	case 27:
		return -1;
	case 4:
		return *len == 0 ? -1 : 1;
	case 8:
	case 127:
		while (*len > 0 && ((unsigned char)text[--*len] & 0xc0) == 0x80)
			;
		return 0;
	case 21:
		*len = 0;
		return 0;
	default:
		if (*len < PASSPHRASE_MAX - 1)
			text[(*len)++] = c;
		return 0;
	}
}

/* Returns as passphrase_ask(); a signal that came in is in *sig. */
static int
type(int signals, char *text, size_t *len, int *sig, struct err *e)
{
	struct pollfd p[2] = { { .fd = STDIN_FILENO, .events = POLLIN },
	    { .fd = signals, .events = POLLIN } };
	char c = 0;
	ssize_t k;
	int r = 0;

	*len = 0;
	while (r == 0) {
		if (poll(p, 2, -1) < 0 && errno != EINTR)
			return err_sys(e, "cannot wait for the terminal");
		if ((*sig = signals_next()) != 0)
			return 1;
		if (p[0].revents == 0)
			continue;
		k = read(STDIN_FILENO, &c, 1);
		if (k < 0 && errno != EINTR && errno != EAGAIN)
			return err_sys(e, "cannot read the terminal");
		if (k == 0)
			return 1;
		r = k < 0 ? 0 : take(c, text, len);
	}
	text[*len] = '\0';
	return r > 0 ? 0 : 1;
}

static int
ask_terminal(const char *prompt, char *text, size_t *len, struct err *e)
{
	int sig = 0, signals, r;

	if (termios_open(STDIN_FILENO, e) != 0)
		return -1;
	signals = signals_open(termios_emergency, e);
	if (signals < 0)
		return -1;
	/* The prompt comes last: who sees it may type, and nothing shows. */
	if (termios_raw() != 0)
		r = err_sys(e, "cannot hide what is typed; is this in the "
		    "background?");
	else {
		fprintf(stderr, "%s: ", prompt);
		r = type(signals, text, len, &sig, e);
	}
	termios_restore();
	signals_close();
	fputc('\n', stderr);
	if (sig != 0)
		signals_die(sig);
	return r;
}

int
passphrase_ask(const struct passphrase_source *src, const char *prompt,
    const char *about, char *text, size_t *len, struct err *e)
{
	const char *program;

	passphrase_guard_memory();
	if (src->fd >= 0)
		return read_fd(src->fd, text, len, e);
	if (terminal() && src->pinentry == NULL)
		return ask_terminal(prompt, text, len, e);
	if ((program = pinentry_find(src)) == NULL)
		return err_set(e, ENOTTY, "there is no terminal to ask on");
	return pinentry_ask(program, prompt, about, text, len, e);
}

/* Is `word` in it, whatever the case? */
static bool
holds(const char *text, const char *word)
{
	size_t n = strlen(word);

	for (; *text != '\0'; text++)
		if (strncasecmp(text, word, n) == 0)
			return true;
	return false;
}

const char *
passphrase_weak(const char *text, size_t len, const char *user)
{
	static const char *const common[] = { "password", "passphrase",
	    "bashplate", "letmein", "qwerty", "123456", "abcdef", "correct "
	    "horse", NULL };
	bool seen[256] = { false };
	size_t i, distinct = 0, digits = 0;

	for (i = 0; i < len; i++) {
		distinct += !seen[(unsigned char)text[i]];
		seen[(unsigned char)text[i]] = true;
		digits += isdigit((unsigned char)text[i]) != 0;
	}
	if (len < LENGTH_MIN)
		return "it is shorter than 12 characters; four or five random "
		    "words are easy to keep";
	if (distinct < DISTINCT_MIN)
		return "it has fewer than 6 different characters";
	if (digits == len)
		return "it is a number";
	if (strlen(user) > 2 && holds(text, user) && len < 20)
		return "it holds the account's name";
	for (i = 0; common[i] != NULL; i++)
		if (holds(text, common[i]) && len < 20)
			return "it holds one of the words that are tried first";
	return NULL;
}
