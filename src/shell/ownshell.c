/* SPDX-License-Identifier: ISC */
#include "shell/ownshell.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "shell/ownprompt.h"

static bool
is_one_of(const char *name, const char *const *list)
{
	for (; *list != NULL; list++)
		if (strcmp(name, *list) == 0)
			return true;
	return false;
}

/* The program's own name, behind links such as /bin/sh. */
static const char *
real_name(const char *path, char *buf)
{
	const char *base = realpath(path, buf) != NULL ? buf : path;
	const char *slash = strrchr(base, '/');

	return slash != NULL ? slash + 1 : base;
}

enum ownshell_kind
ownshell_kind(const char *path)
{
	static const char *const hooked[] = { "bash", "zsh", "rbash", NULL };
	static const char *const posix[] = { "dash", "ash", "busybox", "sh",
	    "ksh", "ksh93", "mksh", "lksh", "oksh", "loksh", "yash", "posh",
	    "mrsh", NULL };
	char buf[PATH_MAX];
	const char *name = real_name(path, buf);

	/* rbash is a link. */
	if (is_one_of(name, hooked) || strncmp(name, "zsh-", 4) == 0)
		return OWNSHELL_HOOKED;
	return is_one_of(name, posix) ? OWNSHELL_POSIX : OWNSHELL_OTHER;
}

/* --- the pipe ----------------------------------------------------------- */

/* A descriptor that the caller does not use; a POSIX shell can close one that
 * has a single digit only. */
static int
free_digit(void)
{
	int fd;

	for (fd = 9; fd > 3; fd--)
		if (fcntl(fd, F_GETFD) == -1)
			break;
	return fd;
}

int
ownshell_open(struct ownshell *o, const char *path, struct err *e)
{
	/* They show no prompt for a file. */
	static const char *const silent[] = { "busybox", "ksh", "ksh93",
	    "mksh", "lksh", "oksh", "loksh", NULL };
	char buf[PATH_MAX];
	int fds[2];

	memset(o, 0, sizeof *o);
	o->tells = is_one_of(real_name(path, buf), silent);
	o->as = free_digit();
	o->pipe = o->theirs = -1;
	if (pipe2(fds, O_CLOEXEC) == -1)
		return err_sys(e, "cannot make a pipe");
	o->theirs = fds[0];
	o->pipe = fds[1];
	(void)fcntl(o->pipe, F_SETFL, O_NONBLOCK);
	return 0;
}

void
ownshell_close(struct ownshell *o)
{
	if (o->pipe != -1)
		(void)close(o->pipe);
	if (o->theirs != -1)
		(void)close(o->theirs);
	o->pipe = o->theirs = -1;
}

void
ownshell_started(struct ownshell *o)
{
	(void)close(o->theirs);
	o->theirs = -1;
}

bool
ownshell_has_read(const struct ownshell *o)
{
	int n = 0;

	return ioctl(o->pipe, FIONREAD, &n) == 0 && n == 0;
}

void
ownshell_shut(struct ownshell *o)
{
	(void)fchmod(o->pipe, 0);
}

/* --- how it is started -------------------------------------------------- */

/* Does a POSIX shell know this option as bash does? */
static bool
is_common(const char *arg)
{
	return (arg[0] == '-' || arg[0] == '+') && arg[1] != '\0' &&
	    arg[1] != '-' && strspn(arg + 1, "aefuvxC") == strlen(arg + 1);
}

char **
ownshell_argv(struct arena *a, const struct ownshell *o, const char *path,
    char *const *argv)
{
	const char *base = strrchr(path, '/');
	bool login = argv[0] != NULL && argv[0][0] == '-';
	size_t i, n = 0, k = 1;
	char **v;

	base = base != NULL ? base + 1 : path;
	/* busybox is what it is called as. */
	if (strcmp(base, "busybox") == 0)
		base = "sh";
	while (argv[n] != NULL)
		n++;
	v = arena_array(a, n + 4, sizeof *v);
	for (i = 1; i < n && (argv[i][0] == '-' || argv[i][0] == '+'); i++)
		if (strcmp(argv[i], "-l") == 0 ||
		    strcmp(argv[i], "--login") == 0)
			login = true;
		else if (is_common(argv[i]))
			v[k++] = argv[i];
	v[0] = arena_printf(a, "%s%s", login ? "-" : "", base);
	v[k++] = arena_strdup(a, "-i");
	v[k++] = arena_printf(a, "/dev/fd/%d", o->as);
	v[k] = NULL;
	return v;
}

/* --- what is sent ------------------------------------------------------- */

/* All of it or nothing: a part of a text is another text. */
static int
send_text(struct ownshell *o, const struct buf *b, struct err *e)
{
	ssize_t n;
	int room = fcntl(o->pipe, F_GETPIPE_SZ);

	if (b->failed)
		return err_set(e, ENOMEM, "out of memory");
	/* One page less: it may hold the end of the text before. */
	if (room != -1 && b->len > (size_t)room - 4096)
		return err_set(e, E2BIG, "it is too long for the pipe");
	do
		n = write(o->pipe, b->data, b->len);
	while (n == -1 && errno == EINTR);
	if (n == -1)
		return err_sys(e, "cannot reach the shell");
	if ((size_t)n == b->len)
		return 0;
	/* The shell must not go on from half a text: it ends. */
	ownshell_close(o);
	return err_set(e, EIO, "the shell did not take a whole command");
}

int
ownshell_ask(struct ownshell *o, const char *mark)
{
	struct buf b = { 0 };
	int r;

	if (!o->closed)
		buf_printf(&b, "exec %d<&-; ", o->as);
	o->closed = true;
	/* Not one word of it can be an alias; `command` finds no function.
	 * PS1 and PS2 are empty while we send; asked twice, they are kept
	 * once. */
	buf_printf(&b, "{ \\command printf %%s '%s'\"$?%s\"'%s' >/dev/tty; "
	    "__bashplate_1=${__bashplate_1-${PS1-}} "
	    "__bashplate_2=${__bashplate_2-${PS2-}} PS1= PS2=; } "
	    "2>/dev/null\n", mark, o->tells ? ";${PS1-}" : "", mark);
	r = send_text(o, &b, NULL);
	buf_free(&b);
	return r;
}

static void
add_quoted(struct buf *b, const char *text, size_t len)
{
	const char *end = text + len, *q;

	buf_char(b, '\'');
	while ((q = memchr(text, '\'', (size_t)(end - text))) != NULL) {
		buf_add(b, text, (size_t)(q - text));
		buf_str(b, "'\\''");
		text = q + 1;
	}
	buf_add(b, text, (size_t)(end - text));
	buf_char(b, '\'');
}

int
ownshell_run(struct ownshell *o, const char *text, size_t len, int status,
    struct err *e)
{
	struct buf b = { 0 };
	int r;

	buf_str(&b, "{ __bashplate_3=");
	add_quoted(&b, text, len);
	buf_str(&b, "; PS1=${__bashplate_1-${PS1-}} "
	    "PS2=${__bashplate_2-${PS2-}}; "
	    "\\command unset __bashplate_1 __bashplate_2; } 2>/dev/null; ");
	/* Under set -e a subshell that fails must not end the shell. */
	if (status != 0)
		buf_printf(&b, "(exit %d) || ", status & 0xff);
	buf_str(&b, "eval \"$__bashplate_3\"\n");
	r = send_text(o, &b, e);
	buf_free(&b);
	return r;
}

int
ownshell_answer(const struct ownshell *o, const char *p, size_t n,
    const char *cwd, int *status, struct buf *prompt)
{
	size_t digits = 0;

	*status = 0;
	while (digits < n && p[digits] >= '0' && p[digits] <= '9' &&
	    digits < 4)
		*status = *status * 10 + (p[digits++] - '0');
	if (digits == 0)
		return -1;
	if (o->tells && digits < n && p[digits] == ';')
		ownprompt_expand(p + digits + 1, n - digits - 1, cwd, prompt);
	return 0;
}
