/* SPDX-License-Identifier: ISC */
/* Judging an exec: execgate.c, MUST 3. */
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "analyse/tool_data.h"
#include "base/clock.h"
#include "kernel/execask.h"
#include "kernel/identity.h"

static const char *
base(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash == NULL ? path : slash + 1;
}

static bool
system_file(const struct target_file *f)
{
	static const char *const roots[] = { "/bin/", "/sbin/", "/usr/",
	    "/lib/", "/etc/", "/var/lib/dpkg/", NULL };
	int i;

	if (f->st.st_uid != 0 || (f->st.st_mode & (S_IWGRP | S_IWOTH)) != 0)
		return false;
	for (i = 0; roots[i] != NULL; i++)
		if (strncmp(f->path, roots[i], strlen(roots[i])) == 0)
			return true;
	return false;
}

/* Does `path` lie in a folder of the caller's PATH? What is installed there is
 * a tool, as the line gate sees it: by its name, not by its text. */
static bool
from_path(const struct request *q, const char *path)
{
	const char *p = request_environ(q, "PATH"), *slash;
	size_t n, dir;

	slash = strrchr(path, '/');
	if (p == NULL || slash == NULL || slash == path)
		return false;
	dir = (size_t)(slash - path);
	for (; *p != '\0'; p += n + (p[n] == ':')) {
		n = strcspn(p, ":");
		if (n == dir && strncmp(p, path, n) == 0)
			return true;
	}
	return false;
}

/* `sh /usr/bin/tool`: `env sh` in a first line comes here like that. */
static bool
runs_tool(const struct request *q)
{
	struct target_file f;
	unsigned i;
	bool is = false;

	for (i = 1; i < q->argv.count && q->argv.word[i][0] == '-'; i++)
		if (strcmp(q->argv.word[i], "-c") == 0)
			return false;
	if (i >= q->argv.count || q->argv.word[i][0] != '/')
		return false;
	if (from_path(q, q->argv.word[i]))
		return true;
	if (target_open(q->a, q->tid, AT_FDCWD, q->argv.word[i], 0, &f) == 0) {
		is = system_file(&f);
		close(f.fd);
	}
	return is;
}

/* make: what its file says comes by here when it is done, and the line that
 * named it was judged by that file. */
static bool
reads_rules(const struct request *q)
{
	const struct tool *t = tool_find(base(q->file.path));

	return t != NULL && t->top.language != NULL &&
	    strcmp(t->top.language, "make") == 0;
}

static bool
runs(const struct verdict *v)
{
	return v->kind == VERDICT_ALLOW || v->kind == VERDICT_DEFER;
}

/* Judge argv under the name `name`. Returns whether it may run. */
static bool
judge_as(struct request *q, const struct target_words *w, const char *name)
{
	char **argv = arena_array(q->a, w->count + 2u, sizeof *argv);
	size_t *len = arena_array(q->a, w->count + 2u, sizeof *len);
	struct supervisor_words ask = { .world = &q->world,
	    .tier = q->s->cfg->tier, .caller = q->tid, .bind = request_bind,
	    .arg = q };
	unsigned n = w->count > 0 ? w->count : 1;

	if (w->count > 0) {
		memcpy(argv, w->word, w->count * sizeof *argv);
		memcpy(len, w->len, w->count * sizeof *len);
	}
	argv[0] = arena_strdup(q->a, name);
	len[0] = strlen(name);
	ask.argv = argv;
	ask.len = len;
	ask.argc = n;
	supervisor_judge(q->s, q->a, &ask, &q->j);
	return runs(&q->j.verdict) && request_approved(q);
}

/* Came the file into being, or to its name, since the session began? Nobody
 * can set st_ctime; a server's clock may be behind by a little. */
static bool
is_new(const struct request *q, const struct target_file *f)
{
	enum { SLACK_S = 300 };
	const struct session *session = q->s->cfg->session;
	long tick = sysconf(_SC_CLK_TCK);
	int64_t begun;

	if (session == NULL || tick <= 0)
		return true;
	begun = (clock_wall() - clock_boot()) / 1000000000 +
	    (int64_t)(session->start / (uint64_t)tick);
	return f->st.st_ctim.tv_sec >= begun - SLACK_S;
}

/* What the session made may be a known tool by another name. */
static bool
judge_content(struct request *q, const struct target_words *w,
    const struct target_file *f, const struct tool *const *seen, int nseen)
{
	const struct tool *alike[IDENTITY_TOOLS];
	int n, i, k;

	if (!is_new(q, f))
		return true;
	n = identity_find(f, q->s->cfg->world->environ, alike);
	for (i = 0; i < n; i++) {
		for (k = 0; k < nseen && seen[k] != alike[i]; k++)
			;
		if (k == nseen && !judge_as(q, w, tool_name(alike[i])))
			return false;
	}
	return true;
}

/*
 * A program may go by the name it is called by, by its file's name (links,
 * renamed copies in other folders), by argv[0] (busybox, clients that hold
 * several tools) or be a copy. Each that means another tool is judged.
 */
static bool
judge_names(struct request *q, const struct target_words *w,
    const char *called, const struct target_file *f)
{
	const char *names[3] = { called, f->path,
	    w->count > 0 ? w->word[0] : "" };
	const struct tool *seen[3] = { NULL }, *t;
	bool system = system_file(f) || (f == &q->file && q->tool);
	int i, k, n = 0;

	for (i = 0; i < 3; i++) {
		t = tool_find(base(names[i]));
		for (k = 0; t != NULL && k < n; k++)
			if (seen[k] == t)
				t = NULL;
		if (t == NULL)
			continue;
		seen[n++] = t;
		/* A system program by its short name, as on a line. */
		if (!judge_as(q, w, system || i == 2 ? base(names[i]) :
		    names[i]))
			return false;
	}
	if (n == 0 && !judge_as(q, w, system ? base(f->path) : f->path))
		return false;
	return judge_content(q, w, f, seen, n);
}

/*
 * The guarded shell, within the gates of a person's session: what it is given
 * it judges itself when that is another session's, whose refusal is to be its
 * own; then, or at once, it becomes the real shell, and that is asked about.
 */
static bool
is_guarded(const struct request *q)
{
	const char *path = q->s->cfg->guarded;
	struct stat st;

	return path != NULL && q->nchain == 0 && stat(path, &st) == 0 &&
	    st.st_dev == q->file.st.st_dev && st.st_ino == q->file.st.st_ino;
}

bool
request_judge(struct request *q, const struct target_words *final)
{
	struct target_words w;
	unsigned i;

	if (is_guarded(q)) {
		w = q->argv;
		w.count = 1;
		return judge_as(q, &w, base(q->file.path));
	}

	q->tool = from_path(q, q->path);
	if (runs_tool(q) || reads_rules(q))
		q->world.read_files = false;
	if (!judge_names(q, &q->argv, q->path, &q->file))
		return false;
	/* Scripts of the system are programs like any other; what they start
	 * comes by here. Others are read by what their interpreter is. */
	if (q->nchain == 0 || q->tool || system_file(&q->file))
		return true;
	for (i = 1; i < q->nchain; i++) {
		request_argv(q, i, &w);
		if (!judge_as(q, &w, w.word[0]))
			return false;
	}
	return judge_names(q, final, final->word[0], &q->run);
}
