/* SPDX-License-Identifier: ISC */
#include "shell/command.h"

#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "audit/guard.h"
#include "audit/refusal.h"
#include "base/exitcode.h"
#include "base/io.h"
#include "base/stategroup.h"
#include "policy/disabled.h"
#include "shell/gating.h"
#include "shell/managed.h"
#include "syntax/parse.h"
#include "term/signals.h"

/* How the script that bash would read was found. */
enum script {
	SCRIPT_TEXT,		/* it is in the buffer */
	SCRIPT_NONE,		/* there is none: bash says so itself */
	SCRIPT_UNSEEN,		/* it comes from a pipe, socket or device */
	SCRIPT_TOO_LARGE
};

extern char **environ;

static void
say(const struct buf *b)
{
	if (b->data != NULL)
		(void)io_write(STDERR_FILENO, b->data, b->len);
}

int
command_exec(const char *shell, char **argv)
{
	struct stat self, real;
	int saved;

	if (stat("/proc/self/exe", &self) == 0 && stat(shell, &real) == 0 &&
	    self.st_dev == real.st_dev && self.st_ino == real.st_ino) {
		dprintf(STDERR_FILENO, "bashplate: the policy's \"shell\" is "
		    "%s, which is bashplate itself; name the real bash\n",
		    shell);
		return EXITCODE_FAULT;
	}
	if (stategroup_forget() != 0) {
		dprintf(STDERR_FILENO, "bashplate: cannot give up the group of "
		    "the state: %s; nothing ran\n", strerror(errno));
		return EXITCODE_FAULT;
	}
	execve(shell, argv, environ);
	saved = errno;
	/* The gates around us have said why. */
	if (saved == EACCES && access(shell, X_OK) == 0 && gating_inside())
		return EXITCODE_REFUSED;
	dprintf(STDERR_FILENO, "bashplate: cannot start the real shell %s: "
	    "%s; nothing ran. Install bash or set \"shell\" in the policy\n",
	    shell, strerror(saved));
	return saved == ENOENT ? EXITCODE_NOSHELL : EXITCODE_FAULT;
}

/* Read from `fd` at its offset without moving it. */
static enum script
read_at(int fd, struct buf *out)
{
	char chunk[16384];
	off_t at = lseek(fd, 0, SEEK_CUR);
	ssize_t n;

	if (at < 0)
		return SCRIPT_UNSEEN;
	for (;;) {
		n = pread(fd, chunk, sizeof chunk, at);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return SCRIPT_UNSEEN;
		if (n == 0)
			return out->failed ? SCRIPT_TOO_LARGE : SCRIPT_TEXT;
		if (out->len + (size_t)n > PARSE_MAX_TEXT)
			return SCRIPT_TOO_LARGE;
		buf_add(out, chunk, (size_t)n);
		at += n;
	}
}

/* /dev/null is 1:3 on Linux: an empty script. */
static bool
is_null_device(const struct stat *st)
{
	return S_ISCHR(st->st_mode) && st->st_rdev == makedev(1, 3);
}

static enum script
read_stdin(struct buf *out)
{
	struct stat st;

	if (fstat(STDIN_FILENO, &st) != 0)
		return SCRIPT_NONE;
	if (S_ISREG(st.st_mode))
		return read_at(STDIN_FILENO, out);
	if (is_null_device(&st) || S_ISDIR(st.st_mode))
		return SCRIPT_NONE;
	return SCRIPT_UNSEEN;
}

static enum script
read_script(const char *name, struct buf *out)
{
	char path[PATH_MAX];
	struct stat st;
	struct err e = { 0 };

	/* bash reports a script that it cannot find or open itself. */
	if (invoke_script_path(name, getenv("PATH"), path, sizeof path) != 0)
		return SCRIPT_NONE;
	if (stat(path, &st) == 0 && is_null_device(&st))
		return SCRIPT_NONE;
	if (io_read_file(path, PARSE_MAX_TEXT, 0, out, &e) == 0)
		return SCRIPT_TEXT;
	if (e.code == EFBIG)
		return SCRIPT_TOO_LARGE;
	/* A FIFO or device as script: its text cannot be seen. */
	return e.code == EINVAL ? SCRIPT_UNSEEN : SCRIPT_NONE;
}

static enum script
find_script(const struct invoke *inv, struct buf *out)
{
	switch (inv->would) {
	case INVOKE_COMMAND:
		buf_str(out, inv->text);
		return SCRIPT_TEXT;
	case INVOKE_FILE:
		return read_script(inv->file, out);
	case INVOKE_STDIN:
		return read_stdin(out);
	default:
		return SCRIPT_NONE;
	}
}

static void
refuse_too_large(struct judgement *j)
{
	struct verdict *v = &j->verdict;

	memset(j, 0, sizeof *j);
	j->text = j->envelope.text = "(script)";
	j->len = j->envelope.len = 8;
	v->kind = VERDICT_REFUSE;
	v->layer = LAYER_LIMIT;
	v->rule = "limit";
	v->title = "Larger than the guard judges";
	v->why = "the script is larger than 1 MiB";
	v->instead = "split it into smaller files";
}

/* Returns true when the command may run. `script` keeps the text that *j
 * points into. */
static bool
judged(struct guard *g, struct arena *a, const struct invoke *inv,
    struct buf *script, struct judgement *j, char *id)
{
	struct buf out = { 0 };
	bool ok;

	id[0] = '\0';
	buf_reset(script);
	switch (find_script(inv, script)) {
	case SCRIPT_TEXT:
		guard_line(g, a, script->data != NULL ? script->data : "",
		    script->len, inv, j, id);
		break;
	case SCRIPT_NONE:
		guard_line(g, a, "", 0, inv, j, id);
		break;
	case SCRIPT_UNSEEN:
		guard_unseen_stdin(g, a, j, id);
		break;
	default:
		refuse_too_large(j);
		break;
	}
	ok = j->verdict.kind == VERDICT_ALLOW ||
	    j->verdict.kind == VERDICT_DEFER;
	if (!ok) {
		refusal_format(j, g->have_session ? &g->session : NULL,
		    id[0] != '\0' ? id : NULL, true, &out);
		say(&out);
	}
	buf_free(&out);
	return ok;
}

/* A script on standard input is seen by nobody else; and a person's gates do
 * not speak for an agent's session. */
static bool
judged_by_outer(const struct guard *g, const struct invoke *inv)
{
	return inv->would != INVOKE_STDIN && gating_inside() &&
	    !gating_other_session(g);
}

/* The state is the group's, which only another program has. */
static bool
needs_managed(const struct invoke *inv)
{
	return inv->would == INVOKE_STDIN || !gating_inside() ||
	    prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) != 1;
}

/* Judge it and start what watches it. Returns 0, or the exit status. */
static int
admitted(struct guard *g, struct arena *a, const struct invoke *inv,
    char **argv)
{
	struct buf script = { 0 };
	struct judgement j;
	struct err e = { 0 };
	char id[17] = "";
	int r = 1;

	if (judged_by_outer(g, inv))
		r = 0;
	else
		gating_probe(g, inv);
	while (r == 1) {
		if (!judged(g, a, inv, &script, &j, id)) {
			r = EXITCODE_REFUSED;
			break;
		}
		r = gating_begin(g, &j, id, argv, &e);
		/* Its use is taken, whatever watches it. */
		g->peek = r == 1 && j.verdict.approval != NULL;
	}
	buf_free(&script);
	if (r >= 0)
		return r;
	dprintf(STDERR_FILENO, "bashplate: %s; nothing ran\n", e.msg);
	return EXITCODE_FAULT;
}

/* Judge, start what watches the command, become it. */
static int
run_judged(struct guard *g, struct arena *a, const struct invoke *inv,
    char **argv, const struct sigaction *before)
{
	char shell[PATH_MAX];
	int r = admitted(g, a, inv, argv);

	if (r != 0)
		return r;
	snprintf(shell, sizeof shell, "%s", g->policy->shell);
	signals_obey_file_limit(before);
	return command_exec(shell, argv);
}

int
command_main(const struct invoke *inv, char **argv, const char *managed)
{
	struct sigaction before;
	struct guard g;
	struct arena *a;
	struct buf problems = { 0 };
	struct err e = { 0 };
	int r;

	if (managed != NULL && policy_elsewhere() && needs_managed(inv))
		return managed_become(NULL, managed, argv);
	signals_outlive_file_limit(&before);
	if (guard_open(&g, &e) != 0) {
		dprintf(STDERR_FILENO, "bashplate: %s; nothing ran\n", e.msg);
		return EXITCODE_FAULT;
	}
	if (g.policy->out_of_reach && g.spill == NULL && needs_managed(inv)) {
		signals_obey_file_limit(&before);
		return managed_become(g.policy, managed, argv);
	}
	guard_policy_problems(&g, &problems);
	a = arena_new(GUARD_LINE_MEMORY);
	if (a == NULL || (problems.len > 0 && !disabled_now())) {
		say(&problems);
		dprintf(STDERR_FILENO, "bashplate: %s, so nothing runs\n",
		    a == NULL ? "out of memory" : "the policy is broken");
		r = EXITCODE_FAULT;
	} else
		r = run_judged(&g, a, inv, argv, &before);
	buf_free(&problems);
	arena_free(a);
	guard_close(&g);
	return r;
}
