/* SPDX-License-Identifier: ISC */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "shell/startup.h"

/* Long options with which bash does not read ~/.bashrc. */
static const char *const no_rcfile[] = {
	"login", "norc", "posix", "rcfile", "init-file"
};

static size_t
count(char *const *v)
{
	size_t n = 0;

	while (v[n] != NULL)
		n++;
	return n;
}

static const char *
lookup(char *const *envp, const char *name)
{
	size_t n = strlen(name);

	for (; *envp != NULL; envp++)
		if (strncmp(*envp, name, n) == 0 && (*envp)[n] == '=')
			return *envp + n + 1;
	return NULL;
}

static bool
is_no_rcfile(const char *arg)
{
	size_t i;

	/* bash takes -login for --login. */
	arg += arg[1] == '-' ? 2 : 1;
	for (i = 0; i < sizeof no_rcfile / sizeof no_rcfile[0]; i++)
		if (strcmp(arg, no_rcfile[i]) == 0)
			return true;
	return false;
}

/* Would bash read ~/.bashrc, or a file we name in its place? */
static bool
reads_rcfile(char *const *argv, char *const *envp)
{
	size_t i;

	if (argv[0] == NULL || argv[0][0] == '-' ||
	    lookup(envp, "POSIXLY_CORRECT") != NULL)
		return false;
	for (i = 1; argv[i] != NULL; i++) {
		if (argv[i][0] != '-' && argv[i][0] != '+')
			break;
		if (is_no_rcfile(argv[i]))
			return false;
		/* -l, or -o that may say posix: alone or in a cluster. */
		if (argv[i][1] != '-' && strpbrk(argv[i], "lo") != NULL)
			return false;
	}
	return true;
}

/* `s` as one word of shell text. */
static char *
quoted(struct arena *a, const char *s)
{
	struct buf b = { 0 };
	char *r;

	buf_char(&b, '\'');
	for (; *s != '\0'; s++)
		if (*s == '\'')
			buf_str(&b, "'\\''");
		else
			buf_char(&b, *s);
	buf_char(&b, '\'');
	r = arena_strdup(a, b.failed ? "''" : b.data);
	buf_free(&b);
	return r;
}

static char **
with_rcfile(struct arena *a, char *const *argv, const char *shellrc)
{
	size_t i, n = count(argv);
	char **v = arena_array(a, n + 3, sizeof *v);

	v[0] = argv[0];
	/* bash wants its long options before the short ones. */
	v[1] = arena_strdup(a, "--rcfile");
	v[2] = arena_printf(a, "%s/bashplate.rc", shellrc);
	for (i = 1; i < n; i++)
		v[i + 2] = argv[i];
	return v;
}

struct env {
	struct arena *a;
	char **v;
	size_t n;
};

static void
set(struct env *e, const char *name, const char *value)
{
	size_t i, n = strlen(name);

	for (i = 0; i < e->n; i++)
		if (strncmp(e->v[i], name, n) == 0 && e->v[i][n] == '=')
			break;
	if (i == e->n)
		e->n++;
	e->v[i] = arena_printf(e->a, "%s=%s", name, value);
}

/*
 * A startup file may start something that keeps this environment (tmux, say)
 * and shells in it that are not ours: there both texts do nothing, for our
 * child alone has us as its parent.
 */
void
startup_make(struct arena *a, char *const *argv, char *const *envp,
    const char *shellrc, int fd, struct startup *out)
{
	const char *had, *hook, *net;
	struct env e = { a, NULL, count(envp) };

	e.v = arena_array(a, e.n + 8, sizeof *e.v);
	memcpy(e.v, envp, e.n * sizeof *e.v);
	out->argv = (char **)argv;
	if (reads_rcfile(argv, envp)) {
		out->argv = with_rcfile(a, argv, shellrc);
	} else {
		hook = arena_printf(a, "[[ $PPID != %ld ]] || . %s",
		    (long)getpid(), quoted(a,
		    arena_printf(a, "%s/bashplate.bash", shellrc)));
		had = lookup(envp, "PROMPT_COMMAND");
		set(&e, "__bashplate_start", hook);
		set(&e, "PROMPT_COMMAND", had == NULL || *had == '\0' ? hook :
		    arena_printf(a, "%s\n%s", hook, had));
	}
	/* The subscript numbers the question; the element is never set. */
	net = arena_printf(a, "${__bashplate_at-${__bashplate_v["
	    "__bashplate_seq++,1]-$([[ $PPID != %ld ]] || . %s 2>/dev/null)}}",
	    (long)getpid(), quoted(a,
	    arena_printf(a, "%s/bashplate.net", shellrc)));
	had = lookup(envp, "PS0");
	set(&e, "__bashplate_net", net);
	set(&e, "PS0", arena_printf(a, "%s%s", net, had == NULL ? "" : had));
	/* Not the one of a session around this one. */
	if (out->waits || lookup(envp, "__bashplate_own") != NULL)
		set(&e, "__bashplate_own", out->waits ? "1" : "");
	set(&e, "__bashplate_fd", arena_printf(a, "%d", fd));
	e.v[e.n] = NULL;
	out->envp = e.v;
}

/* "-f", "-df", "-ilf"; no letter of theirs takes an argument. */
static bool
is_letters(const char *arg)
{
	return arg[0] == '-' && arg[1] != '-' && arg[1] != '\0' &&
	    strpbrk(arg, "oc") == NULL;
}

/*
 * Startup files are how the hook comes in. A zsh that shall read none is told
 * so by the first of them: what says it is taken out of argv.
 */
static bool
without_rcs(struct arena *a, char **argv)
{
	bool found = false;
	char *from, *to;
	int i, n = 1;

	for (i = 1; argv[i] != NULL && (is_letters(argv[i]) ||
	    strcmp(argv[i], "--no-rcs") == 0); i++) {
		if (argv[i][1] == '-') {
			found = true;
			continue;
		}
		to = arena_strdup(a, argv[i]);
		argv[n] = to;
		for (from = to; *from != '\0'; from++)
			if (*from == 'f')
				found = true;
			else
				*to++ = *from;
		*to = '\0';
		if (argv[n][1] != '\0')
			n++;
	}
	while (argv[i] != NULL)
		argv[n++] = argv[i++];
	argv[n] = NULL;
	return found;
}

void
startup_make_zsh(struct arena *a, char *const *argv, char *const *envp,
    const char *shellrc, int fd, struct startup *out)
{
	struct env e = { a, NULL, count(envp) };
	const char *had = lookup(envp, "ZDOTDIR");

	e.v = arena_array(a, e.n + 5, sizeof *e.v);
	memcpy(e.v, envp, e.n * sizeof *e.v);
	set(&e, "__bashplate_zdotdir", had == NULL ? "" : had);
	set(&e, "ZDOTDIR", arena_printf(a, "%s/zsh", shellrc));
	set(&e, "__bashplate_fd", arena_printf(a, "%d", fd));
	/* zsh takes a name that begins with b for one of sh. */
	out->argv = arena_array(a, count(argv) + 1, sizeof *out->argv);
	memcpy(out->argv, argv, (count(argv) + 1) * sizeof *out->argv);
	out->argv[0] = arena_strdup(a, argv[0][0] == '-' ? "-zsh" : "zsh");
	if (without_rcs(a, out->argv))
		set(&e, "__bashplate_norcs", "1");
	e.v[e.n] = NULL;
	out->envp = e.v;
}
