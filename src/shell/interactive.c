/* SPDX-License-Identifier: ISC */
#include <errno.h>
#include <setjmp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/exitcode.h"
#include "shell/interactive_impl.h"
#include "shell/startup.h"
#include "term/signals.h"

enum { ARENA_LIMIT = 16 * 1024 * 1024 };

static bool
is_zsh(const char *shell)
{
	const char *base = strrchr(shell, '/');

	return strcmp(base != NULL ? base + 1 : shell, "zsh") == 0;
}

static int
start(struct proxy *s, struct arena *a, struct err *e)
{
	struct interactive_config *cfg = s->cfg;
	struct startup how = { .waits = s->line != NULL };
	struct inner_child child = { 0 };
	const char *text;
	int i;

	if (s->link != NULL) {
		child.hand_as = inner_number();
		child.hand_fd = bashlink_shell_fd(s->link);
	}
	if (s->line != NULL && s->link == NULL) {
		ownline_child(s->line, a, cfg->argv, &child);
		how.argv = (char **)child.argv;
		how.envp = (char **)cfg->envp;
	} else if (is_zsh(cfg->shell))
		startup_make_zsh(a, cfg->argv, cfg->envp, cfg->shellrc,
		    child.hand_as, &how);
	else
		startup_make(a, cfg->argv, cfg->envp, cfg->shellrc,
		    child.hand_as, &how);
	child.path = cfg->shell;
	child.argv = how.argv;
	child.envp = how.envp;
	child.prepare = cfg->prepare;
	child.prepare_ctx = cfg->ctx;
	/* A redirected output stays where the caller sent it. */
	for (i = 1; i < 3; i++)
		child.keep[i] = !isatty(i) && errno != EBADF;
	if (pty_start(s->pty, &child, e) == -1 && (cfg->again == NULL ||
	    !cfg->again(cfg->ctx, e) ||
	    pty_start(s->pty, &child, e) == -1))
		return -1;
	if (cfg->started != NULL && (text = cfg->started(cfg->ctx)) != NULL)
		pty_draw(s->pty, text, strlen(text), true);
	if (s->link == NULL) {
		ownline_started(s->line);
		return 0;
	}
	bashlink_attach(s->link, pty_child(s->pty));
	pty_watch(s->pty, bashlink_fd(s->link));
	return 0;
}

/* Who reads the line: the proxy, or the shell, which asks. */
static int
open_editor(struct proxy *s, struct err *e)
{
	if (!s->cfg->hookless) {
		s->link = bashlink_new(&proxy_link_ops, s, e);
		if (s->link == NULL)
			return -1;
	}
	if (!s->cfg->own)
		return 0;
	s->line_cfg = (struct ownline_config){ .shell = s->cfg->shell,
	    .hooked = !s->cfg->hookless,
	    .history = s->cfg->history, .ops = &proxy_line_ops, .ctx = s };
	s->line = ownline_new(s->pty, &s->line_cfg, e);
	return s->line == NULL ? -1 : 0;
}

static int
open_session(struct proxy *s, struct err *e)
{
	const char *name = s->cfg->prefix_key;
	int prefix = name == NULL ? -1 : keys_prefix(name);

	s->pty = pty_new(STDIN_FILENO, s->cfg->own ? &proxy_own_pty_ops : &proxy_pty_ops,
	    s, e);
	if (s->pty == NULL || open_editor(s, e) == -1)
		return -1;
	if (prefix != -1)
		s->keys = keys_new(prefix, getenv("TERM"), &proxy_key_ops, s);
	return 0;
}

static void
close_session(struct proxy *s)
{
	keys_free(s->keys);
	bashlink_free(s->link);
	ownline_free(s->line);
	pty_free(s->pty);
	buf_free(&s->later);
	buf_free(&s->handed);
}

/* The status of the session, or death by the signal that ended it. */
static int
leave(int status, int sig)
{
	if (sig == 0 && WIFSIGNALED(status))
		sig = WTERMSIG(status);
	if (sig != 0) {
		signals_die(sig);
		return 128 + sig;
	}
	return WEXITSTATUS(status);
}

int
interactive_main(struct interactive_config *cfg)
{
	struct proxy s = { .cfg = cfg };
	struct err e = { 0 };
	struct arena *a = arena_new(ARENA_LIMIT);
	int failed, status = 0, sig = 0;

	if (a == NULL || setjmp(*arena_catch(a)) != 0) {
		(void)fprintf(stderr, "bashplate: out of memory\n");
		return EXITCODE_FAULT;
	}
	failed = open_session(&s, &e);
	if (failed == 0)
		proxy_resized(&s);
	if (failed == 0 && cfg->banner != NULL)
		proxy_show(&s, cfg->banner);
	if (failed == 0)
		failed = start(&s, a, &e);
	if (failed == 0)
		failed = s.line != NULL ?
		    ownline_run(s.line, &status, &sig, &e) :
		    pty_run(s.pty, &status, &sig, &e);
	/* `exit` itself, or what the shell did not come back from. */
	if (failed == 0)
		proxy_finished(&s, WIFEXITED(status) ? WEXITSTATUS(status) :
		    128 + WTERMSIG(status));
	close_session(&s);
	arena_free(a);
	if (failed == 0)
		return leave(status, sig);
	(void)fprintf(stderr, "bashplate: %s\n", e.msg);
	return e.code == ENOENT ? EXITCODE_NOSHELL : EXITCODE_FAULT;
}
